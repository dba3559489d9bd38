"""RFC 7638: the name that a public key gives itself."""

import hashlib
import json

from harness.keys import base64url

REQUIRED = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}


def thumbprint(jwk):
    """Return the SHA-256 thumbprint of a public JWK (RFC 7638 section 3, RFC 8037 section 2 for OKP)."""
    members = {name: jwk[name] for name in REQUIRED[jwk["kty"]]}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return base64url(hashlib.sha256(canonical.encode()).digest())
