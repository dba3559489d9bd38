"""A PostgreSQL of this run alone: in a folder of its own, on a free loopback port, stopped by its own process id."""

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from harness.process import bare_environment, free_port

SUPERUSER = "postgres"
OWNER = "website"
PASSWORD = "only-this-run-knows-it"
START_SECONDS = 30
# A crash of the machine may lose the data: it is thrown away anyhow.
OPTIONS = ("fsync=off", "listen_addresses=127.0.0.1", "max_connections=200")


def postgres_program(name):
    """Return the path of a program of PostgreSQL: of `POSTGRES_BIN`, the newest Debian package, or `PATH`."""
    folders = [os.environ["POSTGRES_BIN"]] if "POSTGRES_BIN" in os.environ else []
    folders += sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), key=_version, reverse=True)
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ.get("PATH", "")]))
    if found is None:
        raise FileNotFoundError(f"no {name} of PostgreSQL; install it (Debian: postgresql) or set POSTGRES_BIN")
    return found


def _version(folder):
    name = Path(folder).parent.name
    return int(name) if name.isdigit() else 0


class PrivatePostgres:
    """A cluster; a context manager, so that no way out of a test leaves it behind."""

    def __init__(self, *options):
        """`options` are settings of the server, such as `log_min_duration_statement=0`."""
        self._options = (*OPTIONS, *options)
        self._folder = Path(tempfile.mkdtemp(prefix="countersign-postgres-"))
        self.log_path = self._folder / "server.log"
        self.port = free_port()
        self._process = None

    def __enter__(self):
        try:
            self._initialize()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self):
        """Start the server, and wait until it answers."""
        options = [f"port={self.port}", f"unix_socket_directories={self._folder}", *self._options]
        command = [postgres_program("postgres"), "-D", str(self._folder / "data")]
        with open(self.log_path, "ab") as log:
            self._process = subprocess.Popen(
                [*command, *(part for option in options for part in ("-c", option))],
                env=bare_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **self._as(),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start:\n{self.log()}")
            time.sleep(0.05)

    def stop(self):
        """Stop the server at once, as the loss of its machine would; what was committed is kept."""
        if self._process is not None:
            self._process.send_signal(3)  # SIGQUIT: PostgreSQL's "immediate shutdown"
            self._process.wait()
            self._process = None

    def log(self):
        """Return what the server has printed so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def connect(self, database=SUPERUSER, user=SUPERUSER, password=PASSWORD):
        """Connect; each statement is a transaction of its own."""
        where = {"host": "127.0.0.1", "port": self.port, "dbname": database, "user": user, "password": password}
        return psycopg.connect(**where, autocommit=True, connect_timeout=5)

    def make_database(self, name, template="template1"):
        """Make a database as a copy of another, and return its owner: the role `OWNER`, with `PASSWORD`."""
        with self.connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone():
                role = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(OWNER), sql.Literal(PASSWORD))
                connection.execute(role)
            names = map(sql.Identifier, (name, OWNER, template))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(*names))
        return OWNER

    @contextmanager
    def standby(self):
        """Run a copy of the cluster that follows it and can only be read."""
        copy = PrivatePostgres(*self._options)
        where = [f"--dbname=host=127.0.0.1 port={self.port} user={SUPERUSER}", f"--pgdata={copy._folder / 'data'}"]
        command = [postgres_program("pg_basebackup"), *where, "--write-recovery-conf", "--no-sync", "--checkpoint=fast"]
        try:
            copy._belong_to_postgres()
            done = subprocess.run(
                command, env=bare_environment(PGPASSWORD=PASSWORD), capture_output=True, text=True, **self._as()
            )
            assert done.returncode == 0, done.stderr
            copy.start()
            yield copy
        finally:
            copy.__exit__()

    def schema(self, name):
        """Return the schema of a database as SQL, without the tables of Countersign."""
        where = ["--host=127.0.0.1", f"--port={self.port}", f"--username={SUPERUSER}", f"--dbname={name}"]
        command = [postgres_program("pg_dump"), "--schema-only", "--exclude-table=countersign_*", *where]
        dumped = subprocess.run(command, env=bare_environment(PGPASSWORD=PASSWORD), capture_output=True, text=True)
        assert dumped.returncode == 0, dumped.stderr
        # Newer releases put a random word into the dump.
        return [line for line in dumped.stdout.splitlines() if not line.startswith("\\")]

    def _initialize(self):
        self._belong_to_postgres()
        word = self._folder / "password"
        word.write_text(PASSWORD, encoding="utf-8")
        command = [postgres_program("initdb"), "--no-sync", "--auth=scram-sha-256", f"--pwfile={word}"]
        command += [f"--username={SUPERUSER}", "--encoding=UTF8", "--locale=C.UTF-8"]
        command += [f"--pgdata={self._folder / 'data'}"]
        made = subprocess.run(command, env=bare_environment(), capture_output=True, text=True, **self._as())
        assert made.returncode == 0, made.stdout + made.stderr

    def _belong_to_postgres(self):
        if os.getuid() == 0:
            shutil.chown(self._folder, SUPERUSER, SUPERUSER)

    def _answers(self):
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    @staticmethod
    def _as():
        """PostgreSQL refuses to run as root."""
        return {"user": SUPERUSER, "group": SUPERUSER, "extra_groups": [], "cwd": "/"} if os.getuid() == 0 else {}
