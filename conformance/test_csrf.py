"""Django's CSRF check and ours on the same headers: the same requests pass, and the others are told the same reason."""

import itertools
import json

from test_sessions import ours  # noqa: F401 (a fixture)

from harness.world import ALICE

SECRET = "aBcDeFgHiJkLmNoPqRsTuVwXyZ012345"
MASKED = "a" * 32 + SECRET
BAD = {"short": "abc", "long": "a" * 65, "invalid": "-" * 32, "invalid-masked": "a" * 63 + "_", "empty": ""}
COOKIES = {"none": None, "secret": SECRET, "masked": MASKED, **BAD}
TOKENS = {"none": None, "secret": SECRET, "masked": MASKED, "wrong": "b" * 32, "wrong-masked": "b" * 64, **BAD}


def origins(base):
    """Origins of a page, with ours among them."""
    return (None, base, base.upper(), base + "/", base.replace("http", "https"), "http://127.0.0.1", "null", "")


def cases(base):
    """Yield every request as (method, headers without the session, form)."""
    host = base.removeprefix("http://")
    names = (COOKIES.values(), TOKENS.values(), origins(base))
    for cookie, token, origin in itertools.product(*names):
        headers = {"Host": host, "Cookie": "a=b" if cookie is None else f"a=b; csrftoken={cookie}"}
        headers.update({"Origin": origin} if origin is not None else {})
        yield "PATCH", headers | ({"X-CSRFToken": token} if token is not None else {}), {}
        if origin is None:
            yield "POST", headers, {} if token is None else {"csrfmiddlewaretoken": token}
            yield "GET", headers, {}


def reason_of_ours(site, key, method, headers, form):
    """Return why ours refuses a request of somebody who is logged in, or `None`."""
    # A refusal may come before the body was read, which ends the connection.
    headers = headers | {"Cookie": f"{headers['Cookie']}; sessionid={key}", "Connection": "close"}
    path = "/api/reauthenticate/" if method == "POST" else "/api/users/me/"
    body = {"json": {}} if method == "PATCH" else {"data": form}
    answer = site.request(method, path, headers=headers, **body)
    prefix = "CSRF Failed: "
    detail = answer.json().get("detail", "") if answer.status_code == 403 else ""
    return detail.removeprefix(prefix) if detail.startswith(prefix) else None


def test_i94_every_request_is_judged_as_django_judges_it(ours):  # noqa: F811
    asked = list(cases(ours.base))
    assert len(asked) > 500
    listed = [{"method": method, "headers": headers, "form": form} for method, headers, form in asked]
    told = json.loads(ours.django_of("judge.csrf", json.dumps(listed)))
    key = ours.django("make", ALICE.username)
    differing = [
        (case, wanted, found)
        for case, wanted in zip(asked, told, strict=True)
        if (found := reason_of_ours(ours, key, *case)) != wanted
    ]
    assert differing == []
