"""The list of deliberate differences, `deviations.toml`, and the rule that it is neither too short nor too long."""

import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from compare import differences

FILE = Path(__file__).resolve().parent / "deviations.toml"


@dataclass(frozen=True)
class Deviation:
    """What Countersign means to answer differently in some cases, and why.

    `django` and `ours` name the differing fields of the two records and no others; a field that only one of them
    names is absent from the other's answer. `cases` are names or patterns of names, `*` for any text, but for those
    that `unless` names. With `where_django_so` the entry speaks only of those in which the reference answers as
    `django` says.
    """

    cases: tuple
    reason: str
    django: dict = field(default_factory=dict)
    ours: dict = field(default_factory=dict)
    unless: tuple = ()
    where_django_so: bool = False

    def matches(self, case):
        """Whether a case is named, by itself or by its family."""
        if any(fnmatchcase(case, pattern) for pattern in self.unless):
            return False
        return any(fnmatchcase(case, pattern) for pattern in self.cases)

    def applies(self, case, record):
        """Whether the entry speaks of this case, given what the reference answered."""
        return self.matches(case) and (not self.where_django_so or self.django.items() <= record.items())

    def fields(self):
        """Return {field: (Django's text, ours)} as `compare.differences` would find them."""
        return differences(self.django, self.ours)


def load(path=FILE):
    """Read the list. An entry with a missing or unknown member, without a case or without a reason raises."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("deviation", [])
    listed = [Deviation(**{**entry, "cases": tuple(entry["cases"])}) for entry in entries]
    for entry in listed:
        if not (entry.cases and entry.reason.strip() and entry.fields()):
            raise ValueError(f"a deviation needs cases, a reason and a difference: {entry}")
    return listed


def judge(case, django, ours, listed):
    """Return what is wrong with two records of a case: differences not listed, and those listed but not there."""
    entries = [entry for entry in listed if entry.applies(case, django)]
    allowed = [(field, *texts) for entry in entries for field, texts in entry.fields().items()]
    seen = [(field, *texts) for field, texts in differences(django, ours).items()]
    unexplained = [_line("differs", difference) for difference in seen if difference not in allowed]
    stale = [_line("listed as a deviation, but not so", difference) for difference in allowed if difference not in seen]
    return unexplained + stale


def _line(what, difference):
    field, django, ours = difference
    return f"{what}: {field}\n  django: {django}\n  ours:   {ours}"
