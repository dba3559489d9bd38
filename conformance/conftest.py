"""The two sites, one server process each per profile, shared by all tests of a run."""

import json
from contextlib import ExitStack

import pytest

from harness.django_site import django_site
from harness.our_site import our_site


def pytest_addoption(parser):
    """Options of this suite."""
    parser.addoption("--judge-only", action="store_true", help="ask Django alone: check the judge, not Countersign")
    parser.addoption("--record", metavar="FILE", help="write every answer of every case to FILE as JSON")


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
def sites(tmp_path_factory):
    """Return a function that gives a site by side ("django" or "ours") and profile, started at its first use."""
    starters = {"django": django_site, "ours": our_site}
    running = {}
    with ExitStack() as stack:

        def site(side, profile):
            if (side, profile) not in running:
                directory = tmp_path_factory.mktemp(f"{side}-{profile.name}")
                running[side, profile] = stack.enter_context(starters[side](str(directory), profile))
            return running[side, profile]

        yield site


@pytest.fixture(scope="session")
def recorder(request):
    """Return a dictionary {case: {side: record}} that `--record` writes at the end of the run."""
    answers = {}
    yield answers
    path = request.config.getoption("--record")
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(answers, file, indent=1, ensure_ascii=False)
