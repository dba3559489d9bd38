"""Starts Countersign with settings equal to the judge's."""

from contextlib import contextmanager
from pathlib import Path

from harness.binary import binary, must
from harness.process import ServerProcess, bare_environment, free_port
from harness.profile import toml
from harness.profiles import PLAIN
from harness.site import Site
from harness.world import ACCOUNTS, SECRET_KEY, store_columns

CONFIG_FILE = "countersign.toml"
FILE = "countersign.db"
# The preset is SimpleJWT's own defaults, the classes are the judge's; the hasher is cheap, as no case measures time.
BASE = {
    "jwt": {"preset": "simplejwt"},
    "rest_framework": {"default_authentication_classes": ["JWTAuthentication"]},
    "password": {"hashers": ["pbkdf2_sha256"], "pbkdf2_iterations": 1000},
}


def furnish(directory, database, accounts=ACCOUNTS):
    """Migrate a database and make every account in it, from `directory`: done once, copied for each profile."""
    write_config(directory, PLAIN, database)
    must(directory, "migrate", "--config", CONFIG_FILE, SECRET_KEY=SECRET_KEY)
    for account in accounts:
        make_account(directory, account, SECRET_KEY=SECRET_KEY)
    store_columns(database)


@contextmanager
def our_site(directory, profile, furnished):
    """Serve Countersign under a profile from a copy of a furnished database, signing with the shared secret."""
    database = furnished.copy(Path(directory) / FILE)
    write_config(directory, profile, database)
    with serving(directory, database, SECRET_KEY=SECRET_KEY) as site:
        yield site


@contextmanager
def serving(directory, database, port=None, **environment):
    """Run `countersign serve` on the configuration in `directory`, which names the database; on a free port where none is given."""
    port = port or free_port()
    command = [binary(), "serve", "--listen", f"127.0.0.1:{port}", "--config", CONFIG_FILE]
    with ServerProcess(command, directory, bare_environment(**environment), port, ("/readyz", 200)) as process:
        yield Site("ours", process.base, database)


def write_config(directory, profile, database, algorithm=None):
    """Write `countersign.toml`; without `algorithm` the server signs as SimpleJWT does, HS256 with `SECRET_KEY`."""
    tables = {"database": database.settings()}
    for source in (BASE, profile.tables(), {"jwt": {"algorithm": algorithm}} if algorithm else {}):
        for name, members in source.items():
            tables[name] = {**tables.get(name, {}), **members}
    (Path(directory) / CONFIG_FILE).write_text(toml(tables), encoding="utf-8")


def make_account(directory, account, **environment):
    """Create one account from the command line."""
    command, secret = ("createsuperuser", "SUPERUSER") if account.is_staff else ("createuser", "USER")
    identity = ("--noinput", "--username", account.username, "--email", account.email)
    environment[f"COUNTERSIGN_{secret}_PASSWORD"] = account.password
    must(directory, command, *identity, "--config", CONFIG_FILE, **environment)
