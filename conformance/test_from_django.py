"""`countersign init --from-django` on small real projects."""

import json
import os
import stat
import subprocess
import sys

import pytest
from harness.binary import countersign, must
from harness.keys import key_for
from harness.project import SECRET_KEY, Project

pytestmark = pytest.mark.once(reason="`init` asks no database; in_place/ goes on from it on PostgreSQL")

SIMPLE_JWT_VIEWS = """\
from django.urls import include, path, re_path
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework_simplejwt.views import *
"""


@pytest.fixture
def make(ours_only, tmp_path):
    """Return a function that writes a project."""
    return lambda *parts, **named: Project(tmp_path, *parts, **named)


def test_a_default_project_is_taken_over_whole(make):
    project = make()
    taken = project.taken()
    assert taken.left() == {} and taken.warnings() == {}
    assert taken.settings == {
        "database": {"url": f"sqlite://{project.folder}/db.sqlite3"},
        "jwt": {"preset": "simplejwt"},
        "password": {"hashers": ["pbkdf2_sha256"], "validators": []},
    }
    assert taken.secrets == {"secret_key": SECRET_KEY}
    assert taken.is_accepted()


def test_the_secrets_are_for_their_owner_alone_and_in_no_other_file(make):
    taken = make().taken()
    for name in ("countersign.toml", "countersign.secrets.toml"):
        assert stat.S_IMODE(os.stat(taken.folder / name).st_mode) == 0o600
    assert SECRET_KEY not in taken.text
    assert SECRET_KEY not in str(taken.report)
    assert sorted(os.listdir(taken.folder)) == ["countersign.secrets.toml", "countersign.toml"]


def test_variables_that_win_over_the_files_are_named(make):
    taken = make().taken(SECRET_KEY="x" * 50, DATABASE_URL="sqlite:///var/other.db", COUNTERSIGN_JWT__PRESET="simplejwt")
    assert sorted(taken.warnings()) == ["COUNTERSIGN_JWT__PRESET", "DATABASE_URL", "SECRET_KEY"]


def test_the_project_is_left_as_it_was(make):
    project = make()
    before = sorted(project.folder.rglob("*"))
    project.taken()
    assert sorted(project.folder.rglob("*")) == before


def test_files_that_are_there_are_kept_unless_force_is_given(make):
    project = make()
    project.taken()
    for name in ("countersign.toml", "countersign.secrets.toml"):
        done = project.init()
        assert done.returncode == 1 and "is there already" in done.stderr and "--force" in done.stderr
        (project.target / name).write_text("", encoding="utf-8")
    (project.target / "countersign.secrets.toml").chmod(0o644)
    assert project.init("--force").returncode == 0
    assert stat.S_IMODE(os.stat(project.target / "countersign.secrets.toml").st_mode) == 0o600
    (project.target / "countersign.toml").unlink()
    assert "countersign.secrets.toml is there already" in project.init().stderr
    assert not (project.target / "countersign.toml").exists()


def test_the_commands_that_are_named_next_work_on_what_django_made(make):
    project = make(urls=URLS)
    project.manage("migrate")
    project.manage("shell", "-c", "from django.contrib.auth.models import User; User.objects.create_user('alice')")
    taken = project.taken()
    countersign(taken.folder, "check")
    must(taken.folder, "migrate")
    must(taken.folder, "check")
    assert json.loads(must(taken.folder, "users", "list", "--json"))[0]["username"] == "alice"
    project.manage("migrate", "--check")
    token = json.loads(must(taken.folder, "token", "issue", "--user", "alice", "--json"))["access"]
    verify = f"from rest_framework_simplejwt.tokens import AccessToken; print(AccessToken({token!r})['user_id'])"
    assert project.manage("shell", "-c", verify).strip().endswith("1")


def test_the_next_commands_are_named(make):
    project = make()
    said = project.init("--config", "shop.toml").stdout
    for command in ("check", "migrate", "serve"):
        assert f"countersign {command} --config shop.toml" in said
    assert (project.target / "shop.secrets.toml").exists()
    assert "Everything was carried over." in said


ALL_OF_SIMPLE_JWT = """
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=7),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30, seconds=1),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "UPDATE_LAST_LOGIN": True,
    "ALGORITHM": "HS512",
    "SIGNING_KEY": SECRET_KEY + "!",
    "VERIFYING_KEY": None,
    "AUDIENCE": ("shop", "till"),
    "ISSUER": "https://shop.example.com",
    "JSON_ENCODER": None,
    "JWK_URL": "https://other.example.com/jwks.json",
    "LEEWAY": timedelta(seconds=3),
    "AUTH_HEADER_TYPES": ("Bearer", "JWT"),
    "AUTH_HEADER_NAME": "HTTP_X_ACCESS_TOKEN",
    "USER_ID_FIELD": "username",
    "USER_ID_CLAIM": "sub",
    "USER_AUTHENTICATION_RULE": "rest_framework_simplejwt.authentication.default_user_authentication_rule",
    "AUTH_TOKEN_CLASSES": ("rest_framework_simplejwt.tokens.AccessToken", "rest_framework_simplejwt.tokens.SlidingToken"),
    "TOKEN_TYPE_CLAIM": "typ",
    "JTI_CLAIM": "id",
    "SLIDING_TOKEN_REFRESH_EXP_CLAIM": "until",
    "SLIDING_TOKEN_LIFETIME": timedelta(hours=2),
    "SLIDING_TOKEN_REFRESH_LIFETIME": timedelta(hours=36),
    "CHECK_REVOKE_TOKEN": True,
    "REVOKE_TOKEN_CLAIM": "pw",
    "CHECK_USER_IS_ACTIVE": False,
}
"""


def test_every_setting_of_simplejwt_is_taken_over(make):
    taken = make(ALL_OF_SIMPLE_JWT).taken()
    assert taken.left() == {}
    assert taken.settings["jwt"] == {
        "preset": "simplejwt",
        "access_token_lifetime": "7m",
        "refresh_token_lifetime": "2592001s",
        "leeway": "3s",
        "sliding_token_lifetime": "2h",
        "sliding_token_refresh_lifetime": "36h",
        "rotate_refresh_tokens": True,
        "blacklist_after_rotation": True,
        "update_last_login": True,
        "check_user_is_active": False,
        "check_revoke_token": True,
        "algorithm": "HS512",
        "audience": ["shop", "till"],
        "issuer": "https://shop.example.com",
        "jwk_url": "https://other.example.com/jwks.json",
        "auth_header_types": ["Bearer", "JWT"],
        "auth_header_name": "HTTP_X_ACCESS_TOKEN",
        "user_id_field": "username",
        "user_id_claim": "sub",
        "token_type_claim": "typ",
        "jti_claim": "id",
        "revoke_token_claim": "pw",
        "sliding_token_refresh_exp_claim": "until",
        "auth_token_classes": ["AccessToken", "SlidingToken"],
    }
    assert taken.secrets == {"secret_key": SECRET_KEY, "jwt": {"signing_key": SECRET_KEY + "!"}}
    assert taken.is_accepted()


def test_simplejwt_s_defaults_need_no_line(make):
    taken = make('\nSIMPLE_JWT = {"ACCESS_TOKEN_LIFETIME": timedelta(minutes=5), "LEEWAY": 0, "AUDIENCE": None}\n').taken()
    assert taken.settings["jwt"] == {"preset": "simplejwt"}


def test_settings_nested_in_rest_framework_are_taken_with_a_warning(make):
    taken = make(
        '\nREST_FRAMEWORK = {"SIMPLE_JWT": {"ACCESS_TOKEN_LIFETIME": timedelta(days=1), "LEEWAY": 9}}\n'
        'SIMPLE_JWT = {"LEEWAY": 4}\n'
    ).taken()
    assert taken.settings["jwt"] == {"preset": "simplejwt", "access_token_lifetime": "1d", "leeway": "4s"}
    advice = taken.warnings()['REST_FRAMEWORK["SIMPLE_JWT"]']
    assert "does not read it" in advice and "ACCESS_TOKEN_LIFETIME" in advice and "LEEWAY" not in advice
    assert 'REST_FRAMEWORK["SIMPLE_JWT"]["ACCESS_TOKEN_LIFETIME"]' in taken.text


def test_removed_and_unknown_settings_are_reported_as_simplejwt_itself_would(make):
    taken = make(
        '\nSIMPLE_JWT = {"AUTH_HEADER_TYPE": "JWT", "ACCESS_TOKEN_LIFTIME": timedelta(hours=1), "OURS": 1, "LEEWAY": 2}\n'
    ).taken()
    left = taken.left()
    assert "removed" in left['SIMPLE_JWT["AUTH_HEADER_TYPE"]'] and "AUTH_HEADER_TYPES" in left['SIMPLE_JWT["AUTH_HEADER_TYPE"]']
    assert "ACCESS_TOKEN_LIFETIME may be meant" in left['SIMPLE_JWT["ACCESS_TOKEN_LIFTIME"]']
    assert "does not know it" in left['SIMPLE_JWT["OURS"]']
    assert taken.settings["jwt"]["leeway"] == "2s"


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
    taken = make(
        '\nINSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"]\nMIDDLEWARE = []\n'
    ).taken()
    assert taken.settings["rest_framework"]["default_authentication_classes"] == ["JWTAuthentication"]
    assert taken.settings["routes"] == {"obtain_auth_token": [], "register": []}
    assert taken.is_accepted()
    assert "ERROR" not in countersign(taken.folder, "check").stdout


URLS = SIMPLE_JWT_VIEWS + """
class Own(TokenObtainPairView):
    throttle_scope = "burst"

v1 = [
    path("login", Own.as_view(), name="login"),
    re_path(r"^refresh/?$", TokenRefreshView.as_view()),
    re_path(r"^(?P<shop>\\w+)/verify/$", TokenVerifyView.as_view()),
]
urlpatterns = [
    path("v1/", include(v1)),
    path("api/token/", obtain_auth_token),
    path("v2/token/", TokenObtainPairView.as_view()),
]
"""


def test_endpoints_are_mounted_where_the_project_has_them(make):
    taken = make(urls=URLS).taken()
    routes = taken.settings["routes"]
    assert routes["token_obtain_pair"] == ["/v1/login", "/v2/token/"]
    assert routes["token_refresh"] == ["/v1/refresh/"]
    assert routes["obtain_auth_token"] == ["/api/token/"]
    assert "token_verify" not in routes, "a path with parameters is reported"
    left = "\n".join(taken.left())
    assert "/verify/" in left and "shop.urls.Own" in left and "throttle_scope" in left
    assert taken.is_accepted()
    must(taken.folder, "openapi")


def test_urls_that_cannot_be_read_are_reported(make):
    taken = make(urls="import nonsense_that_is_not_there").taken()
    assert "nonsense_that_is_not_there" in taken.left()["ROOT_URLCONF"]


CUSTOM_USER = """
import uuid
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.signals import post_save
from django.utils import timezone


class Manager(BaseUserManager):
    def get_by_natural_key(self, name):
        return self.get(email__iexact=name)


class Team(models.Model):
    name = models.CharField(max_length=10)


class Person(AbstractBaseUser, PermissionsMixin):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, db_column="person_key")
    email = models.EmailField(unique=True, db_column="mail")
    phone = models.CharField(max_length=20)
    nickname = models.CharField(max_length=30, null=True, blank=True, unique=True)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL)
    points = models.PositiveIntegerField(default=3)
    wishes = models.JSONField(default=dict)
    joined = models.DateTimeField(auto_now_add=True)
    code = models.CharField(max_length=8, default=lambda: "x")
    clock = models.TimeField(null=True)
    is_admin = models.BooleanField(default=False)
    objects = Manager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["phone"]

    class Meta:
        db_table = "people"

    @property
    def is_staff(self):
        return self.is_admin


def listen(**_): ...


post_save.connect(listen, sender=Person)
"""


@pytest.fixture
def custom(make):
    """What a project with a user model of its own comes to."""
    return make('\nAUTH_USER_MODEL = "accounts.Person"\n', models=CUSTOM_USER).taken()


def test_a_user_model_of_the_project_s_own_is_described(custom):
    django = custom.settings["django"]
    fields, columns = django.pop("extra_fields"), django.pop("user_columns")
    assert django == {
        "user_model": "accounts.Person",
        "user_table": "people",
        "username_field": "email",
        "groups_table": "people_groups",
        "groups_user_column": "person_id",
        "permissions_table": "people_user_permissions",
        "permissions_user_column": "person_id",
    }
    absent = ("is_active", "is_staff", "first_name", "last_name", "date_joined")
    assert columns == {"id": "person_key", "email": "mail", **dict.fromkeys(absent, "")}
    assert fields["phone"] == {"type": "text", "max_length": 20, "required": True, "register": True}
    assert fields["nickname"] == {"type": "text", "max_length": 30, "null": True, "unique": True, "register": False}
    assert fields["team"] == {"type": "integer", "column": "team_id", "null": True, "register": False}
    assert fields["points"] == {"type": "integer", "default": 3, "register": False}
    assert fields["wishes"] == {"type": "json", "default": {}, "register": False}
    assert fields["joined"] == {"type": "datetime", "default": "now", "register": False}
    assert fields["is_admin"] == {"type": "boolean", "default": False, "register": False}
    assert fields["code"] == {"type": "text", "max_length": 8, "required": True, "register": True}
    assert "clock" not in fields
    assert custom.is_accepted()


def test_what_a_user_model_computes_is_reported(custom):
    left = "\n".join(custom.left())
    for name in ("accounts.Person.is_staff", "get_by_natural_key", "accounts.Person.code", "accounts.Person.clock"):
        assert name in left, name
    assert "post_save" in "\n".join(custom.warnings())


@pytest.mark.parametrize(
    ("key", "named"),
    [("models.CharField(max_length=9, primary_key=True)", "CharField"), ("models.AutoField(primary_key=True)", None)],
)
def test_a_key_that_cannot_be_used_is_refused(make, key, named):
    model = CUSTOM_USER.replace('models.UUIDField(primary_key=True, default=uuid.uuid4, db_column="person_key")', key)
    done = make('\nAUTH_USER_MODEL = "accounts.Person"\n', models=model).init()
    assert (done.returncode, bool(named) and named in done.stderr) == ((1, True) if named else (0, False)), done.stderr


def test_postgresql_is_an_address_with_its_password_apart(make):
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop/ü ?#",
        "USER": "o'neil@shop",
        "PASSWORD": 'p@ss:w/o?rd#"%\n☃',
        "HOST": "db.example.com",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/etc/my ca.pem", "assume_role": "shop", "pool": True,
                    "connect_timeout": 3},
    }
    taken = make(f'\nDATABASES = {{"default": {database!r}}}\n').taken()
    assert taken.settings["database"]["url"] == (
        "postgres://o%27neil%40shop@db.example.com:6432/shop%2F%C3%BC%20%3F%23"
        "?sslmode=verify-full&sslrootcert=%2Fetc%2Fmy%20ca.pem"
    )
    assert taken.settings["database"]["connect_timeout"] == 3
    assert taken.secrets["database"] == {"password": database["PASSWORD"]}
    assert [about for about in taken.left() if "OPTIONS" in about] == ['DATABASES["default"]["OPTIONS"]["assume_role"] = "shop"']
    assert "p@ss" not in taken.text + str(taken.report)


def test_postgresql_without_a_host_is_its_socket(make):
    taken = make('\nDATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}}\n').taken()
    assert taken.settings["database"]["url"].startswith("postgres://%2F")
    assert "database" not in taken.secrets


def test_a_service_of_postgresql_is_looked_up(make, tmp_path):
    services = tmp_path / "services"
    services.write_text("[shop]\nhost=10.0.0.7\ndbname=till\nuser=clerk\npassword=hush\n", encoding="utf-8")
    database = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"service": "shop"}}
    taken = make(f'\nDATABASES = {{"default": {database!r}}}\n').taken(PGSERVICEFILE=str(services))
    assert taken.settings["database"]["url"] == "postgres://clerk@10.0.0.7/till"
    assert taken.secrets["database"] == {"password": "hush"}


@pytest.mark.parametrize("engine", ["django.db.backends.mysql", "django.db.backends.oracle"])
def test_a_database_that_cannot_be_used_is_refused_by_its_engine(make, engine):
    project = make(f'\nDATABASES = {{"default": {{"ENGINE": {engine!r}, "NAME": "shop"}}}}\n')
    done = project.init()
    assert done.returncode == 1 and engine in done.stderr and "PostgreSQL and SQLite" in done.stderr
    assert os.listdir(project.target) == []


def test_a_database_that_is_nowhere_is_refused(make):
    for database in ("{}", '{"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}'):
        project = make(f"\nDATABASES = {database}\n") if database == "{}" else project
        project.write("shop/settings.py", (project.folder / "shop/settings.py").read_text() + f"\nDATABASES = {database}\n")
        done = project.init()
        assert done.returncode == 1 and "DATABASES" in done.stderr, done.stderr


def test_a_sqlite_path_is_absolute_whatever_it_has_in_it(make):
    project = make('\nDATABASES["default"]["NAME"] = "data/ü \\"x\\".sqlite3"\n')
    taken = project.taken()
    assert taken.settings["database"]["url"] == f'sqlite://{project.folder}/data/ü "x".sqlite3'
    assert taken.is_accepted()


@pytest.mark.parametrize("secret", ['"quotes\' and \\ and $ {}', "two\nlines\ttab", "☃ élan \x7f", "'''\"\"\"", " spaces "])
def test_a_secret_is_the_same_here_whatever_is_in_it(make, secret):
    secret *= 8
    taken = make(f"\nSECRET_KEY = {secret!r}\n").taken()
    assert taken.secrets["secret_key"] == secret
    must(taken.folder, "migrate", COUNTERSIGN_DATABASE__URL="sqlite://own.db")
    must(taken.folder, "createuser", "--noinput", "--username", "x", COUNTERSIGN_DATABASE__URL="sqlite://own.db",
         COUNTERSIGN_USER_PASSWORD="pw-Alice-123")  # fmt: skip
    token = must(taken.folder, "token", "issue", "--user", "x", "--json", COUNTERSIGN_DATABASE__URL="sqlite://own.db")
    checked = subprocess.run(
        [sys.executable, "-c", "import json, jwt, sys; t, s = json.load(sys.stdin); jwt.decode(t, s, ['HS256'])"],
        input=json.dumps([json.loads(token)["access"], secret]),
        text=True,
        capture_output=True,
    )
    assert checked.returncode == 0, checked.stderr


def test_a_short_secret_is_taken_with_a_warning(make):
    taken = make('\nSECRET_KEY = "short"\n').taken()
    assert taken.settings["jwt"] == {"preset": "simplejwt", "allow_weak_key": True}
    assert "SECRET_KEY: 5 bytes" in taken.warnings()


def test_a_key_pair_goes_to_the_secrets_as_pem_also_where_it_is_an_object(make, tmp_path):
    key = key_for("RS256")
    (tmp_path / "private.pem").write_text(key.signing, encoding="utf-8")
    load = (
        f"\nfrom cryptography.hazmat.primitives.serialization import load_pem_private_key\n"
        f"KEY = load_pem_private_key(open({str(tmp_path / 'private.pem')!r}, 'rb').read(), None)\n"
        f'SIMPLE_JWT = {{"ALGORITHM": "RS256", "SIGNING_KEY": KEY, "VERIFYING_KEY": {key.verifying!r}}}\n'
    )
    taken = make(load).taken()
    assert "BEGIN PRIVATE KEY" in taken.secrets["jwt"]["signing_key"]
    assert taken.settings["jwt"] == {"preset": "simplejwt", "algorithm": "RS256", "verifying_key": key.verifying}
    assert "PRIVATE KEY" not in taken.text + str(taken.report)
    assert "RS256 with jwt.signing_key" in countersign(taken.folder, "check").stdout


def test_an_algorithm_that_there_is_not_is_refused(make):
    done = make('\nSIMPLE_JWT = {"ALGORITHM": "ES256K", "SIGNING_KEY": "x"}\n').init()
    assert done.returncode == 1 and "ES256K" in done.stderr and "ES256" in done.stderr


def test_a_project_that_prints_is_heard_and_not_taken_for_the_answer(make):
    noise = '\nimport subprocess, sys, atexit\nprint("{}", "noise" * 9999)\nsubprocess.run(["echo", "[]"])\natexit.register(print, "bye")\n'
    assert make(noise).taken().settings["jwt"] == {"preset": "simplejwt"}


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ('\nraise RuntimeError("no coffee")\n', "RuntimeError: no coffee"),
        ('\nimport os\nTILL = os.environ["SHOP_TILL_URL"]\n', "SHOP_TILL_URL"),
        ('\nINSTALLED_APPS += ["not_there_at_all"]\n', "not_there_at_all"),
        ("\nimport os\nos._exit(0)\n", "does not start"),
        ('\nimport sys\nsys.exit("closed today")\n', "closed today"),
        ("\nthis is no Python\n", "SyntaxError"),
    ],
)
def test_a_project_that_does_not_start_is_told_in_its_own_words(make, broken, named):
    project = make(broken)
    done = project.init()
    assert done.returncode == 1 and named in done.stderr and "--python" in done.stderr
    assert os.listdir(project.target) == []


def test_an_interpreter_without_django_is_told_apart(make, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    done = make().init(python=str(tmp_path / "bare/bin/python"))
    assert done.returncode == 1 and "has no Django" in done.stderr and "--python" in done.stderr


def test_the_project_s_own_environment_is_found(make):
    project = make()
    (project.folder / ".venv").symlink_to(os.path.dirname(os.path.dirname(sys.executable)))
    done = project.init(python=None)
    assert done.returncode == 0 and ".venv/bin/python" in done.stdout, done.stderr


def test_settings_are_chosen_as_manage_py_chooses_them(make):
    project = make()
    project.write("shop/production.py", 'from .settings import *\nSIMPLE_JWT = {"LEEWAY": 5}\n')
    project.write("shop/wsgi.py", 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.production")\n')
    taken = project.taken()
    assert "leeway" not in taken.settings["jwt"]
    assert "DJANGO_SETTINGS_MODULE=shop.production" in taken.warnings()['shop/wsgi.py: DJANGO_SETTINGS_MODULE = "shop.production"']
    done = project.init("--force", "--json", DJANGO_SETTINGS_MODULE="shop.production")
    assert done.returncode == 0 and '"settings_module": "shop.production"' in done.stdout


def test_what_manage_py_does_before_django_is_done(make):
    project = make('\nimport os\nSIMPLE_JWT = {"ISSUER": os.environ["SHOP_ISSUER"]}\n')
    text = (project.folder / "manage.py").read_text(encoding="utf-8")
    project.write("manage.py", text.replace("import sys\n", 'import sys\nos.environ["SHOP_ISSUER"] = "us"\n'))
    assert project.taken().settings["jwt"]["issuer"] == "us"


def test_applications_that_take_part_in_a_login_are_named(make):
    project = make('\nINSTALLED_APPS += ["corsheaders", "django_otp"]\n')
    for name in ("corsheaders", "django_otp"):
        project.write(f"{name}/__init__.py", "")
    left = project.taken().left()
    assert "Access-Control" in left["INSTALLED_APPS: corsheaders"]
    assert "second factor" in left["INSTALLED_APPS: django_otp"]
