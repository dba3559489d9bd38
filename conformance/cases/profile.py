"""PUT and PATCH /api/users/me/: a generic update view. DELETE wants the password, by design, and is not judged."""

from cases.case import case
from harness.world import DAVE

PATH = "/api/users/me/"


def change(site, method, **options):
    """Change Dave's account, freshly logged in."""
    return site.request(method, PATH, headers={"Authorization": f"Bearer {site.login(DAVE)['access']}"}, **options)


@case(200)
def profile_patch_a_name(site):
    return change(site, "PATCH", json={"first_name": " David "})


@case(200)
def profile_patch_nothing(site):
    return change(site, "PATCH", json={})


@case(200)
def profile_patch_ignores_other_members(site):
    return change(site, "PATCH", json={"id": 1, "is_staff": True, "password": "x", "last_name": "Jones"})


@case(400)
def profile_patch_a_taken_name(site):
    return change(site, "PATCH", json={"username": "alice"})


@case(200)
def profile_patch_ones_own_name(site):
    return change(site, "PATCH", json={"username": "dave"})


@case(400)
def profile_patch_too_long(site):
    return change(site, "PATCH", json={"first_name": "f" * 151, "last_name": "l" * 151, "email": "nowhere"})


@case(400)
def profile_patch_null(site):
    return change(site, "PATCH", json={"username": None, "email": None, "first_name": None, "last_name": None})


@case(400)
def profile_put_nothing(site):
    return change(site, "PUT", json={})


@case(200)
def profile_put_form(site):
    return change(site, "PUT", data={"username": "dave", "first_name": "", "last_name": "Davies"})


@case(401)
def profile_patch_without_a_token(site):
    return site.request("PATCH", PATH, json={"first_name": "x"})
