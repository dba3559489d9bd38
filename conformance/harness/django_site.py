"""Starts the judge."""

import dataclasses
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from harness.databases import SqliteFile
from harness.process import ServerProcess, bare_environment, free_port
from harness.profiles import PLAIN
from harness.site import Site
from harness.world import ACCOUNTS, SECRET_KEY, store_columns

HERE = Path(__file__).resolve().parent.parent
FILE = "judge.sqlite3"


def new_database(directory):
    """Return a database that is not there yet: the judge's own is a file in `directory`."""
    return SqliteFile(Path(directory) / FILE)


def furnish(directory, database):
    """Migrate a database and make every account in it: done once, copied for each profile."""
    users = [dataclasses.asdict(account) for account in ACCOUNTS]
    users = json.dumps([{name: value for name, value in user.items() if name != "stored"} for user in users])
    command = [sys.executable, "-m", "judge.furnish", users]
    subprocess.run(command, cwd=directory, env=environment(database, PLAIN), check=True)
    store_columns(database)


@contextmanager
def django_site(directory, profile, furnished):
    """Serve the judge under a profile from a copy of a furnished database."""
    with serving(directory, profile, furnished.copy(Path(directory) / FILE)) as site:
        yield site


@contextmanager
def serving(directory, profile, database):
    """Serve the judge under a profile from a database; its log is in `directory`."""
    port = free_port()
    command = [sys.executable, "-m", "judge.serve", str(port)]
    with ServerProcess(command, directory, environment(database, profile), port, ("/api/token/", 405)) as process:
        yield Site("django", process.base, database)


def environment(database, profile):
    """Return what the judge's settings read."""
    return bare_environment(
        PYTHONPATH=str(HERE),
        DJANGO_SETTINGS_MODULE="judge.settings",
        JUDGE_SECRET_KEY=SECRET_KEY,
        JUDGE_PROFILE=profile.for_judge(),
        **database.environment(),
    )
