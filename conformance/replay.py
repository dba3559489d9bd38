"""A recording of requests, sent again: one JSON object per line, in order, each with

    method, path    as sent; `path` with its query
    name            what the step is called (optional: its number)
    headers         {name: value} (optional)
    json, form, or body, or body_base64   at most one of them: a value, the fields of a form, text, or bytes
    status          what the reference is known to answer (optional)

`{{access}}` stands for the member `access` of the latest JSON answer that had one, `{{log in.access}}` for that of the
step `log in`; each site fills in what it answered itself.
"""

import base64
import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

PLACEHOLDER = re.compile(r"\{\{([^{}]+)\}\}")
MEMBERS = {"name", "method", "path", "headers", "json", "form", "body", "body_base64", "status"}
BODIES = ("json", "form", "body", "body_base64")
TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Step:
    """One recorded request."""

    name: str
    request: dict

    def send(self, site, answered):
        """Send the step with the placeholders filled from `answered`, {placeholder: text}."""
        kind, body = self._body(answered)
        headers = [(name, filled(value, answered)) for name, value in self.request.get("headers", {}).items()]
        if kind in TYPES and not any(name.lower() == "content-type" for name, _ in headers):
            headers.append(("Content-Type", TYPES[kind]))
        return site.send(self.request["method"], filled(self.request["path"], answered), headers, body)

    def _body(self, answered):
        for kind in BODIES:
            if kind in self.request:
                return kind, written(kind, filled(self.request[kind], answered))
        return None, None


def load(path):
    """Read a recording. A line that is no step, and a name used twice, raises `ValueError` naming file and line."""
    steps = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            request = json.loads(line)
            unknown = request.keys() - MEMBERS
            if unknown or not {"method", "path"} <= request.keys() or sum(kind in request for kind in BODIES) > 1:
                raise ValueError(f"{path}:{number}: a step has method, path and at most one body, of {sorted(MEMBERS)}")
            steps.append(Step(request.get("name", str(number)), request))
    if len({step.name for step in steps}) < len(steps):
        raise ValueError(f"{path}: two steps of one name")
    return steps


def replay(steps, site, describe):
    """Send all steps to a site, and return {name of the step: what `describe` says of its answer}."""
    described, answered = {}, {}
    for step in steps:
        answer = step.send(site, answered)
        described[step.name] = describe(answer)
        answered.update(members(step.name, answer))
    return described


def members(name, answer):
    """Return what the members of a JSON answer fill in, by both spellings of the placeholder."""
    try:
        told = answer.json()
    except ValueError:
        return {}
    told = told if isinstance(told, dict) else {}
    return {key: str(value) for member, value in told.items() for key in (member, f"{name}.{member}")}


def filled(value, answered):
    """Fill in the placeholders of a text, or of all texts within a value. One that nothing fills raises `KeyError`."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: answered[found[1]], value)
    if isinstance(value, dict):
        return {name: filled(member, answered) for name, member in value.items()}
    return [filled(member, answered) for member in value] if isinstance(value, list) else value


def written(kind, value):
    """Return a body as bytes."""
    if kind == "json":
        return json.dumps(value).encode()
    if kind == "form":
        return urlencode(value).encode()
    return value.encode() if kind == "body" else base64.b64decode(value)
