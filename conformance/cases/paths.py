"""Paths and queries (gotchas 1 to 3, 10): slashes, case, encodings, parameters."""

from cases.case import add
from cases.endpoints import ME, OBTAIN, REFRESH, VERIFY, bearer
from harness.site import JSON

TARGETS = {
    "without_slash": "/api/token",
    "without_slash_query": "/api/token?a=b&c=%20d",
    "without_slash_empty_query": "/api/token?",
    "without_slash_encoded_query": "/api/token?next=/x/%3Fy&z=%C3%A9",
    "without_slash_deeper": "/api/token/refresh",
    "without_slash_me": "/api/users/me",
    "slash_in_query": "/api/token?/",
    "two_slashes_at_the_end": "/api/token//",
    "two_slashes_within": "/api//token/",
    "two_slashes_first": "//api/token/",
    "two_slashes_first_without_last": "//api/token",
    "upper_case": "/API/token/",
    "upper_case_without_slash": "/api/TOKEN",
    "parameter": "/api/token;a/",
    "parameter_after": "/api/token/;a",
    "encoded_letter": "/api/t%6Fken/",
    "encoded_slash": "/api%2Ftoken/",
    "encoded_slash_without_last": "/api%2Ftoken",
    "dot": "/api/./token/",
    "dots": "/api/x/../token/",
    "encoded_dots": "/api/%2e%2e/token/",
    "nul": "/api/token/%00",
    "broken_percent": "/api/token/%zz/",
    "broken_utf8": "/api/%ff/",
    "space": "/api/token%20/",
    "backslash": "/api\\token/",
    "more": "/api/token/x/",
    "more_without_slash": "/api/token/x",
    "shorter": "/api/toke/",
    "suffix": "/api/token.json",
    "index": "/api/token/index.html",
    "star": "/*",
    "unknown": "/nowhere/",
    "unknown_without_slash": "/nowhere",
    "long": "/" + "a" * 3000 + "/",
}
METHODS = ("GET", "POST", "DELETE", "HEAD")
HEADERS = {
    "method_override": ("X-HTTP-Method-Override", "GET"),
    "method_override_short": ("X-Method-Override", "POST"),
    "rewritten_url": ("X-Original-URL", "/api/token/"),
    "forwarded_prefix": ("X-Forwarded-Prefix", "/x"),
    "requested_with": ("X-Requested-With", "XMLHttpRequest"),
    "expect_nothing": ("Pragma", "no-cache"),
    "unknown_language": ("Accept-Language", "de"),
    "range": ("Range", "bytes=0-1"),
    "if_none_match": ("If-None-Match", "*"),
    "if_modified": ("If-Modified-Since", "Sun, 22 Nov 2099 00:00:00 GMT"),
    "cookie": ("Cookie", "theme=dark"),
    "forwarded_host": ("X-Forwarded-Host", "elsewhere.example"),
    "forwarded_for": ("X-Forwarded-For", "203.0.113.9"),
    "origin": ("Origin", "https://elsewhere.example"),
    "referer": ("Referer", "https://elsewhere.example/"),
}


def asking(method, target):
    """Ask for a path with an empty body."""
    return lambda site: site.send(method, target)


for name, target in TARGETS.items():
    for method in METHODS:
        add(f"paths/{name}/{method}", asking(method, target), (301, 400, 401, 404, 405))

for name, header in HEADERS.items():
    add(f"headers/obtain/{name}", lambda site, header=header: site.send_json("POST", OBTAIN.path, {}, (header,)), 400)
    add(f"headers/me/{name}", lambda site, header=header: site.send("GET", ME, (header,)), 401)
    add(
        f"headers/me_good/{name}",
        lambda site, header=header: site.send("GET", ME, (header, bearer(site.pair["access"]))),
        200,
    )

for name, host in {"elsewhere": "elsewhere.example", "port": "127.0.0.1:1", "rubbish": "a b<>"}.items():
    add(f"host/{name}/me", lambda site, host=host: site.send("GET", ME, (("Host", host),)), (400, 401))
    add(f"host/{name}/redirect", lambda site, host=host: site.send("GET", "/api/token", (("Host", host),)), (301, 400))

for name, endpoint in {"refresh": REFRESH, "verify": VERIFY, "obtain": OBTAIN}.items():
    field = endpoint.fields[0]
    for label, query in {"once": f"{field}=x", "twice": f"{field}=x&{field}=y", "list": f"{field}[]=x"}.items():
        add(
            f"query/{name}/{label}_alone",
            lambda site, path=f"{endpoint.path}?{query}": site.send_json("POST", path, {}),
            400,
        )
        add(
            f"query/{name}/{label}_beside_a_body",
            lambda site, endpoint=endpoint, query=query: site.send_json(
                "POST", f"{endpoint.path}?{query}", endpoint.good(site)
            ),
            200,
        )
for name in ("access_token", "token", "jwt", "Authorization"):
    add(f"query/me/{name}", lambda site, name=name: site.send("GET", f"{ME}?{name}={site.pair['access']}"), 401)


def chunked(body):
    """Post JSON without saying how long it is."""
    return lambda site: site.send("POST", OBTAIN.path, (JSON,), body, chunked=True)


def getting_with(kind, body):
    """Ask the protected view with a body."""
    return lambda site: site.send("GET", ME, (bearer(site.pair["access"]), ("Content-Type", kind)), body)


add("transfer/chunked", chunked(b'{"username":"x"}'), 400)
add("transfer/chunked_without_a_body", chunked(b""), 400)
add("transfer/get_with_a_broken_body", getting_with("application/json", b"{"), 200)
add("transfer/get_with_an_unsupported_body", getting_with("text/plain", b"x"), 200)
for method in ("PUT", "DELETE", "TRACE", "FOO"):
    for label, kind in {"broken": "application/json", "unsupported": "text/plain"}.items():
        add(
            f"transfer/{method}_with_a_{label}_body",
            lambda site, method=method, kind=kind: site.send(method, OBTAIN.path, (("Content-Type", kind),), b"{"),
            405,
        )
