"""Migrate a fresh database, make the users of the run, and serve until stopped.

Usage: python -m judge.serve PORT USERS, where USERS is a JSON list of {"username", "email", "password", "is_active"}.
"""

import json
import os
import sys

import django
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


def main(port, users):
    """Run the judge on a loopback port, with the server class of `runserver`."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "judge.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    make_users(users)
    server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    server.serve_forever()


def make_users(users):
    """Create each account in the order given, so that both sides number them alike."""
    from django.contrib.auth.models import User  # needs the configured settings

    for user in users:
        User.objects.create_user(**user)


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
