"""`Accept-Language` where messages are localised (gotchas 100 to 102): whose texts they are is our own."""

import json

from cases.case import add
from cases.endpoints import ME, OBTAIN, REFRESH, REGISTER, VERIFY, bearer
from harness.profiles import LOCALIZED

LANGUAGES = ("de", "fr", "es", "pt-br", "zh-hans", "ru", "ja", "ar")
FORMS = {
    "absent": None,
    "empty": "",
    "star": "*",
    "english": "en",
    "british": "en-GB",
    "mexican": "es-MX",
    "brazilian": "pt-BR",
    "portuguese": "pt",
    "european_portuguese": "pt-PT",
    "chinese_china": "zh-CN",
    "chinese_alone": "zh",
    "chinese_script_in_capitals": "zh-Hans",
    "swiss": "de-CH",
    "canadian_then_french": "fr-CA,fr;q=0.8",
    "by_quality": "de;q=0.5, fr;q=0.9",
    "quality_0": "es;q=0",
    "unknown": "xx",
    "unknown_then_german": "xx, de;q=0.5",
    "in_capitals": "DE",
    "underscore": "pt_BR",
    "garbage": "!!",
    "garbage_and_german": "!!, de",
    "bad_quality": "de;q=x",
    "quality_over_1": "de;q=2",
    "star_first": "*, de;q=0.5",
    "long": "de," * 200 + "fr",
    "long_subtag": "de-" + "a" * 60,
    "three_parts": "zh-hans-cn",
}
REQUESTS = {
    "wrong_password": lambda site, h: site.send_json("POST", OBTAIN.path, {"username": "alice", "password": "x"}, h),
    "required": lambda site, h: site.send_json("POST", OBTAIN.path, {}, h),
    "null": lambda site, h: site.send_json("POST", OBTAIN.path, {"username": None, "password": " "}, h),
    "not_a_dictionary": lambda site, h: site.send_json("POST", OBTAIN.path, [], h),
    "wrong_method": lambda site, h: site.send("PUT", OBTAIN.path, h),
    "unsupported": lambda site, h: site.send("POST", OBTAIN.path, (*h, ("Content-Type", "text/plain")), b"x"),
    "not_acceptable": lambda site, h: site.send("POST", OBTAIN.path, (*h, ("Accept", "application/xml"))),
    "no_such_format": lambda site, h: site.send("POST", OBTAIN.path + "?format=xml", h),
    "broken_json": lambda site, h: site.send_json("POST", OBTAIN.path, None, h),
    "anonymous": lambda site, h: site.send("GET", ME, h),
    "bad_token": lambda site, h: site.send("GET", ME, (*h, bearer("rubbish"))),
    "bad_header": lambda site, h: site.send("GET", ME, (*h, ("Authorization", "Bearer"))),
    "bad_refresh": lambda site, h: site.send_json("POST", REFRESH.path, {"refresh": "rubbish"}, h),
    "wrong_type": lambda site, h: site.send_json("POST", REFRESH.path, {"refresh": site.pair["access"]}, h),
    "bad_verify": lambda site, h: site.send_json("POST", VERIFY.path, {"token": "rubbish"}, h),
    "registration": lambda site, h: site.send_json(
        "POST", REGISTER.path, {"username": "no spaces", "email": "nowhere", "password": "12345678"}, h
    ),
    "taken": lambda site, h: site.send_json("POST", REGISTER.path, {"username": "alice", "password": "Zq7-orchard"}, h),
    "success": lambda site, h: site.send("GET", ME, (*h, bearer(site.pair["access"]))),
    "unknown_path": lambda site, h: site.send("GET", "/nowhere/", h),
    "redirect": lambda site, h: site.send("GET", "/api/token", h),
}
JUDGED = ("status", "Content-Type", "Content-Language", "Vary", "Location", "WWW-Authenticate")


def keys(record):
    """Judge of the body only its keys, and how many messages each has."""
    told = {name: record[name] for name in JUDGED if name in record}
    try:
        body = json.loads(record.get("body", ""))
    except ValueError:
        return told
    shape = {key: len(value) if isinstance(value, list) else "text" for key, value in body.items()}
    return {**told, "keys": json.dumps(shape)}


def asking(request, header):
    """Send a request with this `Accept-Language`."""
    headers = () if header is None else (("Accept-Language", header),)
    return lambda site: REQUESTS[request](site, headers)


STATUSES = (200, 301, 400, 401, 404, 405, 406, 415)
for request in REQUESTS:
    for language in LANGUAGES:
        add(f"languages/{request}/{language}", asking(request, language), STATUSES, LOCALIZED, keys)
for name, header in FORMS.items():
    for request in ("wrong_password", "anonymous"):
        add(f"languages/{request}/form_{name}", asking(request, header), STATUSES, LOCALIZED, keys)
