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

JUDGED_HEADERS = ("Content-Type", "WWW-Authenticate", "Allow", "Vary", "Retry-After", "Location")
TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]*")
HEX_ID = re.compile(r"[0-9a-f]{32}")
CLOCK_SECONDS = 5


def record(answer):
    """Describe one answer of `requests` as {field: text}; absent headers are absent fields.

    Of a crash only the status is described: how the page of a 500 looks is no contract.
    """
    if answer.status_code == 500:
        return {"status": "500"}
    fields = {"status": str(answer.status_code)}
    fields.update({name: answer.headers[name] for name in JUDGED_HEADERS if name in answer.headers})
    body = answer.content.decode("utf-8", errors="backslashreplace")
    for name, token in issued_tokens(body).items():
        body = body.replace(token, f"<{name} token>")
        fields.update({f"{name}.{part}": text for part, text in token_shape(token).items()})
    fields["body"] = body
    return fields


def issued_tokens(body):
    """Return the tokens among the members of a JSON object, by member name."""
    try:
        parsed = json.loads(body)
    except ValueError:
        return {}
    members = parsed.items() if isinstance(parsed, dict) else ()
    return {name: value for name, value in members if isinstance(value, str) and TOKEN.fullmatch(value)}


def token_shape(token):
    """Describe a compact token: everything that two issuers with the same settings have in common."""
    header, payload, _signature = token.split(".")
    claims = json.loads(decoded(payload))
    shape = {"header": decoded(header), "claims": " ".join(claims), "lifetime": lifetime(claims)}
    return {**shape, **{name: claim_shape(name, value) for name, value in claims.items()}}


def lifetime(claims):
    """Return `exp` - `iat` in seconds, an odd figure rounded up.

    SimpleJWT counts an access token's `exp` from the instant of its refresh token, and its `iat` from its own: now and
    then a second begins between the two.
    """
    seconds = claims["exp"] - claims["iat"]
    return str(seconds + seconds % 2)


def claim_shape(name, value):
    """Describe one claim: ids and times by their form, all else by its value."""
    if isinstance(value, str) and HEX_ID.fullmatch(value):
        return "<32 hex>"
    if name == "iat" and isinstance(value, int) and abs(value - time.time()) <= CLOCK_SECONDS:
        return "<now>"
    if name == "user_id" and isinstance(value, str) and value.isdigit() and int(value) > len(ACCOUNTS):
        return "<id of a newcomer>"  # depends on how many accounts other cases opened before
    if name == "exp" and isinstance(value, int):
        return "<seconds>"
    return json.dumps(value)


def decoded(part):
    """Return the text of one base64url part of a token."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8")


def differences(django, ours):
    """Return {field: (Django's text, ours)} where two records differ; `<absent>` where a side has no such field."""
    both = {name: (django.get(name, "<absent>"), ours.get(name, "<absent>")) for name in {**django, **ours}}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}
