"""Where the data is: a file, or a database of the run's PostgreSQL; both are asked in the same words."""

import base64
import itertools
import sqlite3
from contextlib import closing

from harness.postgres import PASSWORD

SEALING_KEY = base64.b64encode(b"it seals the keys of these tests").decode()


class SqliteFile:
    """A file, which need not be there yet."""

    name = "sqlite"

    def __init__(self, path):
        self.path = path

    def environment(self):
        """Return what the judge's settings read; the file of a project in place is their default."""
        return {"SQLITE_FILE": str(self.path)}

    def url(self):
        """Return what `[database] url` says."""
        return f"sqlite://{self.path}"

    def settings(self):
        """Return `[database]`."""
        return {"url": self.url()}

    def variables(self):
        """Return, as variables, what a Countersign with its own keys needs."""
        return {"COUNTERSIGN_DATABASE__URL": self.url()}

    def copy(self, path):
        """Return a copy: the file `path`."""
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        return SqliteFile(path)

    def schema(self):
        """Return everything that Django made, as SQL."""
        query = """
            SELECT type, name, tbl_name, sql FROM sqlite_schema
             WHERE tbl_name NOT LIKE 'countersign\\_%' ESCAPE '\\' ORDER BY type, name"""
        return self.rows(query)

    def tables(self):
        """Return the names of all tables."""
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        return {name for (name,) in self.rows(query)}

    def run(self, *statements):
        """Run statements that do what neither side would."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, query, *values):
        """Return the rows of a query, or those that a statement returns; each `?` stands for a value."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(query, values).fetchall()

    def broken_references(self):
        """Return the references to rows that are not there."""
        return self.rows("PRAGMA foreign_key_check")


class PostgresDatabase:
    """A database of a `PrivatePostgres`, whose owner is the role that both programs connect as."""

    name = "postgres"

    def __init__(self, cluster, database, template="template1"):
        self.cluster = cluster
        self.database = database
        self.owner = cluster.make_database(database, template)
        self._copies = itertools.count(1)

    def environment(self):
        """Return what the settings read, in the words of PostgreSQL's Docker image."""
        return {
            "POSTGRES_DB": self.database,
            "POSTGRES_USER": self.owner,
            "POSTGRES_PASSWORD": PASSWORD,
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(self.cluster.port),
        }

    def url(self):
        """Return what `[database] url` says."""
        return f"postgres://{self.owner}@127.0.0.1:{self.cluster.port}/{self.database}"

    def settings(self):
        """Return `[database]`."""
        return {"url": self.url(), "password": PASSWORD}

    def variables(self):
        """Return, as variables, what a Countersign with its own keys needs; here it asks for a key that seals them."""
        return {
            "COUNTERSIGN_DATABASE__URL": self.url(),
            "COUNTERSIGN_DATABASE__PASSWORD": PASSWORD,
            "COUNTERSIGN_KEYS__ENCRYPTION_KEY": SEALING_KEY,
        }

    def copy(self, _path):
        """Return a copy: another database, whatever file it would be elsewhere. Nobody may be connected to this one."""
        return PostgresDatabase(self.cluster, f"{self.database}_copy{next(self._copies)}", template=self.database)

    def schema(self):
        """Return everything that Django made, as SQL."""
        return self.cluster.schema(self.database)

    def tables(self):
        """Return the names of all tables."""
        return {name for (name,) in self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}

    def run(self, *statements):
        """Run statements that do what neither side would."""
        with self.cluster.connect(self.database) as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, query, *values):
        """Return the rows of a query, or those that a statement returns; each `?` stands for a value."""
        with self.cluster.connect(self.database) as connection:
            answer = connection.execute(query.replace("?", "%s"), values or None)
            return answer.fetchall() if answer.description else []

    def broken_references(self):
        """Return the references that the server would let break: it refuses a broken one of any other."""
        return self.rows("SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated")
