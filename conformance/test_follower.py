"""`docs/follower.py`: a program with PyJWT refuses what a running Countersign revokes."""

import importlib.util
import json
import socketserver
import threading
import time
from pathlib import Path

import jwt
import pytest
import requests

from harness import our_site
from harness.binary import must
from harness.keys import key_for
from harness.process import free_port
from harness.profiles import PLAIN
from harness.world import ALICE, SECRET_KEY

FILE = Path(__file__).resolve().parent.parent / "docs" / "follower.py"
PATIENCE_SECONDS = 30


def load():
    """Import the file as whoever copies it beside their program would."""
    spec = importlib.util.spec_from_file_location("follower", FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Verifier:
    """A program that has the issuer's keys and follows its revocations."""

    def __init__(self, base, credentials):
        self.keys = jwt.PyJWKClient(base + "/.well-known/jwks.json")
        self.revocations = load().Revocations(base + "/api/revocations/", **credentials)
        assert self.revocations.loaded.wait(PATIENCE_SECONDS)

    def accepts(self, token):
        claims = jwt.decode(token, self.keys.get_signing_key_from_jwt(token).key, algorithms=["ES256"])
        return claims["token_type"] == "access" and not self.revocations.refuses(claims)

    def refuses_soon(self, token):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.accepts(token):
            assert time.monotonic() < deadline, "the token is still taken"
            time.sleep(0.01)


@pytest.fixture
def place(ours_only, tmp_path, new_database):
    """A migrated database with Alice's account, the secrets of the server on it, and credentials for the verifier."""
    database = new_database(tmp_path)
    our_site.furnish(tmp_path, database, [ALICE])
    our_site.write_config(tmp_path, PLAIN, database, algorithm="ES256")
    secrets = {"SECRET_KEY": SECRET_KEY, "COUNTERSIGN_JWT__SIGNING_KEY": key_for("ES256").signing}
    made = json.loads(must(tmp_path, "clients", "create", "verifier", "--json", **secrets))
    return tmp_path, database, secrets, {name: made[name] for name in ("client_id", "client_secret")}


def login(base):
    pair = requests.post(base + "/api/token/", json={"username": ALICE.username, "password": ALICE.password}, timeout=30)
    return pair.json()["access"]


def logout(base, token):
    answer = requests.post(base + "/api/logout/", headers={"Authorization": "Bearer " + token}, timeout=30)
    assert answer.status_code == 200


def test_a_verifier_refuses_what_is_revoked_and_goes_on_without_the_issuer(place):
    directory, database, secrets, credentials = place
    port = free_port()
    with our_site.serving(directory, database, port, **secrets) as site:
        verifier = Verifier(site.base, credentials)
        first, second, third = login(site.base), login(site.base), login(site.base)
        assert verifier.accepts(first) and verifier.accepts(second)
        logout(site.base, first)
        verifier.refuses_soon(first)
    assert verifier.accepts(second) and not verifier.accepts(first)
    must(directory, "users", "logout", ALICE.username, **secrets)
    assert verifier.accepts(second)
    with our_site.serving(directory, database, port, **secrets):
        verifier.refuses_soon(second)
        verifier.refuses_soon(third)


def test_a_mark_is_for_tokens_without_a_session():
    revocations = object.__new__(load().Revocations)  # without its thread
    revocations._sessions, revocations._tokens, revocations._users = {"s": 1}, {"j": 1}, {"7": (100, 1), "8": (float("inf"), 1)}
    revocations._lock = threading.Lock()
    for claims, refused in [
        ({"user_id": "7", "iat": 100}, True),
        ({"user_id": 7, "iat": 101}, False),
        ({"user_id": "7"}, True),
        ({"user_id": "7", "iat": 1, "sid": "t"}, False),
        ({"user_id": "8", "iat": 10**10}, True),
        ({"user_id": "9", "iat": 1, "sid": "s"}, True),
        ({"user_id": "9", "iat": 1, "sid": "t", "jti": "j"}, True),
        ({"user_id": "9", "iat": 1}, False),
        ({"user_id": "9", "iat": 1, "sid": []}, True),
        ({"user_id": "9", "iat": 1, "jti": {}}, True),
    ]:
        assert revocations.refuses(claims) is refused, claims


GARBLED = [
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{",
    b"nonsense\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"[" * 100_000,
    b"",
]


def test_whatever_is_answered_the_thread_goes_on():
    good = json.dumps({"epoch": "e", "next": 1, "events": []}).encode()
    answers = [*GARBLED, b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + good]

    class Garbler(socketserver.StreamRequestHandler):
        def handle(self):
            while self.rfile.readline().strip():
                pass
            self.wfile.write(answers.pop(0) if len(answers) > 1 else answers[0])

    with socketserver.TCPServer(("127.0.0.1", 0), Garbler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        revocations = load().Revocations(f"http://127.0.0.1:{server.server_address[1]}/", "id", "secret")
        assert revocations.loaded.wait(PATIENCE_SECONDS)
        assert len(answers) == 1
        server.shutdown()
