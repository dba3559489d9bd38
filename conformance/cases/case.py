"""A case: one request, after whatever it needs to have happened before, sent alike to both sites."""

from dataclasses import dataclass
from typing import Callable

from harness.world import PLAIN, Profile

CASES = []


@dataclass(frozen=True)
class Case:
    """`ask` takes a site and returns the answer to judge; `status` is what the reference is known to give.

    The status guards the judge itself: two servers that both lack a route would agree on 404.
    """

    name: str
    ask: Callable
    status: int
    profile: Profile


def case(status, profile=PLAIN):
    """Add the decorated function to the suite under its own name."""

    def collect(ask):
        assert all(known.name != ask.__name__ for known in CASES), f"two cases named {ask.__name__}"
        CASES.append(Case(ask.__name__, ask, status, profile))
        return ask

    return collect
