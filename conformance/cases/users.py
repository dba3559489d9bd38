"""/api/users/, /api/groups/ and /api/permissions/: model viewsets for staff, with pages, search and order.

They have servers of their own: what a list shows depends on every account that was made before.
"""

import re

from cases.case import add
from cases.endpoints import bearer
from harness.profile import Profile
from harness.world import ALICE, ERIN

STAFF_LISTS = Profile("staff_lists")
USERS = "/api/users/"
GROUPS = "/api/groups/"
PERMISSIONS = "/api/permissions/"
ORIGIN = re.compile(r"http://127\.0\.0\.1:\d+")
INSTANT = re.compile(r'("date_joined":)"[^"]+"')


def anywhere(record):
    """Judge where links lead on each server's own address, no instant at which an account was made, nor a length that has those in it."""
    texts = {name: text for name, text in record.items() if name != "Content-Length"}
    return {name: INSTANT.sub(r'\1"<instant>"', ORIGIN.sub("<origin>", text)) for name, text in texts.items()}


def asked(name, method, target, statuses, fields=None, account=ERIN):
    """Add a request of an account; staff of this suite are superusers."""

    def ask(site):
        headers = () if account is None else (bearer(site.login(account)["access"]),)
        if fields is None:
            return site.send(method, target, headers)
        return site.send_json(method, target, fields, headers)

    add(f"users/{name}", ask, statuses, STAFF_LISTS, focus=anywhere)


QUERIES = {
    "all": "",
    "two": "?page_size=2",
    "second": "?page=2&page_size=2",
    "last": "?page=last&page_size=2",
    "beyond": "?page=99",
    "zero": "?page=0",
    "word": "?page=x",
    "spaced": "?page=+1+",
    "empty_page": "?page=",
    "size_zero": "?page_size=0",
    "size_word": "?page_size=x",
    "size_huge": "?page_size=100000",
    "kept": "?z=1&page_size=2&a=%C3%A4+b&a=%26&page=2&empty=",
    "search": "?search=al",
    "search_upper": "?search=ALICE",
    "search_terms": "?search=a+example",
    "search_comma": "?search=ali,ce",
    "search_phrase": "?search=%22alice%40example%22",
    "search_percent": "?search=%25",
    "search_underscore": "?search=_",
    "search_backslash": "?search=%5C",
    "search_quote": "?search=%22",
    "search_nul": "?search=%00",
    "search_blank": "?search=++",
    "order": "?ordering=username",
    "order_down": "?ordering=-username",
    "order_unknown": "?ordering=password",
    "order_mixed": "?ordering=password,-id",
    "order_spaced": "?ordering=+-+id,username",
    "order_empty": "?ordering=",
}
for name, query in QUERIES.items():
    asked(f"list/{name}", "GET", USERS + query, (200, 400, 404))
for path, name in ((USERS, "users"), (GROUPS, "groups"), (PERMISSIONS, "permissions")):
    for who, account in (("nobody", None), ("alice", ALICE)):
        for method in ("GET", "POST", "HEAD"):
            asked(f"{name}/{who}/{method}", method, path, (401, 403), account=account)
for method in ("PUT", "PATCH", "DELETE"):
    asked(f"list/{method}", method, USERS, 405)
asked("list/HEAD", "HEAD", USERS, 200)
for method in ("GET", "PUT", "PATCH", "DELETE"):
    asked(f"detail/unknown/{method}", method, f"{USERS}4711/", 404, None if method == "GET" else {})
asked("detail/GET", "GET", f"{USERS}1/", 200)
asked("detail/POST", "POST", f"{USERS}1/", 405, {})
for who, account in (("nobody", None), ("alice", ALICE)):
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        asked(f"detail/{who}/{method}", method, f"{USERS}1/", (401, 403), account=account)

WRONG = {
    "nothing": {},
    "empty": {"username": "", "password": ""},
    "taken": {"username": "alice", "password": "Zq7-orchard-lamp"},
    "bad_name": {"username": "a b", "password": "Zq7-orchard-lamp"},
    "null": dict.fromkeys(("username", "email", "first_name", "is_active", "groups", "user_permissions", "password")),
    "weak": {"username": "weak", "password": "12345"},
    "flags": {"username": "flags", "password": "Zq7-orchard-lamp", "is_active": "perhaps", "is_staff": [], "is_superuser": 2},
    "groups_text": {"username": "groups", "password": "Zq7-orchard-lamp", "groups": "x", "user_permissions": 7},
    "groups_unknown": {"username": "groups", "password": "Zq7-orchard-lamp", "groups": [4711, 4712]},
    "groups_kinds": {"username": "groups", "password": "Zq7-orchard-lamp", "groups": [True], "user_permissions": ["x"]},
    "groups_null": {"username": "groups", "password": "Zq7-orchard-lamp", "groups": [None], "user_permissions": [{}]},
}
for name, fields in WRONG.items():
    asked(f"create/{name}", "POST", USERS, 400, fields)
    if name != "nothing":
        asked(f"change/{name}", "PATCH", f"{USERS}2/", (200, 400), {key: fields[key] for key in fields if key != "password"})
asked("change/put_nothing", "PUT", f"{USERS}2/", 400, {})
asked("change/names", "PATCH", f"{USERS}2/", 200, {"first_name": " Bob ", "last_name": "Bobson"})
asked("change/read_only", "PATCH", f"{USERS}2/", 200, {"id": 99, "date_joined": None, "last_login": "x"})
asked("change/good_flags", "PATCH", f"{USERS}2/", 200, {"is_staff": "yes", "is_active": 1})
asked("change/put", "PUT", f"{USERS}2/", 200, {"username": "bob", "email": "Bob@example.com"})
asked("groups/empty", "GET", GROUPS, 200)
asked("groups/nothing", "POST", GROUPS, 400, {})
asked("groups/blank", "POST", GROUPS, 400, {"name": " "})
asked("groups/long", "POST", GROUPS, 400, {"name": "x" * 151})
asked("groups/made", "POST", GROUPS, 201, {"name": "readers"})
asked("groups/taken", "POST", GROUPS, 400, {"name": "readers"})
asked("groups/renamed", "PATCH", f"{GROUPS}1/", 200, {"name": "writers", "permissions": []})
asked("groups/listed", "GET", f"{GROUPS}?search=WRI", 200)
asked("groups/given", "PATCH", f"{USERS}2/", 200, {"groups": [1, "1"]})
asked("groups/deleted", "DELETE", f"{GROUPS}1/", 204)
asked("groups/gone", "GET", f"{GROUPS}1/", 404)
asked("made", "POST", USERS, 201, {"username": "newcomer", "password": "Zq7-orchard-lamp", "is_staff": True})
asked("deleted", "DELETE", f"{USERS}9/", 204)
for name, path in (("users", USERS), ("user", f"{USERS}1/"), ("groups", GROUPS)):
    asked(f"options/{name}", "OPTIONS", path, 200)
