"""Every gotcha is a case, or a named test holds it."""

import fnmatch
import tomllib
from pathlib import Path

import pytest

from cases import NAMES

HERE = Path(__file__).resolve().parent
ITEMS = range(1, 111)
TABLE = tomllib.loads((HERE / "gotchas.toml").read_text(encoding="utf-8"))

pytestmark = pytest.mark.once(reason="no server is asked")


def test_every_gotcha_is_held():
    held = {int(item) for item in (*TABLE["cases"], *TABLE["elsewhere"], *TABLE["not_here"])}
    assert held == set(ITEMS)


@pytest.mark.parametrize(("item", "patterns"), TABLE["cases"].items())
def test_the_cases_of_a_gotcha_exist(item, patterns):
    missing = [pattern for pattern in patterns if not fnmatch.filter(NAMES, pattern)]
    assert patterns and not missing


@pytest.mark.parametrize(("item", "entry"), TABLE["elsewhere"].items())
def test_the_test_that_holds_a_gotcha_exists(item, entry):
    assert entry["because"].strip()
    for test in entry["tests"]:
        file, name = test.split("::")
        text = (HERE.parent / file).read_text(encoding="utf-8")
        assert f"fn {name}(" in text or f"def {name}(" in text


@pytest.mark.parametrize(("item", "reason"), TABLE["not_here"].items())
def test_a_gotcha_that_cannot_occur_here_says_why(item, reason):
    assert reason.strip() and item not in TABLE["cases"]
