"""POST /api/token/blacklist/, and what a blacklisted token still opens."""

from cases.case import case
from harness.profiles import FORKING, ROTATING

PATH = "/api/token/blacklist/"


def blacklisted_pair(site):
    """Log in and blacklist the refresh token."""
    pair = site.login()
    assert site.post(PATH, json={"refresh": pair["refresh"]}).status_code == 200
    return pair


@case(200)
def blacklist_ok(site):
    return site.post(PATH, json={"refresh": site.login()["refresh"]})


@case(401)
def blacklist_then_refresh(site):
    return site.post("/api/token/refresh/", json={"refresh": blacklisted_pair(site)["refresh"]})


@case(401, ROTATING)
def blacklist_then_refresh_where_tokens_rotate(site):
    return site.post("/api/token/refresh/", json={"refresh": blacklisted_pair(site)["refresh"]})


@case(401)
def blacklist_twice(site):
    return site.post(PATH, json={"refresh": blacklisted_pair(site)["refresh"]})


@case(200)
def blacklist_then_verify(site):
    return site.post("/api/token/verify/", json={"token": blacklisted_pair(site)["refresh"]})


@case(400, ROTATING)
def blacklist_then_verify_where_tokens_rotate(site):
    return site.post("/api/token/verify/", json={"token": blacklisted_pair(site)["refresh"]})


@case(200)
def blacklist_then_me(site):
    return site.me(f"Bearer {blacklisted_pair(site)['access']}")


@case(401)
def blacklist_access(site):
    return site.post(PATH, json={"refresh": site.pair["access"]})


@case(401)
def blacklist_rubbish(site):
    return site.post(PATH, json={"refresh": "rubbish"})


@case(400)
def blacklist_nothing(site):
    return site.post(PATH, json={})


@case(401, FORKING)
def blacklist_where_old_tokens_live_ends_the_token(site):
    return site.post("/api/token/refresh/", json={"refresh": blacklisted_pair(site)["refresh"]})


@case(200, FORKING)
def blacklist_where_old_tokens_live_spares_the_successor(site):
    refresh = site.login()["refresh"]
    successor = site.post("/api/token/refresh/", json={"refresh": refresh}).json()["refresh"]
    assert site.post(PATH, json={"refresh": refresh}).status_code == 200
    return site.post("/api/token/refresh/", json={"refresh": successor})


@case(200, FORKING)
def blacklist_where_old_tokens_live_then_verify(site):
    return site.post("/api/token/verify/", json={"token": blacklisted_pair(site)["refresh"]})
