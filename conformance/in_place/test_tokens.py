"""Tokens: whoever issued them, both sides take them, and what one has spent or blacklisted the other refuses."""

from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest

from in_place.deployment import blacklist, me, ok, refresh, refused, verify

BLACKLISTED = {"detail": "Token is blacklisted", "code": "token_not_valid"}


@pytest.fixture
def pair(deployment, pair_of_sites, alice):
    """A pair that the first of the two sites has issued."""
    return deployment.log_in(pair_of_sites[0], alice)


def claims(token):
    """Return what a token says."""
    return jwt.decode(token, options={"verify_signature": False})


def test_a_token_issued_by_one_opens_the_other(pair_of_sites, pair, alice):
    assert str(ok(me(pair_of_sites[1], pair["access"]))["id"]) == alice.pk


def test_a_token_issued_by_one_is_verified_by_the_other(pair_of_sites, pair):
    for token in pair.values():
        assert ok(verify(pair_of_sites[1], token)) == {}


def test_a_refresh_token_of_one_is_traded_by_the_other_and_what_it_gives_opens_both(pair_of_sites, pair):
    first, second = pair_of_sites
    traded = ok(refresh(second, pair["refresh"]))
    for site in (first, second):
        ok(me(site, traded["access"]))
        assert ok(verify(site, traded["refresh"])) == {}


def test_a_refresh_token_that_one_has_traded_the_other_refuses(pair_of_sites, pair):
    first, second = pair_of_sites
    traded = ok(refresh(first, pair["refresh"]))
    assert refused(refresh(second, pair["refresh"])) == BLACKLISTED
    ok(refresh(second, traded["refresh"]))


def test_s51_a_refresh_token_that_one_has_blacklisted_the_other_refuses(pair_of_sites, pair):
    first, second = pair_of_sites
    ok(blacklist(first, pair["refresh"]))
    for site in (first, second):
        assert refused(refresh(site, pair["refresh"])) == BLACKLISTED
        refused(verify(site, pair["refresh"]), 400)


def test_s51_a_refresh_token_of_the_other_can_be_blacklisted(pair_of_sites, pair):
    first, second = pair_of_sites
    ok(blacklist(second, pair["refresh"]))
    assert refused(refresh(first, pair["refresh"])) == BLACKLISTED


def test_a_chain_goes_on_however_the_sides_take_turns(pair_of_sites, pair):
    token = pair["refresh"]
    for site in (*pair_of_sites, *pair_of_sites, *reversed(pair_of_sites)):
        traded = ok(refresh(site, token))
        token = traded["refresh"]
        for each in pair_of_sites:
            ok(me(each, traded["access"]))


def test_a_rotation_of_django_s_is_never_taken_for_theft(deployment, alice):
    """Its predecessor, shown here again, is refused: and its successor lives on."""
    ours = deployment.log_in(deployment.ours, alice)["refresh"]
    first = ok(refresh(deployment.ours, ours))["refresh"]
    beside = ok(refresh(deployment.django, first))["refresh"]
    assert refused(refresh(deployment.ours, first)) == BLACKLISTED
    assert refused(refresh(deployment.ours, ours)) == BLACKLISTED
    traded = ok(refresh(deployment.ours, beside))
    ok(me(deployment.ours, traded["access"]))
    ok(refresh(deployment.django, traded["refresh"]))


def test_what_was_given_out_before_the_move_is_good_after_it(deployment):
    tokens = deployment.past.tokens
    ok(me(deployment.ours, deployment.past.access))
    ok(me(deployment.ours, ok(refresh(deployment.ours, tokens["successor"]))["access"]))
    ok(refresh(deployment.django, ok(refresh(deployment.ours, tokens["fresh"]))["refresh"]))


@pytest.mark.parametrize("which", ["rotated", "blacklisted"])
def test_what_was_spent_before_the_move_is_refused_after_it(deployment, which):
    for site in (deployment.ours, deployment.django):
        assert refused(refresh(site, deployment.past.tokens[which])) == BLACKLISTED


def test_a_token_names_its_user_and_lives_as_long_whoever_issued_it(deployment, alice):
    ours, django = (deployment.log_in(site, alice) for site in (deployment.ours, deployment.django))
    for kind in ("access", "refresh"):
        here, there = claims(ours[kind]), claims(django[kind])
        assert set(there) <= set(here)
        assert here["user_id"] == there["user_id"]
        assert here["exp"] - here["iat"] == there["exp"] - there["iat"]


def test_every_refresh_token_stands_in_django_s_tables_and_none_in_the_clear(deployment, alice):
    token = deployment.log_in(deployment.ours, alice)["refresh"]
    traded = ok(refresh(deployment.ours, token))["refresh"]
    for each, spent in ((token, True), (traded, False)):
        row = deployment.orm("vars(OutstandingToken.objects.get(jti=jti))", jti=claims(each)["jti"])
        assert str(row["user_id"]) == alice.pk
        assert each not in row["token"]
        blacklisted = "BlacklistedToken.objects.filter(token__jti=jti).exists()"
        assert deployment.orm(blacklisted, jti=claims(each)["jti"]) is spent


def test_of_eight_who_trade_one_token_on_both_sides_at_once_none_is_logged_out(deployment, alice):
    """Django may give several successors; whichever one the client keeps goes on, and ends the others."""
    for _ in range(3):
        token = deployment.log_in(deployment.ours, alice)["refresh"]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda n: refresh(deployment.both()[n % 2][0], token), range(8)))
        assert {answer.status_code for answer in answers} <= {200, 401}
        successors = {answer.json()["refresh"] for answer in answers if answer.status_code == 200}
        ok(refresh(deployment.ours, successors.pop()))


def test_both_sides_write_at_once_and_neither_waits_in_vain(deployment, alice):
    tokens = [deployment.log_in(deployment.both()[0][number % 2], alice)["refresh"] for number in range(8)]

    def go_on(number, token, rounds=6):
        for turn in range(rounds):
            token = ok(refresh(deployment.both()[0][(number + turn) % 2], token))["refresh"]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(go_on, range(8), tokens))
