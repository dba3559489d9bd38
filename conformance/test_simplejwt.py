"""Tokens of the real SimpleJWT are good here, and ours are good there, on the same secret."""

import pytest

from harness.profiles import PLAIN, PROFILES, ROTATING
from harness.world import ALICE


@pytest.fixture(params=[("django", "ours"), ("ours", "django")], ids=["django-to-ours", "ours-to-django"])
def direction(request, ours_only):
    """(The side that issues, the side that is shown the token.)"""
    return request.param


@pytest.fixture(params=PROFILES, ids=lambda profile: profile.name)
def issuer_and_other(request, direction, sites):
    """Both sites under one profile, in the order of the direction."""
    return tuple(sites(side, request.param) for side in direction)


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_s6_the_other_side_verifies_a_token(issuer_and_other, kind):
    issuer, other = issuer_and_other
    answer = other.post("/api/token/verify/", json={"token": issuer.pair[kind]})
    assert (answer.status_code, answer.json()) == (200, {})


def test_s6_the_other_side_opens_its_protected_view(issuer_and_other):
    issuer, other = issuer_and_other
    answer = other.me(f"Bearer {issuer.pair['access']}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["username"] == ALICE.username


def test_s6_the_other_side_refreshes_and_the_issuer_accepts_the_result(issuer_and_other):
    issuer, other = issuer_and_other
    answer = other.post("/api/token/refresh/", json={"refresh": issuer.login()["refresh"]})
    assert answer.status_code == 200, answer.text
    assert issuer.me(f"Bearer {answer.json()['access']}").status_code == 200


def test_a_foreign_refresh_token_is_spent_once(direction, sites):
    issuer, other = (sites(side, ROTATING) for side in direction)
    refresh = issuer.login()["refresh"]
    first, second = (other.post("/api/token/refresh/", json={"refresh": refresh}) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 401)
    assert second.json() == {"detail": "Token is blacklisted", "code": "token_not_valid"}


def test_a_token_blacklisted_where_it_was_sent_stays_so(direction, sites):
    issuer, other = (sites(side, PLAIN) for side in direction)
    refresh = issuer.login()["refresh"]
    assert other.post("/api/token/blacklist/", json={"refresh": refresh}).status_code == 200
    assert other.post("/api/token/refresh/", json={"refresh": refresh}).status_code == 401
