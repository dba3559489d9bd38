"""POST /api/token/: login."""

from cases.case import case
from harness.profiles import ROTATING
from harness.world import ALICE, CAROL

PATH = "/api/token/"
GOOD = {"username": ALICE.username, "password": ALICE.password}


@case(200)
def obtain_json(site):
    return site.post(PATH, json=GOOD)


@case(200)
def obtain_form(site):
    return site.post(PATH, data=GOOD)


@case(200)
def obtain_multipart(site):
    return site.post(PATH, files={name: (None, value) for name, value in GOOD.items()})


@case(200, ROTATING)
def obtain_where_tokens_rotate(site):
    return site.post(PATH, json=GOOD)


@case(200)
def obtain_with_spaces_around(site):
    return site.post(PATH, json={"username": " alice\t", "password": f"\u00a0{ALICE.password} "})


@case(200)
def obtain_despite_a_bad_authorization_header(site):
    return site.post(PATH, json=GOOD, headers={"Authorization": "Bearer rubbish"})


@case(401)
def obtain_wrong_password(site):
    return site.post(PATH, json={"username": "alice", "password": "wrong"})


@case(401)
def obtain_unknown_user(site):
    return site.post(PATH, json={"username": "nobody", "password": "wrong"})


@case(401)
def obtain_inactive_user(site):
    return site.post(PATH, json={"username": CAROL.username, "password": CAROL.password})


@case(401)
def obtain_username_in_another_case(site):
    return site.post(PATH, json={"username": "ALICE", "password": ALICE.password})


@case(401)
def obtain_numbers(site):
    return site.post(PATH, json={"username": 12, "password": 1.5})


@case(400)
def obtain_nothing(site):
    return site.post(PATH, json={})


@case(400)
def obtain_without_password(site):
    return site.post(PATH, json={"username": "alice"})


@case(400)
def obtain_blank(site):
    return site.post(PATH, json={"username": "", "password": "   "})


@case(400)
def obtain_null(site):
    return site.post(PATH, json={"username": None, "password": None})


@case(400)
def obtain_wrong_types(site):
    return site.post(PATH, json={"username": True, "password": ["x"]})


@case(400)
def obtain_control_characters(site):
    body = b'{"username": "a\\u0000b", "password": "\\ud800"}'
    return site.post(PATH, data=body, headers={"Content-Type": "application/json"})


@case(400)
def obtain_query_does_not_count(site):
    return site.post(PATH, params=GOOD)


@case(405)
def obtain_get(site):
    return site.get(PATH)


@case(405)
def obtain_head(site):
    return site.request("HEAD", PATH)


@case(405)
def obtain_put_with_a_broken_body(site):
    return site.request("PUT", PATH, data=b"{", headers={"Content-Type": "application/json"})


@case(405)
def obtain_unknown_method(site):
    return site.request("FOO", PATH)


@case(405)
def obtain_delete(site):
    return site.request("DELETE", PATH)
