"""The `countersign` binary as a command line."""

import os
import subprocess
from pathlib import Path

from harness.process import bare_environment

TARGET = Path(__file__).resolve().parent.parent.parent / "target"
COMMAND_SECONDS = 60


def binary():
    """Return the path of the binary under test: `COUNTERSIGN_BIN`, else the release build, else the debug build.

    Raises `FileNotFoundError` when there is none: a run without the program under test proves nothing.
    """
    named = os.environ.get("COUNTERSIGN_BIN")
    candidates = [Path(named)] if named else [TARGET / build / "countersign" for build in ("release", "debug")]
    for candidate in candidates:
        if candidate.is_file():
            return str(candidate.resolve())
    places = " or ".join(map(str, candidates))
    raise FileNotFoundError(f"no countersign binary at {places}; build it or set COUNTERSIGN_BIN")


def countersign(directory, *arguments, **environment):
    """Run one command in `directory` and return the finished process, whatever its exit code."""
    return subprocess.run(
        [binary(), *arguments],
        cwd=directory,
        env=bare_environment(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
    )


def must(directory, *arguments, **environment):
    """Run one command that has to succeed and return its standard output."""
    done = countersign(directory, *arguments, **environment)
    said = f"countersign {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    assert done.returncode == 0, said
    return done.stdout
