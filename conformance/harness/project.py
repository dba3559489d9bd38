"""Writes small Django projects, and takes their settings over with `init --from-django`."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from harness.binary import countersign
from harness.process import bare_environment

SECRET_KEY = "a secret of a project that is long enough for everything, HS512 with its 64 bytes included"

MANAGE = """\
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
"""

SETTINGS = f"""\
from datetime import timedelta
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = {SECRET_KEY!r}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "rest_framework.authtoken",
    "rest_framework_simplejwt.token_blacklist",
]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
ROOT_URLCONF = "shop.urls"
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
"""


class Project:
    """A Django project in a folder of its own, and the folder that its settings are taken over to."""

    def __init__(self, folder, settings="", urls="urlpatterns = []", models=None):
        """Write the project: `settings` are added to those that every project needs."""
        self.folder, self.target = Path(folder) / "their project", Path(folder) / "target"
        self.target.mkdir(parents=True)
        app = '\nINSTALLED_APPS += ["accounts"]\n' if models else ""
        self.write("manage.py", MANAGE)
        self.write("shop/__init__.py", "")
        self.write("shop/settings.py", SETTINGS + app + settings)
        self.write("shop/urls.py", urls)
        if models:
            self.write("accounts/__init__.py", "")
            self.write("accounts/models.py", models)

    def write(self, name, text):
        """Write one file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def manage(self, *arguments):
        """Run one of the project's own commands and return what it prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=bare_environment(), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def init(self, *options, python=sys.executable, **environment):
        """Run `countersign init --from-django` and return the finished process."""
        named = ("--python", python) if python else ()
        return countersign(self.target, "init", "--from-django", str(self.folder), *named, *options, **environment)

    def taken(self, **environment):
        """Take the settings over, which must succeed."""
        done = self.init("--json", **environment)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return Taken(self.target, json.loads(done.stdout))


class Taken:
    """What was written, and what was said."""

    def __init__(self, folder, report):
        """Read both files."""
        self.folder, self.report = folder, report
        self.text = (folder / "countersign.toml").read_text(encoding="utf-8")
        self.settings = tomllib.loads(self.text)
        self.secrets = tomllib.loads((folder / "countersign.secrets.toml").read_text(encoding="utf-8"))

    def left(self):
        """Return {what was not carried over: what to do}."""
        return {remark["about"]: remark["advice"] for remark in self.report["not_carried_over"]}

    def warnings(self):
        """Return {what to think over: why}."""
        return {remark["about"]: remark["advice"] for remark in self.report["warnings"]}

    def is_accepted(self):
        """Whether `countersign config` takes the files as they are."""
        done = countersign(self.folder, "config")
        assert done.returncode == 0, done.stderr
        return not self.report["problems"]
