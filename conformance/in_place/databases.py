"""Where a project's data is: a file, or a database of the run's PostgreSQL."""

import sqlite3
from contextlib import closing

from harness.postgres import PASSWORD


class SqliteFile:
    """`db.sqlite3` in the project's folder, as `startproject` has it."""

    name = "sqlite"

    def __init__(self, path):
        self.path = path

    def environment(self):
        """Nothing: the file is the default of the settings."""
        return {}

    def url(self):
        """Return what `[database] url` says."""
        return f"sqlite://{self.path}"

    def schema(self):
        """Return everything that Django made, as SQL."""
        query = """
            SELECT type, name, tbl_name, sql FROM sqlite_schema
             WHERE tbl_name NOT LIKE 'countersign\\_%' ESCAPE '\\' ORDER BY type, name"""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query).fetchall()

    def tables(self):
        """Return the names of all tables."""
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        with closing(sqlite3.connect(self.path)) as connection:
            return {name for (name,) in connection.execute(query)}

    def run(self, *statements):
        """Run statements that do what neither side would."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)


class PostgresDatabase:
    """A database of a `PrivatePostgres`, whose owner is the role that both programs connect as."""

    name = "postgres"

    def __init__(self, cluster, database, template="template1"):
        self.cluster = cluster
        self.database = database
        self.owner = cluster.make_database(database, template)

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

    def schema(self):
        """Return everything that Django made, as SQL."""
        return self.cluster.schema(self.database)

    def tables(self):
        """Return the names of all tables."""
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        with self.cluster.connect(self.database) as connection:
            return {name for (name,) in connection.execute(query)}

    def run(self, *statements):
        """Run statements that do what neither side would."""
        with self.cluster.connect(self.database) as connection:
            for statement in statements:
                connection.execute(statement)
