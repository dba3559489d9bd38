"""Fifth part: where the project has its token endpoints. Last, the answer."""

import json

VIEWS = {
    "rest_framework_simplejwt.views.TokenObtainPairView": "token_obtain_pair",
    "rest_framework_simplejwt.views.TokenRefreshView": "token_refresh",
    "rest_framework_simplejwt.views.TokenVerifyView": "token_verify",
    "rest_framework_simplejwt.views.TokenBlacklistView": "token_blacklist",
    "rest_framework_simplejwt.views.TokenObtainSlidingView": "token_obtain_sliding",
    "rest_framework_simplejwt.views.TokenRefreshSlidingView": "token_refresh_sliding",
    "rest_framework.authtoken.views.ObtainAuthToken": "obtain_auth_token",
}
META = re.compile(r"[.^$*+?{}\[\]|()\\<>]")


def read_routes():
    """List the views of SimpleJWT and DRF that the project serves, or say why its URLs cannot be read."""
    from django.urls import get_resolver

    try:
        return {"views": list(walk(get_resolver().url_patterns, "/", True)), "error": None}
    except Exception as cause:
        return {"views": [], "error": "%s: %s" % (type(cause).__name__, cause)}


def walk(patterns, prefix, is_fixed):
    """Go through all URLs."""
    for pattern in patterns:
        route, fixed = route_of(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, prefix + route, is_fixed and fixed)
            continue
        view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
        known = next((VIEWS[base] for base in bases(view) if base in VIEWS), None) if view else None
        if known:
            given = getattr(pattern.callback, "view_initkwargs", None) or getattr(pattern.callback, "initkwargs", {})
            yield {"name": known, "path": prefix + route, "is_fixed": is_fixed and fixed, **read_view(view, given)}


def route_of(pattern):
    """Give a part of a path, and whether it is always the same."""
    if hasattr(pattern, "_route"):
        return str(pattern._route), "<" not in str(pattern._route)
    if not hasattr(pattern, "_regex"):
        return str(pattern), False
    text = re.sub(r"\\([-./_])", r"\1", re.sub(r"/\?(\$|\\Z)?$", "/", str(pattern._regex)))
    text = re.sub(r"(\$|\\Z)$", "", text[1:] if text.startswith("^") else text)
    return text, not META.search(text.replace(".", ""))


def read_view(view, given):
    """Describe what a view does otherwise than the one that it is made of."""
    serializer = given.get("serializer_class", getattr(view, "serializer_class", None))
    throttles = given.get("throttle_classes", getattr(view, "throttle_classes", ()))
    return {
        "class": name_of(view),
        "serializer": name_of(serializer) if serializer else None,
        "throttle_scope": plain(given.get("throttle_scope", getattr(view, "throttle_scope", None))),
        "throttle_classes": [name_of(throttle) for throttle in throttles],
    }


def answer():
    """Ask everything."""
    started = start()
    from django.conf import settings
    from django.contrib.auth import get_user_model

    model = get_user_model()
    return {
        "started": started,
        "versions": versions(),
        "settings": read_settings(settings),
        "simple_jwt": read_simplejwt(settings),
        "rest_framework": read_rest_framework(settings),
        "passwords": read_passwords(settings),
        "backends": all_described(settings.AUTHENTICATION_BACKENDS),
        "session_store": read_sessions(settings),
        "database": read_database(settings, model),
        "user_model": read_user_model(model),
        "routes": read_routes(),
    }


def main():
    """Answer, and end at once: threads and exit handlers of the project are none of ours."""
    try:
        import django  # noqa: F401
    except ImportError:
        document = {"no_django": sys.executable}
    else:
        try:
            document = {"project": answer()}
        except Unusable as cause:
            document = {"unusable_engine": str(cause)}
    with os.fdopen(ANSWER, "w", encoding="ascii") as file:
        json.dump(document, file)
    sys.stderr.flush()
    os._exit(0)


main()
