"""The comparison itself: it sees what differs, and holds the list of deviations to its word."""

import dataclasses
import fnmatch
import time

import jwt
import pytest

import deviations
import replay
from cases import NAMES
from compare import differences, record, token_shape
from deviations import Deviation
from test_replay import SHIPPED

pytestmark = pytest.mark.once(reason="no server is asked")

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
        ({"exp": int(time.time()) + 86_400}, "lifetime"),
        ({"exp": int(time.time()) + 300.5}, "exp"),
        ({"token_type": "refresh"}, "token_type"),
    ],
)
def test_a_token_of_another_shape_differs(changes, part):
    assert part in differences(token_shape(token()), token_shape(token(**changes)))


def test_a_time_that_each_side_counts_from_its_own_now_is_one():
    now = int(time.time())
    for before, after in ((now - 60, now - 59), (str(now - 60), str(now - 59))):
        assert differences(token_shape(token(nbf=before)), token_shape(token(nbf=after))) == {}
    assert "nbf" in differences(token_shape(token(nbf=now - 60)), token_shape(token(nbf=str(now - 60))))
    assert "nbf" in differences(token_shape(token(nbf=now - 60)), token_shape(token(nbf=now)))


def test_the_order_of_members_counts():
    first, second = token(), token()
    pair = answer(f'{{"refresh":"{first}","access":"{second}"}}')
    swapped = answer(f'{{"access":"{second}","refresh":"{first}"}}')
    assert differing(pair, swapped) == ["body"]


STATUS = Deviation(("a_case", "family/*"), "because", {"status": "500"}, {"status": "401"})
CRASH, REFUSAL = {"status": "500"}, {"status": "401"}


@pytest.mark.parametrize("name", ["a_case", "family/one", "family/deep/two"])
def test_a_listed_deviation_is_allowed(name):
    assert deviations.judge(name, CRASH, REFUSAL, [STATUS]) == []


def test_a_deviation_listed_for_another_case_is_not():
    assert len(deviations.judge("another_case", CRASH, REFUSAL, [STATUS])) == 1


@pytest.mark.parametrize("name", ["a_case", "family/one"])
def test_a_listed_deviation_that_no_longer_occurs_is_wrong(name):
    assert len(deviations.judge(name, REFUSAL, REFUSAL, [STATUS])) == 1


def test_a_listed_deviation_that_became_another_is_wrong_twice():
    assert len(deviations.judge("a_case", CRASH, {"status": "400"}, [STATUS])) == 2


def test_a_deviation_by_the_answer_speaks_of_that_answer_alone():
    entry = dataclasses.replace(STATUS, where_django_so=True)
    assert deviations.judge("a_case", CRASH, REFUSAL, [entry]) == []
    assert deviations.judge("a_case", REFUSAL, REFUSAL, [entry]) == []
    assert len(deviations.judge("a_case", CRASH, CRASH, [entry])) == 1


def test_every_listed_case_exists():
    patterns = {pattern for entry in deviations.load() for pattern in entry.cases}
    steps = {f"replay/{path.stem}/{step.name}" for path in SHIPPED.glob("*.jsonl") for step in replay.load(path)}
    unused = {pattern for pattern in patterns if not fnmatch.filter(NAMES | steps, pattern)}
    assert not unused
