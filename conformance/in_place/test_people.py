"""People: what Django's admin or the command line of Countersign does to them counts on both sides."""

from datetime import datetime, timezone

import pytest

from in_place.admin_site import change_user, delete_user
from in_place.deployment import ended, eventually, me, ok, refresh, refused
from in_place.past import browser

CACHE_SECONDS = 5  # `jwt.user_cache_age` where nobody sets it
SLACK_SECONDS = 1


@pytest.fixture
def somebody(deployment):
    """Somebody of this test alone."""
    return deployment.person()


@pytest.fixture(scope="module")
def admin(deployment):
    """A superuser in Django's admin."""
    return browser(deployment.django, deployment.past.people["superuser"])


@pytest.fixture(scope="module")
def always_asking(deployment):
    """A server that remembers no user."""
    with deployment.serving(COUNTERSIGN_JWT__USER_CACHE_AGE="0s") as site:
        yield site


def deactivate(admin, deployment, person):
    """Untick "active" in Django's admin."""
    change_user(admin, deployment.kind, person, leave_out=["is_active"])
    assert deployment.shelved(person)["is_active"] is False


def test_deactivation_in_django_s_admin_counts_at_once_where_no_user_is_remembered(
    deployment, always_asking, admin, somebody
):
    pair = deployment.log_in(always_asking, somebody)
    ok(me(always_asking, pair["access"]))
    deactivate(admin, deployment, somebody)
    assert refused(me(always_asking, pair["access"]))["code"] == "user_inactive"
    refused(refresh(always_asking, pair["refresh"]))


def test_deactivation_in_django_s_admin_counts_within_user_cache_age(deployment, admin, somebody):
    pair = deployment.log_in(deployment.ours, somebody)
    ok(me(deployment.ours, pair["access"]))
    deactivate(admin, deployment, somebody)
    refused(refresh(deployment.ours, pair["refresh"]))
    refused(deployment.try_to_log_in(deployment.ours, somebody))
    eventually(lambda: me(deployment.ours, pair["access"]).status_code == 401, CACHE_SECONDS + SLACK_SECONDS)


def test_deletion_in_django_s_admin_counts_at_once_where_no_user_is_remembered(
    deployment, always_asking, admin, somebody
):
    pair = deployment.log_in(always_asking, somebody)
    deployment.log_in(deployment.django, somebody)
    delete_user(admin, deployment.kind, somebody)
    assert refused(me(always_asking, pair["access"]))["code"] == "user_not_found"
    refused(refresh(always_asking, pair["refresh"]))


def test_who_is_deactivated_here_is_so_in_django(deployment, somebody):
    pairs = [deployment.log_in(site, somebody) for site in deployment.both()[0]]
    deployment.command("users", "deactivate", somebody.login)
    assert deployment.shelved(somebody)["is_active"] is False
    refused(deployment.try_to_log_in(deployment.django, somebody))
    for pair in pairs:
        refused(me(deployment.django, pair["access"]))
        ended(deployment.ours, pair)


def test_reactivation_in_django_revives_no_session_that_was_ended_here(deployment, admin, somebody):
    pair = deployment.log_in(deployment.ours, somebody)
    deployment.command("users", "deactivate", somebody.login)
    change_user(admin, deployment.kind, somebody, is_active="on")
    deployment.log_in(deployment.ours, somebody)
    ended(deployment.ours, pair)


def test_a_login_here_is_noted_as_django_notes_it(deployment, somebody):
    before = datetime.now(timezone.utc)
    deployment.log_in(deployment.ours, somebody)
    noted = deployment.orm("User.objects.get(pk=pk).last_login.isoformat()", pk=somebody.pk)
    assert before <= datetime.fromisoformat(noted) <= datetime.now(timezone.utc)


@pytest.mark.parametrize("path", ["/api/users/me/"])
def test_whoever_django_makes_is_known_here_by_their_own_columns(deployment, somebody, path):
    pair = deployment.log_in(deployment.ours, somebody)
    page = ok(deployment.ours.get(path, headers={"Authorization": f"Bearer {pair['access']}"}))
    assert (str(page["id"]), page[deployment.kind.identity]) == (somebody.pk, somebody.login)


def test_who_deletes_an_account_here_leaves_django_s_tables_as_django_would(deployment, somebody):
    pair = deployment.log_in(deployment.ours, somebody)
    deployment.log_in(deployment.django, somebody)
    ok(deployment.django.post("/api-token-auth/", json={"username": somebody.login, "password": somebody.password}))
    deployment.orm(BELONGINGS, pk=somebody.pk)
    bearer = {"Authorization": f"Bearer {pair['access']}"}
    gone = deployment.ours.request(
        "DELETE", "/api/users/me/", headers=bearer, json={"current_password": somebody.password}
    )
    assert gone.status_code == 204, gone.text
    left = deployment.orm(LEFT, pk=somebody.pk)
    assert left == {"users": 0, "tokens": 0, "outstanding": 0, "log": 0}
    deployment.project.manage("check", "--database", "default")


def test_who_has_rows_that_django_protects_is_not_deleted_here(deployment, somebody):
    pair = deployment.log_in(deployment.ours, somebody)
    deployment.orm(PROTECTED, pk=somebody.pk)
    bearer = {"Authorization": f"Bearer {pair['access']}"}
    kept = deployment.ours.request(
        "DELETE", "/api/users/me/", headers=bearer, json={"current_password": somebody.password}
    )
    assert 400 <= kept.status_code < 500, kept.text
    assert deployment.orm("User.objects.filter(pk=pk).count()", pk=somebody.pk) == 1
    ok(me(deployment.ours, pair["access"]))


BELONGINGS = """
user = User.objects.get(pk=pk)
user.groups.add(Group.objects.get(name="editors"))
user.user_permissions.add(Permission.objects.first())
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
LogEntry.objects.create(
    user=user, content_type=ContentType.objects.first(), object_id="1", object_repr="1", action_flag=2
)
"""
LEFT = """
from django.contrib.admin.models import LogEntry
result = {
    "users": User.objects.filter(pk=pk).count(),
    "tokens": Token.objects.filter(user_id=pk).count(),
    "outstanding": OutstandingToken.objects.filter(user_id=pk).count(),
    "log": LogEntry.objects.filter(user_id=pk).count(),
}
"""
PROTECTED = """
model = next(model for model in apps.get_models() if model.__name__ in ("Order", "Visit"))
owner = "buyer" if model.__name__ == "Order" else "patient"
model.objects.create(**{owner: User.objects.get(pk=pk)})
"""
