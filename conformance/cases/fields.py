"""One field of a good request at a time, given every kind of value."""

import json

from cases.case import add
from cases.endpoints import ME, POSTED, newcomer, signed_up
from harness.site import FORM, JSON

# How the value is written in JSON; `None` leaves the field out.
VALUES = {
    "missing": None,
    "null": "null",
    "blank": '""',
    "space": '" "',
    "no_break_space": '"\\u00a0"',
    "next_line": '"\\u0085"',
    "em_space": '"\\u2003"',
    "unit_separator": '"\\u001f"',
    "zero_width_space": '"\\u200b"',
    "byte_order_mark": '"\\ufeff"',
    "true": "true",
    "false": "false",
    "list": "[]",
    "list_of_text": '["alice"]',
    "object": "{}",
    "operator": '{"$gt": ""}',
    "zero": "0",
    "int": "12",
    "negative": "-7",
    "float": "1.5",
    "whole_float": "1.0",
    "exponent": "1e20",
    "small_exponent": "1e-7",
    "infinite": "1e999",
    "big_int": "123456789012345678901234567890",
    "nul": '"a\\u0000b"',
    "surrogate": '"\\ud800"',
    "surrogate_and_nul": '"\\udfff\\u0000"',
    "letters_5000": '"' + "a" * 5000 + '"',
    "emoji": '"\\ud83d\\ude00"',
    "markup": '"<b>&\\"\\u2028"',
    "control": '"a\\u0007b"',
    "sql": '"\' OR 1=1 --"',
}
FORM_VALUES = {
    "blank": b"",
    "plus": b"+",
    "percent_nul": b"a%00b",
    "broken_utf8": b"%ff%fe",
    "broken_percent": b"%zz%",
    "utf8": b"%c3%a9",
    "twice": b"a&{field}=b",
}


def body_with(good, field, written):
    """Return good fields as JSON text with one of them written otherwise."""
    members = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in good.items() if name != field]
    if written is not None:
        members.append(f'"{field}": {written}')
    return ("{" + ", ".join(members) + "}").encode()


def posting(endpoint, field, written):
    """Post a good request but for one field."""
    return lambda site: site.send("POST", endpoint.path, (JSON,), body_with(endpoint.good(site), field, written))


def posting_form(endpoint, field, written):
    """Post one field of a form, written as it is."""
    body = field.encode() + b"=" + written.replace(b"{field}", field.encode())
    return lambda site: site.send("POST", endpoint.path, (FORM,), body)


def changing(field, written):
    """Give one column of a new account another value."""
    person = newcomer("guest")
    return lambda site: site.send("PATCH", ME, (JSON, signed_up(site, person)), body_with({}, field, written))


for endpoint in POSTED:
    for field in endpoint.fields:
        for name, written in VALUES.items():
            add(f"fields/{endpoint.name}/{field}/{name}", posting(endpoint, field, written), (200, 201, 400, 401))
        for name, written in FORM_VALUES.items():
            add(f"forms/{endpoint.name}/{field}/{name}", posting_form(endpoint, field, written), (400, 401))

for field in ("username", "email", "first_name", "last_name"):
    for name, written in VALUES.items():
        add(f"fields/me/{field}/{name}", changing(field, written), (200, 400))
