"""A real Django's sessions on the database of the environment (see `judge/settings.py`).

Usage: python -m judge.sessions make NAME prints the key of a new session of that user; python -m judge.sessions read KEY
prints who is logged in to it, or an empty line; python -m judge.sessions end KEY ends it.
"""

import os
import sys

import django
from django.http import HttpRequest

BACKEND = "django.contrib.auth.backends.ModelBackend"


def request_with(key=None):
    """Return a request that came with this session's cookie."""
    from django.contrib.sessions.backends.db import SessionStore  # needs the configured settings

    request = HttpRequest()
    request.session = SessionStore(key)
    return request


def make(name):
    """Log somebody in, as Django's login view does."""
    from django.contrib.auth import login
    from django.contrib.auth.models import User

    request = request_with()
    login(request, User.objects.get(username=name), backend=BACKEND)
    request.session.save()
    return request.session.session_key


def read(key):
    """Return who is logged in."""
    from django.contrib.auth import get_user

    return get_user(request_with(key)).get_username()


def end(key):
    """Log them out."""
    from django.contrib.auth import logout

    logout(request_with(key))
    return ""


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "judge.settings"
    django.setup()
    print({"make": make, "read": read, "end": end}[sys.argv[1]](sys.argv[2]))
