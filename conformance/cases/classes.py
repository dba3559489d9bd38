"""Authentication and permission classes of the protected view, their order, and 401 against 403 (gotchas 20 to 26)."""

import base64

from cases.accept_forms import ACCEPTS, FORMATS, accepting, formatted
from cases.case import add
from cases.endpoints import ME, OBTAIN, REFRESH, REGISTER, TOKEN_AUTH, VERIFY, bearer
from harness.profiles import (
    BASIC,
    BOTH,
    GLOBAL_TOKEN_JWT,
    GUARDED,
    JSON_ONLY,
    JWT_BASIC,
    JWT_TOKEN,
    NO_CLASSES,
    READ_ONLY,
    STAFF,
    TOKEN_JWT,
    WITH_SESSIONS,
)
from harness.world import ALICE, CAROL, ERIN

STATUSES = (200, 204, 400, 401, 403, 405)


def token(site, account=ALICE):
    """Return an account's opaque token."""
    fields = {"username": account.username, "password": account.password}
    return site.send_json("POST", TOKEN_AUTH.path, fields).json()["token"]


def basic(name, password, encoding="utf-8"):
    """Return the value of RFC 7617's header."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode(encoding)).decode()


# What `Authorization` says; `None` leaves it out.
CREDENTIALS = {
    "anonymous": lambda site: None,
    "empty": lambda site: "",
    "bearer": lambda site: f"Bearer {site.pair['access']}",
    "bearer_refresh": lambda site: f"Bearer {site.pair['refresh']}",
    "bearer_bad": lambda site: "Bearer rubbish",
    "bearer_alone": lambda site: "Bearer",
    "bearer_lower_case": lambda site: f"bearer {site.pair['access']}",
    "staff_bearer": lambda site: f"Bearer {site.login(ERIN)['access']}",
    "token": lambda site: f"Token {token(site)}",
    "token_lower_case": lambda site: f"token {token(site)}",
    "token_upper_case": lambda site: f"TOKEN {token(site)}",
    "token_bad": lambda site: "Token " + "0" * 40,
    "token_alone": lambda site: "Token",
    "token_three_parts": lambda site: "Token one two",
    "token_accented": lambda site: "Token é".encode("latin-1"),
    "token_upper_case_key": lambda site: f"Token {token(site).upper()}",
    "token_two_spaces": lambda site: f"Token   {token(site)} ",
    "basic": lambda site: basic(ALICE.username, ALICE.password),
    "basic_lower_case": lambda site: basic(ALICE.username, ALICE.password).replace("Basic", "basic"),
    "basic_wrong": lambda site: basic(ALICE.username, "wrong"),
    "basic_unknown": lambda site: basic("nobody", "x"),
    "basic_inactive": lambda site: basic(CAROL.username, CAROL.password),
    "basic_staff": lambda site: basic(ERIN.username, ERIN.password),
    "basic_alone": lambda site: "Basic",
    "basic_three_parts": lambda site: "Basic a b",
    "basic_not_base64": lambda site: "Basic !!!",
    "basic_bad_padding": lambda site: "Basic YWxpY2U",
    "basic_no_colon": lambda site: "Basic " + base64.b64encode(b"alice").decode(),
    "basic_empty": lambda site: "Basic " + base64.b64encode(b":").decode(),
    "basic_no_password": lambda site: basic("alice", ""),
    "basic_colon_in_password": lambda site: basic("alice", "a:b"),
    "basic_latin1": lambda site: basic("älice", "é", "latin-1"),
    "basic_utf8": lambda site: basic("älice", "é"),
    "basic_nul": lambda site: basic("al\0ice", "x"),
    "basic_spaces": lambda site: basic(" alice ", ALICE.password),
    "basic_line_broken": lambda site: "Basic YWxp  Y2U=",
    "basic_url_alphabet": lambda site: "Basic " + base64.urlsafe_b64encode("alice:ÿÿÿ".encode()).decode(),
    "other": lambda site: "Zebra stripes",
}
SHARED = ("anonymous", "bearer", "bearer_bad", "staff_bearer", "token", "token_bad", "basic", "basic_wrong")
TOKENS = tuple(name for name in CREDENTIALS if not name.startswith("basic_"))
METHODS = ("POST", "PATCH", "HEAD")


def shown(site, credential):
    """Return the headers that show a credential."""
    value = CREDENTIALS[credential](site)
    return () if value is None else (("Authorization", value),)


def asking(method, credential, path=ME):
    """Ask the protected view, or another."""
    return lambda site: site.send(method, path, shown(site, credential))


def posting(endpoint, credential):
    """Post a good request with a credential."""
    return lambda site: site.send_json("POST", endpoint.path, endpoint.good(site), shown(site, credential))


ASKED = {
    BASIC: CREDENTIALS,
    JWT_BASIC: CREDENTIALS,
    TOKEN_JWT: TOKENS,
    JWT_TOKEN: TOKENS,
    NO_CLASSES: SHARED,
    STAFF: SHARED,
    BOTH: SHARED,
}
for profile, credentials in ASKED.items():
    for credential in credentials:
        add(f"classes/{profile.name}/GET/{credential}", asking("GET", credential), STATUSES, profile)
    for method in METHODS:
        for credential in ("anonymous", "bearer", "bearer_bad", "token", "basic"):
            add(f"classes/{profile.name}/{method}/{credential}", asking(method, credential), STATUSES, profile)
for method in ("POST", "PATCH", "PUT", "DELETE"):
    add(f"classes/read_only/{method}/anonymous", asking(method, "anonymous"), 401, READ_ONLY)
for method in ("GET", "HEAD", "PATCH"):
    add(f"classes/read_only/{method}/bearer", asking(method, "bearer"), 200, READ_ONLY)

for credential in SHARED:
    for endpoint in (OBTAIN, REGISTER, TOKEN_AUTH):
        name = f"classes/global_token_jwt/{endpoint.name}/{credential}"
        add(name, posting(endpoint, credential), (200, 201, 401), GLOBAL_TOKEN_JWT)
    add(f"classes/global_token_jwt/me/{credential}", asking("GET", credential), STATUSES, GLOBAL_TOKEN_JWT)
    for endpoint in (VERIFY, REGISTER, REFRESH):
        name = f"classes/guarded/{endpoint.name}/{credential}"
        add(name, posting(endpoint, credential), (200, 201, 401, 403), GUARDED)
        add(f"{name}/GET", asking("GET", credential, endpoint.path), STATUSES, GUARDED)

for method in ("GET", "POST", "PATCH"):
    for credential in SHARED:
        add(f"classes/with_sessions/{method}/{credential}", asking(method, credential), STATUSES, WITH_SESSIONS)

for name, values in {**ACCEPTS, "html": ("text/html",), "browser": ("text/html, */*;q=0.8",)}.items():
    add(f"json_only/accept/{name}", accepting("anonymous", values), (401, 406), JSON_ONLY)
for name, query in {**FORMATS, "api": "format=api"}.items():
    add(f"json_only/format/{name}", formatted("refused", query), (401, 404), JSON_ONLY)
