"""POST /api/token/refresh/, without and with rotation."""

from cases.case import case
from harness.forge import claims, sign
from harness.profiles import FORKING, ROTATING
from harness.world import BOB

PATH = "/api/token/refresh/"


def spend(site, token):
    """Refresh with one token."""
    return site.post(PATH, json={"refresh": token})


@case(200)
def refresh_ok(site):
    return spend(site, site.pair["refresh"])


@case(200)
def refresh_form(site):
    return site.post(PATH, data={"refresh": site.pair["refresh"]})


@case(200)
def refresh_opens_the_protected_view(site):
    return site.me(f"Bearer {spend(site, site.login(BOB)['refresh']).json()['access']}")


@case(200)
def refresh_again_without_rotation(site):
    refresh = site.login()["refresh"]
    assert spend(site, refresh).status_code == 200
    return spend(site, refresh)


@case(401)
def refresh_with_an_access_token(site):
    return spend(site, site.pair["access"])


@case(401)
def refresh_rubbish(site):
    return spend(site, "rubbish")


@case(401)
def refresh_number(site):
    return spend(site, 1)


@case(401)
def refresh_expired(site):
    return spend(site, site.forge("refresh", exp=1_600_000_000, iat=1_599_999_000))


@case(401)
def refresh_of_an_inactive_user(site):
    return spend(site, site.forge("refresh", user_id="3", sid=None, jti="0" * 32))


@case(400)
def refresh_nothing(site):
    return site.post(PATH, json={})


@case(400)
def refresh_blank(site):
    return spend(site, " ")


@case(400)
def refresh_null(site):
    return spend(site, None)


@case(400)
def refresh_in_the_query(site):
    return site.post(PATH, params={"refresh": site.pair["refresh"]})


@case(405)
def refresh_get(site):
    return site.get(PATH)


@case(200, ROTATING)
def rotation_ok(site):
    return spend(site, site.login()["refresh"])


@case(401, ROTATING)
def rotation_spends_the_token(site):
    refresh = site.login()["refresh"]
    assert spend(site, refresh).status_code == 200
    return spend(site, refresh)


@case(200, ROTATING)
def rotation_successor_rotates(site):
    successor = spend(site, site.login()["refresh"]).json()["refresh"]
    return spend(site, successor)


@case(200, ROTATING)
def rotation_loser_ends_nothing(site):
    """With detection of reuse off, a token presented twice is refused and its successor lives on."""
    refresh = site.login()["refresh"]
    successor = spend(site, refresh).json()["refresh"]
    assert spend(site, refresh).status_code == 401
    return spend(site, successor)


@case(200, FORKING)
def rotation_without_blacklist_leaves_the_old_token_alive(site):
    refresh = site.login()["refresh"]
    assert spend(site, refresh).status_code == 200
    return spend(site, refresh)


@case(200, FORKING)
def rotation_without_blacklist_verifies_the_old_token(site):
    refresh = site.login()["refresh"]
    assert spend(site, refresh).status_code == 200
    return site.post("/api/token/verify/", json={"token": refresh})


@case(200, ROTATING)
def rotation_keeps_foreign_claims(site):
    """What somebody put into the token stays in its successors, and is copied to access tokens."""
    token = sign(claims("refresh", colour="blue", aud="books", nbf=1_600_000_000))
    return spend(site, spend(site, token).json()["refresh"])
