"""What runs at night on either side, and what reads every row."""

import json

from in_place.deployment import ok, refresh


def expired(deployment):
    """Return how many rows of Django's tables speak of tokens that have expired: outstanding, blacklisted."""
    return deployment.orm(
        "[OutstandingToken.objects.filter(expires_at__lt=timezone.now()).count(),"
        " BlacklistedToken.objects.filter(token__expires_at__lt=timezone.now()).count()]"
    )


def old_token(deployment, person):
    """Let Django have issued, and blacklisted, a token that has expired since."""
    return deployment.orm(OLD, pk=person.pk)


def test_s57_flushexpiredtokens_deletes_here_what_it_deletes_in_django(deployment, alice):
    old_token(deployment, alice)
    kept = deployment.log_in(deployment.django, alice)["refresh"]
    deployment.command("flushexpiredtokens")
    assert expired(deployment) == [0, 0]
    ok(refresh(deployment.ours, kept))


def test_s57_django_s_own_flushexpiredtokens_leaves_sessions_alone(deployment, alice):
    pair = deployment.log_in(deployment.ours, alice)
    old_token(deployment, alice)
    deployment.project.manage("flushexpiredtokens")
    assert expired(deployment) == [0, 0]
    ok(refresh(deployment.ours, pair["refresh"]))


def test_django_s_orm_reads_every_row_that_was_written_here(deployment):
    person = deployment.person()
    pair = deployment.log_in(deployment.ours, person)
    traded = ok(refresh(deployment.ours, pair["refresh"]))
    ok(deployment.ours.post("/api/token/blacklist/", json={"refresh": traded["refresh"]}))
    ok(deployment.ours.post("/api-token-auth/", json={"username": person.login, "password": person.password}))
    counted = deployment.orm(COUNTED)
    assert counted["token_blacklist.BlacklistedToken"] >= 2
    dumped = json.loads(deployment.project.manage("dumpdata"))
    assert len(dumped) == sum(counted.values())


def test_django_s_clearsessions_and_ours_agree_on_what_a_session_is(deployment):
    deployment.project.manage("clearsessions")
    sessions = deployment.orm("[row.get_decoded() for row in Session.objects.all()]")
    assert all("_auth_user_id" in session for session in sessions)


COUNTED = """
models = [model for model in apps.get_models() if not model._meta.proxy]
result = {model._meta.label: len([vars(row) for row in model.objects.all()]) for model in models}
"""
OLD = """
from datetime import timedelta
token = RefreshToken.for_user(User.objects.get(pk=pk))
row = OutstandingToken.objects.get(jti=token["jti"])
row.expires_at = timezone.now() - timedelta(days=1)
row.save()
BlacklistedToken.objects.create(token=row)
"""
