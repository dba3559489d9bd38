"""Second part: finds the settings module as manage.py does, starts Django, and reads the settings."""

import glob
import re
import runpy
from importlib import metadata

REMOVED = ("AUTH_HEADER_TYPE", "AUTH_TOKEN_CLASS", "SECRET_KEY", "TOKEN_BACKEND_CLASS")
READ = (
    "AUTH_USER_MODEL", "CSRF_COOKIE_AGE", "CSRF_COOKIE_DOMAIN", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_PATH", "CSRF_COOKIE_SAMESITE", "CSRF_HEADER_NAME", "CSRF_TRUSTED_ORIGINS", "CSRF_USE_SESSIONS",
    "DATABASE_ROUTERS", "DEBUG", "FORCE_SCRIPT_NAME", "INSTALLED_APPS", "LANGUAGE_CODE", "MIDDLEWARE", "SECRET_KEY",
    "SECRET_KEY_FALLBACKS", "SECURE_PROXY_SSL_HEADER", "SESSION_COOKIE_AGE", "SESSION_COOKIE_DOMAIN",
    "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_NAME", "SESSION_COOKIE_PATH", "SESSION_COOKIE_SAMESITE", "SESSION_ENGINE",
    "SESSION_EXPIRE_AT_BROWSER_CLOSE", "SESSION_SAVE_EVERY_REQUEST", "SESSION_SERIALIZER", "TIME_ZONE", "USE_I18N",
    "USE_TZ",
)  # fmt: skip


class Reached(BaseException):
    """manage.py has come to where it would run a command."""


class Unusable(Exception):
    """The database is of a kind that cannot be used; its driver need not be there to know."""


def start():
    """Start Django with the project's settings, and say which they are."""
    chosen = os.environ.get("DJANGO_SETTINGS_MODULE")
    sys.path[0] = os.getcwd()
    sys.argv = ["manage.py", "check"]
    if os.path.exists("manage.py"):
        run_manage()
    module = os.environ.get("DJANGO_SETTINGS_MODULE")
    if not module:
        raise SystemExit("manage.py sets no DJANGO_SETTINGS_MODULE; set the variable to the project's settings module")
    import django
    from django.conf import settings

    refuse_unusable(settings)
    removed = without_removed(settings)
    django.setup()
    others = {path: other for path, other in of_servers().items() if other != module}
    return {"module": module, "by_variable": bool(chosen), "others": others, "removed": removed}


def refuse_unusable(settings):
    """Stop where every database is of a kind that cannot be used, before its driver is asked for."""
    engines = [str(database.get("ENGINE", "")) for database in settings.DATABASES.values()]
    if engines and all(re.search("mysql|oracle|mssql|sql_server|mongo", engine) for engine in engines):
        raise Unusable(engines[0])


def run_manage():
    """Run manage.py up to its command: it may read .env files, set paths, and choose between settings."""
    import django.core.management as management

    def reached(*_args, **_kwargs):
        raise Reached

    management.execute_from_command_line = reached
    management.ManagementUtility.execute = reached
    try:
        runpy.run_path("manage.py", run_name="__main__")
    except (Reached, SystemExit):
        pass


def of_servers():
    """Give the settings that wsgi.py and asgi.py choose: often those of production."""
    found = {}
    for path in sorted(glob.glob("*/wsgi.py") + glob.glob("*/asgi.py")):
        with open(path, encoding="utf-8", errors="replace") as file:
            named = re.search(r"""DJANGO_SETTINGS_MODULE['"]\]?\s*[,=]\s*['"]([\w.]+)['"]""", file.read())
        if named:
            found[path] = named.group(1)
    return found


def without_removed(settings):
    """Take out of SIMPLE_JWT what newer releases refuse to start with, so that the rest can be read."""
    written = getattr(settings, "SIMPLE_JWT", None)
    if not isinstance(written, dict):
        return []
    removed = [key for key in REMOVED if key in written]
    if removed:
        settings.SIMPLE_JWT = {key: value for key, value in written.items() if key not in removed}
    return removed


def versions():
    """Give the releases of what the project is made of."""
    found = {"Python": "%d.%d.%d" % sys.version_info[:3]}
    for name in ("Django", "djangorestframework", "djangorestframework-simplejwt"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


def read_settings(settings):
    """Read the settings of Django that need no looking into."""
    return {name: plain(getattr(settings, name, None)) for name in READ}


def read_simplejwt(settings):
    """Read SIMPLE_JWT as it is written, also where the tutorials wrongly put it, and SimpleJWT's own defaults."""
    rest_framework = getattr(settings, "REST_FRAMEWORK", None)
    nested = rest_framework.get("SIMPLE_JWT") if isinstance(rest_framework, dict) else None
    written = getattr(settings, "SIMPLE_JWT", None)
    answer = {"written": plain(written or {}), "nested": plain(nested), "defaults": None, "token_classes": []}
    try:
        from rest_framework_simplejwt.settings import DEFAULTS
    except ImportError:
        return answer
    answer["defaults"] = plain({key: value for key, value in DEFAULTS.items() if key != "SIGNING_KEY"})
    merged = {**DEFAULTS, **(nested if isinstance(nested, dict) else {}), **(written or {})}
    answer["token_classes"] = all_described(merged.get("AUTH_TOKEN_CLASSES"))
    return answer


def read_rest_framework(settings):
    """Read REST_FRAMEWORK as it is written and as it is in force."""
    written = getattr(settings, "REST_FRAMEWORK", None) or {}
    answer = {"written": plain({key: value for key, value in written.items() if key != "SIMPLE_JWT"}), "classes": {}}
    try:
        from rest_framework.settings import DEFAULTS, IMPORT_STRINGS
    except ImportError:
        return None
    answer["defaults"] = plain(DEFAULTS)
    for key in IMPORT_STRINGS:
        answer["classes"][key] = all_described(written.get(key, DEFAULTS.get(key)))
    return answer


def read_passwords(settings):
    """Read the password hashers with what they cost, and the validators."""
    from django.contrib.auth import hashers as django_hashers
    from django.utils.module_loading import import_string

    hashers = []
    for path in settings.PASSWORD_HASHERS:
        hasher = described(path)
        if not hasher.get("error"):
            cls = import_string(path)
            methods = ("encode", "decode", "verify", "must_update", "salt", "harden_runtime")
            hasher["algorithm"] = getattr(cls, "algorithm", None)
            costs = {cost: getattr(cls, cost, None) for cost in COSTS}
            hasher["costs"] = {cost: value for cost, value in costs.items() if isinstance(value, int)}
            hasher["own_methods"] = own_methods(cls, django_hashers.__name__, methods)
        hashers.append(hasher)
    validators = []
    for written in settings.AUTH_PASSWORD_VALIDATORS:
        validators.append({**described(written["NAME"]), "options": plain(written.get("OPTIONS", {}))})
    return {"hashers": hashers, "validators": validators}


def read_sessions(settings):
    """Describe the class that keeps sessions, and its table if it has one."""
    store = described(settings.SESSION_ENGINE + ".SessionStore")
    try:
        from django.utils.module_loading import import_string

        store["table"] = import_string(store["path"]).get_model_class()._meta.db_table
    except Exception:
        store["table"] = None
    return store
