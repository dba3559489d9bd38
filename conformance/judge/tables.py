"""What a real Django reads of the tables of `token_blacklist` on the database of the environment (see `judge/settings.py`).

Usage: python -m judge.tables rows prints {jti: {"user", "token", "created_at", "expires_at", "blacklisted"}} as JSON, by the ORM;
python -m judge.tables admin NAME prints what that user sees on the list pages of the admin, as {page: [status, jti, …]}.
"""

import json
import os
import re
import sys

import django

PAGES = ("outstandingtoken", "blacklistedtoken")
JTI = re.compile(r"\b[0-9a-f]{32}\b")


def rows():
    """Read every row with SimpleJWT's models."""
    from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken

    blacklisted = set(BlacklistedToken.objects.values_list("token__jti", flat=True))
    assert all(row.blacklisted_at for row in BlacklistedToken.objects.all())
    return {
        row.jti: {
            "user": row.user and row.user.get_username(),
            "token": row.token,
            "created_at": row.created_at and row.created_at.isoformat(),
            "expires_at": row.expires_at.isoformat(),
            "blacklisted": row.jti in blacklisted,
        }
        for row in OutstandingToken.objects.all()
    }


def admin(name):
    """Open the list pages as a browser does that is logged in."""
    from django.contrib.auth.models import User
    from django.test import Client

    browser = Client()
    browser.force_login(User.objects.get(username=name))
    answers = {page: browser.get(f"/admin/token_blacklist/{page}/?all=") for page in PAGES}
    return {page: [answer.status_code, *JTI.findall(answer.text)] for page, answer in answers.items()}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "judge.with_admin"
    django.setup()
    print(json.dumps({"rows": rows, "admin": admin}[sys.argv[1]](*sys.argv[2:])))
