"""What a request body may be, shown at the login endpoint."""

from cases.case import case
from harness.world import ALICE

PATH = "/api/token/"


def send(site, body, content_type="application/json"):
    """Post raw bytes; `None` leaves the content type out."""
    return site.post(PATH, data=body, headers={} if content_type is None else {"Content-Type": content_type})


@case(400)
def body_list(site):
    return send(site, b"[]")


@case(400)
def body_string(site):
    return send(site, b'"alice"')


@case(400)
def body_null(site):
    return send(site, b"null")


@case(400)
def body_empty(site):
    return send(site, b"", None)


@case(400)
def body_empty_as_text(site):
    return send(site, b"", "text/plain")


@case(400)
def body_blanks(site):
    return send(site, b"   ")


@case(400)
def body_broken_json(site):
    return send(site, b'{"username": "alice", ')


@case(400)
def body_single_quotes(site):
    return send(site, b"{'username': 'alice'}")


@case(400)
def body_extra_data(site):
    return send(site, b'{"a": 1} {"b": 2}')


@case(400)
def body_not_a_number(site):
    return send(site, b'{"username": NaN}')


@case(400)
def body_not_utf8(site):
    return send(site, b"\xff\xfe")


@case(400)
def body_with_byte_order_mark(site):
    return send(site, b"\xef\xbb\xbf{}")


@case(200)
def body_last_duplicate_wins(site):
    text = '{"username": "nobody", "username": "alice", "password": "%s"}' % ALICE.password
    return send(site, text.encode())


@case(200)
def body_json_with_charset(site):
    text = '{"username": "alice", "password": "%s", "extra": 1e999}' % ALICE.password
    return send(site, text.encode(), "Application/JSON; charset=utf-8")


@case(400)
def body_multipart_without_boundary(site):
    return send(site, b"username=alice", "multipart/form-data")


@case(415)
def body_text(site):
    return send(site, b"username=alice", "text/plain")


@case(415)
def body_vendor_type(site):
    return send(site, b"{}", "application/vnd.api+json; v=1")


@case(415)
def body_without_a_type(site):
    return send(site, b"{}", None)


@case(400)
def body_larger_than_django_reads(site):
    return send(site, b'{"username": "' + b"a" * 2_700_000 + b'"}')


@case(400)
def body_with_too_many_form_fields(site):
    return send(site, b"&".join(b"f%d=1" % number for number in range(1001)), "application/x-www-form-urlencoded")
