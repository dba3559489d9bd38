"""Records the tables of a project with a user model of its own, for the tests of this crate: python custom_user.py

Made with Django 5.2.19 and Django REST framework 3.18.3.
"""

import pathlib
import sys

import django
from django.conf import settings

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here))
settings.configure(
    SECRET_KEY="none",
    AUTH_USER_MODEL="accounts.CustomUser",
    INSTALLED_APPS=[
        "accounts",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "rest_framework.authtoken",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)

with connection.cursor() as cursor:
    cursor.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name"
    )
    statements = [f"{sql};\n" for (sql,) in cursor.fetchall()]
note = "-- As the migrations of Django 5.2 and of rest_framework.authtoken leave them, where users are accounts.CustomUser.\n"
(here / "custom_user.sql").write_text(note + "".join(statements))
