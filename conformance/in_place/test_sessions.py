"""Who has shown who they are to one side is known to the other: DRF's tokens, and the cookie of a Django session."""

import pytest

from in_place.admin_site import page_of
from in_place.deployment import me, ok, refresh, refused
from in_place.past import browser

LOGINS = {"django": "/admin/login/", "ours": "/accounts/login/"}
LOGOUTS = {"django": "/admin/logout/", "ours": "/accounts/logout/"}
ACCEPT_JSON = (("Accept", "application/json"),)


@pytest.fixture
def staff(deployment):
    """Somebody of this test alone who may enter the admin and do everything there."""
    return deployment.person(is_staff=True, is_superuser=True)


def drf_token(site, person):
    """Return the DRF token of somebody, which DRF's own view gives for `username` whatever the model calls it."""
    return ok(site.post("/api-token-auth/", json={"username": person.login, "password": person.password}))["token"]


def with_cookie(site, session, method="GET", path="/api/users/me/", headers=()):
    """Send a request that has nothing but a session cookie."""
    return site.send(method, path, (("Cookie", f"sessionid={session}"), *ACCEPT_JSON, *headers))


def key_of(person_page):
    """Return the key in an answer of the caller's own page; Django's project writes every key as text."""
    return str(ok(person_page)["id"])


def test_s38_a_drf_token_of_one_opens_both(pair_of_sites, alice):
    first, second = pair_of_sites
    token = drf_token(first, alice)
    assert [key_of(me(site, token, "Token")) for site in (first, second)] == [alice.pk] * 2
    assert drf_token(second, alice) == token


def test_s38_a_drf_token_from_before_the_move_is_good(deployment):
    person = deployment.past.people["current"]
    assert key_of(me(deployment.ours, deployment.past.drf_token, "Token")) == person.pk
    assert drf_token(deployment.ours, person) == deployment.past.drf_token


def test_a_drf_token_that_django_deletes_opens_nothing_here(deployment):
    person = deployment.person()
    token = drf_token(deployment.ours, person)
    deployment.orm("Token.objects.get(key=key).delete()", key=token)
    refused(me(deployment.ours, token, "Token"))


def test_s37_a_session_of_one_opens_the_other(pair_of_sites, staff):
    first, second = pair_of_sites
    session = browser(first, staff, LOGINS[first.name]).cookies["sessionid"]
    for site in (first, second):
        assert key_of(with_cookie(site, session)) == staff.pk


def test_s37_a_session_from_before_the_move_is_good(deployment):
    assert key_of(with_cookie(deployment.ours, deployment.past.cookie)) == deployment.past.people["superuser"].pk


def test_who_logs_in_here_is_logged_in_to_django_s_admin(deployment, staff):
    opened = browser(deployment.ours, staff, LOGINS["ours"])
    opened.site = deployment.django
    assert opened.page(page_of(deployment.kind, staff, "change")).status_code == 200


def test_who_logs_out_of_one_is_logged_out_of_the_other(pair_of_sites, staff):
    first, second = pair_of_sites
    opened = browser(first, staff, LOGINS[first.name])
    session = opened.cookies["sessionid"]
    opened.page("/admin/" if first.name == "django" else "/api/users/me/")
    assert opened.form_token, "the page has a form to log out"
    assert opened.submit(LOGOUTS[first.name], {}).status_code in (200, 302)
    for site in (first, second):
        refused(with_cookie(site, session))


def test_a_new_password_ends_the_sessions_that_either_has_opened(deployment, staff):
    sessions = [browser(site, staff, LOGINS[site.name]).cookies["sessionid"] for site in deployment.both()[0]]
    deployment.orm("User.objects.filter(pk=pk).update(password=make_password('another-Horse-9'))", pk=staff.pk)
    for session in sessions:
        for site in deployment.both()[0]:
            refused(with_cookie(site, session))


def test_s37_a_session_of_django_s_gets_tokens_that_both_take(deployment, staff):
    opened = browser(deployment.django, staff)
    pair = ok(with_csrf(opened, deployment.ours))
    for site in deployment.both()[0]:
        assert key_of(me(site, pair["access"])) == staff.pk
    ok(refresh(deployment.django, pair["refresh"]))


def test_s37_another_site_s_page_gets_no_tokens_for_a_session(deployment, staff):
    session = browser(deployment.django, staff).cookies["sessionid"]
    refused(with_cookie(deployment.ours, session, "POST", "/api/token/session/"), 403)


def with_csrf(opened, site):
    """Ask for tokens as a script of the site's own pages does: with the secret of the cookie in a header."""
    opened.site = site
    headers = (("X-CSRFToken", opened.cookies["csrftoken"]), ("Referer", site.base + "/"), *ACCEPT_JSON)
    return opened.send("POST", "/api/token/session/", headers)
