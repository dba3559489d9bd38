"""Follows what a Countersign revokes, for programs that verify its tokens with PyJWT. Needs nothing but Python.

    import jwt
    from follower import Revocations

    keys = jwt.PyJWKClient("https://accounts.example/.well-known/jwks.json")
    revocations = Revocations("https://accounts.example/api/revocations/", client_id, client_secret)
    if not revocations.loaded.wait(5):
        ...  # the log says why; until it is set, tokens are taken that were revoked before

    claims = jwt.decode(token, keys.get_signing_key_from_jwt(token).key, algorithms=["ES256"])
    if claims.get("token_type") != "access" or revocations.refuses(claims):
        ...  # 401

Id and secret are those that `countersign clients create` prints. A thread has a request open at the server, which answers as
soon as something is revoked there: within a second it is refused here. While the server is away, what is known goes on being
refused; when it is back, the thread goes on where it was.
"""

import base64
import json
import logging
import random
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

LOG = logging.getLogger("revocations")
WAIT_SECONDS = 10
LONGEST_PAUSE = 5
LARGEST_ANSWER = 16 * 1024 * 1024
# What speaks of tokens that have expired is kept a little longer: clocks differ.
KEPT_LONGER = 300


class Revocations:
    """What is revoked right now; any number of threads may ask."""

    def __init__(self, url, client_id, client_secret):
        pair = ":".join(urllib.parse.quote(text, safe="") for text in (client_id, client_secret))
        self._headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode(), "Accept": "application/json"}
        self._url = url
        self._sessions, self._tokens, self._users = {}, {}, {}
        self._lock = threading.Lock()
        # Asks no other address, whatever an answer says.
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._epoch, self._next = "", 0
        self.loaded = threading.Event()  # everything is known that was revoked before
        self.fresh_at = None  # `time.monotonic()` of the last answer: how old what is known may be is for you to bound
        threading.Thread(target=self._follow, name="revocations", daemon=True).start()

    def refuses(self, claims):
        """True for the claims of a token that was revoked, or whose session or user was. Verify the token first."""
        if not all(isinstance(claims.get(name, ""), str) for name in ("jti", "sid")):
            return True  # the server issues none such
        with self._lock:
            if claims.get("jti") in self._tokens:
                return True
            if "sid" in claims:
                return claims["sid"] in self._sessions
            before, _ = self._users.get(str(claims.get("user_id")), (None, 0))
            # A token without a session dies with its user's mark: of that second or before, and all where none is said.
            return before is not None and not claims.get("iat", float("-inf")) > before

    def _follow(self):
        failures, told, swept = 0, None, time.monotonic()
        while True:
            try:
                self._step()
                failures, told = 0, None
            except Exception as cause:  # whatever was answered: nobody would notice that this thread has ended
                if told != str(cause):
                    told = str(cause)
                    LOG.warning("the revocations cannot be read: %s", told)
                failures = min(failures + 1, 10)
                time.sleep(min(0.25 * 2**failures, LONGEST_PAUSE) * random.uniform(0.5, 1))
            if time.monotonic() - swept > 60:
                swept = time.monotonic()
                self._forget_expired()

    def _step(self):
        """Ask once: at first piece by piece until there is nothing left, then for news as soon as there is some."""
        wait = WAIT_SECONDS if self.loaded.is_set() else 0
        asked = time.monotonic()
        query = urllib.parse.urlencode({"since": self._next, "epoch": self._epoch, "wait": wait})
        request = urllib.request.Request(f"{self._url}?{query}", headers=self._headers)
        with self._opener.open(request, timeout=wait + 5) as answer:
            page = json.loads(answer.read(LARGEST_ANSWER))
        for event in page["events"]:
            self._apply(event)
        # Another epoch is another history (a restored database), of which everything is told. What is known stays.
        goes_on = page["epoch"] == self._epoch and page["next"] >= self._next
        self._epoch, self._next = page["epoch"], page["next"]
        if not goes_on:
            self.loaded.clear()
        elif not page["events"]:
            self.loaded.set()
        if self.loaded.is_set():
            self.fresh_at = time.monotonic()
            if not page["events"] and self.fresh_at - asked < 0.1:
                time.sleep(0.1)  # whatever answers there does not wait

    def _apply(self, event):
        until = event["until"]
        with self._lock:
            if event["kind"] == "session":
                self._sessions[event["session"]] = max(until, self._sessions.get(event["session"], 0))
            elif event["kind"] == "jti":
                self._tokens[event["jti"]] = max(until, self._tokens.get(event["jti"], 0))
            elif event["kind"] == "user":
                before = event.get("before", float("inf"))
                known_before, known_until = self._users.get(event["user"], (before, until))
                self._users[event["user"]] = (max(before, known_before), max(until, known_until))

    def _forget_expired(self):
        oldest = time.time() - KEPT_LONGER
        with self._lock:
            self._sessions = {sid: until for sid, until in self._sessions.items() if until > oldest}
            self._tokens = {jti: until for jti, until in self._tokens.items() if until > oldest}
            self._users = {user: mark for user, mark in self._users.items() if mark[1] > oldest}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None
