"""A project that has grown: its users come by plain SQL, and every statement of Countersign is explained."""

import json
import re
import sqlite3
from contextlib import closing, contextmanager

from harness.our_site import serving
from harness.databases import PostgresDatabase, SqliteFile
from in_place.deployment import OPEN_REGISTRATION, Deployment, Person
from in_place.project import KINDS, Project

# Django's own hash of `PASSWORD` with few iterations: what is measured is the database.
PASSWORD = "pw-Grown-123"
HASHED = """
from django.contrib.auth.hashers import PBKDF2PasswordHasher
result = PBKDF2PasswordHasher().encode(password, "saltsalt", 1000)
"""
CHEAP = {"COUNTERSIGN_PASSWORD__PBKDF2_ITERATIONS": "1000"}
# Tables with a row for each user or login.
BIG = ("auth_user", "authtoken_token", "token_blacklist_outstandingtoken", "countersign_session")
NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) SELECT i FROM n) AS n",
    "postgres": "generate_series(1, {0}) AS n(i)",
}
FILL = (
    """
    INSERT INTO auth_user (
        username, email, first_name, last_name, password, is_active, is_staff, is_superuser, date_joined)
    SELECT 'user' || i, 'user' || i || '@example.com', '', '', '{1}', TRUE, i = 1, i = 1, '2024-05-06 07:08:09+00:00'
      FROM {0}""",
    """
    INSERT INTO authtoken_token (key, created, user_id)
    SELECT 'key' || id, '2024-05-06 07:08:09+00:00', id FROM auth_user""",
    """
    INSERT INTO token_blacklist_outstandingtoken (jti, token, created_at, expires_at, user_id)
    SELECT 'jti' || id, '', '2024-05-06 07:08:09+00:00', '2034-05-06 07:08:09+00:00', id FROM auth_user""",
)
EXPLAINED = ("shared_preload_libraries=auto_explain", "auto_explain.log_min_duration=0", "auto_explain.log_verbose=off")
# What auto_explain logs: each line of an entry but the first begins with a tab.
PLAN = re.compile(r"plan:\n\tQuery Text: (.*?)\n(\t[^\t\n]*\(cost=.*?)(?=\n[^\t]|\Z)", re.DOTALL)


class Grown:
    """A project with so many users, on a file or on a PostgreSQL that runs with the settings `EXPLAINED`."""

    def __init__(self, folder, users, cluster=None):
        self.users = users
        self.cluster = cluster
        path = folder / "project"
        self.database = PostgresDatabase(cluster, f"grown{users}") if cluster else SqliteFile(path / "db.sqlite3")
        project = Project(KINDS[0], self.database, path)
        project.manage("migrate", "--verbosity=0")
        with project.orm() as orm:
            self.deployment = Deployment(project, folder / "countersign", orm)
            hashed = orm(HASHED, password=PASSWORD)
            self.deployment.initialize()
        numbers = NUMBERS[self.database.name].format(users)
        self.database.run(*(statement.format(numbers, hashed) for statement in FILL), "ANALYZE")
        self.deployment.command("migrate")

    def person(self, number):
        """Return one of the users; the first is a superuser."""
        return Person(str(number), f"user{number}", PASSWORD)

    @contextmanager
    def serving(self, **variables):
        """Run a server that asks the database for every user."""
        fresh = {"COUNTERSIGN_JWT__USER_CACHE_AGE": "0s"}
        with serving(self.deployment.folder, self.database, **{**CHEAP, **OPEN_REGISTRATION, **fresh, **variables}) as site:
            yield site

    @contextmanager
    def explaining(self):
        """Run a server; yield it, and a function that returns the plans of what it has asked since the last call."""
        if self.cluster is None:
            log = {"COUNTERSIGN_LOG__LEVEL": "warn,sqlx::query=debug", "COUNTERSIGN_LOG__FORMAT": "json"}
            with self.serving(**log) as site:
                yield site, self._explained_by_sqlite()
        else:
            with self.serving() as site:
                yield site, self._explained_by_postgres()

    def _explained_by_sqlite(self):
        log = News(self.deployment.folder / "server.log")

        def plans():
            told = [json.loads(line)["fields"] for line in log.read().splitlines() if '"sqlx::query"' in line]
            texts = {fields.get("db.statement") or fields["summary"] for fields in told}
            with closing(sqlite3.connect(self.database.path)) as connection:
                return {text: explained(connection, text) for text in texts}

        plans()
        return plans

    def _explained_by_postgres(self):
        log = News(self.cluster.log_path)

        def plans():
            return {text: [line.strip() for line in plan.splitlines()] for text, plan in PLAN.findall(log.read())}

        plans()
        return plans


class News:
    """What a log has got since one last looked."""

    def __init__(self, path):
        self._path = path
        self._read = 0

    def read(self):
        """Return what is new."""
        with open(self._path, encoding="utf-8", errors="replace") as log:
            log.seek(self._read)
            text = log.read()
            self._read = log.tell()
        return text


def explained(connection, text):
    """Return the plan that SQLite has for a statement."""
    if not re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", text, re.IGNORECASE):
        return []
    text, values = re.subn(r"[$?]\d*", "?", text)
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", [None] * values)]


def scans(plans):
    """Return {statement: the lines of its plan that go through all rows of a big table}."""
    found = {text: [line for line in plan if goes_through_all(line, text)] for text, plan in plans.items()}
    return {text: lines for text, lines in found.items() if lines and not stops(text, plans[text])}


def stops(text, plan):
    """Whether SQLite stops at the limit: without a sort the rows come in the order of an index."""
    return "LIMIT" in text and not any("TEMP B-TREE" in line for line in plan)


def goes_through_all(line, text):
    """Whether a line of a plan does; SQLite names a table by the alias that the statement gives it."""
    aliases = re.findall(rf'\b(?:{"|".join(BIG)})"?(?:\s+AS)?\s+(\w+)', text)
    whole = re.search(r"Seq Scan on (\w+)|^SCAN (\w+)", line)
    return whole is not None and any(name in (*BIG, *aliases) for name in whole.groups())
