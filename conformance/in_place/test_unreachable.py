"""A database that cannot be reached or written: at start it is named, later clients come back and nothing is lost."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from harness.binary import binary
from harness.postgres import OWNER, PASSWORD, PrivatePostgres
from harness.process import bare_environment, free_port
from in_place.copies import Prepared
from in_place.deployment import eventually, me, ok, refresh, verify

NOBODY = 65534
RECOVERY_SECONDS = 15


@pytest.fixture(scope="module")
def cluster(ours_only):
    """A PostgreSQL that tests here stop and start."""
    with PrivatePostgres() as running:
        yield running


@pytest.fixture(scope="module")
def on_postgres(cluster, tmp_path_factory):
    """A project on it."""
    return Prepared(tmp_path_factory.mktemp("unreachable-postgres"), cluster)


@pytest.fixture(scope="module")
def on_sqlite(ours_only, tmp_path_factory):
    """A project on a file."""
    return Prepared(tmp_path_factory.mktemp("unreachable-sqlite"))


def unavailable(answer):
    """Assert that an answer is a 503 for programs, which says when to come back."""
    assert answer.status_code == 503, f"{answer.status_code}: {answer.text}"
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["detail"]


@pytest.mark.parametrize("command", ["check", "migrate", "serve"])
def test_a_host_that_does_not_answer_is_named(on_postgres, command):
    port = free_port()
    said = on_postgres.copy(migrated=True).complaint(
        command, COUNTERSIGN_DATABASE__URL=f"postgres://{OWNER}@127.0.0.1:{port}/prepared"
    )
    assert "127.0.0.1" in said and str(port) in said


@pytest.mark.parametrize("command", ["check", "migrate", "serve"])
def test_a_password_that_the_database_refuses_is_told_with_its_user(on_postgres, command):
    said = on_postgres.copy(migrated=True).complaint(command, COUNTERSIGN_DATABASE__PASSWORD="another one")
    assert OWNER in said and "another one" not in said


def test_a_database_that_is_not_there_is_named(on_postgres, cluster):
    url = f"postgres://{OWNER}@127.0.0.1:{cluster.port}/nowhere"
    assert "nowhere" in on_postgres.copy(migrated=True).complaint("check", COUNTERSIGN_DATABASE__URL=url)


def test_while_postgresql_is_away_tokens_are_verified_and_the_rest_is_asked_to_come_back(on_postgres, cluster):
    copy = on_postgres.copy(migrated=True)
    with copy.serving(COUNTERSIGN_JWT__USER_CACHE_AGE="1s") as site:
        pair = copy.log_in(site)
        ok(me(site, pair["access"]))
        traded = ok(refresh(site, pair["refresh"]))
        cluster.stop()
        try:
            time.sleep(1.1)  # whoever was seen is served though it was long ago
            assert ok(verify(site, traded["access"])) == {}
            ok(me(site, pair["access"]))
            unavailable(refresh(site, traded["refresh"]))
            unavailable(on_postgres.deployment.try_to_log_in(site, on_postgres.person))
            assert site.get("/healthz").status_code == 200
            assert site.get("/readyz").status_code == 503
        finally:
            cluster.start()
        eventually(lambda: site.get("/readyz").status_code == 200, RECOVERY_SECONDS)
        ok(me(site, ok(refresh(site, traded["refresh"]))["access"]))
        copy.log_in(site)


def test_a_role_that_may_only_read_is_told_what_it_lacks(on_postgres, cluster):
    copy = on_postgres.copy(migrated=True)
    with cluster.connect(copy.database.database) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'reads'")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    url = f"postgres://reader@127.0.0.1:{cluster.port}/{copy.database.database}"
    for command in ("check", "serve"):
        said = copy.complaint(command, COUNTERSIGN_DATABASE__URL=url, COUNTERSIGN_DATABASE__PASSWORD="reads")
        assert "reader" in said and "GRANT" in said, said


def test_a_standby_is_told_by_its_host(on_postgres, cluster):
    copy = on_postgres.copy(migrated=True)
    with cluster.standby() as standby:
        url = f"postgres://{OWNER}@127.0.0.1:{standby.port}/{copy.database.database}"
        for command in ("check", "serve"):
            said = copy.complaint(command, COUNTERSIGN_DATABASE__URL=url, COUNTERSIGN_DATABASE__PASSWORD=PASSWORD)
            assert str(standby.port) in said and "read-only" in said, said


def test_a_file_that_is_not_there_is_named(on_sqlite):
    missing = on_sqlite.folder / "nowhere" / "db.sqlite3"
    for command in ("check", "migrate", "serve"):
        said = on_sqlite.copy(migrated=True).complaint(command, COUNTERSIGN_DATABASE__URL=f"sqlite://{missing}")
        assert str(missing) in said


def test_a_file_that_may_only_be_read_is_named(on_sqlite):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = shutil.copy(on_sqlite.copy(migrated=True).database.path, folder / "db.sqlite3")
        program = shutil.copy(binary(), folder / "countersign")
        for path in folder.iterdir():
            path.chmod(0o555 if path == program else 0o444)
        folder.chmod(0o555)
        for command in (["check"], ["migrate"], ["serve", "--listen", "127.0.0.1:0"]):
            done = as_nobody([program, *command, "--database-url", f"sqlite://{database}"], folder)
            assert done.returncode == 1, done.stdout + done.stderr
            assert str(database) in done.stdout + done.stderr
        folder.chmod(0o755)


def as_nobody(command, folder):
    """Run a command as a user who may write nothing here."""
    who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    environment = bare_environment(SECRET_KEY="x" * 50, HOME=str(folder))
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, **who)


def test_while_another_program_writes_without_end_the_rest_is_asked_to_come_back(on_sqlite):
    copy = on_sqlite.copy(migrated=True)
    with copy.serving() as site:
        pair = copy.log_in(site)
        ok(me(site, pair["access"]))
        with closing(sqlite3.connect(copy.database.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            unavailable(refresh(site, pair["refresh"]))
            assert ok(verify(site, pair["access"])) == {}
            ok(me(site, pair["access"]))
            other.execute("ROLLBACK")
        ok(refresh(site, pair["refresh"]))
