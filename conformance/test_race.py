"""Eight callers refresh one token at the same moment: what the reference does, and what we do."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from harness.profiles import ROTATING

CALLERS = 8
ROUNDS = 10


def successors(site):
    """Log in, let all callers refresh that token at once, and return the different refresh tokens that they got."""
    refresh, start = site.login()["refresh"], Barrier(CALLERS)

    def call(_):
        start.wait()
        return site.post("/api/token/refresh/", json={"refresh": refresh})

    with ThreadPoolExecutor(CALLERS) as pool:
        answers = list(pool.map(call, range(CALLERS)))
    return {answer.json()["refresh"] for answer in answers if answer.status_code == 200}


def counts(site):
    """Return how many successors one token got, in each round."""
    return [len(successors(site)) for _ in range(ROUNDS)]


def test_one_token_gets_one_successor_here(sites, ours_only):
    assert counts(sites("ours", ROTATING)) == [1] * ROUNDS


def test_the_reference_gives_one_token_several_successors(sites):
    found = counts(sites("django", ROTATING))
    print("SimpleJWT, successors of one token by round:", found)
    assert max(found) > 1
