"""POST /api-token-auth/: the one opaque token of a user."""

from cases.case import case
from cases.classes import token
from cases.endpoints import PASSWORD, TOKEN_AUTH, newcomer
from harness.world import ALICE, CAROL

SPACED = newcomer("spaced")


def obtain(site, username, password):
    """Ask for the token of somebody."""
    return site.send_json("POST", TOKEN_AUTH.path, {"username": username, "password": password})


@case(200)
def token_auth_twice_is_the_same(site):
    assert token(site) == token(site)
    return obtain(site, ALICE.username, ALICE.password)


@case(400)
def token_auth_wrong_password(site):
    return obtain(site, ALICE.username, "wrong")


@case(400)
def token_auth_unknown_user(site):
    return obtain(site, "nobody", "wrong")


@case(400)
def token_auth_inactive_user(site):
    return obtain(site, CAROL.username, CAROL.password)


@case(400)
def token_auth_does_not_trim_the_password(site):
    return obtain(site, ALICE.username, f" {ALICE.password} ")


@case(200)
def token_auth_trims_the_username(site):
    return obtain(site, f" {ALICE.username} ", ALICE.password)


@case(200)
def token_auth_of_a_newcomer(site):
    assert site.send_json("POST", "/api/register/", SPACED).status_code == 201
    return obtain(site, SPACED["username"], PASSWORD)
