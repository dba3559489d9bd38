"""HTTP as it goes over the wire: any method, any header twice or missing, any bytes. One kept connection per thread."""

import http.client
import json
import threading

from requests.structures import CaseInsensitiveDict

TIMEOUT_SECONDS = 15
LOST = (http.client.RemoteDisconnected, http.client.CannotSendRequest, ConnectionError)


class Answer:
    """An answer, with as much of the interface of `requests` as cases use."""

    def __init__(self, answer):
        self.status_code = answer.status
        self.content = answer.read()
        self.headers = CaseInsensitiveDict()
        for name, value in answer.getheaders():
            self.headers[name] = f"{self.headers[name]}, {value}" if name in self.headers else value
        self.cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]

    @property
    def text(self):
        """The body as text."""
        return self.content.decode("utf-8", errors="backslashreplace")

    def json(self):
        """The body, parsed."""
        return json.loads(self.content)


class Wire:
    """Connections to one server."""

    def __init__(self, host, port):
        self._address = (host, port)
        self._kept = threading.local()

    def send(self, method, target, headers=(), body=None, chunked=False):
        """Send exactly these headers beside `Host` (where they lack one) and the length, and return the answer.

        `headers` are pairs; a value may be bytes. A chunked request has a connection of its own: a server that
        ignores the body would take it for the next request.
        """
        if chunked:
            return self._over(self._connect(), method, target, headers, body, chunked=True)
        kept = getattr(self._kept, "connection", None)
        if kept is not None:
            try:
                return self._over(kept, method, target, headers, body)
            except LOST:
                kept.close()  # the server had closed it meanwhile
        self._kept.connection = self._connect()
        return self._over(self._kept.connection, method, target, headers, body)

    def _connect(self):
        return http.client.HTTPConnection(*self._address, timeout=TIMEOUT_SECONDS)

    @staticmethod
    def _over(connection, method, target, headers, body, chunked=False):
        named = any(name == "Host" for name, _ in headers)
        connection.putrequest(method, target, skip_host=named, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value if isinstance(value, bytes) else value.encode("utf-8"))
        if chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        elif body is not None or method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(body or b"")))
        connection.endheaders([body] if chunked else body, encode_chunked=chunked)
        return Answer(connection.getresponse())
