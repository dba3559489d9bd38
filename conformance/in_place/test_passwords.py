"""Passwords: what Django stored logs in here, what is stored here logs in there."""

import pytest

from in_place.deployment import ended, me, ok, refused
from in_place.past import PASSWORDS

NEW = "another-Horse-9"


@pytest.fixture
def somebody(deployment):
    """Somebody of this test alone."""
    return deployment.person()


def hasher_of(deployment, person):
    """Return what Django reads in the password column: algorithm and cost, without salt and hash."""
    stored = deployment.shelved(person)["password"]
    summary = deployment.orm("identify_hasher(stored).decode(stored)", stored=stored)
    return {name: value for name, value in summary.items() if name not in ("salt", "hash")}


@pytest.mark.parametrize("form", PASSWORDS)
def test_s19_a_password_that_django_stored_logs_in_and_is_stored_anew_as_django_would(deployment, form):
    person = deployment.past.people[form]
    refused(deployment.try_to_log_in(deployment.ours, person, "not it"))
    pair = deployment.log_in(deployment.ours, person)
    assert ok(me(deployment.django, pair["access"]))["id"] == person.pk
    assert hasher_of(deployment, person) == hasher_of(deployment, deployment.past.people["current"])
    stored = deployment.shelved(person)["password"]
    deployment.log_in(deployment.django, person)
    assert deployment.shelved(person)["password"] == stored, "Django found nothing to upgrade"


def test_nobody_logs_in_without_a_password_or_when_inactive(pair_of_sites, deployment):
    first, second = pair_of_sites
    for name in ("unusable", "inactive"):
        person = deployment.past.people[name]
        usual = refused(deployment.try_to_log_in(first, person, "not it"))
        for site in (first, second):
            assert refused(deployment.try_to_log_in(site, person)) == usual


def test_s19_a_password_changed_in_django_counts_here_at_once(deployment, somebody):
    deployment.log_in(deployment.ours, somebody)
    deployment.orm(SET_PASSWORD, pk=somebody.pk, password=NEW)
    refused(deployment.try_to_log_in(deployment.ours, somebody))
    deployment.log_in(deployment.ours, somebody, NEW)


def test_s19_a_password_changed_here_counts_in_django_at_once(deployment, somebody):
    deployment.command("changepassword", "--noinput", somebody.login, COUNTERSIGN_USER_PASSWORD=NEW)
    refused(deployment.try_to_log_in(deployment.django, somebody))
    deployment.log_in(deployment.django, somebody, NEW)
    assert deployment.orm("User.objects.get(pk=pk).check_password(new)", pk=somebody.pk, new=NEW)


def test_a_password_changed_here_ends_every_session_of_its_user(deployment, somebody):
    ours = deployment.log_in(deployment.ours, somebody)
    django = deployment.log_in(deployment.django, somebody)
    deployment.command("changepassword", "--noinput", somebody.login, COUNTERSIGN_USER_PASSWORD=NEW)
    for pair in (ours, django):
        ended(deployment.ours, pair)


def test_a_password_changed_in_django_ends_access_where_check_revoke_token_is_on(deployment, somebody):
    with deployment.serving(COUNTERSIGN_JWT__CHECK_REVOKE_TOKEN="true", COUNTERSIGN_JWT__USER_CACHE_AGE="0s") as ours:
        pair = deployment.log_in(ours, somebody)
        ok(me(ours, pair["access"]))
        deployment.orm(SET_PASSWORD, pk=somebody.pk, password=NEW)
        assert refused(me(ours, pair["access"]))["code"] == "password_changed"


SET_PASSWORD = """
user = User.objects.get(pk=pk)
user.set_password(password)
user.save()
"""
