"""Starts the judge."""

import dataclasses
import json
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from harness.process import ServerProcess, bare_environment, free_port
from harness.profiles import PLAIN
from harness.site import Site
from harness.world import ACCOUNTS, SECRET_KEY, store_columns

HERE = Path(__file__).resolve().parent.parent
DATABASE = "judge.sqlite3"


def furnish(directory):
    """Make a migrated database with every account in `directory`: done once, copied for each profile."""
    users = [dataclasses.asdict(account) for account in ACCOUNTS]
    users = json.dumps([{name: value for name, value in user.items() if name != "stored"} for user in users])
    command = [sys.executable, "-m", "judge.furnish", users]
    subprocess.run(command, cwd=directory, env=environment(directory, PLAIN), check=True)
    store_columns(Path(directory) / DATABASE)


@contextmanager
def django_site(directory, profile, furnished):
    """Serve the judge under a profile from a copy of a furnished database."""
    shutil.copy(Path(furnished) / DATABASE, directory)
    port = free_port()
    command = [sys.executable, "-m", "judge.serve", str(port)]
    with ServerProcess(command, directory, environment(directory, profile), port, ("/api/token/", 405)) as process:
        yield Site("django", process.base, Path(directory) / DATABASE)


def environment(directory, profile, database=DATABASE):
    """Return what the judge's settings read, for a database file in `directory`."""
    return bare_environment(
        PYTHONPATH=str(HERE),
        DJANGO_SETTINGS_MODULE="judge.settings",
        JUDGE_SECRET_KEY=SECRET_KEY,
        JUDGE_DATABASE=str(Path(directory) / database),
        JUDGE_PROFILE=profile.for_judge(),
    )
