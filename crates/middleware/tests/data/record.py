"""Ask a real Django (5.2.19 on Python 3.11 wrote the files beside this one) what it does with redirects.

    python record.py targets > redirect_targets.jsonl
    python record.py logins > login_redirects.jsonl
"""

import io
import json
import sys
from urllib.parse import unquote_to_bytes

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"], ALLOWED_HOSTS=["*"], ROOT_URLCONF="__main__"
)
django.setup()
urlpatterns = []

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import url_has_allowed_host_and_scheme

HOSTS = ["good.example", "good.example:8443", "user@good.example", "[::1]", "[v1.a]"]

# Each between bars, written as in JSON.
WRITTEN = r"""
/|/books/|/books/?page=2#top|books|?next=/|#top|/a:b|a/b:c|//|///|////|//evil.example|///evil.example|////evil.example
http:///evil.example|https:///evil.example|http:evil.example|https:evil.example|http:/evil.example|http://evil.example
https://evil.example/path|https://good.example|http://good.example|HTTPS://good.example/|https://GOOD.example/
https://good.example:8443/a|https://good.example:443/|https://good.example.|https://good.example.evil.example/
https://evil.example/good.example|https://evil.example#good.example|https://evil.example?good.example
https://user@good.example/|https://good.example@evil.example/|https://good.example:pw@evil.example|//good.example/a
//good.example@evil.example|//evil.example@good.example|ftp://good.example/|javascript:alert(1)|JavaScript:alert(1)
java\tscript:alert(1)|javascript://good.example/%0aalert(1)|data:text/html,x|vbscript:x|mailto:a@b.example|x:|:|:/|:80
1http://good.example|h_ttp://good.example|h+t-t.p://good.example|http\\://good.example|\\evil.example|\\\\evil.example
\\\\\\evil.example|/\\evil.example|/\\/evil.example|\\/evil.example|http:\\\\evil.example|http:/\\evil.example
http://good.example\\@evil.example|http://evil.example\\@good.example|http://good.example\\.evil.example|/a\\b|a\\\\b|/\\
 /books/ |\t/books/|\n/books/|\r\n//evil.example| //evil.example|\u000b//evil.example|\u000c/books/|\u001c/books/|\u001f//evil.example
\u0000/books/|\u0000//evil.example|\u0001/books/|\u0008//evil.example|\u001bjavascript:alert(1)|\u007f/books/|\u0085/books/|\u00a0//evil.example
/\t/evil.example|//\t/evil.example|/\n/evil.example|/\r/evil.example|\t/\t/evil.example|//\t/evil.example|ht\ntp://evil.example|http://go\nod.example/|/%09/evil.example
/%2Fevil.example|/%2f%2fevil.example|%2F%2Fevil.example|/%5Cevil.example|/.//evil.example|/..//evil.example|/@evil.example
@evil.example|user:pw@evil.example|http://[::1]/|http://[::1|http://::1]/|http://[::1]evil.example/|http://[good.example]/
http://[127.0.0.1]/|http://[v1.a]/|http://[vG.a]/|http://[v1.]/|http://[]/|//[::1]/a|http://a[::1]/|[::1]/a|http://[::g]/
http://good.example/ä|/ä|ä|äb:c|/\u2100|http://good.example\u2100/|http://\u2100|http://ｇood.example/|http://good。example/
\u200b/books/|\u200b//evil.example|\ufeff//evil.example|\u202e/books/|\u00ad/books/|\u2028//evil.example|\u3000//evil.example|\ue000/a
/a//b|/a/?u=//evil.example|/a#//evil.example|//?evil.example|//#evil.example|http://?a|http://#a|https://|http:|https:|https://:80
""".strip("\n")

TARGETS = ["", " "] + [
    json.loads(f'"{text}"') for line in WRITTEN.split("\n") for text in line.split("|")
] + ["/" + "a" * 2046, "/" + "a" * 2047, "/" + "a" * 2048, "/" + "ä" * 2047, "/" + "ä" * 2048]

LOGIN_URLS = [
    "/accounts/login/", "/login", "/login/?theme=dark", "/login/?next=/old/", "/login/?a=1&next=x&b=2&a=3&next=y",
    "/login/?q=a+b%20c&d&=e&&f=%C3%A4%FF", "/login/#form", "/login/?a=1#form", "/login/?", "/an melden/ä?x=ä",
]
REQUESTS = [
    "/lr/?a=b&c=d", "/lr/", "/", "/?", "/a%20b/", "/a+b/?q=a+b%20c", "/%41/", "/caf%C3%A9/?q=%C3%A9", "/%FF/%C3(/", "/a;b=c/",
    "/a:b@c&d$e,f!g*h'i(j)k/", "/%3Fa%23b%25c/", "/%09%0A%0D%00/", "/a%2Fb/", "/%5Cevil.example", "/a//b/", "/?next=//evil.example",
    "/?a=%", "/%zz/", "/~user_-./?x=[1]&y={2}", "/?a=1?b=2", "/?'",
]


def targets():
    for url in dict.fromkeys(TARGETS):
        for https in (False, True):
            yield [url, https, url_has_allowed_host_and_scheme(url, HOSTS, https)]


def logins():
    for login_url in LOGIN_URLS:
        for target in REQUESTS if login_url == LOGIN_URLS[0] else REQUESTS[:2]:
            path, _, query = target.partition("?")
            environ = {
                "REQUEST_METHOD": "GET", "SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.input": io.BytesIO(),
                "wsgi.url_scheme": "http", "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query,
            }
            request = WSGIRequest(environ)
            request.user = AnonymousUser()
            yield [login_url, target, login_required(lambda _: None, login_url=login_url)(request)["Location"]]


for row in {"targets": targets, "logins": logins}[sys.argv[1]]():
    print(json.dumps(row))
