"""The profiles of the suite. Each costs two processes, so settings share a profile where they can.

One that waits for a feature of Countersign says so; `pytest conformance --waiting` compares it nevertheless.
"""

from harness.keys import key_for
from harness.profile import Profile
from harness.published import ALGORITHM


PLAIN = Profile("plain")
ROTATING = Profile("rotating", jwt={"rotate_refresh_tokens": True, "blacklist_after_rotation": True})
FORKING = Profile("forking", jwt={"rotate_refresh_tokens": True})
PROFILES = (PLAIN, ROTATING, FORKING)

# Settings of SimpleJWT.
ADDRESSED = Profile("addressed", jwt={"audience": "books", "issuer": "https://issuer.example"})
ADDRESSED_TO_TWO = Profile("addressed_to_two", jwt={"audience": ["books", "films"]})
LENIENT = Profile("lenient", jwt={"leeway": 60})
LONGER_HASH = Profile("longer_hash", jwt={"algorithm": "HS512"})
SUBJECT = Profile("subject", jwt={"user_id_claim": "sub"})
SHORT = Profile("short", jwt={"access_token_lifetime": 900, "refresh_token_lifetime": 86_400 * 7})
FOREIGN_KEYS = Profile(
    "foreign_keys",
    jwt={"algorithm": ALGORITHM, "signing_key": key_for(ALGORITHM).signing},
    foreign_keys=True,
)
HEADER_TYPES = Profile("header_types", jwt={"auth_header_types": ["JWT", "Bearer"]})
UNTYPED = Profile("untyped", jwt={"token_type_claim": ""})
HEADER_NAME = Profile("header_name", jwt={"auth_header_name": "HTTP_X_ACCESS_TOKEN"})
NAMED_CLAIMS = Profile("named_claims", jwt={"token_type_claim": "kind", "jti_claim": "id"})
BY_USERNAME = Profile("by_username", jwt={"user_id_field": "username"})
REVOKING = Profile("revoking", jwt={"check_revoke_token": True})
INACTIVE_TOO = Profile("inactive_too", jwt={"check_user_is_active": False})
NOTING_LOGINS = Profile("noting_logins", jwt={"update_last_login": True})
SLIDING = Profile("sliding", jwt={"auth_token_classes": ["AccessToken", "SlidingToken"]})


def asked(name, classes=None, permissions=None, **more):
    """Return a profile that gives the protected view classes of its own."""
    given = {"authentication_classes": classes, "permission_classes": permissions}
    return Profile(name, routes={"users_me": {key: value for key, value in given.items() if value is not None}}, **more)


# Classes of the protected view.
TOKEN_JWT = asked("token_jwt", ["TokenAuthentication", "JWTAuthentication"])
JWT_TOKEN = asked("jwt_token", ["JWTAuthentication", "TokenAuthentication"])
BASIC = asked("basic", ["BasicAuthentication"])
JWT_BASIC = asked("jwt_basic", ["JWTAuthentication", "BasicAuthentication"])
NO_CLASSES = asked("no_classes", [])
STAFF = asked("staff", None, ["IsAdminUser"])
BOTH = asked("both", ["TokenAuthentication", "JWTAuthentication"], ["IsAuthenticated", "IsAdminUser"])
READ_ONLY = asked("read_only", None, ["IsAuthenticatedOrReadOnly"])
STATELESS = asked("stateless", ["JWTStatelessUserAuthentication"])
SESSION_JWT = asked("session_jwt", ["SessionAuthentication", "JWTAuthentication"])
JWT_SESSION = asked("jwt_session", ["JWTAuthentication", "SessionAuthentication"])
SESSION_BASIC = asked("session_basic", ["SessionAuthentication", "BasicAuthentication"])
GLOBAL_TOKEN_JWT = Profile(
    "global_token_jwt",
    rest_framework={"default_authentication_classes": ["TokenAuthentication", "JWTAuthentication"]},
)
GUARDED = Profile(
    "guarded",
    routes={
        "token_verify": {
            "authentication_classes": ["JWTAuthentication"],
            "permission_classes": ["IsAuthenticated"],
        },
        "register": {"permission_classes": ["IsAdminUser"]},
        "token_refresh": {
            "authentication_classes": ["TokenAuthentication", "JWTAuthentication"],
            "permission_classes": ["AllowAny"],
        },
    },
)
WITH_SESSIONS = Profile(
    "with_sessions",
    rest_framework={
        "default_authentication_classes": ["JWTAuthentication", "TokenAuthentication", "SessionAuthentication"]
    },
)
JSON_ONLY = Profile("json_only", rest_framework={"default_renderer_classes": ["JSONRenderer"]})

# Limits.
ANONYMOUS_LIMIT = Profile(
    "anonymous_limit",
    rest_framework={
        "default_throttle_classes": ["AnonRateThrottle"],
        "default_throttle_rates": {"anon": "5/min"},
    },
)
USER_LIMIT = Profile(
    "user_limit",
    rest_framework={
        "default_throttle_classes": ["UserRateThrottle"],
        "default_throttle_rates": {"user": "5/hour"},
    },
)
SCOPED_LIMIT = Profile(
    "scoped_limit",
    rest_framework={
        "default_throttle_classes": ["ScopedRateThrottle"],
        "default_throttle_rates": {"login": "5/d"},
    },
    routes={"token_obtain_pair": {"throttle_scope": "login"}},
)

LOCALIZED = Profile("localized", localize=True)
