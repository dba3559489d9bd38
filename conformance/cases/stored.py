"""Passwords as columns hold them (gotchas 52, 53): corrupt, old, unusable, of an algorithm that nobody knows."""

from cases.case import add
from cases.endpoints import OBTAIN, TOKEN_AUTH
from harness.profiles import BASIC
from harness.world import FRANK, GRETA, HELGA, IVAN

OWNERS = {"corrupt": FRANK, "unusable": HELGA, "unknown_algorithm": IVAN}


def logging_in(endpoint, account, password=None):
    """Log in as the owner of a column."""
    fields = {"username": account.username, "password": password or account.password}
    return lambda site: site.send_json("POST", endpoint.path, fields)


for name, account in OWNERS.items():
    for endpoint in (OBTAIN, TOKEN_AUTH):
        add(f"stored/{endpoint.name}/{name}", logging_in(endpoint, account), (400, 401, 500))
add("stored/obtain/unusable_as_it_stands", logging_in(OBTAIN, HELGA, HELGA.stored), 401)
add("stored/obtain/old", logging_in(OBTAIN, GRETA), 200, BASIC)
add("stored/obtain/old_and_wrong", logging_in(OBTAIN, GRETA, "wrong"), 401, BASIC)
