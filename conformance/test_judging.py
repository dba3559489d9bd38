"""The comparison itself: it sees what differs, and holds the list of deviations to its word."""

import time

import jwt
import pytest

import deviations
from cases import CASES
from compare import differences, record, token_shape
from deviations import Deviation

SECRET = "a secret of no consequence to anybody at all"


class Answer:
    """As much of an answer of `requests` as a record is made of."""

    def __init__(self, status, headers, body):
        self.status_code, self.headers, self.content = status, headers, body.encode()


def token(**changes):
    """A token as SimpleJWT writes it, with claims changed or added."""
    now = int(time.time())
    claims = {"token_type": "access", "exp": now + 300, "iat": now, "jti": "0f" * 16, "user_id": "1", **changes}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def answer(body='{"detail":"no"}', status=401, **headers):
    """An answer with one judged and one other header."""
    return Answer(status, {"Content-Type": "application/json", "Server": "any", **headers}, body)


def differing(one, other):
    """The names of the fields in which two answers differ."""
    return sorted(differences(record(one), record(other)))


def test_equal_answers_do_not_differ():
    assert differing(answer(), answer(Server="another")) == []


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (answer(status=403), "status"),
        (answer(body='{"detail": "no"}'), "body"),
        (answer(Vary="Accept"), "Vary"),
        (answer(**{"Content-Type": "text/html"}), "Content-Type"),
        (answer(**{"Retry-After": "1"}), "Retry-After"),
        (answer(**{"WWW-Authenticate": 'Bearer realm="api"'}), "WWW-Authenticate"),
        (answer(Allow="POST, OPTIONS"), "Allow"),
    ],
)
def test_a_difference_is_seen(other, field):
    assert differing(answer(), other) == [field]


def test_two_tokens_of_one_shape_do_not_differ():
    one, other = (answer(f'{{"access":"{token(jti=jti)}"}}') for jti in ("0f" * 16, "a1" * 16))
    assert differing(one, other) == []


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"sid": "x"}, "claims"),
        ({"user_id": 1}, "user_id"),
        ({"user_id": "2"}, "user_id"),
        ({"jti": "short"}, "jti"),
        ({"iat": 1_600_000_000}, "iat"),
        ({"exp": 1_600_000_000}, "lifetime"),
        ({"exp": int(time.time()) + 360}, "lifetime"),
        ({"exp": int(time.time()) + 300.5}, "exp"),
        ({"token_type": "refresh"}, "token_type"),
    ],
)
def test_a_token_of_another_shape_differs(changes, part):
    assert part in differences(token_shape(token()), token_shape(token(**changes)))


def test_the_order_of_members_counts():
    first, second = token(), token()
    pair = answer(f'{{"refresh":"{first}","access":"{second}"}}')
    swapped = answer(f'{{"access":"{second}","refresh":"{first}"}}')
    assert differing(pair, swapped) == ["body"]


STATUS = Deviation(("a_case",), "because", {"status": "500"}, {"status": "401"})


def test_a_listed_deviation_is_allowed():
    assert deviations.judge("a_case", {"status": ("500", "401")}, [STATUS]) == []


def test_a_deviation_listed_for_another_case_is_not():
    assert len(deviations.judge("another_case", {"status": ("500", "401")}, [STATUS])) == 1


def test_a_listed_deviation_that_no_longer_occurs_is_wrong():
    assert len(deviations.judge("a_case", {}, [STATUS])) == 1


def test_a_listed_deviation_that_became_another_is_wrong_twice():
    assert len(deviations.judge("a_case", {"status": ("500", "400")}, [STATUS])) == 2


def test_every_listed_case_exists():
    named = {name for entry in deviations.load() for name in entry.cases}
    assert named <= {case.name for case in CASES}


def test_every_500_of_the_reference_is_listed():
    crashes = {case.name for case in CASES if case.status == 500}
    listed = [entry for entry in deviations.load() if entry.django.get("status") == "500"]
    assert crashes == {name for entry in listed for name in entry.cases}
