"""What a login writes into the user table (gotchas 54 to 56), read from the databases of both."""

import pytest

from harness.profiles import FORKING
from harness.world import ALICE, GRETA, row

SALT_LETTERS = 22


@pytest.fixture(params=["django", "ours"])
def site(request, sites, judge_only):
    """Each side in turn."""
    if judge_only and request.param == "ours":
        pytest.skip("--judge-only")
    return sites(request.param, FORKING)


def password_of(site, account):
    """Return the parts of the password column."""
    return row(site.database, account)[0].split("$")


def test_a_login_replaces_an_old_hash_and_a_failed_one_does_not(site):
    wrong = {"username": GRETA.username, "password": "wrong"}
    assert site.send_json("POST", "/api/token/", wrong).status_code == 401
    assert "$".join(password_of(site, GRETA)) == GRETA.stored
    access = site.login(GRETA)["access"]
    algorithm, iterations, salt, _ = password_of(site, GRETA)
    assert (algorithm, iterations, len(salt)) == ("pbkdf2_sha256", "1000", SALT_LETTERS)
    assert site.me(f"Bearer {access}").status_code == 200, "the token of the very login that replaced it is good"


def test_a_login_is_not_noted(site):
    site.login(ALICE)
    assert row(site.database, ALICE)[1] is None
