"""Whoever registers here is a user of Django's."""

import pytest

from in_place.admin_site import change_user
from in_place.deployment import PASSWORD, Person, me, ok, refused
from in_place.past import browser


def fields_of(deployment, name):
    """Return what a person fills in."""
    if deployment.kind.identity == "username":
        return {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    return {"email": f"{name}@example.com", "company": "Acme", "phone": "+49 30 1234567", "password": PASSWORD}


@pytest.fixture
def registered(deployment, request):
    """Somebody who has registered here in this test."""
    name = "".join(letter for letter in request.node.name if letter.isalnum())[:40].lower()
    fields = fields_of(deployment, name)
    ok(deployment.ours.post("/api/register/", json=fields))
    login = fields[deployment.kind.identity]
    pk = deployment.orm("str(User.objects.get(**by).pk)", by={deployment.kind.identity: login})
    return Person(pk, login)


def test_s20_whoever_registers_here_is_a_user_of_django_s_with_its_defaults(deployment, registered):
    row = deployment.shelved(registered)
    assert (row["is_active"], row["is_staff"], row["is_superuser"]) == (True, False, False)
    assert (row["last_login"], row["first_name"], row["last_name"]) == (None, "", "")
    deployment.orm("User.objects.get(pk=pk).clean_fields()", pk=registered.pk)
    assert deployment.orm("User.objects.get(pk=pk).check_password(password)", pk=registered.pk, password=PASSWORD)


def test_s24_columns_of_the_team_s_own_are_filled_or_have_their_default(deployment, registered):
    row = deployment.shelved(registered)
    if deployment.kind.name == "custom":
        own = {name: row[name] for name in ("company", "phone", "points", "verified")}
        # `init` lets registration fill what the model demands, and no more.
        assert own == {"company": "Acme", "phone": "", "points": 0, "verified": False}


def test_s25_whoever_registers_here_logs_in_on_both_sides(deployment, registered):
    for site in deployment.both()[0]:
        access = deployment.log_in(site, registered)["access"]
        for other in deployment.both()[0]:
            assert str(ok(me(other, access))["id"]) == registered.pk


def test_django_s_admin_edits_whoever_registered_here(deployment, registered):
    admin = browser(deployment.django, deployment.past.people["superuser"])
    change_user(admin, deployment.kind, registered, email="moved@example.com", is_staff="on")
    row = deployment.shelved(registered)
    assert (row["email"], row["is_staff"]) == ("moved@example.com", True)
    deployment.orm("User.objects.filter(pk=pk).delete()", pk=registered.pk)


def test_s21_a_name_that_django_has_is_taken(deployment, alice):
    name = alice.login.split("@")[0]
    answer = refused(deployment.ours.post("/api/register/", json=fields_of(deployment, name)), 400)
    assert list(answer) == [deployment.kind.identity]


def test_s24_registration_demands_what_the_user_model_demands(deployment):
    answer = refused(deployment.ours.post("/api/register/", json={}), 400)
    demanded = {"default": {"username", "password"}, "custom": {"email", "company", "password"}}
    assert set(answer) == demanded[deployment.kind.name]


def test_registration_fills_no_column_that_gives_rights(deployment):
    usual = fields_of(deployment, "climber")
    fields = {**usual, "is_staff": True, "is_superuser": True, "points": 99, "verified": True}
    ok(deployment.ours.post("/api/register/", json=fields))
    row = deployment.orm(
        "vars(User.objects.get(**by))", by={deployment.kind.identity: fields[deployment.kind.identity]}
    )
    assert not any(row.get(name) for name in ("is_staff", "is_superuser", "points", "verified"))


def test_both_sides_make_people_in_turn(deployment):
    """Neither takes a key that the other has given."""
    keys = []
    for number in range(2):
        ok(deployment.ours.post("/api/register/", json=fields_of(deployment, f"turn{number}")))
        keys += [deployment.orm("str(User.objects.latest('date_joined').pk)"), deployment.person().pk]
    assert len(set(keys)) == 4
    if deployment.kind.name == "default":
        assert keys == sorted(keys, key=int)


def test_the_domain_of_an_address_is_stored_in_lower_case_as_django_does(deployment):
    fields = {**fields_of(deployment, "shouting"), "email": "Shouting@EXAMPLE.com"}
    ok(deployment.ours.post("/api/register/", json=fields))
    assert deployment.orm("User.objects.filter(email='Shouting@example.com').count()") == 1
