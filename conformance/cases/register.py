"""POST /api/register/: the tutorial's registration."""

from cases.case import case

PATH = "/api/register/"


@case(201)
def register_ok(site):
    return site.post(PATH, json={"username": "dora", "email": "dora@example.com", "password": "pw-Dora-123"})


@case(201)
def register_form(site):
    return site.post(PATH, data={"username": "emil", "email": "emil@example.com", "password": "pw-Emil-123"})


@case(201)
def register_without_email(site):
    return site.post(PATH, json={"username": "fritz", "password": "pw-Fritz-123"})


@case(200)
def register_then_login(site):
    person = {"username": "gerda", "email": "gerda@example.com", "password": "pw-Gerda-123"}
    assert site.post(PATH, json=person).status_code == 201
    return site.post("/api/token/", json=person)


@case(400)
def register_nothing(site):
    return site.post(PATH, json={})


@case(400)
def register_duplicate(site):
    return site.post(PATH, json={"username": "alice", "email": "a@example.com", "password": "pw-Other-123"})


@case(400)
def register_every_field_wrong(site):
    return site.post(PATH, json={"username": "no spaces", "email": "not-an-address", "password": "12345678"})


@case(400)
def register_too_long(site):
    long = {"username": "u" * 151, "email": "e" * 250 + "@example.com", "password": "p" * 129}
    return site.post(PATH, json=long)


@case(400)
def register_blank(site):
    return site.post(PATH, json={"username": " ", "email": "", "password": ""})


@case(400)
def register_null(site):
    return site.post(PATH, json={"username": None, "email": None, "password": None})


@case(400)
def register_wrong_types(site):
    return site.post(PATH, json={"username": True, "email": [], "password": {}})


@case(400)
def register_short_password(site):
    return site.post(PATH, json={"username": "hans", "email": "hans@example.com", "password": "xK9"})


@case(400)
def register_password_like_username(site):
    return site.post(PATH, json={"username": "wolfgang", "email": "w@example.com", "password": "wolfgang1"})


@case(400)
def register_password_like_email(site):
    return site.post(PATH, json={"username": "ida", "email": "brunhilde@example.com", "password": "brunhilde7"})


@case(400)
def register_list(site):
    return site.post(PATH, json=[])


@case(405)
def register_get(site):
    return site.get(PATH)


@case(401)
def register_with_a_bad_bearer(site):
    """Registration is open, but its authentication classes still refuse a bad token."""
    person = {"username": "karl", "email": "karl@example.com", "password": "pw-Karl-123"}
    return site.post(PATH, json=person, headers={"Authorization": "Bearer rubbish"})


@case(400)
def register_too_long_and_malformed(site):
    long = {"username": "no spaces" * 20, "email": "not-an-address" * 20, "password": "1" * 129}
    return site.post(PATH, json=long)


@case(201)
def register_a_name_that_differs_in_case(site):
    return site.post(PATH, json={"username": "BOB", "email": "bob2@Example.COM", "password": "pw-Upper-123"})


@case(200)
def register_trims_the_password_as_login_does(site):
    person = {"username": " lena ", "email": "lena@example.com", "password": "  pw-Lena-123  "}
    assert site.post(PATH, json=person).status_code == 201
    return site.post("/api/token/", json={"username": "lena", "password": "pw-Lena-123"})


@case(400)
def register_a_name_with_a_combining_mark(site):
    return site.post(PATH, json={"username": "rene\u0301", "password": "pw-Rene-123"})
