"""A server seen from outside: requests, and the tokens that a case needs before it can begin."""

import json
import threading
from functools import cached_property
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlencode, urlsplit

import jwt
import requests

from harness.wire import Wire
from harness.world import ALICE, SECRET_KEY

TIMEOUT_SECONDS = 15
JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")


class Site:
    """One of the two servers, and its database. Redirects are not followed, cookies and proxies of the machine not used."""

    def __init__(self, name, base, database):
        self.name = name
        self.base = base
        self.database = database
        self._wire = Wire(urlsplit(base).hostname, urlsplit(base).port)
        self._local = threading.local()

    def request(self, method, path, **options):
        """Send one request as `requests` does and return its answer."""
        return self._session().request(
            method, self.base + path, allow_redirects=False, timeout=TIMEOUT_SECONDS, **options
        )

    def _session(self):
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False
            self._local.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        return self._local.session

    def get(self, path, **options):
        """Send a GET."""
        return self.request("GET", path, **options)

    def post(self, path, **options):
        """Send a POST."""
        return self.request("POST", path, **options)

    def send(self, method, target, headers=(), body=None, chunked=False):
        """Send one request byte by byte: no header but `Host`, the length, and these."""
        return self._wire.send(method, target, headers, body, chunked)

    def send_json(self, method, target, value, headers=()):
        """Send a value as JSON."""
        return self.send(method, target, (JSON, *headers), json.dumps(value).encode())

    def send_form(self, method, target, fields, headers=()):
        """Send fields as an HTML form does."""
        return self.send(method, target, (FORM, *headers), urlencode(fields).encode())

    def me(self, authorization=None):
        """Ask the protected view, with this `Authorization` header or none."""
        headers = {} if authorization is None else {"Authorization": authorization}
        return self.get("/api/users/me/", headers=headers)

    def login(self, account=ALICE):
        """Log in and return the fresh pair as `{"refresh", "access"}`."""
        answer = self.send_json(
            "POST", "/api/token/", {"username": account.username, "password": account.password}
        )
        assert answer.status_code == 200, f"{self.name} refused {account.username}: {answer.text}"
        return answer.json()

    @cached_property
    def pair(self):
        """A pair for cases that spend nothing: one login serves them all."""
        return self.login()

    def forge(self, kind, **changes):
        """Return this site's own token of a kind with claims changed (`None` drops one), signed with its secret."""
        claims = jwt.decode(self.pair[kind], options={"verify_signature": False})
        changed = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        return jwt.encode(changed, SECRET_KEY, algorithm="HS256")
