"""Headers, payloads and signatures off the usual (gotchas 74 to 77)."""

import json
import time

from cases.tokens import add_everywhere
from harness.forge import HEADER, base64url, claims, compact, sign

HEADERS = {
    "alg/none": {"alg": "none", "typ": "JWT"},
    "alg/missing": {"typ": "JWT"},
    "alg/null": {"alg": None},
    "alg/lower_case": {"alg": "hs256"},
    "alg/unknown": {"alg": "XS256"},
    "alg/empty": {"alg": ""},
    "alg/int": {"alg": 256},
    "alg/list": {"alg": ["HS256"]},
    "alg/rs256": {"alg": "RS256"},
    "alg/hs512_named_only": {"alg": "HS512"},
    "kid/text": {**HEADER, "kid": "k1"},
    "kid/empty": {**HEADER, "kid": ""},
    "kid/int": {**HEADER, "kid": 5},
    "kid/null": {**HEADER, "kid": None},
    "kid/list": {**HEADER, "kid": ["k1"]},
    "kid/path": {**HEADER, "kid": "../../etc/passwd"},
    "crit/empty": {**HEADER, "crit": []},
    "crit/unknown": {**HEADER, "crit": ["b64x"], "b64x": 1},
    "crit/exp": {**HEADER, "crit": ["exp"], "exp": 1},
    "crit/text": {**HEADER, "crit": "exp"},
    "crit/null": {**HEADER, "crit": None},
    "b64/false": {**HEADER, "b64": False},
    "b64/true": {**HEADER, "b64": True},
    "b64/false_critical": {**HEADER, "b64": False, "crit": ["b64"]},
    "typ/missing": {"alg": "HS256"},
    "typ/other": {"alg": "HS256", "typ": "at+jwt"},
    "typ/lower_case": {"alg": "HS256", "typ": "jwt"},
    "typ/int": {"alg": "HS256", "typ": 1},
    "typ/null": {"alg": "HS256", "typ": None},
    "cty/jwt": {**HEADER, "cty": "JWT"},
    "jwk/embedded": {**HEADER, "jwk": {"kty": "oct", "k": "c2VjcmV0"}},
    "jku/elsewhere": {**HEADER, "jku": "https://attacker.example/jwks.json"},
    "x5u/elsewhere": {**HEADER, "x5u": "https://attacker.example/x5u.pem"},
    "x5c/embedded": {**HEADER, "x5c": ["MIIB"]},
    "more/member": {**HEADER, "colour": "blue"},
    "form/list": b"[]",
    "form/text": b'"HS256"',
    "form/empty_object": b"{}",
    "form/empty": b"",
    "form/broken": b'{"alg":"HS256"',
    "form/blanks": b' { "alg" : "HS256" } ',
    "form/not_utf8": b'{"alg":"HS256","x":"\xff"}',
    "form/alg_twice": b'{"alg":"none","alg":"HS256"}',
}
PAYLOADS = {
    "list": lambda kind: b"[]",
    "text": lambda kind: b'"alice"',
    "number": lambda kind: b"1",
    "null": lambda kind: b"null",
    "empty": lambda kind: b"",
    "empty_object": lambda kind: b"{}",
    "broken": lambda kind: b'{"exp": 1',
    "not_utf8": lambda kind: compact(claims(kind))[:-1] + b',"x":"\xff"}',
    "byte_order_mark": lambda kind: b"\xef\xbb\xbf" + compact(claims(kind)),
    "utf16": lambda kind: json.dumps(claims(kind)).encode("utf-16"),
    "blanks": lambda kind: json.dumps(claims(kind), indent=2).encode(),
    "exp_twice": lambda kind: b'{"exp":1,' + compact(claims(kind))[1:],
    "user_id_twice": lambda kind: b'{"user_id":"2",' + compact(claims(kind))[1:],
    "trailing_data": lambda kind: compact(claims(kind)) + b"{}",
    "deep": lambda kind: compact(claims(kind))[:-1] + b',"x":' + b"[" * 100 + b"]" * 100 + b"}",
    "exponent_exp": lambda kind: compact(claims(kind, exp=0)).replace(b'"exp":0', b'"exp":%de1' % in_tens(99)),
}
SIGNATURES = {
    "other_key": lambda kind: sign(claims(kind), key="another secret that is long enough for HS256"),
    "empty_key": lambda kind: sign(claims(kind), key=""),
    "hs512": lambda kind: sign(claims(kind), {"alg": "HS512", "typ": "JWT"}, "HS512"),
    "hs384": lambda kind: sign(claims(kind), {"alg": "HS384", "typ": "JWT"}, "HS384"),
    "hs512_called_hs256": lambda kind: sign(claims(kind), HEADER, "HS512"),
    "none_unsigned": lambda kind: unsigned({"alg": "none"}, kind),
    "none_in_capitals": lambda kind: unsigned({"alg": "None"}, kind),
    "hs256_unsigned": lambda kind: unsigned(HEADER, kind),
    "padded": lambda kind: sign(claims(kind)) + "=",
    "cut": lambda kind: sign(claims(kind))[:-4],
    "longer": lambda kind: sign(claims(kind)) + "AAAA",
    "five_segments": lambda kind: sign(claims(kind)) + ".a.b",
    "surrounded_by_spaces": lambda kind: f" {sign(claims(kind))} ",
    "newline_within": lambda kind: sign(claims(kind)).replace(".", ".\\n", 1),
    "expired_and_other_key": lambda kind: sign(claims(kind, exp=1_600_000_000), key="another secret, long enough too"),
}


def in_tens(more):
    """Return the time in tens of seconds, and some more."""
    return int(time.time()) // 10 + more


def unsigned(header, kind):
    """Return a token with an empty signature."""
    return f"{base64url(compact(header))}.{base64url(compact(claims(kind)))}."


for name, header in HEADERS.items():
    add_everywhere("jose", name, lambda kind, header=header: sign(claims(kind), header))
for name, payload in PAYLOADS.items():
    add_everywhere("payload", name, lambda kind, payload=payload: sign(payload(kind)))
for name, make in SIGNATURES.items():
    add_everywhere("signature", name, make)
