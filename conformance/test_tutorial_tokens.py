"""The four kinds of token that the tutorials print: each can be read offline, without a key and without a crash."""

import json
import re
from dataclasses import dataclass

import jwt
import pytest

from harness.binary import must

pytestmark = pytest.mark.once(reason="`token inspect` asks no database")

DAY = 86_400
WARNING = re.compile(r"unverified|not (been )?(verified|checked)|nothing .*(verified|checked|trusted)", re.IGNORECASE)
ISSUED = 1_580_000_000
SECRET = "the secret of somebody who wrote a tutorial, unknown here"


@dataclass(frozen=True)
class Printed:
    """A token as a tutorial shows it: which claims it has, and the last moment it is good for, in UTC."""

    name: str
    claims: dict
    expires: str

    def token(self):
        """Return the compact form, signed with a secret that the reader does not have."""
        return jwt.encode(self.claims, SECRET, algorithm="HS256")


def printed(name, kind, exp, expires):
    """Describe one token of user 36, whose id was still an integer then."""
    claims = {"token_type": kind, "exp": exp, "jti": "8bcad4ff61584b04a46d2d4a5c2f3aa6", "user_id": 36}
    return Printed(name, claims, expires)


TOKENS = [
    printed("access for 15 minutes", "access", ISSUED + 900, "2020-01-26 01:08:20"),
    printed("refresh for 15 days", "refresh", ISSUED + 15 * DAY, "2020-02-10 00:53:20"),
    printed("access for 5 years", "access", ISSUED + 5 * 365 * DAY, "2025-01-24 00:53:20"),
    printed("refresh until the year 9218", "refresh", 228_732_444_313, "9218-03-30 06:05:13"),
]


@pytest.fixture(params=TOKENS, ids=lambda sample: sample.name)
def sample(request, ours_only):
    """One of the four."""
    return request.param


def inspect(directory, token):
    """Return what `token inspect --json` prints about a token."""
    return json.loads(must(directory, "token", "inspect", token, "--json"))


def test_s7_inspect_prints_header_and_claims(sample, tmp_path):
    report = inspect(tmp_path, sample.token())
    assert report["header"] == {"alg": "HS256", "typ": "JWT"}
    assert list(report["claims"].items()) == list(sample.claims.items())


def test_s7_inspect_prints_the_date(sample, tmp_path):
    assert inspect(tmp_path, sample.token())["times"] == {"exp": f"{sample.expires} UTC"}


def test_s7_inspect_for_people_says_that_it_trusts_nothing(sample, tmp_path):
    text = must(tmp_path, "token", "inspect", sample.token())
    assert sample.expires in text
    assert WARNING.search(text), text
