"""GET /api/users/me/: a protected view, and which tokens open it."""

from cases.case import case


def with_claims(site, kind="access", **changes):
    """Ask with the site's own token, its claims changed, properly signed."""
    return site.me(f"Bearer {site.forge(kind, **changes)}")


@case(200)
def me_with_a_token(site):
    return site.me(f"Bearer {site.pair['access']}")


@case(401)
def me_without_a_token(site):
    return site.me()


@case(401)
def me_with_rubbish(site):
    return site.me("Bearer rubbish")


@case(401)
def me_with_a_refresh_token(site):
    return site.me(f"Bearer {site.pair['refresh']}")


@case(401)
def me_with_a_changed_signature(site):
    token = site.pair["access"]
    swapped = "A" if token[-10] != "A" else "B"
    return site.me(f"Bearer {token[:-10]}{swapped}{token[-9:]}")


@case(401)
def me_with_an_expired_token(site):
    return with_claims(site, exp=1_600_000_000, iat=1_599_999_700)


@case(401)
def me_with_an_expired_token_of_another_key(site):
    """The signature is looked at before the time."""
    token = site.forge("access", exp=1_600_000_000)
    return site.me(f"Bearer {token[:-10]}{'A' * 10}")


@case(401)
def me_with_a_token_from_the_future(site):
    return with_claims(site, iat=32_503_680_000, exp=32_503_690_000)


@case(401)
def me_with_a_token_not_yet_valid(site):
    return with_claims(site, nbf=32_503_680_000)


@case(401)
def me_without_exp(site):
    return with_claims(site, exp=None)


@case(401)
def me_without_token_type(site):
    return with_claims(site, token_type=None)


@case(401)
def me_without_jti(site):
    return with_claims(site, jti=None)


@case(401)
def me_without_user_id(site):
    return with_claims(site, user_id=None)


@case(401)
def me_of_an_unknown_user(site):
    return with_claims(site, user_id="999999", sid=None)


@case(401)
def me_of_an_inactive_user(site):
    return with_claims(site, user_id="3", sid=None)


@case(200)
def me_with_an_integer_user_id(site):
    """As releases of SimpleJWT before 5.5.1 wrote it."""
    return with_claims(site, user_id=1, sid=None)


@case(200)
def me_with_a_token_for_centuries(site):
    return with_claims(site, exp=228_732_444_313, sid=None)


@case(401)
def me_post_without_a_token(site):
    return site.post("/api/users/me/", json={})


@case(405)
def me_post_with_a_token(site):
    return site.post("/api/users/me/", json={}, headers={"Authorization": f"Bearer {site.pair['access']}"})


@case(200)
def me_head(site):
    return site.request("HEAD", "/api/users/me/", headers={"Authorization": f"Bearer {site.pair['access']}"})


@case(401)
def me_token_in_the_query(site):
    return site.get("/api/users/me/", params={"access_token": site.pair["access"]})
