"""Records the tables and permissions that Django's `migrate` makes on SQLite, for the tests of this crate: python judge.py

Made with Django 5.2.19 and Django REST framework 3.18.3.
"""

import json
import pathlib

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="none",
    INSTALLED_APPS=[
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

call_command("migrate", verbosity=0)

with connection.cursor() as cursor:
    cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
    schema = cursor.fetchall()
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    migrations = cursor.fetchall()
    cursor.execute(
        "SELECT app_label, model, codename, name FROM auth_permission p"
        " JOIN django_content_type c ON c.id = p.content_type_id ORDER BY 1, 2, 3"
    )
    permissions = cursor.fetchall()

recorded = {"schema": schema, "migrations": migrations, "permissions": permissions}
path = pathlib.Path(__file__).with_name("recorded.json")
path.write_text(json.dumps(recorded, indent=1) + "\n")
