"""Copies of one small project's database, for tests that spoil theirs."""

import itertools
import shutil
from contextlib import contextmanager
from dataclasses import dataclass

from harness.binary import countersign
from harness.our_site import serving
from harness.postgres import PASSWORD
from harness.databases import PostgresDatabase, SqliteFile
from in_place.deployment import Deployment
from in_place.project import KINDS, Project

ANY_PORT = "127.0.0.1:0"


class Prepared:
    """A project with a user, as Django left it and as our migration did: what copies are made of."""

    def __init__(self, folder, cluster=None):
        self.folder = folder
        self.cluster = cluster
        self._numbers = itertools.count(1)
        path = folder / "project" / "db.sqlite3"
        database = SqliteFile(path) if cluster is None else PostgresDatabase(cluster, "prepared")
        project = Project(KINDS[0], database, folder / "project")
        project.manage("migrate", "--verbosity=0")
        with project.orm() as orm:
            self.deployment = Deployment(project, folder / "countersign", orm)
            self.person = self.deployment.person("alice")
            self.deployment.initialize()
        self.untouched = self._copy(database)
        self.deployment.command("migrate")
        self.moved = database

    def copy(self, migrated):
        """Return a copy, which Countersign has migrated or not."""
        return Copy(self, self._copy(self.moved if migrated else self.untouched))

    def _copy(self, database):
        return database.copy(self.folder / f"copy{next(self._numbers)}.sqlite3")


@dataclass
class Copy:
    """A database that one test may spoil, and Countersign on it with the settings of the project."""

    prepared: Prepared
    database: object

    def variables(self):
        """Return what makes the settings speak of this copy."""
        return {"COUNTERSIGN_DATABASE__URL": self.database.url()}

    def try_command(self, *arguments, **variables):
        """Run a command and return the finished process."""
        return countersign(self.prepared.deployment.folder, *arguments, **{**self.variables(), **variables})

    def complaint(self, command, **variables):
        """Run a command that has to be refused and return what it says; a password is never shown."""
        arguments = ("serve", "--listen", ANY_PORT) if command == "serve" else (command,)
        done = self.try_command(*arguments, **variables)
        said = done.stdout + done.stderr
        assert done.returncode == 1, f"{command}: exit {done.returncode}\n{said}"
        assert PASSWORD not in said and "panicked" not in said, said
        return said

    @contextmanager
    def serving(self, **variables):
        """Run a server on this copy."""
        with serving(self.prepared.deployment.folder, self.database, **{**self.variables(), **variables}) as site:
            yield site

    def log_in(self, site):
        """Return a pair of the one user."""
        return self.prepared.deployment.log_in(site, self.prepared.person)
