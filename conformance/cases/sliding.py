"""Sliding tokens: obtained, used as access tokens, refreshed in place."""

from cases.case import add
from cases.endpoints import ME, OBTAIN, bearer
from cases.tokens import presented
from harness.forge import ABSENT, claims, sign
from harness.profiles import SLIDING
from harness.site import JSON

OBTAINED = "/api/token/sliding/"
REFRESHED = "/api/token/sliding/refresh/"
STATUSES = (200, 400, 401, 405, 415, 500)


def obtain(site):
    """Return a fresh sliding token."""
    return site.send_json("POST", OBTAINED, OBTAIN.good(site)).json()["token"]


def sliding(**changes):
    """Return claims of a sliding token of Alice."""
    return sign(claims("sliding", **{"refresh_exp": lambda now: now + 86_400, **changes}))


def refreshing(token):
    """Refresh a token."""
    return lambda site: site.send_json("POST", REFRESHED, {"token": token(site)})


REQUESTS = {
    "obtain": lambda site: site.send_json("POST", OBTAINED, OBTAIN.good(site)),
    "obtain_wrong": lambda site: site.send_json("POST", OBTAINED, {"username": "alice", "password": "x"}),
    "obtain_nothing": lambda site: site.send_json("POST", OBTAINED, {}),
    "obtain_get": lambda site: site.send("GET", OBTAINED),
    "obtain_broken": lambda site: site.send("POST", OBTAINED, (JSON,), b"{"),
    "refresh": refreshing(obtain),
    "refresh_nothing": lambda site: site.send_json("POST", REFRESHED, {}),
    "refresh_null": lambda site: site.send_json("POST", REFRESHED, {"token": None}),
    "refresh_rubbish": refreshing(lambda _: "rubbish"),
    "refresh_access": refreshing(lambda site: site.pair["access"]),
    "refresh_refresh": refreshing(lambda site: site.pair["refresh"]),
    "refresh_get": lambda site: site.send("GET", REFRESHED),
    "me": lambda site: site.send("GET", ME, (bearer(obtain(site)),)),
    "me_access": lambda site: site.send("GET", ME, (bearer(site.pair["access"]),)),
    "me_refresh": lambda site: site.send("GET", ME, (bearer(site.pair["refresh"]),)),
    "me_bad": lambda site: site.send("GET", ME, (bearer("rubbish"),)),
    "verify": lambda site: site.send_json("POST", "/api/token/verify/", {"token": obtain(site)}),
    "blacklist": lambda site: site.send_json("POST", "/api/token/blacklist/", {"refresh": obtain(site)}),
}
for name, ask in REQUESTS.items():
    add(f"sliding/{name}", ask, STATUSES, SLIDING)

CLAIMS = {
    "usual": {},
    "refresh_exp_missing": {"refresh_exp": ABSENT},
    "refresh_exp_past": {"refresh_exp": lambda now: now - 5},
    "refresh_exp_null": {"refresh_exp": None},
    "refresh_exp_text": {"refresh_exp": "soon"},
    "exp_past": {"exp": lambda now: now - 5},
    "jti_missing": {"jti": ABSENT},
    "unknown_user": {"user_id": "999999"},
    "inactive_user": {"user_id": "3"},
}
for name, changes in CLAIMS.items():
    add(f"sliding/refresh_forged/{name}", refreshing(lambda _, given=changes: sliding(**given)), STATUSES, SLIDING)
    add(f"sliding/me_forged/{name}", presented("me", lambda given=changes: sliding(**given)), STATUSES, SLIDING)
