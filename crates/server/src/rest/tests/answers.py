"""Ask the real Django REST framework for the answers that the tests beside this file compare with.

Run with Django 5.2.19 and djangorestframework 3.18.3 on CPython 3.11; writes parse.jsonl, fields.jsonl,
negotiation.jsonl and render.jsonl. Bytes are written as text in which each character is one byte.
"""

import io
import json
import pathlib

import django
from django.conf import settings

settings.configure(ALLOWED_HOSTS=["*"], INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"])
django.setup()

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, QueryDict
from rest_framework import exceptions, negotiation, parsers, renderers, serializers
from rest_framework.request import Request

JSON, FORM, PARTS = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=XX"
RENDERERS = [renderers.JSONRenderer(), renderers.BrowsableAPIRenderer()]


def request(content_type, body, query="", accept=None):
    env = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/", "QUERY_STRING": query, "SERVER_NAME": "localhost", "SERVER_PORT": "80",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "text/plain" if content_type is None else content_type,
    }
    if accept is not None:
        env["HTTP_ACCEPT"] = accept
    return Request(WSGIRequest(env), parsers=[parsers.JSONParser(), parsers.FormParser(), parsers.MultiPartParser()])


def surrogates(text):
    return [ord(c) for c in text if 0xD800 <= ord(c) <= 0xDFFF]


def shown(value):
    if isinstance(value, str):
        lone = surrogates(value)
        return ["str", "".join("\ufffd" if surrogates(c) else c for c in value), lone[0] if lone else None]
    if isinstance(value, list):
        return ["list", [shown(item) for item in value]]
    if isinstance(value, dict):
        return ["dict", {key: shown(item) for key, item in value.items()}]
    return [type(value).__name__, str(value)]


def parsed(content_type, body):
    try:
        data = request(content_type, body).data
    except exceptions.APIException as error:
        return {"status": error.status_code, "detail": error.detail}
    except SuspiciousOperation:
        return {"status": 400, "detail": None}
    if isinstance(data, QueryDict):
        return {"form": {name: str(data[name]) for name in data}}
    return {"data": shown(data)}


def validate_before(value):
    if not all(c.isalnum() or c in "_.@+-" for c in value):
        raise serializers.ValidationError("before")


def validate_after(value):
    if "@" not in value:
        raise serializers.ValidationError("after")


class AfterField(serializers.CharField):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators.append(validate_after)


class Sample(serializers.Serializer):
    plain = serializers.CharField(max_length=5, validators=[validate_before])
    blank = AfterField(required=False, allow_blank=True, max_length=5)
    raw = serializers.CharField(trim_whitespace=False, min_length=2)
    default = serializers.CharField(default="dd", allow_null=True)
    optional = serializers.CharField(required=False)
    flag = serializers.BooleanField()
    flag_optional = serializers.BooleanField(required=False)
    flag_default = serializers.BooleanField(default=True)


def validated(content_type, body, partial):
    sample = Sample(data=request(content_type, body).data, partial=partial)
    if sample.is_valid():
        return {"valid": {name: value for name, value in sample.validated_data.items() if value is not None}}
    return {"errors": json.dumps(sample.errors, separators=(",", ":"))}


def negotiated(accept, query):
    try:
        chosen, media_type = negotiation.DefaultContentNegotiation().select_renderer(request("", b"", query, accept), RENDERERS)
    except exceptions.NotAcceptable:
        return "NotAcceptable"
    except Http404:
        return "UnknownFormat"
    return [chosen.format, RENDERERS[0].get_indent(media_type, {})]


def part(value, name="a", more="", header=""):
    return f'--XX\r\n{header}Content-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


def json_bodies():
    documents = r'''{ [ {} [] {"a":1,} [1,] [1 [,] {,} {"a" {"a":} {"a"x1} {"a":1"b":2} {1:2} {'a':1} {"a":1,"a":2} {"a":1}{"b" [[[[ "a "\ "\u
        "\u12 "\u1234 "\u1234" "\u12G4" "\u0x12" "\ud800" "\udc00\ud800" "\ud83d\ude00" "\ud800\u0041" "\ud800\u00" "\ud800\u" "\ud83d\ude00
        "\ud83d\ude0 "\x" "\/\b\f\n\r\t\"\\" nul null nullx true tru false NaN [NaN] Infinity -Infinity -Infinit - -x -0 -1 00 1. 1.5 1.e5 1e5
        1E+5 1e+ 1e 1e16 1e999 -1e999 1e-999 -0.0 1.5.5 0.00001 9191016625239.8125 123456789012345678901234567890 {"a":1}//c'''.split()
    yield from (text.encode() for text in documents)
    yield from (b" ", b"\n\n  x", b"\x0c{}", b'"\x01"', b'"a\nb"', b'"\x7f"', b"9" * 4300, b"-" + b"9" * 4301, b"1" * 5000 + b".5")
    yield from (text.encode() for text in ('{"é":\n "☃", "😀" 1}', '"\\é"', '"\\ud800\\u12é4"', "\ufeff{}", "\u00a0{}"))
    yield from (b"\xff", b'"\xc3"', b'"\xc3', b'"\xe2\x82"', b'"\xe2\x82', b'"\xed\xa0\x80"', b'{}\xed\xa0', b'"\xf0\x9f\x98"', b'"\xf4\x90\x80\x80"', b'"\xc0\x80"')


def parse_cases():
    yield from ((JSON, body) for body in json_bodies())
    for charset in ("utf-16", "utf-16-le", "UTF_16BE", "utf-32", "utf-32-be", "latin-1", "ascii", "utf-8-sig", "klingon", "", "bz2", "rot13"):
        kind = f'{JSON}; charset="{charset}"'
        yield from ((kind, body) for body in (b'{"a":1}', b'"\xe9"', b"\xff\xfe\x00\xd8\x00\x00", b"\x00\xdc", b"\xff\xd9", b"\x00\x00\x11\x00", b"\xef\xbb\xbf\xff"))
        yield from ((kind, '{"é":"😀"}'.encode(codec)) for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "utf-8-sig"))
    for kind in (FORM, f"{FORM}; charset=latin-1", f"{FORM}; charset=utf-16-le"):
        for body in ("a", "a=", "=a", "&&a=1&&", "a=1&a=2", "a=%", "a=%zz", "a=%e9", "a=%c3%a9", "a=é", "a=é%c3%a9", "a=%ed%a0%80", "a=1;b=2", "a=b=c", "a+b=c+d%2B", "a=%00"):
            yield from ((kind, body.encode(codec)) for codec in ("utf-8", "latin-1"))
    yield from ((PARTS, body.encode("latin-1")) for body in multipart_bodies())
    kinds = '''text/plain application/json; APPLICATION/JSON */* * application/* */json */form-data multipart/* Multipart/Form-Data;boundary=x multipart/form-data
        multipart/form-data;boundary= multipart/form-data;boundary=é multipart/form-data;boundary*=utf-8''abc multipart/form-data;boundary=None garbage
        application/vnd.api+json application/json/x application/json=z;a=b application/json,text/plain ;application/json "application/json"
        application/json;charset=utf-8;charset=utf-16 application/json;charset*0=utf;charset*1=-16 text/plain;charset=bz2 é/é'''.split()
    kinds += ["", " application/json ", "application / json", f"{JSON}; " + "x" * 238, f"{JSON}; " + "x" * 239, "multipart/form-data; boundary=" + "a" * 202, None]
    yield from ((kind, body) for kind in kinds for body in (b"", b'{"a":1}', b"--abc"))


def multipart_bodies():
    end = "--XX--\r\n"
    yield from (part("1") + end, part("1") + part("2") + end, part("1"), part("1")[:-6], "--XX", "x" * 1023, "x" * 1024, part("") + end, part("\r\n") + end)
    yield from (part("a--XXb") + end, "pre\r\n" + part("1") + end + "post", part("1").replace("\r\n", "\n") + end, part("é") + end, part("1", "é") + end)
    yield from (part("1", " a ") + end, part("1").upper() + end, part("1", header="bad\r\n") + end, part("1", header="bad\xff\r\n") + end)
    yield from (part("1", header="X: " + "y" * size + "\r\n") + end for size in (960, 980))
    names = ("f", "", " ", ".", "../", "a\\b")
    yield from (part("1", more=f'; filename="{name}"') + after for name in names for after in (end, part("text") + end, ""))
    values = ("aGk=", "aGk", "aG k=", "aGk=aGk=", "aG=k", "!!!!", "====", "aG==aGk=", "_-8=")
    yield from (part(value, more=more, header="Content-Transfer-Encoding: Base64\r\n") + end for value in values for more in ("", "; filename=f"))


def fields_cases():
    values = r'''null true false "" "\u00a0" "\u200b" "x" "toolong" "a@b" "a\u0000@toolong" "\ud800" "\ud800toolong@" 1 0 1.0 -0.0 1.5 1e20 1e999 123456 [] {} [1]
        "yes" "ON" "null" "\u001c" 12345678901234567890 "😀😀😀😀😀" "c\u0000" 2'''.split() + ['" x "', '" a@b "', '" true"']
    for value in values:
        yield from ((JSON, f'{{"{name}":{value}}}'.encode()) for name in Sample().fields)
    for value in ("", "+", "x", "toolong", "a%40b", "%00", "%C2%A0", "1", "0", "no", "2", "null", "OFF"):
        yield from ((FORM, f"{name}={value}".encode()) for name in Sample().fields)
    for value in ("", " ", "true"):
        yield from ((PARTS, (part(value, name, more) + "--XX--").encode()) for name in Sample().fields for more in ("", '; filename="f"', '; filename=" "'))
    yield from ((JSON, body) for body in (b"[]", b"null", b"1", b'"x"', b"1.5", b"true", b"{}", b""))
    yield from ((kind, b"") for kind in (FORM, PARTS, "text/plain"))
    yield JSON, b'{"plain":" bob ","raw":" r ","flag":1,"blank":"a@b"}'


def negotiation_cases():
    accepts = [None, "", " ", ";", "*", "garbage", "*/*", "text/*", "*/json", "text/html", "APPLICATION/JSON", "application/xml", "text/html;q=0.1", "*/*;indent=4"]
    accepts += [f"application/json;indent={size}" for size in ("4", "0", "-3", "99", "x", '"2"', " 3 ", "1_0", "+5", "\xb2", "")]
    accepts += ["application/json;q=0", "text/html,application/json", "application/json,text/html", "text/html;level=1,application/json", "text/*,application/json"]
    accepts += ["text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", "application/json, text/plain, */*", "application/json;q=1;indent=2"]
    accepts += ["x" * 257, ",".join(["a/b"] * 63 + ["text/html"]), ",".join(["a/b"] * 64 + ["text/html"]), " ," * 4090 + "text/html", " ," * 4096 + "text/html"]
    yield from ((accept, "") for accept in accepts)
    queries = ("format=json", "format=api", "format=xml", "format=", "format=json&format=api", "format=%6Ason", "format=JSON", "a=b")
    yield from ((accept, query) for query in queries for accept in (None, "text/html", "application/json;indent=2", "a/b"))


def render_cases():
    values = [[], {}, [[], {}], {"a": [], "b": {"c": None}}, [True, False, None], "é☃😀<>&'\"", "\u2028x\u2029", "\\/\b\f\n\r\t\x00\x1f\x7f", {"\u2028": 1}]
    values += [0, -1, 2**53, 1.0, 1.5, 1e20, 1e16, 0.1, -0.0, 1e-7, {"detail": "Not found."}, {"username": ["This field is required."]}]
    yield from ((value, indent) for value in values for indent in (None, 1, 4, 8))


def write(name, lines):
    path = pathlib.Path(__file__).with_name(f"{name}.jsonl")
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def text(body):
    return body.decode("latin-1")


write("parse", ([kind, text(body), parsed(kind, body)] for kind, body in parse_cases()))
write("fields", ([kind, text(body), partial, validated(kind, body, partial)] for kind, body in fields_cases() for partial in (False, True)[: 2 if len(body) < 16 else 1]))
write("negotiation", ([accept, query, negotiated(accept, query)] for accept, query in negotiation_cases()))
render = renderers.JSONRenderer().render
write("render", ([value, indent, render(value, f"application/json; indent={indent or 0}", {}).decode()] for value, indent in render_cases()))
