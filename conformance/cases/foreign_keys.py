"""Tokens of another issuer, whose keys are at JWK_URL."""

import jwt

from cases.tokens import add_everywhere
from harness.forge import claims
from harness.keys import key_for
from harness.profiles import FOREIGN_KEYS
from harness.published import ALGORITHM, KID, foreign_key


def signed(kind, headers, key=None, **changes):
    """Return a token of the other issuer, or of whoever has the key."""
    return jwt.encode(claims(kind, **changes), (key or foreign_key()).signing, ALGORITHM, headers)


TOKENS = {
    "good": lambda kind: signed(kind, {"kid": KID}),
    "expired": lambda kind: signed(kind, {"kid": KID}, exp=1_600_000_000),
    "unknown_kid": lambda kind: signed(kind, {"kid": "another-issuer-2"}),
    "other_key": lambda kind: signed(kind, {"kid": KID}, key_for(ALGORITHM, "a stranger")),
    "no_kid": lambda kind: signed(kind, {}),
    "own_key_and_their_kid": lambda kind: signed(kind, {"kid": KID}, key_for(ALGORITHM)),
    "unknown_user": lambda kind: signed(kind, {"kid": KID}, user_id="999999"),
}
for name, make in TOKENS.items():
    add_everywhere("foreign_keys", name, make, FOREIGN_KEYS)
