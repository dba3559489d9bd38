"""Settings that a case runs under: written once, given to both servers in their own terms."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.published import published_keys


@dataclass(frozen=True, eq=False)
class Profile:
    """One set of settings, by the names that Countersign's file has: Django's in lower case.

    `jwt` is SIMPLE_JWT (lifetimes in seconds), `rest_framework` REST_FRAMEWORK, `routes` the classes of single routes;
    whatever is not named has the default of the packages. `waits_for` names what Countersign has to learn first:
    until then such a profile is asked of the judge alone.
    """

    name: str
    jwt: Mapping = field(default_factory=dict)
    rest_framework: Mapping = field(default_factory=dict)
    routes: Mapping = field(default_factory=dict)
    localize: bool = False
    foreign_keys: bool = False  # `jwk_url` is where the keys of another issuer are published
    waits_for: str = ""

    def for_judge(self):
        """Return the settings as the JSON that `judge/settings.py` reads."""
        shown = {"jwt": self._jwt(), "rest_framework": dict(self.rest_framework), "routes": dict(self.routes)}
        return json.dumps({**shown, "localize": self.localize})

    def tables(self):
        """Return the settings as {name of a TOML table: its members}; a table that would be empty is left out."""
        routes = {f"routes.{name}": members for name, members in self.routes.items()}
        server = {"localize": True} if self.localize else {}
        tables = {"server": server, "jwt": self._jwt(), "rest_framework": self.rest_framework, **routes}
        return {name: dict(members) for name, members in tables.items() if members}

    def _jwt(self):
        return {**self.jwt, **({"jwk_url": published_keys()} if self.foreign_keys else {})}


def toml(tables):
    """Write {table: {key: value}} as TOML: text, numbers, booleans, lists of them, and tables within one line."""
    return "\n".join(
        f"[{table}]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in members.items())
        for table, members in tables.items()
    )


def _value(value):
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_value(member)}" for key, member in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
