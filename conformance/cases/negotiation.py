"""Which form of answer a client may ask for. HTML and OPTIONS belong to the browsable API and are judged with it."""

from cases.case import case
from harness.world import ALICE

GOOD = {"username": ALICE.username, "password": ALICE.password}


@case(404)
def format_xml(site):
    return site.post("/api/token/", params={"format": "xml"}, json=GOOD)


@case(200)
def format_json(site):
    return site.post("/api/token/", params={"format": "json"}, json=GOOD)


@case(404)
def format_xml_before_authentication(site):
    return site.get("/api/users/me/", params={"format": "xml"})


@case(406)
def accept_xml(site):
    return site.post("/api/token/", json=GOOD, headers={"Accept": "application/xml"})


@case(406)
def accept_xml_before_authentication(site):
    return site.get("/api/users/me/", headers={"Accept": "application/xml"})


@case(406)
def accept_nothing(site):
    return site.get("/api/users/me/", headers={"Accept": ""})


@case(200)
def accept_as_axios_does(site):
    return site.post("/api/token/", json=GOOD, headers={"Accept": "application/json, text/plain, */*"})


@case(401)
def accept_indented(site):
    return site.post(
        "/api/token/", json={"username": "nobody", "password": "x"}, headers={"Accept": "application/json; indent=4"}
    )


@case(401)
def accept_any_application(site):
    return site.get("/api/users/me/", headers={"Accept": "application/*;q=0.1"})
