"""The endpoints that take a body, and what each accepts: generated cases vary one thing of a good request."""

from dataclasses import dataclass
from itertools import count
from typing import Callable

from harness.world import ALICE

ME = "/api/users/me/"
NEWCOMERS = count(1)
PASSWORD = "Zq7-orchard-lamp"


@dataclass(frozen=True)
class Endpoint:
    """A POST endpoint: `good` makes the fields of a request that succeeds with `status`, once per site and call."""

    name: str
    path: str
    status: int
    good: Callable
    fields: tuple


def newcomer(prefix="new"):
    """Return the registration of somebody whom no other case knows."""
    name = f"{prefix}{next(NEWCOMERS)}"
    return {"username": name, "email": f"{name}@example.com", "password": PASSWORD}


def bearer(token):
    """Return the header that shows a token."""
    return ("Authorization", f"Bearer {token}")


def signed_up(site, person):
    """Open an account for somebody new and return the header that shows their access token."""
    assert site.send_json("POST", "/api/register/", person).status_code == 201
    pair = site.send_json("POST", "/api/token/", person).json()
    return bearer(pair["access"])


OBTAIN = Endpoint(
    "obtain",
    "/api/token/",
    200,
    lambda _: {"username": ALICE.username, "password": ALICE.password},
    ("username", "password"),
)
REFRESH = Endpoint(
    "refresh", "/api/token/refresh/", 200, lambda site: {"refresh": site.pair["refresh"]}, ("refresh",)
)
VERIFY = Endpoint("verify", "/api/token/verify/", 200, lambda site: {"token": site.pair["access"]}, ("token",))
BLACKLIST = Endpoint(
    "blacklist", "/api/token/blacklist/", 200, lambda site: {"refresh": site.login()["refresh"]}, ("refresh",)
)
TOKEN_AUTH = Endpoint(
    "token_auth",
    "/api-token-auth/",
    200,
    lambda _: {"username": ALICE.username, "password": ALICE.password},
    ("username", "password"),
)
REGISTER = Endpoint("register", "/api/register/", 201, lambda _: newcomer(), ("username", "email", "password"))
POSTED = (OBTAIN, REFRESH, VERIFY, BLACKLIST, REGISTER, TOKEN_AUTH)
