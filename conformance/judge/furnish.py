"""Migrate a fresh database and make the users of the run.

Usage: python -m judge.furnish USERS, a JSON list of {"username", "email", "password", "is_active", "is_staff"}.
"""

import json
import sys

import django
from django.core.management import call_command


def main(users):
    """Create each account in the order given, so that both sides number them alike; staff are superusers."""
    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth.models import User  # needs the configured settings

    for user in users:
        User.objects.create_user(**user, is_superuser=user["is_staff"])


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
