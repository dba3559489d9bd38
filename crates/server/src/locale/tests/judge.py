"""Asks Django which language it takes; run it in an environment with Django 5.2.19, and redirect the output to choice.jsonl.

Each line: the cookie django_language as it stands in the header (null: none), the Accept-Language header, the answer.
Characters stand for bytes.
"""

import io
import itertools
import json
import random

import django
from django.conf import settings

settings.configure(ALLOWED_HOSTS=["*"])
django.setup()

from django.core.handlers.wsgi import WSGIRequest  # noqa: E402
from django.utils import translation  # noqa: E402


def ask(cookie, accept):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": io.BytesIO(), "HTTP_ACCEPT_LANGUAGE": accept}
    if cookie is not None:
        environ["HTTP_COOKIE"] = cookie
    translation.activate(translation.get_language_from_request(WSGIRequest(environ)))
    return translation.get_language()


ACCEPT = """
de|en|fr|*|xx|es-MX|pt-BR|pt|pt-PT|zh-CN|zh-TW|zh-HK|zh-SG|zh-MO|zh-MY|zh|zh-Hans|zh-Hant|zh-Hans-CN|zh-Hant-TW|zh-hant-hk
en-GB|en-US|en-AU|EN-us|en-CA|no|nb|nn|nb-NO|sr|sr-Latn|sr-latn-rs|sr-cyrl|ar-DZ|ar-eg|es-419|es-es|es-ar|i-klingon
fr-CA,fr;q=0.8|de;q=0.5, fr;q=0.9|es;q=0|es;q=0,de;q=0|es;q=0,de|*;q=1,de;q=0.5|de;q=0.5,*|xx,de|xx-yy,de-AT;q=0.3
de;q=0.5,fr;q=0.5|de;q=0.501,fr;q=0.502|de;q=1.0|de;q=1.|de;q=0.|de;q=1.001|de;q=1.0000|de;q=0.1234|de;q=2|de;q=|de;q=,fr;q=0
de;Q=0.3|de ;q=0.3|de; q=0.3|de;q =0.3|de;q= 0.3|de;q=0.3 ,fr|de;level=1|de;q=0.5;x=1|de;|;q=1|de,|,de|de,,fr|de, |de ,fr|de fr
 de|de |de\t,\tfr;q=0.1|de\xa0,fr|de\x85;q=0.1,fr|\xa0de|d\xe9|de\xff|de_AT|de-|-de|de--at|*-de|de-*|**|*,de|*;q=0,de
abcdefgh|abcdefghi|de-abcdefgh|de-abcdefghi|d|1|de1|de-1|x-de|de-x-y-z|e|ku|tl|iw|in|ji|he|id|ckb-iq|kab|udm|ast|fil
""".replace("\n", "|").strip("|").split("|")

COOKIE = r"""
django_language=de|django_language=DE|django_language=pt-BR|django_language=pt-br|django_language=zh-CN|django_language=zh-cn
django_language=ZH|django_language=zh|django_language=|django_language=xx|django_language=de-AT|django_language=de_AT
django_language="de"|django_language="d\145"|django_language="\de"|django_language="de|django_language="|django_language=" de"
a=b; django_language=de|django_language=de; django_language=ru|django_language=ru; django_language=xx| django_language = ja ;x
Django_Language=de|django_language|=de|django_language=de=fr|;;django_language=fr;;|django_language=*|django_language=d%65
django_language=-|django_language=-de|django_language=de-|django_language=de@euro|django_language=es-mx-x|django_language=En
django_language="\377de"|django_language="\400de"|django_language="de\"|django_language=de, django_language=ja
django_language=\xe2\x84\xaak|django_language=\xc3\xa9|django_language=\xff|django_language=de\xc2\xa0
""".replace("\n", "|").strip("|").split("|")


def unescaped(text):
    for written in ("\\xa0", "\\x85", "\\xe9", "\\xff", "\\xe2", "\\x84", "\\xaa", "\\xc3", "\\xc2"):
        text = text.replace(written, chr(int(written[2:], 16)))
    return text


def long_ones():
    for length in (499, 500, 501, 600):
        yield None, "de," + "x" * (length - 3)
        yield None, "de,".ljust(length, "x")[:-1] + ",fr"
        yield None, ("xx," * 300)[: length - 2] + "de"
        yield None, ",".join(["de"] + ["xx"] * 400)[:length]
        yield None, "," + "a" * length
        yield None, "de" + "-abcdefgh" * (length // 9)
        yield "django_language=de" + "-abcdefgh" * (length // 9), "fr"
        yield "django_language=de-" + "a" * (length - 3), "fr"
        yield "django_language=" + "a" * length, "fr"
        yield "django_language=-" + "a" * length, "fr"


def mixed():
    dice = random.Random(102)
    tags = ["de", "fr", "es-mx", "zh-cn", "zh", "pt-br", "xx", "*", "en-gb", "sr-latn", "ar", "no", "nb", "de-at-1996"]
    weights = ["", ";q=0", ";q=0.1", ";q=0.25", ";q=0.999", ";q=1", ";q=1.000", "; q=0.7", " ; q=0.3", ";q=", ";q=1.5"]
    commas = [",", ", ", " , ", ",\t", ",,", ";"]
    for _ in range(400):
        pieces = itertools.chain.from_iterable(
            (dice.choice(tags), dice.choices(weights, [6, 1, 1, 1, 1, 1, 1, 1, 1, 0.3, 0.2])[0],
             dice.choices(commas, [6, 6, 1, 1, 0.2, 0.2])[0])
            for _ in range(dice.randint(1, 6))
        )
        yield None, "".join(list(pieces)[: dice.choice([-1, -1, -1, None])])


cases = [(None, unescaped(accept)) for accept in ACCEPT]
cases += [(unescaped(cookie), accept) for cookie in COOKIE for accept in ("", "fr")]
cases += [(None, code) for code, _ in settings.LANGUAGES]
cases += [(None, f"{code.upper()}-x") for code, _ in settings.LANGUAGES]
cases += [(f"django_language={code}", "fr") for code, _ in settings.LANGUAGES]
cases += long_ones()
cases += mixed()
for cookie, accept in dict.fromkeys(cases):
    print(json.dumps([cookie, accept, ask(cookie, accept)]))
