"""Tokens signed with the shared secret, each off the usual in one thing, at every endpoint that reads one."""

from cases.case import add
from cases.endpoints import BLACKLIST, ME, REFRESH, VERIFY, bearer
from harness.profiles import PLAIN

KINDS = {"me": "access", "verify": "access", "refresh": "refresh", "blacklist": "refresh"}
STATUSES = (200, 400, 401, 500)


def presented(endpoint, token):
    """Return the request that shows an endpoint a token, as a function of the site."""
    if endpoint == "me":
        return lambda site: site.send("GET", ME, (bearer(token()),))
    path, field = {
        "verify": (VERIFY.path, "token"),
        "refresh": (REFRESH.path, "refresh"),
        "blacklist": (BLACKLIST.path, "refresh"),
    }[endpoint]
    return lambda site: site.send_json("POST", path, {field: token()})


def add_everywhere(family, name, make, profile=PLAIN, statuses=STATUSES):
    """Add one case per endpoint; `make` is given the kind of token that the endpoint wants."""
    for endpoint, kind in KINDS.items():
        add(f"{family}/{endpoint}/{name}", presented(endpoint, lambda kind=kind: make(kind)), statuses, profile)
