"""Settings of SimpleJWT: what is issued under each, and which tokens are then good."""

from cases.case import add
from cases.endpoints import ME, OBTAIN, REFRESH, VERIFY, bearer
from cases.tokens import add_everywhere, presented
from harness.forge import ABSENT, HEADER, claims, sign
from harness.profiles import (
    ADDRESSED,
    ADDRESSED_TO_TWO,
    BY_USERNAME,
    HEADER_NAME,
    HEADER_TYPES,
    INACTIVE_TOO,
    LENIENT,
    LONGER_HASH,
    NAMED_CLAIMS,
    NOTING_LOGINS,
    REVOKING,
    SHORT,
    STATELESS,
    SUBJECT,
    UNTYPED,
)
from harness.world import CAROL

ISSUED = (
    ADDRESSED,
    ADDRESSED_TO_TWO,
    LENIENT,
    LONGER_HASH,
    SUBJECT,
    SHORT,
    UNTYPED,
    HEADER_TYPES,
    NAMED_CLAIMS,
    BY_USERNAME,
    REVOKING,
    INACTIVE_TOO,
    NOTING_LOGINS,
)
ADDRESSES = {
    "ours": {},
    "aud_missing": {"aud": ABSENT},
    "aud_other": {"aud": "films"},
    "aud_list": {"aud": ["x", "books"]},
    "aud_list_other": {"aud": ["x", "films"]},
    "aud_list_with_a_number": {"aud": ["books", 5]},
    "aud_empty_list": {"aud": []},
    "aud_empty": {"aud": ""},
    "aud_null": {"aud": None},
    "aud_int": {"aud": 5},
    "aud_upper_case": {"aud": "BOOKS"},
    "iss_missing": {"iss": ABSENT},
    "iss_other": {"iss": "https://other.example"},
    "iss_trailing_slash": {"iss": "https://issuer.example/"},
    "iss_null": {"iss": None},
    "iss_int": {"iss": 5},
    "iss_list": {"iss": ["https://issuer.example"]},
    "both_wrong": {"aud": "x", "iss": "y"},
}
TIMES = {
    "exp_within": {"exp": lambda now: now - 30},
    "exp_beyond": {"exp": lambda now: now - 90},
    "iat_within": {"iat": lambda now: now + 30},
    "iat_beyond": {"iat": lambda now: now + 90},
    "nbf_within": {"nbf": lambda now: now + 30},
    "nbf_beyond": {"nbf": lambda now: now + 90},
}
SUBJECTS = {
    "text": {"sub": "1"},
    "int": {"sub": 1},
    "unknown": {"sub": "999999"},
    "missing": {},
}

TYPES = {"usual": {}, "other": {"token_type": "other"}, "none": {"token_type": ABSENT}}
BEARERS = {
    "usual": {},
    "staff": {"is_staff": True},
    "unknown_user": {"user_id": "77"},
    "no_user": {"user_id": ABSENT},
}
UNWELCOME = {"username": CAROL.username, "password": CAROL.password}
REQUESTS = {
    "obtain": (lambda site: site.send_json("POST", OBTAIN.path, OBTAIN.good(site)), 200),
    "refresh": (lambda site: site.send_json("POST", REFRESH.path, REFRESH.good(site)), 200),
    "verify": (lambda site: site.send_json("POST", VERIFY.path, VERIFY.good(site)), 200),
    "me": (lambda site: site.send("GET", ME, (bearer(site.pair["access"]),)), 200),
    "anonymous": (lambda site: site.send("GET", ME), 401),
    "refused": (lambda site: site.send("GET", ME, (bearer("rubbish"),)), 401),
    "inactive": (lambda site: site.send_json("POST", OBTAIN.path, UNWELCOME), (200, 401)),
}
for profile in ISSUED:
    for name, (ask, statuses) in REQUESTS.items():
        add(f"settings/{profile.name}/{name}", ask, statuses, profile)

for name, changes in ADDRESSES.items():
    addressed = {"aud": "books", "iss": "https://issuer.example", **changes}
    add_everywhere("addressed", name, lambda kind, given=addressed: sign(claims(kind, **given)), ADDRESSED)
for name, changes in TIMES.items():
    add_everywhere("leeway", name, lambda kind, given=changes: sign(claims(kind, **given)), LENIENT)
for name, changes in SUBJECTS.items():
    add_everywhere("subject", name, lambda kind, given=changes: sign(claims(kind, user_id=ABSENT, **given)), SUBJECT)
add_everywhere("hash", "hs512", lambda kind: sign(claims(kind), {**HEADER, "alg": "HS512"}, "HS512"), LONGER_HASH)
add_everywhere("hash", "hs256", lambda kind: sign(claims(kind)), LONGER_HASH)

INACTIVE = {"user_id": "3"}
add_everywhere("inactive", "too", lambda kind: sign(claims(kind, **INACTIVE)), INACTIVE_TOO)
add_everywhere("named_claims", "usual_names", lambda kind: sign(claims(kind)), NAMED_CLAIMS)
add_everywhere("named_claims", "own_names", lambda kind: sign({**claims(kind), "kind": kind, "id": "x"}), NAMED_CLAIMS)
for name, changes in TYPES.items():
    add_everywhere("untyped", name, lambda kind, given=changes: sign(claims(kind, **given)), UNTYPED)
add_everywhere("revoking", "without_the_claim", lambda kind: sign(claims(kind)), REVOKING)
add_everywhere("revoking", "wrong_claim", lambda kind: sign(claims(kind, hash_password="0" * 32)), REVOKING)
add_everywhere("by_username", "name", lambda kind: sign(claims(kind, user_id="alice")), BY_USERNAME)
add_everywhere("by_username", "number", lambda kind: sign(claims(kind, user_id="1")), BY_USERNAME)
for name, changes in BEARERS.items():
    ask = presented("me", lambda given=changes: sign(claims("access", **given)))
    add(f"stateless/{name}", ask, (200, 401), STATELESS)

for name, scheme in {"first": "JWT", "second": "Bearer", "lower_case": "jwt", "other": "Token"}.items():
    add(
        f"header_types/{name}",
        lambda site, scheme=scheme: site.send("GET", ME, (("Authorization", f"{scheme} {site.pair['access']}"),)),
        (200, 401),
        HEADER_TYPES,
    )
for name in ("X-Access-Token", "x-access-token", "Authorization"):
    add(
        f"header_name/{name}",
        lambda site, name=name: site.send("GET", ME, ((name, f"Bearer {site.pair['access']}"),)),
        (200, 401),
        HEADER_NAME,
    )
