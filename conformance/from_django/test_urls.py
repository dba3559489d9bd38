"""Where a project mounts its endpoints."""

import pytest
from from_django.urls import URLS
from harness.binary import must

pytestmark = pytest.mark.once(reason="`init` asks no database; in_place/ goes on from it on PostgreSQL")


def test_endpoints_are_mounted_where_the_project_has_them(make):
    taken = make(urls=URLS).taken()
    routes = taken.settings["routes"]
    assert routes["token_obtain_pair"] == ["/v1/login", "/v2/token/"]
    assert routes["token_refresh"] == ["/v1/refresh/"]
    assert routes["obtain_auth_token"] == ["/api/token/"]
    assert "token_verify" not in routes, "a path with parameters is reported"
    left = "\n".join(taken.left())
    assert "/verify/" in left and "shop.urls.Own" in left and "throttle_scope" in left
    assert taken.is_accepted()
    must(taken.folder, "openapi")


def test_urls_that_cannot_be_read_are_reported(make):
    taken = make(urls="import nonsense_that_is_not_there").taken()
    assert "nonsense_that_is_not_there" in taken.left()["ROOT_URLCONF"]
