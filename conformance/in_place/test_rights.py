"""What Django says that somebody may do, tokens say too, and who may manage users there may do so here."""

import jwt

from in_place.deployment import me, ok, refresh, refused


def claims(token):
    """Return what a token says."""
    return jwt.decode(token, options={"verify_signature": False})


def test_tokens_carry_the_groups_and_permissions_that_django_knows(deployment):
    member = deployment.past.people["member"]
    asked = '{ groups = "groups", permissions = "permissions" }'
    with deployment.serving(COUNTERSIGN_JWT__CLAIMS=asked) as ours:
        pair = deployment.log_in(ours, member)
        refreshed = ok(refresh(ours, pair["refresh"]))
    said = deployment.orm("sorted(User.objects.get(pk=pk).get_all_permissions())", pk=member.pk)
    for token in (pair["access"], refreshed["access"]):
        assert claims(token)["groups"] == ["editors"]
        assert sorted(claims(token)["permissions"]) == said
    ok(me(deployment.django, refreshed["access"]))


def test_staff_list_the_users_that_django_has(deployment):
    access = deployment.log_in(deployment.ours, deployment.past.people["superuser"])["access"]
    page = ok(deployment.ours.get("/api/users/", headers={"Authorization": f"Bearer {access}"}))
    assert page["count"] == deployment.orm("User.objects.count()")
    known = deployment.orm("[str(pk) for pk in User.objects.values_list('pk', flat=True)]")
    assert {str(user["id"]) for user in page["results"]} <= set(known)


def test_who_is_no_staff_lists_nobody(deployment, alice):
    access = deployment.log_in(deployment.ours, alice)["access"]
    refused(deployment.ours.get("/api/users/", headers={"Authorization": f"Bearer {access}"}), 403)


def test_a_group_that_staff_give_here_is_given_in_django(deployment):
    person = deployment.person()
    access = deployment.log_in(deployment.ours, deployment.past.people["superuser"])["access"]
    bearer = {"Authorization": f"Bearer {access}"}
    key = deployment.orm("Group.objects.get(name='editors').pk")
    ok(deployment.ours.request("PATCH", f"/api/users/{person.pk}/", headers=bearer, json={"groups": [key]}))
    assert deployment.orm("User.objects.get(pk=pk).has_perm('auth.add_group')", pk=person.pk)


def test_who_is_deleted_by_staff_is_gone_in_django(deployment):
    person = deployment.person()
    deployment.log_in(deployment.django, person)
    access = deployment.log_in(deployment.ours, deployment.past.people["superuser"])["access"]
    bearer = {"Authorization": f"Bearer {access}"}
    gone = deployment.ours.request("DELETE", f"/api/users/{person.pk}/", headers=bearer)
    assert gone.status_code == 204, gone.text
    assert deployment.orm("User.objects.filter(pk=pk).count()", pk=person.pk) == 0
