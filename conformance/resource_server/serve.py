"""Migrate a fresh database, make its one user, and serve until stopped.

Usage: python -m resource_server.serve PORT USERNAME
"""

import os
import sys

import django
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


def main(port, username):
    """Run the resource server on a loopback port, with the server class of `runserver`."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "resource_server.settings"
    django.setup()
    call_command("migrate", verbosity=0)
    make_user(username)
    server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    server.serve_forever()


def make_user(username):
    """Create the user with id 1, as Countersign's first one has it."""
    from django.contrib.auth.models import User  # needs the configured settings

    User.objects.create_user(username)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
