"""Measures Countersign on databases of 1,000 and 1,000,000 users, and says which statements go through all of them.

Usage: python -m in_place.million [USERS …]
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from harness.postgres import PrivatePostgres
from in_place.deployment import me, ok, refresh
from in_place.grown import EXPLAINED, Grown, scans

SIZES = (1_000, 1_000_000)
ROUNDS = 50
# `unknown` is a login that finds nobody, `middle` a page of users in the middle of all.
COLUMNS = ("import", "start", "login", "unknown", "me", "refresh", "page 1", "middle", "search")


def main(sizes):
    """Print a line for each database and size."""
    print(" " * 34 + "".join(f"{column:>9}" for column in COLUMNS))
    with PrivatePostgres(*EXPLAINED) as cluster:
        for users in sizes:
            for name, where in (("SQLite", None), ("PostgreSQL", cluster)):
                with tempfile.TemporaryDirectory() as folder:
                    report(name, users, Path(folder), where)


def report(name, users, folder, cluster):
    """Import the users, measure, and print."""
    began = time.perf_counter()
    grown = Grown(folder, users, cluster)
    seconds = [time.perf_counter() - began]
    began = time.perf_counter()
    with grown.serving() as site:
        seconds.append(time.perf_counter() - began)
        seconds += measure(grown, site)
    figures = "".join(f"{value:8.2f}s" if value > 1 else f"{value * 1000:7.1f}ms" for value in seconds)
    print(f"{name} with {users:,} users".ljust(34) + figures, flush=True)
    with grown.explaining() as (site, plans):
        measure(grown, site, rounds=1)
        for text, lines in scans(plans()).items():
            print(f"    through all rows: {' '.join(text.split())[:110]}\n        {'; '.join(lines)[:150]}")


def measure(grown, site, rounds=ROUNDS):
    """Return the median seconds of each kind of request, on users chosen at random."""
    chosen = random.Random(5)
    people = [grown.person(chosen.randint(2, grown.users)) for _ in range(rounds)]
    staff = {"Authorization": f"Bearer {grown.deployment.log_in(site, grown.person(1))['access']}"}
    pairs = []
    logins = [timed(lambda: pairs.append(grown.deployment.log_in(site, person))) for person in people]
    unknown = [
        timed(lambda: site.post("/api/token/", json={"username": f"nobody{person.pk}", "password": "x"}))
        for person in people
    ]
    pages = [timed(lambda: ok(me(site, pair["access"]))) for pair in pairs]
    traded = [timed(lambda: ok(refresh(site, pair["refresh"]))) for pair in pairs]
    page_size = len(ok(site.get("/api/users/", headers=staff))["results"])
    listings = []
    for query in ("", f"?page={max(1, grown.users // page_size // 2)}", f"?search=user{grown.users // 3}"):
        few = range(min(rounds, 10))
        listings.append([timed(lambda: ok(site.get(f"/api/users/{query}", headers=staff))) for _ in few])
    return [statistics.median(values) for values in (logins, unknown, pages, traded, *listings)]


def timed(work):
    """Return how many seconds something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or SIZES)
