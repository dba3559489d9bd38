"""The two sites, one server process each per profile, shared by all tests of a run, and the database that ours is on."""

import itertools
import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness import django_site, our_site
from harness.databases import PostgresDatabase, SqliteFile
from harness.postgres import PrivatePostgres

ANSWERS = pytest.StashKey()
IN_PLACE = Path(__file__).resolve().parent / "in_place"
STARTERS = {"django": django_site.django_site, "ours": our_site.our_site}
FURNISHERS = {"django": django_site.furnish, "ours": our_site.furnish}


def pytest_addoption(parser):
    """Options of this suite."""
    parser.addoption("--judge-only", action="store_true", help="ask Django alone: check the judge, not Countersign")
    parser.addoption("--postgres", action="store_true", help="let Countersign work on a PostgreSQL of the run's own")
    parser.addoption("--waiting", action="store_true", help="compare the cases too that wait for a feature")
    parser.addoption("--record", metavar="FILE", help="write every answer of every case to FILE as JSON")
    parser.addoption("--replay", metavar="FILE", action="append", default=[], help="send a recording to both sides")


def pytest_configure(config):
    """Keep {case: {side: record}} for the summary and for `--record`."""
    config.stash[ANSWERS] = {}
    config.addinivalue_line("markers", "once(reason): asks no database of ours, so that `--postgres` is nothing new to it")


def pytest_ignore_collect(collection_path, config):
    """Leave out with `--postgres` what is on both databases anyhow."""
    return True if config.getoption("--postgres") and collection_path == IN_PLACE else None


def pytest_collection_modifyitems(config, items):
    """Skip with `--postgres`, and say why, what would do the very same again."""
    if config.getoption("--postgres"):
        for item in items:
            for mark in item.iter_markers("once"):
                item.add_marker(pytest.mark.skip(reason=f"once is enough: {mark.kwargs['reason']}"))


def pytest_terminal_summary(terminalreporter, config):
    """Say how many requests were judged, and write what `--record` wants."""
    answers = config.stash[ANSWERS]
    if config.getoption("--postgres"):
        terminalreporter.write_line("Countersign on PostgreSQL; in_place/ is on both databases without --postgres")
    compared = sum("ours" in sides for sides in answers.values())
    terminalreporter.write_line(f"{compared} requests compared, {len(answers) - compared} asked of the judge alone")
    path = config.getoption("--record")
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(answers, file, indent=1, ensure_ascii=False)


@pytest.fixture(scope="session")
def judge_only(request):
    """Whether Countersign is left out of this run."""
    return request.config.getoption("--judge-only")


@pytest.fixture(scope="session")
def ours_only(judge_only):
    """Leave out a test that has nothing to ask Django."""
    if judge_only:
        pytest.skip("--judge-only")


@pytest.fixture(scope="session")
def answers(request):
    """The dictionary {case: {side: record}} of this run."""
    return request.config.stash[ANSWERS]


@pytest.fixture(scope="session")
def cluster():
    """The run's own PostgreSQL, with room for a server of each profile."""
    with PrivatePostgres("max_connections=1000") as running:
        yield running


@pytest.fixture(scope="session")
def new_database(request):
    """Return a function that gives our side a database of its own: a file in a directory, or one on PostgreSQL."""
    if not request.config.getoption("--postgres"):
        return lambda directory: SqliteFile(Path(directory) / our_site.FILE)
    running, numbers = request.getfixturevalue("cluster"), itertools.count(1)
    return lambda _directory: PostgresDatabase(running, f"ours{next(numbers)}")


@pytest.fixture(scope="session")
def sites(tmp_path_factory, new_database):
    """Return a function that gives a site by side ("django" or "ours") and profile, started at its first use."""
    makers = {"django": django_site.new_database, "ours": new_database}
    furnished, running, failed = {}, {}, {}
    with ExitStack() as stack:

        def start(side, profile):
            if side not in furnished:
                home = str(tmp_path_factory.mktemp(f"{side}-furnished"))
                try:
                    furnished[side] = makers[side](home)
                    FURNISHERS[side](home, furnished[side])
                except Exception as error:  # no test can do without
                    pytest.exit(f"{side} cannot be furnished: {error}", returncode=1)
            directory = tmp_path_factory.mktemp(f"{side}-{profile.name}")
            return stack.enter_context(STARTERS[side](str(directory), profile, furnished[side]))

        def site(side, profile):
            if (side, profile) in failed:
                pytest.fail(f"{side} does not start as {profile.name}: {failed[side, profile]}", pytrace=False)
            if (side, profile) not in running:
                try:
                    running[side, profile] = start(side, profile)
                except Exception as error:  # told once here, and again by each test that needs this server
                    failed[side, profile] = error
                    raise
            return running[side, profile]

        yield site
