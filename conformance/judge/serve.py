"""Serve the judge on a loopback port until stopped. Usage: python -m judge.serve PORT."""

import sys

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application


class Handler(WSGIRequestHandler):
    """`runserver`'s, which writes head and body apart: without this each answer would wait for a delayed ACK."""

    disable_nagle_algorithm = True

    def log_message(self, *_):
        """Say nothing of each request."""


def main(port):
    """Run the judge with the server class of `runserver`."""
    server = ThreadedWSGIServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
