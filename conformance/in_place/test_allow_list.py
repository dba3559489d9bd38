"""With `jwt.allow_list` a signature is not enough: a refresh token must be on record, here or in Django's table."""

import pytest

from in_place.deployment import ok, refresh, refused


@pytest.fixture(scope="module")
def strict(deployment):
    """A server that refuses what is not on record."""
    with deployment.serving(COUNTERSIGN_JWT__ALLOW_LIST="true") as site:
        yield site


def test_s52_a_token_that_is_well_signed_and_on_no_record_is_refused(deployment, strict, alice):
    forged = deployment.orm(FORGED, pk=alice.pk)
    refused(refresh(strict, forged))
    ok(refresh(deployment.ours, forged))


def test_s52_what_either_side_has_issued_is_taken(deployment, strict, alice):
    for site in (strict, deployment.ours, deployment.django):
        traded = ok(refresh(strict, deployment.log_in(site, alice)["refresh"]))
        ok(refresh(strict, traded["refresh"]))


def test_s52_what_django_has_struck_off_the_record_is_refused(deployment, strict, alice):
    token = deployment.log_in(deployment.django, alice)["refresh"]
    deployment.orm("OutstandingToken.objects.filter(token=token).delete() and None", token=token)
    refused(refresh(strict, token))


# `RefreshToken()` signs and records nothing; `RefreshToken.for_user` would.
FORGED = """
token = RefreshToken()
token["user_id"] = str(pk)
result = str(token)
"""
