"""POST /api/token/verify/."""

from cases.case import case
from harness.profiles import ROTATING

PATH = "/api/token/verify/"


def verify(site, token):
    """Ask whether a token is good."""
    return site.post(PATH, json={"token": token})


@case(200)
def verify_access(site):
    return verify(site, site.pair["access"])


@case(200)
def verify_refresh(site):
    return verify(site, site.pair["refresh"])


@case(401)
def verify_rubbish(site):
    return verify(site, "rubbish")


@case(401)
def verify_expired(site):
    return verify(site, site.forge("access", exp=1_600_000_000, iat=1_599_999_700))


@case(401)
def verify_unsigned(site):
    header = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0"
    return verify(site, f"{header}.{site.pair['access'].split('.')[1]}.")


@case(400)
def verify_nothing(site):
    return site.post(PATH, json={})


@case(400)
def verify_blank(site):
    return verify(site, "")


@case(400, ROTATING)
def verify_a_rotated_token(site):
    refresh = site.login()["refresh"]
    assert site.post("/api/token/refresh/", json={"refresh": refresh}).status_code == 200
    return verify(site, refresh)
