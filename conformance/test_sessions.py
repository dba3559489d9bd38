"""A Django beside us on one database and one secret: each reads the sessions that the other made."""

import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests

from harness.django_site import environment
from harness.our_site import furnish, our_site
from harness.profiles import WITH_SESSIONS
from harness.world import ALICE

LOGIN = "/accounts/login/"


@pytest.fixture(scope="module")
def ours(ours_only, tmp_path_factory, new_database):
    """Countersign, with a function that asks a real Django on its database."""
    home = str(tmp_path_factory.mktemp("sessions-furnished"))
    furnished = new_database(home)
    furnish(home, furnished)
    with our_site(str(tmp_path_factory.mktemp("sessions")), WITH_SESSIONS, furnished) as site:
        site.django = lambda *arguments: ask_django(site.database, "judge.sessions", *arguments)
        site.django_of = lambda module, text: ask_django(site.database, module, text=text)
        yield site


def ask_django(database, module, *arguments, text=""):
    """Run a module of the judge on our database and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        input=text,
        env=environment(database, WITH_SESSIONS),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def browser(site, **cookies):
    """A session of `requests` that has these cookies and keeps others."""
    with requests.Session() as session:
        session.trust_env = False
        session.cookies.update(cookies)
        yield session


def log_in(site, session):
    """Log alice in by the form."""
    session.get(site.base + LOGIN, timeout=15)
    form = {
        "csrfmiddlewaretoken": session.cookies["csrftoken"],
        "username": ALICE.username,
        "password": ALICE.password,
    }
    answer = session.post(site.base + LOGIN, data=form, allow_redirects=False, timeout=15)
    assert answer.status_code == 302, answer.text


def test_s37_a_session_that_django_made_opens_our_api(ours):
    key = ours.django("make", ALICE.username)
    with browser(ours, sessionid=key) as session:
        answer = session.get(ours.base + "/api/users/me/", timeout=15)
        assert (answer.status_code, answer.json()["username"]) == (200, ALICE.username)
        refused = session.post(ours.base + "/api/logout/all/", timeout=15)
        assert (refused.status_code, refused.json()) == (403, {"detail": "CSRF Failed: CSRF cookie not set."})


def test_a_session_that_we_made_is_djangos_too(ours):
    with browser(ours) as session:
        log_in(ours, session)
        assert ours.django("read", session.cookies["sessionid"]) == ALICE.username


def test_what_one_side_ends_the_other_refuses(ours):
    key = ours.django("make", ALICE.username)
    with browser(ours, sessionid=key) as session:
        assert session.get(ours.base + "/api/users/me/", timeout=15).status_code == 200
        ours.django("end", key)
        assert session.get(ours.base + "/api/users/me/", timeout=15).status_code == 401
        session.cookies.clear()
        log_in(ours, session)
        key = session.cookies["sessionid"]
        form = {"csrfmiddlewaretoken": session.cookies["csrftoken"]}
        assert session.post(ours.base + "/accounts/logout/", data=form, timeout=15).status_code == 200
    assert ours.django("read", key) == ""
