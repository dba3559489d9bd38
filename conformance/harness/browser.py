"""A person's browser: it keeps cookies and sends them back."""

import re

from harness.site import FORM
from harness.world import ALICE

LOGIN = "/accounts/login/"
LOGOUT = "/accounts/logout/"
FIELD = re.compile(r'name="?csrfmiddlewaretoken"? value="([^"]+)"')


class Browser:
    """One person's cookies at one site."""

    def __init__(self, site):
        self.site = site
        self.cookies = {}
        self.form_token = None

    def send(self, method, target, headers=(), body=None):
        """Send one request with the cookies, and keep those of the answer."""
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.site.send(method, target, ((("Cookie", kept),) if kept else ()) + tuple(headers), body)
        for text in answer.cookies:
            name, value = text.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def page(self, target):
        """Open a page as a browser does, and remember its form's token."""
        answer = self.send("GET", target, (("Accept", "text/html"),))
        found = FIELD.search(answer.text)
        self.form_token = found and found[1]
        return answer

    def submit(self, target, fields):
        """Submit a form of the page that is open."""
        pairs = {"csrfmiddlewaretoken": self.form_token or "", **fields}
        body = "&".join(f"{name}={value}" for name, value in pairs.items()).encode()
        return self.send("POST", target, (FORM, ("Accept", "text/html")), body)

    def log_in(self, account=ALICE):
        """Log in through the form."""
        self.page(LOGIN)
        answer = self.submit(LOGIN, {"username": account.username, "password": account.password})
        assert answer.status_code == 302, f"{self.site.name} refused {account.username}: {answer.status_code}"
        return self
