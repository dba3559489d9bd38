"""What a body is said to be, and what it is: every POST endpoint, every content type, three bodies."""

import json
from urllib.parse import urlencode

from cases.case import add
from cases.endpoints import POSTED

BOUNDARY = "---------------------------974767299852498929531610575"


def as_json(fields):
    """Fields as UTF-8 JSON."""
    return json.dumps(fields).encode()


def as_utf16(fields):
    """Fields as UTF-16 JSON with a byte order mark."""
    return json.dumps(fields).encode("utf-16")


def as_latin1(fields):
    """Fields as Latin-1 JSON, unescaped."""
    return json.dumps(fields, ensure_ascii=False).encode("latin-1")


def as_form(fields):
    """Fields as an HTML form sends them."""
    return urlencode(fields).encode()


def as_multipart(fields):
    """Fields as multipart/form-data."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


# name: (the header or None, how the fields are written)
TYPES = {
    "json": ("application/json", as_json),
    "json_utf8": ("application/json; charset=utf-8", as_json),
    "json_utf8_quoted": ('application/json; charset="UTF-8"', as_json),
    "json_utf16": ("application/json; charset=utf-16", as_utf16),
    "json_latin1": ("application/json; charset=iso-8859-1", as_latin1),
    "json_unknown_charset": ("application/json; charset=nonesuch", as_json),
    "json_upper_case": ("APPLICATION/JSON", as_json),
    "json_spaced": (" application/json ; a=b", as_json),
    "any": ("*/*", as_json),
    "any_application": ("application/*", as_json),
    "form": ("application/x-www-form-urlencoded", as_form),
    "form_utf8": ("application/x-www-form-urlencoded; charset=UTF-8", as_form),
    "form_upper_case": ("Application/X-WWW-Form-URLEncoded", as_form),
    "multipart": (f"multipart/form-data; boundary={BOUNDARY}", as_multipart),
    "multipart_quoted": (f'multipart/form-data; boundary="{BOUNDARY}"', as_multipart),
    "multipart_without_boundary": ("multipart/form-data", as_multipart),
    "multipart_empty_boundary": ("multipart/form-data; boundary=", as_multipart),
    "multipart_other_boundary": ("multipart/form-data; boundary=other", as_multipart),
    "multipart_mixed": (f"multipart/mixed; boundary={BOUNDARY}", as_multipart),
    "text": ("text/plain", as_json),
    "text_with_charset": ("text/plain; charset=utf-8", as_json),
    "vendor": ("application/vnd.api+json", as_json),
    "json_patch": ("application/json-patch+json", as_json),
    "xml": ("application/xml", as_json),
    "bytes": ("application/octet-stream", as_json),
    "garbage": ("garbage", as_json),
    "garbage_with_slashes": ("a/b/c;;=", as_json),
    "empty": ("", as_json),
    "missing": (None, as_json),
    "form_as_json": ("application/json", as_form),
    "json_as_form": ("application/x-www-form-urlencoded", as_json),
}


def sending(endpoint, kind, fields):
    """Post fields (or, for `None`, no body at all) under a content type."""
    header, write = TYPES[kind]
    headers = () if header is None else (("Content-Type", header),)

    def ask(site):
        chosen = endpoint.good(site) if fields == "good" else fields
        return site.send("POST", endpoint.path, headers, None if chosen is None else write(chosen))

    return ask


for endpoint in POSTED:
    for kind in TYPES:
        add(f"types/{endpoint.name}/{kind}/good", sending(endpoint, kind, "good"), (endpoint.status, 400, 401, 415))
        add(f"types/{endpoint.name}/{kind}/no_fields", sending(endpoint, kind, {}), (400, 415))
        add(f"types/{endpoint.name}/{kind}/no_body", sending(endpoint, kind, None), (400, 415))
