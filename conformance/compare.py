"""What of an answer is judged, and how two answers differ.

An answer becomes a flat record of strings. Two records are equal when the answers are the same to a client: status,
the headers below, and the body byte for byte, except that a token is replaced by its name and described by its shape
(header, claim names in order, types, lifetime), because two servers never issue the same one.
"""

import base64
import json
import re
import time

from harness.world import ACCOUNTS

ANSWER_HEADERS = (
    "Content-Type",
    "WWW-Authenticate",
    "Allow",
    "Vary",
    "Retry-After",
    "Location",
    "Content-Language",
)
SECURITY_HEADERS = ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
JUDGED_HEADERS = ANSWER_HEADERS + SECURITY_HEADERS
BESIDE_A_CRASH = ("status", "WWW-Authenticate", "body")
TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*")
HEX_ID = re.compile(r"[0-9a-f]{32}")
DIGEST = re.compile(r"[0-9A-F]{32}")
THUMBPRINT = re.compile(r'"kid":"[\w-]{43}"')
OPAQUE = re.compile(r"[0-9a-f]{40}")
NEWCOMER = re.compile(r'"id": ?(\d+)')
CLOCK_SECONDS = 30
LIFETIME_STEP = 10


def record(answer):
    """Describe one answer of `requests` as {field: text}; absent headers are absent fields.

    Of a crash only the status is described: how the page of a 500 looks is no contract.
    """
    if answer.status_code == 500:
        return {"status": "500"}
    fields = {"status": str(answer.status_code)}
    fields.update({name: answer.headers[name] for name in JUDGED_HEADERS if name in answer.headers})
    fields.update(cookie_shapes(getattr(answer, "cookies", [])))
    body = NEWCOMER.sub(newcomer, answer.content.decode("utf-8", errors="backslashreplace"))
    for name, token in issued_tokens(body).items():
        body = body.replace(token, f"<{name} token>")
        fields.update({f"{name}.{part}": text for part, text in token_shape(token).items()})
    fields["body"] = body
    if not body and answer.headers.get("Content-Length", "0") != "0":
        fields["Content-Length"] = answer.headers["Content-Length"]  # of the body that a HEAD leaves out
    return fields


def issued_tokens(body):
    """Return the tokens among the members of a JSON object, by member name."""
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    members = parsed.items() if isinstance(parsed, dict) else ()
    return {name: value for name, value in members if isinstance(value, str) and is_token(name, value)}


def is_token(name, text):
    """Tell a token, compact or opaque, from any other text in an answer."""
    return bool(TOKEN.fullmatch(text) or (name == "token" and OPAQUE.fullmatch(text)))


def cookie_shapes(cookies):
    """Describe each cookie that an answer sets: its attributes, and whether it takes the cookie away."""
    if not isinstance(cookies, list):
        return {}  # an answer of `requests`: no case that uses it asks for cookies
    shapes = {}
    for text in cookies:
        pair, *attributes = text.split("; ")
        name, value = pair.split("=", 1)
        kept = sorted(attribute for attribute in attributes if not attribute.startswith("expires="))
        shapes[f"cookie.{name}"] = "; ".join(["<value>" if value.strip('"') else "<none>", *kept])
    return shapes


def newcomer(found):
    """Hide the id of an account that a case opened: it depends on how many other cases opened before."""
    return '"id":<of a newcomer>' if int(found[1]) > len(ACCOUNTS) else found[0]


def token_shape(token):
    """Describe a token: everything that two issuers with the same settings have in common."""
    if OPAQUE.fullmatch(token):
        return {"form": "40 hex"}
    header, payload, _signature = token.split(".")
    claims = json.loads(decoded(payload))
    shape = {"header": THUMBPRINT.sub('"kid":"<thumbprint>"', decoded(header)), "claims": " ".join(claims), "lifetime": lifetime(claims)}
    return {**shape, **{name: claim_shape(name, value) for name, value in claims.items()}}


def lifetime(claims):
    """Return `exp` - `iat` in seconds, rounded up to a whole ten.

    SimpleJWT counts an access token's `exp` from the instant of its refresh token, and its `iat` from its own: now and
    then a second begins between the two, on a busy machine more than one.
    """
    if not all(isinstance(claims.get(name), int) for name in ("exp", "iat")):
        return "<none>"
    seconds = claims["exp"] - claims["iat"]
    return str(-(-seconds // LIFETIME_STEP) * LIFETIME_STEP)


def claim_shape(name, value):
    """Describe one claim: ids and times by their form, all else by its value."""
    if isinstance(value, str) and HEX_ID.fullmatch(value):
        return "<32 hex>"
    if name == "hash_password":
        return "<of the stored hash>" if DIGEST.fullmatch(value) else json.dumps(value)
    if name == "iat" and isinstance(value, int) and abs(value - time.time()) <= CLOCK_SECONDS:
        return "<now>"
    if name == "user_id" and isinstance(value, str) and value.isdigit() and int(value) > len(ACCOUNTS):
        return "<id of a newcomer>"  # depends on how many accounts other cases opened before
    if name == "exp" and isinstance(value, int):
        return "<seconds>"
    if name == "refresh_exp" and isinstance(value, int):
        return f"<in about {minutes_from_now(value)} minutes>"
    if name == "nbf" and str(value).isdigit() and abs(minutes_from_now(value)) <= 2:
        # A case that counts it from now counts for each side anew.
        return f"<{type(value).__name__} in about {minutes_from_now(value)} minutes>"
    return json.dumps(value)


def minutes_from_now(seconds):
    """Return how far away a time is, to the nearest minute."""
    return round((int(seconds) - time.time()) / 60)


def decoded(part):
    """Return the text of one base64url part of a token."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8")


def differences(django, ours):
    """Return {field: (Django's text, ours)} where two records differ; `<absent>` where a side has no such field.

    A token that one side alone issues differs in the body, and its shape says no more. Beside a crash of the
    reference, ours is told by its status, its challenge and its body.
    """
    if django.get("status") == "500":
        ours = {name: text for name, text in ours.items() if name in BESIDE_A_CRASH}
    issued = token_names(django) & token_names(ours)
    names = [name for name in {**django, **ours} if not is_shape(name) or name.split(".")[0] in issued]
    both = {name: (django.get(name, "<absent>"), ours.get(name, "<absent>")) for name in names}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def token_names(record):
    """Return the names of the tokens that an answer issues."""
    return {name.split(".")[0] for name in record if is_shape(name)}


def is_shape(field):
    """Whether a field describes part of a token."""
    return field.startswith(("access.", "refresh.", "token."))
