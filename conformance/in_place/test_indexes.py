"""However many users there are, what a request asks of the database is found by an index (issue: one million users)."""

import pytest

from harness.postgres import PrivatePostgres
from in_place.deployment import blacklist, me, ok, refresh, verify
from in_place.grown import EXPLAINED, Grown, scans

USERS = 20_000


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def grown(request, ours_only, tmp_path_factory):
    """A project with so many users that a planner prefers an index."""
    folder = tmp_path_factory.mktemp(f"grown-{request.param}")
    if request.param == "sqlite":
        yield Grown(folder, USERS)
    else:
        with PrivatePostgres(*EXPLAINED) as cluster:
            yield Grown(folder, USERS, cluster)


def test_no_request_of_a_person_goes_through_all_users(grown):
    person = grown.person(USERS // 2)
    with grown.explaining() as (site, plans):
        pair = grown.deployment.log_in(site, person)
        ok(me(site, pair["access"]))
        ok(verify(site, pair["access"]))
        pair = ok(refresh(site, pair["refresh"]))
        ok(site.post("/api-token-auth/", json={"username": person.login, "password": person.password}))
        ok(me(site, f"key{person.pk}", "Token"))
        fields = {"username": f"new-{grown.database.name}", "password": "a horse, 7 batteries"}
        ok(site.post("/api/register/", json=fields))
        ok(blacklist(site, pair["refresh"]))
        asked = plans()
    assert sum("auth_user" in text for text in asked) >= 3, "the statements were seen"
    assert scans(asked) == {}


def test_a_page_of_users_is_found_by_an_index_and_only_their_number_is_counted(grown):
    with grown.explaining() as (site, plans):
        access = grown.deployment.log_in(site, grown.person(1))["access"]
        for query in ("", "?page=3", "?ordering=-id", "?ordering=username"):
            page = site.get(f"/api/users/{query}", headers={"Authorization": f"Bearer {access}"})
            assert ok(page)["count"] >= USERS
        found = scans(plans())
    assert all("count(" in text.lower() for text in found), found
