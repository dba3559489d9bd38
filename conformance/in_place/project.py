"""A team's Django project: a copy of one of `projects/`, on a database of its own."""

import json
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.process import ServerProcess, bare_environment, free_port
from harness.site import Site

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Kind:
    """One of the projects: its settings, and what its user model is."""

    name: str
    package: str
    identity: str  # USERNAME_FIELD
    user_model: str
    user_table: str


KINDS = (
    Kind("default", "shop", "username", "auth.User", "auth_user"),
    Kind("custom", "clinic", "email", "accounts.User", "accounts_user"),
)


class Project:
    """A project in a folder of its own; `database` says where its data is (see `databases.py`)."""

    def __init__(self, kind, database, folder):
        self.kind = kind
        self.database = database
        self.folder = folder
        self._orm = None
        shutil.copytree(HERE / "projects" / kind.name, folder)

    def environment(self):
        """Return the variables that the project's settings read."""
        return bare_environment(**self.database.environment(), PYTHONPATH=str(HERE.parent))

    def manage(self, *arguments):
        """Run `manage.py` and return its standard output."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=self.folder, env=self.environment(), capture_output=True, text=True)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def serving(self):
        """Run `manage.py runserver`."""
        port = free_port()
        command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
        with ServerProcess(command, self.folder, self.environment(), port, ("/api/token/", 405)) as process:
            yield Site("django", process.base, self.database)

    @contextmanager
    def orm(self):
        """Open Django's ORM: yields a function that evaluates code there, with the given names."""
        command = [sys.executable, "-m", "in_place.orm"]
        settings = {"DJANGO_SETTINGS_MODULE": f"{self.kind.package}.settings"}
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**self.environment(), **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

        def evaluate(code, **names):
            print(json.dumps({"code": code, "names": names}, default=str), file=process.stdin, flush=True)
            line = process.stdout.readline()
            assert line, f"Django's interpreter ended with {process.wait()}"
            reply = json.loads(line)
            assert "error" not in reply, f"{code}\n{reply['error']}"
            return reply["value"]

        try:
            yield evaluate
        finally:
            process.stdin.close()
            process.wait()
            process.stdout.close()
