"""A Django beside us on one database and one secret: each reads the sessions that the other made."""

import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests

from harness.django_site import environment
from harness.our_site import our_site
from harness.profiles import WITH_SESSIONS
from harness.world import ALICE

LOGIN = "/accounts/login/"


@pytest.fixture(scope="module")
def ours(ours_only, tmp_path_factory):
    """Countersign, with a function that asks a real Django on its database."""
    directory = tmp_path_factory.mktemp("sessions")
    with our_site(str(directory), WITH_SESSIONS) as site:
        site.django = lambda *arguments: ask_django(directory, "judge.sessions", *arguments)
        site.django_of = lambda module, text: ask_django(directory, module, text=text)
        yield site


def ask_django(directory, module, *arguments, text=""):
    """Run a module of the judge on the database in `directory` and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        input=text,
        env=environment(directory, WITH_SESSIONS, database="countersign.db"),
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
