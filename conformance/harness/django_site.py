"""Starts the judge."""

import dataclasses
import json
import sys
from contextlib import contextmanager
from pathlib import Path

from harness.process import ServerProcess, bare_environment, free_port
from harness.site import Site
from harness.world import ACCOUNTS, SECRET_KEY

HERE = Path(__file__).resolve().parent.parent


@contextmanager
def django_site(directory, profile):
    """Serve the judge from a database of its own in `directory`, with every account of the run."""
    port = free_port()
    users = json.dumps([dataclasses.asdict(account) for account in ACCOUNTS])
    command = [sys.executable, "-m", "judge.serve", str(port), users]
    with ServerProcess(command, directory, environment(directory, profile), port, ("/api/token/", 405)) as process:
        yield Site("django", process.base)


def environment(directory, profile, database="judge.sqlite3"):
    """Return what the judge's settings read, for a database file in `directory`."""
    return bare_environment(
        PYTHONPATH=str(HERE),
        JUDGE_SECRET_KEY=SECRET_KEY,
        JUDGE_DATABASE=str(Path(directory) / database),
        JUDGE_ROTATES="yes" if profile.rotates else "no",
        JUDGE_BLACKLISTS="yes" if profile.blacklists else "no",
    )
