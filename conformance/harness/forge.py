"""Tokens made by hand and signed with the shared secret: any header, any payload."""

import base64
import hashlib
import hmac
import json
import time
import uuid

from harness.world import SECRET_KEY

HEADER = {"alg": "HS256", "typ": "JWT"}
HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
ABSENT = object()


def claims(kind, **changes):
    """Return SimpleJWT's claims for Alice with changes; a callable is asked with the time, `ABSENT` drops a claim."""
    now = int(time.time())
    base = {"token_type": kind, "exp": now + 3600, "iat": now - 1, "jti": uuid.uuid4().hex, "user_id": "1"}
    changed = {name: value(now) if callable(value) else value for name, value in {**base, **changes}.items()}
    return {name: value for name, value in changed.items() if value is not ABSENT}


def sign(payload, header=HEADER, algorithm="HS256", key=SECRET_KEY):
    """Return a compact JWS; a header or payload given as bytes is taken as it is, anything else becomes JSON."""
    head, body = (part if isinstance(part, bytes) else compact(part) for part in (header, payload))
    signed = base64url(head) + "." + base64url(body)
    mac = hmac.new(key.encode(), signed.encode(), HASHES[algorithm]).digest()
    return f"{signed}.{base64url(mac)}"


def compact(value):
    """Write JSON as PyJWT does."""
    return json.dumps(value, separators=(",", ":")).encode()


def base64url(data):
    """Encode without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
