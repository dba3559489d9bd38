"""Eight callers do one thing at the same moment: what the reference does, and what we do."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from harness.profiles import ROTATING

CALLERS = 8
ROUNDS = 10


def at_once(site, path, fields):
    """Let all callers post the same at once, and return the answers."""
    start = Barrier(CALLERS)

    def call(_):
        start.wait()
        return site.send_json("POST", path, fields)

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(call, range(CALLERS)))


def successors(site):
    """Log in, let all callers refresh that token at once, and return the different refresh tokens that they got."""
    answers = at_once(site, "/api/token/refresh/", {"refresh": site.login()["refresh"]})
    return {answer.json()["refresh"] for answer in answers if answer.status_code == 200}


def counts(site):
    """Return how many successors one token got, in each round."""
    return [len(successors(site)) for _ in range(ROUNDS)]


def test_one_token_gets_one_successor_here(sites, ours_only):
    assert counts(sites("ours", ROTATING)) == [1] * ROUNDS


@pytest.mark.once(reason="the reference alone is asked")
def test_the_reference_gives_one_token_several_successors(sites):
    found = counts(sites("django", ROTATING))
    print("SimpleJWT, successors of one token by round:", found)
    assert max(found) > 1


def test_one_name_is_registered_once_and_nothing_crashes(sites, ours_only):
    for round_ in range(ROUNDS):
        person = {"username": f"racer{round_}", "password": "Zq7-orchard-lamp"}
        answers = at_once(sites("ours", ROTATING), "/api/register/", person)
        assert sorted(answer.status_code for answer in answers) == [201] + [400] * (CALLERS - 1)
        refusals = {answer.text for answer in answers if answer.status_code == 400}
        assert refusals == {'{"username":["A user with that username already exists."]}'}
