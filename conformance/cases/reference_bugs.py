"""Requests that the reference answers with 500. Countersign answers a clean 4xx: each stands in `deviations.toml`."""

from cases.case import case
from cases.protected import with_claims
from cases.refresh import spend

EARLIEST_YEAR_10000 = 253_402_300_800


@case(500)
def bug_refresh_of_an_unknown_user(site):
    return spend(site, site.forge("refresh", user_id="999999", sid=None, jti="1" * 32))


@case(500)
def bug_refresh_without_jti(site):
    return spend(site, site.forge("refresh", jti=None, sid=None))


@case(500)
def bug_me_with_letters_for_a_user_id(site):
    return with_claims(site, user_id="abc", sid=None)


@case(500)
def bug_me_with_exp_as_text(site):
    return with_claims(site, exp="4000000000", sid=None)


@case(500)
def bug_me_in_the_year_10000(site):
    return with_claims(site, exp=EARLIEST_YEAR_10000, sid=None)


@case(500)
def bug_register_name_that_collides_once_normalised(site):
    """Full-width letters become Alice's name only after the uniqueness check."""
    person = {"username": "\uff41lice", "email": "x@example.com", "password": "pw-Other-123"}
    return site.post("/api/register/", json=person)


@case(500)
def bug_body_nested_too_deep(site):
    return site.post("/api/token/", data=b"[" * 5000, headers={"Content-Type": "application/json"})
