"""Every endpoint, with every method, without a credential, with a good one and with a bad one."""

import json

from cases.case import add
from cases.endpoints import ME, POSTED, bearer, newcomer, signed_up

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO")
CREDENTIALS = {
    "anonymous": lambda _: (),
    "good": lambda site: (bearer(site.pair["access"]),),
    "bad": lambda _: (bearer("rubbish"),),
}
LEAVER = newcomer("leaver")
ANSWERS = (200, 201, 204, 400, 401, 405)


def metadata(record):
    """Judge the metadata of a view but for its description: that sentence is each side's own."""
    try:
        told = json.loads(record["body"])
    except ValueError:
        return record
    return {**record, "body": json.dumps({key: value for key, value in told.items() if key != "description"})}


def posted(endpoint, method, credential):
    """Ask an endpoint that takes a POST; a POST carries a body that it accepts."""

    def ask(site):
        headers = CREDENTIALS[credential](site)
        if method == "POST":
            return site.send_json(method, endpoint.path, endpoint.good(site), headers)
        return site.send(method, endpoint.path, headers)

    return ask


def protected(method, credential):
    """Ask the protected view, without a body."""
    return lambda site: site.send(method, ME, CREDENTIALS[credential](site))


for method in METHODS:
    more = {"focus": metadata} if method == "OPTIONS" else {}
    for credential in CREDENTIALS:
        for endpoint in POSTED:
            ask = posted(endpoint, method, credential)
            add(f"matrix/{endpoint.name}/{method}/{credential}", ask, ANSWERS, **more)
        if (method, credential) != ("DELETE", "good"):
            add(f"matrix/me/{method}/{credential}", protected(method, credential), ANSWERS, **more)

add("matrix/me/DELETE/good", lambda site: site.send("DELETE", ME, (signed_up(site, LEAVER),)), 204)
