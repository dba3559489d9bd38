"""Where the classes live that settings name without a path, as Countersign's settings do."""

MODULES = {
    "JWTAuthentication": "rest_framework_simplejwt.authentication",
    "JWTStatelessUserAuthentication": "rest_framework_simplejwt.authentication",
    "TokenAuthentication": "rest_framework.authentication",
    "SessionAuthentication": "rest_framework.authentication",
    "BasicAuthentication": "rest_framework.authentication",
    "AllowAny": "rest_framework.permissions",
    "IsAuthenticated": "rest_framework.permissions",
    "IsAdminUser": "rest_framework.permissions",
    "IsAuthenticatedOrReadOnly": "rest_framework.permissions",
    "AnonRateThrottle": "rest_framework.throttling",
    "UserRateThrottle": "rest_framework.throttling",
    "ScopedRateThrottle": "rest_framework.throttling",
    "JSONRenderer": "rest_framework.renderers",
    "BrowsableAPIRenderer": "rest_framework.renderers",
    "JSONParser": "rest_framework.parsers",
    "FormParser": "rest_framework.parsers",
    "MultiPartParser": "rest_framework.parsers",
    "AccessToken": "rest_framework_simplejwt.tokens",
    "SlidingToken": "rest_framework_simplejwt.tokens",
}


def paths(value):
    """Return a setting's value with the class names in a list made import paths."""
    if not isinstance(value, list):
        return value
    return [f"{MODULES[name]}.{name}" if name in MODULES else name for name in value]
