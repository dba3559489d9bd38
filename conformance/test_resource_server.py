"""A real Django with `djangorestframework-simplejwt` as resource server verifies the tokens that Countersign issues.

It has the keys of Countersign's ring by `JWK_URL` at `/.well-known/jwks.json`, or a shared HS256 key; one of its views asks
no database (`JWTStatelessUserAuthentication`), another does (`JWTAuthentication`).
"""

import json
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jwt
import pytest
import requests

from harness.binary import binary, must
from harness.process import ServerProcess, bare_environment, free_port

HERE = Path(__file__).resolve().parent
SHARED_KEY = "known to the issuer and the resource server, and long enough"
PASSWORD = "correct horse battery"
ISSUER, AUDIENCE = "https://accounts.example.com", "https://api.example.com"
VIEWS = ("/stateless/", "/stored/")
CONFIG = f"""\
[jwt]
issuer = "{ISSUER}"
audience = "{AUDIENCE}"

[jwt.claims]
username = "username"

[rest_framework]
default_throttle_classes = []

[password]
hashers = ["pbkdf2_sha256"]
pbkdf2_iterations = 1000
"""
EXPIRY_SECONDS = 60


class Issuer:
    """Countersign with two users: `alice` (id 1), whom the resource server knows, and `bob` (id 2), a stranger there."""

    def __init__(self, directory, algorithm, database):
        self.directory = directory
        self.algorithm = algorithm
        self.variables = {"COUNTERSIGN_JWT__ALGORITHM": algorithm, **database.variables()}
        if algorithm == "HS256":
            self.variables["COUNTERSIGN_JWT__SIGNING_KEY"] = SHARED_KEY
        (directory / "countersign.toml").write_text(CONFIG, encoding="utf-8")
        self.command("migrate")
        for name in ("alice", "bob"):
            identity = ("--noinput", "--username", name, "--email", f"{name}@example.com")
            self.command("createuser", *identity, COUNTERSIGN_USER_PASSWORD=PASSWORD)

    def command(self, *arguments, **more):
        """Run one command of Countersign beside the server."""
        return must(self.directory, *arguments, **self.variables, **more)

    @contextmanager
    def serving(self, **more):
        """Run a server on this directory, and yield its address."""
        port = free_port()
        serve = [binary(), "serve", "--listen", f"127.0.0.1:{port}"]
        environment = bare_environment(**self.variables, **more)
        with ServerProcess(serve, self.directory, environment, port, ("/readyz", 200)) as process:
            yield process.base


@dataclass(frozen=True)
class Deployment:
    """An issuer that runs, and a resource server that trusts it."""

    issuer: Issuer
    base: str
    resource: str

    def login(self, name="alice", base=None):
        """Log in and return the pair."""
        return login(base or self.base, name)

    def open(self, view, token):
        """Show the resource server an access token."""
        return get(self.resource + view, token)


@pytest.fixture(scope="module", params=["ES256", "RS256", "HS256"])
def deployment(request, ours_only, tmp_path_factory, new_database):
    """Countersign signing with one algorithm, and a resource server that verifies it."""
    home = tmp_path_factory.mktemp(f"issuer-{request.param}")
    issuer = Issuer(home, request.param, new_database(home))
    with issuer.serving() as base:
        directory = tmp_path_factory.mktemp(f"resource-{request.param}")
        with resource_server(directory, verification(issuer, base)) as resource:
            yield Deployment(issuer, base, resource)


def verification(issuer, base):
    """Return the part of `SIMPLE_JWT` that says whose tokens are good."""
    whose = {"ALGORITHM": issuer.algorithm, "ISSUER": ISSUER, "AUDIENCE": AUDIENCE}
    if issuer.algorithm == "HS256":
        return {**whose, "SIGNING_KEY": SHARED_KEY}
    return {**whose, "JWK_URL": f"{base}/.well-known/jwks.json"}


@contextmanager
def resource_server(directory, simple_jwt):
    """Run the resource server, and yield its address."""
    port = free_port()
    environment = bare_environment(
        PYTHONPATH=str(HERE),
        RESOURCE_DATABASE=str(directory / "resource.sqlite3"),
        RESOURCE_SIMPLE_JWT=json.dumps(simple_jwt),
    )
    command = [sys.executable, "-m", "resource_server.serve", str(port), "alice"]
    with ServerProcess(command, directory, environment, port, (VIEWS[0], 401)) as process:
        yield process.base


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    """Use no proxy of the machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def login(base, name):
    """Log in at an address and return the pair."""
    answer = requests.post(f"{base}/api/token/", json={"username": name, "password": PASSWORD}, timeout=15)
    assert answer.status_code == 200, answer.text
    return answer.json()


def get(url, token):
    """Ask for a protected page with a token."""
    return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=15)


def refused(answer, message):
    """Assert that the resource server refuses a token, and says why in SimpleJWT's form."""
    assert answer.status_code == 401, answer.text
    body = answer.json()
    assert (body["code"], [told["message"] for told in body["messages"]]) == ("token_not_valid", [message])


def test_s9_a_good_token_is_enough_where_no_database_is_asked(deployment):
    answer = deployment.open("/stateless/", deployment.login()["access"])
    assert (answer.status_code, answer.json()) == (200, {"id": "1", "username": "alice", "is_staff": False})
    assert deployment.open("/stateless/", deployment.login("bob")["access"]).json()["id"] == "2"


def test_s6_a_good_token_is_its_user_where_a_database_is_asked(deployment):
    answer = deployment.open("/stored/", deployment.login()["access"])
    assert (answer.status_code, answer.json()) == (200, {"id": 1, "username": "alice"})
    stranger = deployment.open("/stored/", deployment.login("bob")["access"])
    assert (stranger.status_code, stranger.json()["code"]) == (401, "user_not_found")


def test_a_refreshed_token_is_good_as_well(deployment):
    refresh = deployment.login()["refresh"]
    pair = requests.post(f"{deployment.base}/api/token/refresh/", json={"refresh": refresh}, timeout=15).json()
    for view in VIEWS:
        assert deployment.open(view, pair["access"]).status_code == 200


@pytest.mark.parametrize("view", VIEWS)
def test_s4_a_token_that_was_tampered_with_is_refused(deployment, view):
    header, payload, signature = deployment.login()["access"].split(".")
    bob = deployment.login("bob")["access"].split(".")
    for forged in (
        f"{header}.{bob[1]}.{signature}",
        f"{header}.{payload}.{bob[2]}",
        f"{header}.{payload}.",
        f"{header}.{payload}.{'A' * len(signature)}",
        jwt.encode(jwt.decode(f"{header}.{payload}.{signature}", options={"verify_signature": False}), "", "none"),
    ):
        refused(deployment.open(view, forged), "Token is invalid")


@pytest.mark.parametrize("view", VIEWS)
def test_s48_a_refresh_token_opens_nothing(deployment, view):
    refused(deployment.open(view, deployment.login()["refresh"]), "Token has wrong type")


def test_s45_an_expired_token_is_refused(deployment):
    with deployment.issuer.serving(COUNTERSIGN_JWT__ACCESS_TOKEN_LIFETIME="1s") as base:
        token = deployment.login(base=base)["access"]
    deadline = time.monotonic() + EXPIRY_SECONDS
    while deployment.open("/stateless/", token).status_code == 200:
        assert time.monotonic() < deadline, "the token does not expire"
        time.sleep(0.05)
    for view in VIEWS:
        refused(deployment.open(view, token), "Token is expired")


def test_a_token_of_another_issuer_or_for_another_audience_is_refused(deployment):
    elsewhere = "https://elsewhere.example"
    for change in ({"COUNTERSIGN_JWT__ISSUER": elsewhere}, {"COUNTERSIGN_JWT__AUDIENCE": elsewhere}):
        with deployment.issuer.serving(**change) as base:
            refused(deployment.open("/stateless/", deployment.login(base=base)["access"]), "Token is invalid")


def test_another_countersign_s_token_is_refused(deployment, tmp_path, new_database):
    algorithm = "ES256" if deployment.issuer.algorithm == "HS256" else deployment.issuer.algorithm
    issuer = Issuer(tmp_path, algorithm, new_database(tmp_path))
    with issuer.serving() as base:
        refused(deployment.open("/stateless/", deployment.login(base=base)["access"]), "Token is invalid")


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_s65_a_key_that_was_published_first_is_known_when_it_signs(algorithm, ours_only, tmp_path, new_database):
    """PyJWT asks for keys anew every 300 s, and for a name that it does not know after 30 s at the soonest."""
    issuer = Issuer(tmp_path, algorithm, new_database(tmp_path))
    with issuer.serving() as base:
        login(base, "alice")  # The first key is made, and signs.
    issuer.command("keys", "generate", "--algorithm", algorithm)
    with issuer.serving() as base, resource_server(tmp_path, verification(issuer, base)) as resource:
        before = login(base, "alice")["access"]
        assert get(f"{resource}/stateless/", before).status_code == 200
        issuer.command("keys", "rotate", "--algorithm", algorithm)
        with issuer.serving() as rotated:
            after = login(rotated, "alice")["access"]
        for token in (before, after):
            assert get(f"{resource}/stateless/", token).status_code == 200
    assert jwt.get_unverified_header(before)["kid"] != jwt.get_unverified_header(after)["kid"]
