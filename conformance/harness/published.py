"""Public keys of another issuer, published on a loopback port for as long as the run lasts."""

import json
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from harness.keys import key_for

ALGORITHM = "ES256"
KID = "another-issuer-1"


def foreign_key():
    """Return the key of the other issuer."""
    return key_for(ALGORITHM, "another issuer")


@cache
def published_keys():
    """Start publishing at the first call, and return the address of the JWK Set."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Published)
    Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/jwks.json"


class Published(BaseHTTPRequestHandler):
    """Answers every GET with the JWK Set."""

    def do_GET(self):
        """Send the keys."""
        body = json.dumps({"keys": [{**foreign_key().jwk(), "kid": KID}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing of each request."""
