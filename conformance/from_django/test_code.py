"""What is Python code in a project, and cannot be carried over."""

import pytest
from harness.binary import must

pytestmark = pytest.mark.once(reason="`init` asks no database; in_place/ goes on from it on PostgreSQL")

CODE = """
SIMPLE_JWT = {
    "TOKEN_OBTAIN_SERIALIZER": "shop.code.Obtain",
    "USER_AUTHENTICATION_RULE": "shop.code.rule",
    "TOKEN_USER_CLASS": "shop.code.User",
    "JSON_ENCODER": "shop.code.Encoder",
    "ON_LOGIN_SUCCESS": lambda user: None,
    "AUTH_TOKEN_CLASSES": ("shop.code.OwnAccess",),
    "ACCESS_TOKEN_LIFETIME": timedelta(seconds=1.5),
    "USER_ID_FIELD": "first_name",
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["shop.code.CookieJWT", "shop.code.Hand"],
    "DEFAULT_PERMISSION_CLASSES": ["shop.code.Paid", "rest_framework.permissions.IsAdminUser"],
    "DEFAULT_THROTTLE_CLASSES": ["shop.code.Burst", "rest_framework.throttling.AnonRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"burst": "10/5m", "anon": "100/day", "user": None},
    "EXCEPTION_HANDLER": "shop.code.handler",
    "NUM_PROXIES": 1,
}
PASSWORD_HASHERS = ["shop.code.Cheap", "shop.code.Whirlpool", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "shop.code.Owl"},
]
AUTHENTICATION_BACKENDS = ["shop.code.Ldap", "django.contrib.auth.backends.ModelBackend"]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_SERIALIZER = "shop.code.Pickle"
SESSION_COOKIE_NAME, SESSION_COOKIE_AGE, SESSION_COOKIE_DOMAIN = "shop_session", 3600, ".example.com"
CSRF_COOKIE_NAME, CSRF_COOKIE_AGE = "shop_csrf", None
CSRF_TRUSTED_ORIGINS = ["https://*.example.com"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
LANGUAGE_CODE = "de"
SECRET_KEY_FALLBACKS = ["the one before"]
"""
CODE_MODULE = """
from django.contrib.auth.hashers import BasePasswordHasher, PBKDF2PasswordHasher
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.throttling import UserRateThrottle
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import AccessToken


class OwnAccess(AccessToken): ...
class CookieJWT(JWTAuthentication): ...
class Hand(BaseAuthentication): ...
class Paid(BasePermission): ...
class Burst(UserRateThrottle): scope = "burst"
class Owl:
    def validate(self, password, user=None): ...
class Cheap(PBKDF2PasswordHasher): iterations = 1234
class Whirlpool(BasePasswordHasher): algorithm = "whirlpool"
class Ldap: ...
class Pickle: ...
"""


def test_what_is_python_code_is_named_with_what_to_do(make):
    project = make(CODE)
    project.write("shop/code.py", CODE_MODULE)
    taken = project.taken()
    left = "\n".join(taken.left())
    for name in (
        "shop.code.Obtain", "shop.code.rule", "shop.code.User", "shop.code.Encoder", "ON_LOGIN_SUCCESS", "shop.code.OwnAccess",
        "seconds=1.5", "USER_ID_FIELD", "shop.code.CookieJWT", "shop.code.Hand", "shop.code.Paid", "shop.code.Burst", "10/5m",
        "shop.code.handler", "NUM_PROXIES", "SECURE_PROXY_SSL_HEADER", "shop.code.Whirlpool", "shop.code.Owl", "shop.code.Ldap",
        "signed_cookies", "shop.code.Pickle", "SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_AGE", "LANGUAGE_CODE",
    ):  # fmt: skip
        assert name in left, name
    assert all(taken.left().values())


def test_what_stands_for_code_is_what_it_is_made_of_and_never_less_strict(make):
    project = make(CODE)
    project.write("shop/code.py", CODE_MODULE)
    settings = project.taken().settings
    assert settings["rest_framework"] == {
        "default_authentication_classes": ["JWTAuthentication"],
        "default_permission_classes": ["IsAdminUser"],
        "default_throttle_classes": ["AnonRateThrottle"],
        "default_throttle_rates": {"anon": "100/day"},
    }
    assert settings["password"]["hashers"] == ["pbkdf2_sha256"]
    assert settings["password"]["pbkdf2_iterations"] == 1234
    assert (settings["password"]["validators"], settings["password"]["min_length"]) == (["MinimumLengthValidator"], 12)
    assert settings["sessions"] == {"cookie_name": "shop_session", "cookie_age": 3600}
    assert settings["csrf"] == {"cookie_name": "shop_csrf", "trusted_origins": ["https://*.example.com"]}


def test_what_is_open_to_everybody_there_does_not_open_accounts_here(make):
    taken = make('\nREST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"]}\n').taken()
    assert "rest_framework" not in taken.settings


def test_what_needs_a_table_that_is_not_there_is_left_out(make):
    project = make(
        '\nINSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"]\nMIDDLEWARE = []\n'
    )
    project.manage("migrate")
    taken = project.taken()
    assert taken.settings["rest_framework"]["default_authentication_classes"] == ["JWTAuthentication"]
    assert taken.settings["routes"] == {"obtain_auth_token": [], "register": []}
    assert taken.is_accepted()
    must(taken.folder, "migrate")
    must(taken.folder, "check")


def test_applications_that_take_part_in_a_login_are_named(make):
    project = make('\nINSTALLED_APPS += ["corsheaders", "django_otp"]\n')
    for name in ("corsheaders", "django_otp"):
        project.write(f"{name}/__init__.py", "")
    left = project.taken().left()
    assert "Access-Control" in left["INSTALLED_APPS: corsheaders"]
    assert "second factor" in left["INSTALLED_APPS: django_otp"]


def test_pages_of_another_size_are_told(make):
    left = make(
        """
REST_FRAMEWORK = {
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 7,
}
"""
    ).taken().left()
    assert sorted(about.split(" = ")[0] for about in left) == [
        'REST_FRAMEWORK["DEFAULT_PAGINATION_CLASS"]',
        'REST_FRAMEWORK["PAGE_SIZE"]',
    ]
