"""A server seen from outside: requests, and the tokens that a case needs before it can begin."""

from functools import cached_property

import jwt
import requests

from harness.world import ALICE, SECRET_KEY

TIMEOUT_SECONDS = 15


class Site:
    """One of the two servers. Redirects are not followed, cookies and proxies of the machine not used."""

    def __init__(self, name, base):
        self.name = name
        self.base = base

    def request(self, method, path, **options):
        """Send one request and return the answer of `requests`."""
        with requests.Session() as session:
            session.trust_env = False
            return session.request(
                method, self.base + path, allow_redirects=False, timeout=TIMEOUT_SECONDS, **options
            )

    def get(self, path, **options):
        """Send a GET."""
        return self.request("GET", path, **options)

    def post(self, path, **options):
        """Send a POST."""
        return self.request("POST", path, **options)

    def me(self, authorization=None):
        """Ask the protected view, with this `Authorization` header or none."""
        headers = {} if authorization is None else {"Authorization": authorization}
        return self.get("/api/users/me/", headers=headers)

    def login(self, account=ALICE):
        """Log in and return the fresh pair as `{"refresh", "access"}`."""
        answer = self.post("/api/token/", json={"username": account.username, "password": account.password})
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
