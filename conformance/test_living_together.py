"""A Django and two servers of Countersign on one database with SimpleJWT's `token_blacklist`: all rotate and blacklist at random, and a
model says what each must answer."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from threading import Barrier

import jwt
import pytest

from harness import django_site
from harness.binary import must
from harness.our_site import CONFIG_FILE, serving, write_config
from harness.profile import Profile
from harness.world import ALICE, BOB, ERIN, SECRET_KEY

LIVING = Profile(
    "living",
    jwt={
        "rotate_refresh_tokens": True,
        "blacklist_after_rotation": True,
        "reuse_interval": 3600,
        "reuse_detection": True,
        "refresh_token_lifetime": 7200,
    },
)
# Of each seed; more of them for minutes of it.
STEPS = int(os.environ.get("LIVING_TOGETHER_STEPS", "500"))
CALLERS = 6
ROUNDS = 10
SPENT = (401, "Token is blacklisted")


@pytest.fixture(scope="module")
def both(ours_only, tmp_path_factory, new_database):
    """All servers on the database that Django made, as {"django", "ours", "other"}, and a function that asks Django's ORM."""
    directory, beside = str(tmp_path_factory.mktemp("living")), str(tmp_path_factory.mktemp("living-django"))
    database = new_database(directory)
    django_site.furnish(directory, database)
    write_config(directory, LIVING, database)
    command(directory, "migrate")
    variables = django_site.environment(database, LIVING)
    with (
        django_site.serving(beside, LIVING, database) as django,
        serving(directory, database, SECRET_KEY=SECRET_KEY) as ours,
        serving(directory, database, SECRET_KEY=SECRET_KEY) as other,
    ):
        ours.command = lambda *arguments: command(directory, *arguments)
        yield {"django": django, "ours": ours, "other": other}, lambda *arguments: ask(variables, *arguments)


def command(directory, *arguments):
    """Run a command of ours on the settings in `directory`."""
    return must(directory, *arguments, "--config", CONFIG_FILE, SECRET_KEY=SECRET_KEY)


def ask(variables, *arguments):
    """Run `judge.tables` and return what it prints."""
    command = [sys.executable, "-m", "judge.tables", *arguments]
    done = subprocess.run(command, env=variables, cwd=Path(__file__).parent, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def name_of(token):
    """Return the `jti`."""
    return jwt.decode(token, options={"verify_signature": False})["jti"]


def told(answer):
    """Return (status, what it says)."""
    body = answer.json()
    said = body.get("detail") or body.get("non_field_errors") or body
    return answer.status_code, said[0] if isinstance(said, list) else said


def is_ours(side):
    """Whether the server is one of ours."""
    return side != "django"


class Chain:
    """A login and every token that came of it, oldest first; at most one is live, as nobody acts at the same time here."""

    def __init__(self, token, is_ours):
        self.tokens = [token]
        self.live = token
        # What our session's row says: none before the first refresh here of a login there.
        self.current = token if is_ours else None
        self.previous = None
        self.ended = False
        self.origin = None

    def is_in_session(self, token):
        """Whether we find a session by the token: by its `sid`, or as the one that a session was made of."""
        has_session = "sid" in jwt.decode(token, options={"verify_signature": False}) or token == self.origin
        return self.current is not None and has_session

    def is_live_here(self, token):
        """Whether we count the token as live: the live one, and the previous one while its successor is."""
        if self.ended:
            return False
        repeats = self.is_in_session(token) and token == self.previous and self.current == self.live
        return token == self.live or repeats

    def is_theft(self, token):
        """Whether a token that is not live was spent here before: it is older than our current one."""
        if self.ended or not self.is_in_session(token) or token == self.current:
            return False
        return self.tokens.index(token) < self.tokens.index(self.current) and token != self.previous

    def end(self):
        """Our session ends, with everything of it."""
        self.ended, self.live = self.current is not None, None

    def rotate(self, token, successor, here):
        """The live token was traded."""
        self.tokens.append(successor)
        self.live = successor
        if here:
            self.origin = token if self.current is None else self.origin
            self.previous, self.current = token, successor


class World:
    """The servers, the chains, and dice."""

    def __init__(self, sites, seed):
        self.sites = sites
        self.dice = random.Random(seed)
        self.chains = []
        self.met = Counter()

    def post(self, side, path, field, token):
        """Send one token."""
        return self.sites[side].send_json("POST", path, {field: token})

    def login(self, side):
        """Somebody logs in."""
        pair = self.sites[side].login(self.dice.choice((ALICE, BOB)))
        self.chains.append(Chain(pair["refresh"], is_ours(side)))

    def pick(self):
        """Return a chain and one of its tokens, most often the live one."""
        chain = self.dice.choice(self.chains[-6:])
        if chain.live and self.dice.random() < 0.6:
            return chain, chain.live
        return chain, self.dice.choice(chain.tokens[-5:])

    def refresh(self, side):
        """A token is presented for refresh."""
        chain, token = self.pick()
        answer = self.post(side, "/api/token/refresh/", "refresh", token)
        here = is_ours(side)
        if token == chain.live:
            assert answer.status_code == 200, (side, "live", answer.text)
            if here:
                self.met["taken in" if chain.current not in (None, token) else "rotated"] += 1
            chain.rotate(token, answer.json()["refresh"], here)
        elif here and chain.is_live_here(token):
            repeated = (answer.status_code, answer.json().get("refresh"))
            assert repeated == (200, chain.current), (side, "repeat", answer.text)
            self.met["repeated"] += 1
        else:
            assert told(answer) == SPENT, (side, "spent", answer.text)
            if here:
                self.met["theft" if chain.is_theft(token) else "refused"] += 1
            if here and chain.is_theft(token):
                chain.end()

    def blacklist(self, side):
        """A token is given back."""
        chain, token = self.pick()
        answer = self.post(side, "/api/token/blacklist/", "refresh", token)
        here = is_ours(side)
        if token == chain.live or (here and chain.is_live_here(token)):
            assert (answer.status_code, answer.json()) == (200, {}), (side, answer.text)
            if here and chain.is_in_session(token):
                chain.end()
            chain.live = None
        else:
            assert told(answer) == SPENT, (side, answer.text)
            if here and chain.is_theft(token):
                chain.end()

    def verify(self, side):
        """A token is looked at."""
        chain, token = self.pick()
        answer = self.post(side, "/api/token/verify/", "token", token)
        is_live = chain.is_live_here(token) if is_ours(side) else token == chain.live
        wanted = (200, {}) if is_live else (400, "Token is blacklisted")
        assert told(answer) == wanted, (side, answer.text)

    def step(self):
        """Something happens somewhere."""
        side = self.dice.choice(("django", "ours", "other"))
        acts = [self.refresh] * 8 + [self.verify] * 3 + [self.blacklist] + [self.login]
        act = self.dice.choice(acts) if len(self.chains) > 3 else self.login
        act(side)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_s51_what_one_side_rotates_or_blacklists_the_other_knows(both, seed):
    sites, ask_django = both
    world = World(sites, seed)
    for _ in range(STEPS):
        world.step()
    assert min(world.met[kind] for kind in ("rotated", "taken in", "repeated", "theft", "refused")) > 0, world.met
    rows = ask_django("rows")
    for chain in world.chains:
        for token in chain.tokens:
            row = rows[name_of(token)]
            assert row["blacklisted"] == (token != chain.live)
            assert row["user"] in (ALICE.username, BOB.username)
            digest = "sha256:" + hashlib.sha256(token.encode()).hexdigest()
            assert row["token"] in (token, digest)
            exp = jwt.decode(token, options={"verify_signature": False})["exp"]
            assert row["expires_at"].startswith(django_time(exp)), (row, exp)


def django_time(seconds):
    """Return the second as the ORM's `isoformat` writes it."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat()


def test_the_admin_lists_every_row(both):
    sites, ask_django = both
    pair = sites["ours"].login(ALICE)
    spent = name_of(pair["refresh"])
    answer = sites["ours"].send_json("POST", "/api/token/refresh/", {"refresh": pair["refresh"]})
    live = name_of(answer.json()["refresh"])
    pages = ask_django("admin", ERIN.username)
    assert pages["outstandingtoken"][0] == pages["blacklistedtoken"][0] == 200
    assert {spent, live} <= set(pages["outstandingtoken"])
    assert spent in pages["blacklistedtoken"] and live not in pages["blacklistedtoken"]


def test_s56_a_logout_here_ends_what_django_made_of_the_session(both):
    sites, _ = both
    pair = sites["ours"].login(ALICE)
    beside = sites["django"].send_json("POST", "/api/token/refresh/", {"refresh": pair["refresh"]}).json()
    headers = {"Authorization": f"Bearer {beside['access']}"}
    assert sites["ours"].post("/api/logout/", headers=headers).status_code == 200
    for site in sites.values():
        assert told(site.send_json("POST", "/api/token/refresh/", {"refresh": beside["refresh"]})) == SPENT
    assert sites["ours"].me(headers["Authorization"]).status_code == 401


def test_a_logout_everywhere_is_one_in_django_too(both):
    sites, _ = both
    tokens = [site.login(BOB) for site in (*sites.values(), *sites.values())]
    headers = {"Authorization": f"Bearer {tokens[1]['access']}"}
    assert sites["ours"].post("/api/logout/all/", headers=headers).status_code == 200
    for pair in tokens:
        for site in sites.values():
            assert told(site.send_json("POST", "/api/token/refresh/", {"refresh": pair["refresh"]})) == SPENT


def test_forks_of_simplejwts_own_race_end_with_everything_else(both):
    sites, _ = both
    given, forked = [], 0
    for _ in range(ROUNDS):
        refresh = sites["ours"].login(BOB)["refresh"]
        start = Barrier(CALLERS)

        def trade(site, refresh=refresh, start=start):
            start.wait()
            return site.send_json("POST", "/api/token/refresh/", {"refresh": refresh})

        with ThreadPoolExecutor(CALLERS) as pool:
            asked = list(sites) * (CALLERS // len(sites))
            answers = list(pool.map(trade, [sites[side] for side in asked]))
        here = [answer for side, answer in zip(asked, answers) if is_ours(side)]
        assert all(answer.status_code in (200, 401) for answer in here), [answer.text for answer in answers]
        forked += len({answer.json()["refresh"] for answer in answers if answer.status_code == 200}) > 1
        given += [answer.json()["refresh"] for answer in answers if answer.status_code == 200]
        successors = {answer.json()["refresh"] for answer in here if answer.status_code == 200}
        assert len(successors) <= 1, "here one token has one successor, whatever Django does"
    print(f"{forked} of {ROUNDS} races forked at Django")
    access = sites["ours"].login(BOB)["access"]
    assert sites["ours"].post("/api/logout/all/", headers={"Authorization": f"Bearer {access}"}).status_code == 200
    for refresh in given:
        for site in sites.values():
            assert told(site.send_json("POST", "/api/token/refresh/", {"refresh": refresh})) == SPENT
    assert sites["ours"].database.broken_references() == []


def test_s57_each_side_flushes_what_has_expired_and_nothing_else(both):
    sites, ask_django = both
    live = sites["ours"].login(ALICE)
    before = ask_django("rows")
    sites["ours"].command("flushexpiredtokens")
    assert ask_django("rows") == before
    assert not before[name_of(live["refresh"])]["blacklisted"]
