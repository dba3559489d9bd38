"""Settings of the judge: `django-admin startproject`'s, DEBUG off, with the packages of the tutorial.

What a run may vary comes from the environment (see `harness/django_site.py`): the database, the shared
secret, and a profile of settings as JSON (see `harness/profile.py`).
"""

import json
import os
from datetime import timedelta
from pathlib import Path

from judge.classes import paths

PROFILE = json.loads(os.environ["JUDGE_PROFILE"])

SECRET_KEY = os.environ["JUDGE_SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "judge.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if "POSTGRES_DB" in os.environ:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["POSTGRES_DB"],
            "USER": os.environ["POSTGRES_USER"],
            "PASSWORD": os.environ["POSTGRES_PASSWORD"],
            "HOST": os.environ["POSTGRES_HOST"],
            "PORT": os.environ["POSTGRES_PORT"],
        }
    }
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["SQLITE_FILE"]}}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "rest_framework_simplejwt",
    "rest_framework_simplejwt.token_blacklist",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    *(["django.middleware.locale.LocaleMiddleware"] if PROFILE["localize"] else []),
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
STATIC_URL = "static/"
LOGIN_REDIRECT_URL = "/api/"  # where our pages lead too

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_HASHERS = ["judge.hashers.QuickPBKDF2PasswordHasher"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    **{name.upper(): paths(value) for name, value in PROFILE["rest_framework"].items()},
}


def simple_jwt(name, value):
    """Return one member of SIMPLE_JWT as SimpleJWT wants it: in a profile lifetimes are seconds, and no claim is ""."""
    if name.endswith("_lifetime"):
        return timedelta(seconds=value)
    return None if name.endswith("_claim") and not value else paths(value)


SIMPLE_JWT = {name.upper(): simple_jwt(name, value) for name, value in PROFILE["jwt"].items()}

# {"users_me": {"authentication_classes": […], "permission_classes": […], "throttle_scope": "…"}}
ROUTES = {
    route: {name: paths(value) for name, value in members.items()} for route, members in PROFILE["routes"].items()
}
