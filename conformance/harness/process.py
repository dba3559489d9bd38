"""One server process: started on a free loopback port, awaited, stopped by its own process id."""

import os
import socket
import subprocess
import time

import requests

START_SECONDS = 30
STOP_SECONDS = 5
KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "VIRTUAL_ENV", "LD_LIBRARY_PATH")


class ServerProcess:
    """A running server; a context manager, so that no way out of a test leaves it behind."""

    def __init__(self, command, cwd, env, port, ready):
        """`ready` is (path, status): the server is up when it answers that path with that status."""
        self.base = f"http://127.0.0.1:{port}"
        self._ready = ready
        self._log_path = os.path.join(cwd, "server.log")
        with open(self._log_path, "wb") as log:
            self._process = subprocess.Popen(
                command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def __enter__(self):
        try:
            self._await_ready()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_):
        self._stop()

    def log(self):
        """Return what the process has printed so far."""
        with open(self._log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def _await_ready(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended with {self._process.returncode} at start:\n{self.log()}")
            if self._answers():
                return
            time.sleep(0.03)
        raise RuntimeError(f"no {self._ready[1]} at {self._ready[0]} within {START_SECONDS} s:\n{self.log()}")

    def _answers(self):
        path, status = self._ready
        try:
            with requests.Session() as session:
                session.trust_env = False
                return session.get(self.base + path, timeout=2).status_code == status
        except requests.RequestException:
            return False

    def _stop(self):
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_SECONDS)


def free_port():
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def bare_environment(**more):
    """Return the variables a server may see: no setting of the person who runs the tests leaks in."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, **more}
