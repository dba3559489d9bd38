"""A case: one request, after whatever it needs to have happened before, sent alike to both sites."""

from dataclasses import dataclass
from typing import Callable

from harness.profile import Profile
from harness.profiles import PLAIN

CASES = []
NAMES = set()


def whole(record):
    """Judge all of a record."""
    return record


@dataclass(frozen=True)
class Case:
    """`ask` takes a site and returns the answer to judge; `statuses` are those that the reference is known to give.

    They guard the judge itself: two servers that both lack a route would agree on 404. `focus` says what of a record
    is judged, `waits_for` what Countersign has to learn before the case can be asked of it.
    """

    name: str
    ask: Callable
    statuses: tuple
    profile: Profile
    focus: Callable = whole
    waits_for: str = ""


def add(name, ask, statuses, profile=PLAIN, focus=whole, waits_for=""):
    """Add a case to the suite."""
    assert name not in NAMES, f"two cases named {name}"
    NAMES.add(name)
    statuses = (statuses,) if isinstance(statuses, int) else tuple(statuses)
    CASES.append(Case(name, ask, statuses, profile, focus, waits_for or profile.waits_for))


def case(status, profile=PLAIN, **more):
    """Add the decorated function to the suite under its own name."""

    def collect(ask):
        add(ask.__name__, ask, status, profile, **more)
        return ask

    return collect
