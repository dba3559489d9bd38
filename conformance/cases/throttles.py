"""Rates (gotchas 22, 88, 91): what counts, when it is counted, and what a refusal says."""

import re

from cases.case import add
from cases.endpoints import ME, OBTAIN, REGISTER, VERIFY, bearer
from harness.profiles import ANONYMOUS_LIMIT, SCOPED_LIMIT, USER_LIMIT
from harness.site import JSON
from harness.world import BOB

LIMIT = 5
PERIODS = {ANONYMOUS_LIMIT: 60, USER_LIMIT: 3600, SCOPED_LIMIT: 86_400}
WAIT = re.compile(r"in (\d+) seconds")


def waiting(period):
    """Judge a refusal with its wait told as part of a period: the two sites were not asked in the same second."""

    def focus(record):
        wait = record.get("Retry-After")
        if wait is None or not 1 <= int(wait) <= period:
            return record
        body = WAIT.sub(lambda found: "in <the same>" if found[1] == wait else found[0], record["body"])
        return {**record, "Retry-After": "<within the period>", "body": body}

    return focus


def exhausted(send):
    """Send the request until it is refused: at the latest after the limit, and at once if another case did so."""

    def ask(site):
        for _ in range(LIMIT):
            answer = send(site)
            if answer.status_code == 429:
                return answer
        return send(site)

    return ask


def wrong_login(site):
    """Log in with a wrong password."""
    return site.send_json("POST", OBTAIN.path, {"username": "alice", "password": "wrong"})


def me_as(account):
    """Ask the protected view as somebody whose login came before the limit."""
    return lambda site: site.send("GET", ME, (bearer(tokens_of(site)[account.username]),))


def tokens_of(site):
    """Log each account in once per site."""
    if not hasattr(site, "throttled_tokens"):
        site.throttled_tokens = {"bob": site.login(BOB)["access"], "alice": site.pair["access"]}
    return site.throttled_tokens


def after(first, then):
    """Use up the limit with one request and send another."""

    def ask(site):
        tokens_of(site) if first is not wrong_login else None
        exhausted(first)(site)
        return then(site)

    return ask


AFTER = {
    "again": wrong_login,
    "wrong_method": lambda site: site.send("GET", OBTAIN.path),
    "broken_body": lambda site: site.send("POST", OBTAIN.path, (JSON,), b"{"),
    "unsupported_body": lambda site: site.send("POST", OBTAIN.path, (("Content-Type", "text/plain"),), b"x"),
    "bad_accept": lambda site: site.send("POST", OBTAIN.path, (("Accept", "application/xml"),)),
    "verify": lambda site: site.send_json("POST", VERIFY.path, {}),
    "register": lambda site: site.send_json("POST", REGISTER.path, {}),
    "me": lambda site: site.send("GET", ME),
    "forwarded": lambda site: site.send_json("POST", OBTAIN.path, {}, (("X-Forwarded-For", "203.0.113.77"),)),
    "me_bad": lambda site: site.send("GET", ME, (bearer("rubbish"),)),
}
STATUSES = (200, 400, 401, 405, 406, 415, 429)
for profile in (ANONYMOUS_LIMIT, SCOPED_LIMIT):
    for name, then in AFTER.items():
        add(f"throttles/{profile.name}/{name}", after(wrong_login, then), STATUSES, profile, waiting(PERIODS[profile]))


def user_limit(site):
    """Use up Bob's requests: Alice still has hers."""
    exhausted(me_as(BOB))(site)
    return site


add("throttles/user_limit/same_user", lambda site: me_as(BOB)(user_limit(site)), 429, USER_LIMIT, waiting(3600))
add(
    "throttles/user_limit/wrong_method",
    lambda site: user_limit(site).send("POST", ME, (bearer(tokens_of(site)["bob"]),)),
    429,
    USER_LIMIT,
    waiting(3600),
)
