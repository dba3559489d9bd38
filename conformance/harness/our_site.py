"""Starts Countersign with settings equal to the judge's."""

from contextlib import contextmanager
from pathlib import Path

from harness.binary import binary, must
from harness.process import ServerProcess, bare_environment, free_port
from harness.site import Site
from harness.world import ACCOUNTS, SECRET_KEY

CONFIG_FILE = "countersign.toml"
CONFIG = """\
[jwt]
{algorithm}access_token_lifetime = "5m"
refresh_token_lifetime = "1d"
rotate_refresh_tokens = {rotates}
blacklist_after_rotation = {blacklists}
iat_tolerance = 0
reuse_interval = 0
reuse_detection = false
session_lifetime = 0

[password]
hashers = ["pbkdf2_sha256"]

[rest_framework]
default_throttle_classes = []

[lockout]
failures = 0

[database]
url = "sqlite://{database}"
"""


@contextmanager
def our_site(directory, profile, accounts=ACCOUNTS):
    """Serve Countersign under a profile from a database of its own in `directory`, signing with the shared secret."""
    write_config(directory, profile)
    with serving(directory, SECRET_KEY=SECRET_KEY) as site:
        for account in accounts:
            make_account(directory, account, SECRET_KEY=SECRET_KEY)
        yield site


@contextmanager
def serving(directory, **environment):
    """Run `countersign serve` on the configuration in `directory`."""
    port = free_port()
    command = [binary(), "serve", "--listen", f"127.0.0.1:{port}", "--config", CONFIG_FILE]
    with ServerProcess(command, directory, bare_environment(**environment), port, ("/readyz", 200)) as process:
        yield Site("ours", process.base)


def write_config(directory, profile, algorithm=None):
    """Write `countersign.toml`; without `algorithm` the server signs as SimpleJWT does, HS256 with `SECRET_KEY`."""
    text = CONFIG.format(
        algorithm=f'algorithm = "{algorithm}"\n' if algorithm else "",
        rotates="true" if profile.rotates else "false",
        blacklists="true" if profile.blacklists else "false",
        database=Path(directory) / "countersign.db",
    )
    (Path(directory) / CONFIG_FILE).write_text(text, encoding="utf-8")


def make_account(directory, account, **environment):
    """Create one account from the command line, beside the running server."""
    identity = ("--noinput", "--username", account.username, "--email", account.email)
    environment["COUNTERSIGN_USER_PASSWORD"] = account.password
    must(directory, "createuser", *identity, "--config", CONFIG_FILE, **environment)
    if not account.is_active:
        must(directory, "users", "deactivate", account.username, "--config", CONFIG_FILE, **environment)
