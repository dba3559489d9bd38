"""Countersign through Python's `requests`, called as the tutorials call it: `data={…}`, `json={…}`, `.json()["access"]`."""

import uuid

import pytest
import requests

from harness.binary import binary, must
from harness.process import ServerProcess, bare_environment, free_port

PASSWORD = "correct horse battery"
CONFIG = """\
[rest_framework]
default_throttle_classes = []

[password]
hashers = ["pbkdf2_sha256"]
pbkdf2_iterations = 1000
"""


@pytest.fixture(scope="module")
def base(ours_only, tmp_path_factory, new_database):
    """Return the address of a running Countersign in which nobody has an account yet."""
    directory = tmp_path_factory.mktemp("requests")
    (directory / "countersign.toml").write_text(CONFIG, encoding="utf-8")
    settings = new_database(directory).variables()
    must(directory, "migrate", **settings)
    port = free_port()
    command = [binary(), "serve", "--listen", f"127.0.0.1:{port}"]
    with ServerProcess(command, directory, bare_environment(**settings), port, ("/readyz", 200)) as process:
        yield process.base


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch):
    """Use no proxy of the machine: the tutorials' calls have no session in which to say so."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(params=["data", "json"])
def send(request, base):
    """Return a function that posts fields as the tutorials do: as a form, or as JSON."""

    def post(path, fields, **options):
        return requests.post(base + path, **{request.param: fields}, timeout=15, **options)

    return post


@pytest.fixture
def username(send):
    """Register somebody, each test their own, and return the name."""
    name = uuid.uuid4().hex
    answer = send("/api/register/", {"username": name, "email": f"{name}@example.com", "password": PASSWORD})
    assert (answer.status_code, answer.json()) == (201, {"message": "User registered successfully."})
    return name


@pytest.fixture
def pair(send, username):
    """Log in and return the pair."""
    answer = send("/api/token/", {"username": username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return answer.json()


def me(base, access):
    """Ask the protected view."""
    return requests.get(f"{base}/api/users/me/", headers={"Authorization": f"Bearer {access}"}, timeout=15)


def test_s20_registration(send, base):
    answer = send("/api/register/", {"username": "a b", "email": "no", "password": "12345678"})
    assert (answer.status_code, list(answer.json())) == (400, ["username", "email", "password"])


def test_s11_login_and_protected_call(pair, username, base):
    assert list(pair) == ["refresh", "access"]
    answer = me(base, pair["access"])
    assert (answer.status_code, answer.json()["username"]) == (200, username)
    assert requests.get(f"{base}/api/users/me/", timeout=15).json() == {
        "detail": "Authentication credentials were not provided."
    }


def test_s16_wrong_password(send, username):
    answer = send("/api/token/", {"username": username, "password": "wrong"})
    assert (answer.status_code, answer.json()) == (
        401,
        {"detail": "No active account found with the given credentials"},
    )


def test_s15_refresh(send, pair, base):
    answer = send("/api/token/refresh/", {"refresh": pair["refresh"]})
    assert answer.status_code == 200, answer.text
    new_access_token = answer.json()["access"]
    assert me(base, new_access_token).status_code == 200
    assert me(base, new_access_token).json() == me(base, pair["access"]).json()


def test_s49_verify(send, pair):
    good = send("/api/token/verify/", {"token": pair["access"]})
    assert (good.status_code, good.json()) == (200, {})
    bad = send("/api/token/verify/", {"token": pair["access"][:-2]})
    assert (bad.status_code, bad.json()["code"]) == (401, "token_not_valid")


def test_blacklist(send, pair):
    assert send("/api/token/blacklist/", {"refresh": pair["refresh"]}).status_code == 200
    answer = send("/api/token/refresh/", {"refresh": pair["refresh"]})
    assert (answer.status_code, answer.json()["detail"]) == (401, "Token is blacklisted")


def test_logout_ends_the_session(send, pair, base):
    headers = {"Authorization": f"Bearer {pair['access']}"}
    assert send("/api/logout/", {"refresh": pair["refresh"]}, headers=headers).ok
    assert send("/api/token/refresh/", {"refresh": pair["refresh"]}).status_code == 401
    assert me(base, pair["access"]).status_code == 401


def test_a_session_of_requests_keeps_the_header_and_survives_many_calls(pair, base):
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {pair['access']}"
        answers = [session.get(f"{base}/api/users/me/", timeout=15) for _ in range(20)]
        changed = session.patch(f"{base}/api/users/me/", json={"first_name": "Zoë"}, timeout=15)
    assert {answer.status_code for answer in answers} == {200}
    assert changed.json()["first_name"] == "Zoë"


def test_multipart_and_a_missing_slash(pair, base):
    verified = requests.post(f"{base}/api/token/verify/", files={"token": (None, pair["access"])}, timeout=15)
    assert (verified.status_code, verified.json()) == (200, {})
    moved = requests.get(
        f"{base}/api/users/me", headers={"Authorization": f"Bearer {pair['access']}"}, timeout=15
    )
    assert (moved.status_code, [hop.status_code for hop in moved.history]) == (200, [301])
