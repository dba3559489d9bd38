"""A user model of the project's own."""

import pytest

pytestmark = pytest.mark.once(reason="`init` asks no database; in_place/ goes on from it on PostgreSQL")

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


RATED_USER = """
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models


class Person(AbstractUser):
    rating = models.DecimalField(max_digits=4, decimal_places=2, default="0.50")
    price = models.DecimalField(max_digits=6, decimal_places=2)
    kind = models.CharField(max_length=1, choices=[("a", "A")])
    code = models.CharField(max_length=9, validators=[RegexValidator("x")])
    site = models.URLField()
    number = models.PositiveIntegerField()
    REQUIRED_FIELDS = ["kind", "code", "site", "number"]
"""


def test_a_number_that_is_written_as_text_is_a_number_and_what_is_not_demanded_here_is_told(make):
    taken = make('\nAUTH_USER_MODEL = "accounts.Person"\n', models=RATED_USER).taken()
    assert taken.settings["django"]["extra_fields"]["rating"] == {
        "type": "number",
        "max_digits": 4,
        "decimal_places": 2,
        "default": 0.5,
        "register": False,
    }
    assert sorted(taken.left()) == [
        "accounts.Person.code: django.core.validators.RegexValidator",
        "accounts.Person.kind: choices",
        "accounts.Person.site: django.core.validators.URLValidator",
    ]
    assert taken.is_accepted()
