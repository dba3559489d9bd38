"""A session that ends here has ended in Django too, as far as Django looks: its refresh token is blacklisted there."""

import pytest

from in_place.deployment import Person, ended, ok, refresh, refused

NEW = "another-Horse-9"


@pytest.fixture
def somebody(deployment):
    """Somebody of this test alone."""
    return deployment.person()


def post(site, path, pair):
    """Post nothing but the access token."""
    return site.post(path, headers={"Authorization": f"Bearer {pair['access']}"})


def over(deployment, pair):
    """Assert that a pair is good on neither side."""
    ended(deployment.ours, pair)
    refused(refresh(deployment.django, pair["refresh"]))


def test_s56_who_logs_out_here_is_logged_out_of_django(deployment, somebody):
    pair = deployment.log_in(deployment.ours, somebody)
    ok(deployment.ours.post("/api/logout/", json={"refresh": pair["refresh"]}))
    over(deployment, pair)


def test_s56_who_logs_out_with_a_token_of_django_s_is_logged_out_of_both(deployment, somebody):
    pair = deployment.log_in(deployment.django, somebody)
    ok(deployment.ours.post("/api/logout/", json={"refresh": pair["refresh"]}))
    refused(refresh(deployment.ours, pair["refresh"]))
    refused(refresh(deployment.django, pair["refresh"]))


def test_s56_who_logs_out_everywhere_here_is_logged_out_of_django(deployment, somebody):
    pairs = [deployment.log_in(deployment.ours, somebody) for _ in range(2)]
    traded = ok(refresh(deployment.ours, pairs[0]["refresh"]))
    ok(post(deployment.ours, "/api/logout/all/", pairs[1]))
    for pair in (traded, pairs[1]):
        over(deployment, pair)


def test_a_session_that_its_user_ends_from_elsewhere_is_over_in_django(deployment, somebody):
    there, here = (deployment.log_in(deployment.ours, somebody) for _ in range(2))
    bearer = {"Authorization": f"Bearer {here['access']}"}
    sessions = ok(deployment.ours.get("/api/sessions/", headers=bearer))
    [other] = [session["id"] for session in sessions if not session["current"]]
    assert deployment.ours.request("DELETE", f"/api/sessions/{other}/", headers=bearer).status_code == 204
    over(deployment, there)


def test_sessions_that_a_new_password_has_ended_here_are_over_in_django(deployment, somebody):
    pair = deployment.log_in(deployment.ours, somebody)
    deployment.command("changepassword", "--noinput", somebody.login, COUNTERSIGN_USER_PASSWORD=NEW)
    over(deployment, pair)
    deployment.log_in(deployment.django, Person(somebody.pk, somebody.login, NEW))


def test_a_stolen_token_that_comes_back_ends_its_session_in_django_too(deployment, somebody):
    detecting = {"COUNTERSIGN_JWT__REUSE_DETECTION": "true"}
    with deployment.serving(**detecting) as ours:
        stolen = deployment.log_in(ours, somebody)
        traded = ok(refresh(ours, stolen["refresh"]))
        refused(refresh(ours, stolen["refresh"]))
        ended(ours, traded)
    refused(refresh(deployment.django, traded["refresh"]))


def test_with_a_reuse_interval_a_lost_answer_is_given_again_and_django_knows_its_token(deployment, somebody):
    with deployment.serving(COUNTERSIGN_JWT__REUSE_INTERVAL="30s") as ours:
        first = deployment.log_in(ours, somebody)
        answers = [ok(refresh(ours, first["refresh"])) for _ in range(2)]
        assert answers[0]["refresh"] == answers[1]["refresh"]
        ok(refresh(ours, ok(refresh(deployment.django, answers[1]["refresh"]))["refresh"]))
