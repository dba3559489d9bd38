"""Records the tables of a project with a user model of its own, for the tests of this crate.

    python custom_user.py PORT

Made with Django 5.2.19, Django REST framework 3.18.3 and pg_dump 15, on an empty database `custom_user` of a server at that port of
the loopback address that lets the user `postgres` in. The model is the one of the tests on SQLite.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import django
from django.conf import settings

here = pathlib.Path(__file__).parent
port = sys.argv[1]
sys.path.insert(0, str(here.parents[3] / "store-sqlite/tests/sqlite/django"))
# The model has no migrations, and the tables that it refers to must be there before its own.
written = pathlib.Path(tempfile.mkdtemp())
(written / "accounts_migrations").mkdir()
(written / "accounts_migrations/__init__.py").touch()
sys.path.insert(0, str(written))
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
    MIGRATION_MODULES={"accounts": "accounts_migrations"},
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "custom_user",
            "USER": "postgres",
            "HOST": "127.0.0.1",
            "PORT": port,
        }
    },
)
django.setup()

from django.core.management import call_command  # noqa: E402

call_command("makemigrations", "accounts", verbosity=0)
call_command("migrate", verbosity=0)

database = f"postgres://postgres@127.0.0.1:{port}/custom_user"
dump = subprocess.run(
    ["pg_dump", "--schema-only", "--no-owner", "--no-privileges", database], check=True, capture_output=True, text=True
)
statements = [
    line
    for line in dump.stdout.splitlines()
    if line and not re.match(r"--|SET |SELECT pg_catalog|\\|CREATE SCHEMA", line)
]
note = "-- As the migrations of Django 5.2 and of rest_framework.authtoken leave them, where users are accounts.CustomUser.\n"
text = note + "\n".join(statements) + "\n"
(here / "custom_user.sql").write_text(text.replace("public.", ""))
