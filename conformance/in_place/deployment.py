"""A project that has moved: Django and Countersign serve one database at the same time."""

import itertools
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass

from harness.binary import must
from harness.our_site import serving

PASSWORD = "a horse, 7 batteries"
ADMIN = "the-one-who-deploys"
# `init` leaves it closed; this team opens it.
OPEN_REGISTRATION = {"COUNTERSIGN_ROUTES__REGISTER": '["/api/register/"]'}


@dataclass(frozen=True)
class Person:
    """Somebody in the user table."""

    pk: str
    login: str
    password: str = PASSWORD


class Deployment:
    """What a test needs: both sites, Django's ORM, people, and the command line of Countersign."""

    def __init__(self, project, folder, orm):
        self.project = project
        self.kind = project.kind
        self.database = project.database
        self.folder = folder
        self.orm = orm
        self.django = None
        self.ours = None
        self.past = None
        self._numbers = itertools.count(1)

    def person(self, login=None, password=PASSWORD, **fields):
        """Let Django make somebody whom no other test knows."""
        login = login or f"person{next(self._numbers)}"
        address = f"{login}@example.com"
        own = {"username": login, "email": address} if self.kind.identity == "username" else {"email": address}
        if self.kind.identity == "email":
            own["company"] = "Acme"
        code = "str(User.objects.create_user(**fields).pk)"
        pk = self.orm(code, fields={**own, "password": password, **fields})
        return Person(pk, own[self.kind.identity], password)

    def shelved(self, person):
        """Return the columns of somebody as Django's ORM reads them."""
        return self.orm("vars(User.objects.get(pk=pk))", pk=person.pk)

    def try_to_log_in(self, site, person, password=None):
        """Ask for a pair and return the answer, whatever it is."""
        fields = {self.kind.identity: person.login, "password": person.password if password is None else password}
        return site.post("/api/token/", json=fields)

    def log_in(self, site, person, password=None):
        """Return a pair."""
        return ok(self.try_to_log_in(site, person, password))

    def command(self, *arguments, **variables):
        """Run a command of Countersign on the settings that `init --from-django` wrote, and return its output."""
        return must(self.folder, *arguments, **variables)

    def initialize(self):
        """Write the settings as a team would: asked of the project, with its own interpreter and environment."""
        self.folder.mkdir(exist_ok=True)
        return must(
            self.folder,
            "init",
            "--from-django",
            str(self.project.folder),
            "--python",
            sys.executable,
            **self.project.database.environment(),
        )

    @contextmanager
    def serving(self, **variables):
        """Run a server of Countersign; `variables` are settings that this one has beside those of the file."""
        with serving(self.folder, self.database, **OPEN_REGISTRATION, **variables) as site:
            yield site

    def both(self):
        """Return the sites with each as the first: what holds from here to there holds back as well."""
        return (self.ours, self.django), (self.django, self.ours)


def ok(answer):
    """Return the JSON of an answer that must be a success."""
    assert answer.status_code in (200, 201), f"{answer.status_code}: {answer.text}"
    return answer.json() if answer.content else None


def refused(answer, status=401):
    """Return the JSON of an answer that must be a refusal."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.text}"
    return answer.json()


def refresh(site, token):
    """Show a refresh token and return the answer."""
    return site.post("/api/token/refresh/", json={"refresh": token})


def blacklist(site, token):
    """Blacklist a refresh token and return the answer."""
    return site.post("/api/token/blacklist/", json={"refresh": token})


def verify(site, token):
    """Show a token of any kind and return the answer."""
    return site.post("/api/token/verify/", json={"token": token})


def me(site, credential, kind="Bearer"):
    """Ask who is calling and return the answer."""
    return site.me(f"{kind} {credential}")


def ended(site, pair):
    """Assert that neither token of a pair opens anything: its session is over.

    The access token fails within a second; a command line counts as another node (DESIGN: instant revocation).
    """
    refused(refresh(site, pair["refresh"]))
    eventually(lambda: me(site, pair["access"]).status_code == 401, seconds=1.5)


def eventually(holds, seconds):
    """Wait until something holds, and fail when it does not within the time that is promised."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
