"""Session cookies and CSRF (gotchas 92 to 98): the page for people, and the protected view with a cookie."""

from cases.accept_forms import page
from cases.case import add
from cases.endpoints import ME, OBTAIN, bearer
from harness.browser import LOGIN, LOGOUT, Browser
from harness.profiles import JWT_SESSION, PLAIN, SESSION_BASIC, SESSION_JWT
from harness.site import JSON

STATUSES = (200, 400, 401, 403, 405)
PROFILES = (SESSION_JWT, JWT_SESSION, SESSION_BASIC)


def with_cookie(method, **csrf):
    """Ask the protected view with a fresh session; `csrf` says what to do about the token."""

    def ask(site):
        browser = Browser(site).log_in()
        headers = [JSON] if method not in ("GET", "HEAD") else []
        headers += [("X-CSRFToken", value) for value in csrf_header(browser, csrf.get("header"))]
        if csrf.get("cookie") is False:
            del browser.cookies["csrftoken"]
        headers += csrf.get("more", [])
        return browser.send(method, ME, headers, b"{}" if method not in ("GET", "HEAD") else None)

    return ask


def csrf_header(browser, kind):
    """Return the values that the header is to have: the cookie's secret, the form's masked one, or another."""
    if kind == "masked":
        browser.page(LOGIN + "?next=/")
        return [browser.form_token or "x" * 64]
    return {"secret": [browser.cookies["csrftoken"]], None: []}.get(kind, [kind])


COOKIE_CASES = {
    "get": with_cookie("GET"),
    "head": with_cookie("HEAD"),
    "patch_without_a_token": with_cookie("PATCH"),
    "patch_with_the_secret": with_cookie("PATCH", header="secret"),
    "patch_with_the_masked_secret": with_cookie("PATCH", header="masked"),
    "patch_with_another_token": with_cookie("PATCH", header="a" * 32),
    "patch_with_a_short_token": with_cookie("PATCH", header="abc"),
    "patch_with_bad_characters": with_cookie("PATCH", header="!" * 32),
    "patch_with_an_empty_token": with_cookie("PATCH", header=""),
    "patch_without_the_cookie": with_cookie("PATCH", header="secret", cookie=False),
    "patch_from_elsewhere": with_cookie("PATCH", header="secret", more=[("Origin", "https://elsewhere.example")]),
    "patch_from_null": with_cookie("PATCH", header="secret", more=[("Origin", "null")]),
    "post_without_a_token": with_cookie("POST"),
    "post_with_the_secret": with_cookie("POST", header="secret"),
    "get_with_a_bad_bearer": with_cookie("GET", more=[bearer("rubbish")]),
    "patch_with_a_bad_bearer": with_cookie("PATCH", more=[bearer("rubbish")]),
}
HEADER_CASES = {
    "anonymous": lambda site: (),
    "bearer": lambda site: (bearer(site.pair["access"]),),
    "bearer_bad": lambda site: (bearer("rubbish"),),
    "basic": lambda site: (("Authorization", "Basic YWxpY2U6cHctQWxpY2UtMTIz"),),
    "basic_bad": lambda site: (("Authorization", "Basic YTpi"),),
    "cookie_rubbish": lambda site: (("Cookie", "sessionid=rubbish"),),
    "cookie_empty": lambda site: (("Cookie", "sessionid="),),
    "cookie_tampered": lambda site: (("Cookie", "sessionid=" + "a" * 32),),
}
for profile in PROFILES:
    for name, ask in COOKIE_CASES.items():
        add(f"sessions/{profile.name}/cookie/{name}", ask, STATUSES, profile)
    for name, headers in HEADER_CASES.items():
        for method in ("GET", "POST", "PATCH"):
            add(
                f"sessions/{profile.name}/{name}/{method}",
                lambda site, method=method, headers=headers: site.send(method, ME, headers(site)),
                STATUSES,
                profile,
            )
for name in ("cookie_rubbish", "cookie_empty", "cookie_tampered"):
    cookie = HEADER_CASES[name](None)
    for label, ask in {
        "me": lambda site, cookie=cookie: site.send("GET", ME, cookie),
        "me_good": lambda site, cookie=cookie: site.send("GET", ME, (*cookie, bearer(site.pair["access"]))),
        "obtain": lambda site, cookie=cookie: site.send_json("POST", OBTAIN.path, {}, cookie),
    }.items():
        add(f"sessions/plain/{name}/{label}", ask, STATUSES, PLAIN)


def submitting(fields, **options):
    """Open the login page and submit its form."""

    def ask(site):
        browser = Browser(site)
        browser.page(LOGIN + options.get("query", ""))
        if not options.get("token", True):
            browser.form_token = "x"
        return browser.submit(LOGIN + options.get("query", ""), fields)

    return ask


def logged_in(method, target):
    """Ask for a page as somebody who is logged in, with the token of a page before it where one posts."""

    def ask(site):
        browser = Browser(site).log_in()
        browser.page(LOGIN)
        return browser.submit(target, {}) if method == "POST" else browser.page(target)

    return ask


def rotating(site):
    """Log in with a session and a CSRF cookie, both of which a login has to replace."""
    browser = Browser(site).log_in()
    before = dict(browser.cookies)
    browser.page(LOGIN)
    answer = browser.submit(LOGIN, {"username": "bob", "password": "pw-Bob-45678"})
    assert all(browser.cookies[name] != before[name] for name in before)
    return answer


def seen(record):
    """Judge of a page's answer also where it leads and which cookies it sets."""
    led = {name: text for name, text in record.items() if name in ("Location", "Allow") or name.startswith("cookie.")}
    return {**led, **page(record)}


GOOD = {"username": "alice", "password": "pw-Alice-123"}
PAGES = {
    "login/page": (lambda site: Browser(site).page(LOGIN), 200),
    "login/good": (submitting(GOOD), 302),
    "login/next": (submitting(GOOD, query="?next=/api/"), 302),
    "login/next_elsewhere": (submitting(GOOD, query="?next=https://elsewhere.example/"), 302),
    "login/wrong": (submitting({**GOOD, "password": "wrong"}), 200),
    "login/blank": (submitting({}), 200),
    "login/without_a_token": (submitting(GOOD, token=False), 403),
    "login/rotates": (rotating, 302),
    "login/without_slash": (lambda site: site.send("GET", "/accounts/login"), 301),
    "logout/get": (logged_in("GET", LOGOUT), 405),
    "logout/post": (logged_in("POST", LOGOUT), (200, 302)),
    "logout/anonymous": (lambda site: site.send("POST", LOGOUT), 403),
}
for name, (ask, statuses) in PAGES.items():
    add(f"accounts/{name}", ask, statuses, SESSION_JWT, focus=seen)
