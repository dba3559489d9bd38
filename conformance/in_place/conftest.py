"""The four deployments: each project on each database, moved once and shared by all tests."""

from contextlib import ExitStack

import pytest

from harness.databases import PostgresDatabase, SqliteFile
from in_place.deployment import Deployment
from in_place.past import furnish, use
from in_place.project import KINDS, Project

DEPLOYMENTS = [(kind, name) for kind in KINDS for name in ("sqlite", "postgres")]


@pytest.fixture(scope="session", params=DEPLOYMENTS, ids=lambda which: f"{which[0].name}-{which[1]}")
def deployment(request, ours_only, tmp_path_factory):
    """A project that has moved, and whose Django still runs."""
    kind, name = request.param
    folder = tmp_path_factory.mktemp(f"{kind.name}-{name}")
    with ExitStack() as stack:
        project = Project(kind, database(request, folder, kind, name), folder / "project")
        project.manage("migrate", "--verbosity=0")
        moved = Deployment(project, folder / "countersign", stack.enter_context(project.orm()))
        moved.past = furnish(moved)
        moved.django = stack.enter_context(project.serving())
        use(moved, moved.past)
        moved.past.schema = moved.database.schema()
        moved.past.rows = project.manage("dumpdata", "--natural-foreign")
        moved.initialize()
        moved.command("migrate")
        moved.past.rows_after_migrate = project.manage("dumpdata", "--natural-foreign")
        moved.ours = stack.enter_context(moved.serving())
        yield moved


def database(request, folder, kind, name):
    """Return the place of a project's data."""
    if name == "sqlite":
        return SqliteFile(folder / "project" / "db.sqlite3")
    return PostgresDatabase(request.getfixturevalue("cluster"), f"{kind.package}_site")


@pytest.fixture(params=["from_ours", "from_django"])
def pair_of_sites(request, deployment):
    """The two sites, each once as the first: a promise about them holds in both directions."""
    return deployment.both()[request.param == "from_django"]


@pytest.fixture(scope="session")
def alice(deployment):
    """Somebody whom tests only log in."""
    return deployment.person("alice")
