"""Django's admin as its staff use it: forms are opened, changed and saved."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

from harness.site import FORM


class Fields(HTMLParser):
    """What a browser would send of the one form of an admin page."""

    def __init__(self, text):
        super().__init__()
        self.pairs = []
        self._select = self._area = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Take up an input, the chosen options of a select, and the begin of a text area."""
        attrs = dict(attrs)
        if tag == "input" and attrs.get("name") and attrs.get("type") not in ("submit", "file"):
            if attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs:
                self.pairs.append((attrs["name"], attrs.get("value") or ("on" if attrs["type"] == "checkbox" else "")))
        elif tag == "select":
            self._select = attrs["name"]
        elif tag == "option" and "selected" in attrs and self._select:
            self.pairs.append((self._select, attrs.get("value", "")))
        elif tag == "textarea":
            self._area = attrs["name"]
            self.pairs.append((self._area, ""))

    def handle_endtag(self, tag):
        """Leave what has ended."""
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data):
        """Take up the text of a text area."""
        if self._area:
            name, before = self.pairs.pop()
            self.pairs.append((name, before + data))


def change_user(browser, kind, person, leave_out=(), **values):
    """Save the page of a user with some fields left out, as an unticked box is, and others set."""
    path = page_of(kind, person, "change")
    pairs = [pair for pair in fields(browser, path) if pair[0] not in (*leave_out, *values)]
    submit(browser, path, [*pairs, *values.items(), ("_save", "Save")])


def delete_user(browser, kind, person):
    """Delete a user and confirm it."""
    path = page_of(kind, person, "delete")
    submit(browser, path, [*fields(browser, path), ("post", "yes")])


def page_of(kind, person, what):
    """Return the address of a page about a user."""
    return f"/admin/{kind.user_model.replace('.', '/').lower()}/{person.pk}/{what}/"


def fields(browser, path):
    """Open a page and return what its form would send as it is."""
    page = browser.page(path)
    assert page.status_code == 200, f"{path}: {page.status_code}"
    forms = re.findall(r"<form.*?</form>", page.text, re.DOTALL)
    return Fields(max((form for form in forms if "logout" not in form[:200]), key=len)).pairs


def submit(browser, path, pairs):
    """Send the form; the admin sends the browser elsewhere when it has saved it."""
    answer = browser.send("POST", path, (FORM, ("Accept", "text/html")), urlencode(pairs).encode())
    errors = re.findall(r'<ul class="errorlist.*?</ul>', answer.text, re.DOTALL)
    assert answer.status_code == 302, f"{path}: {answer.status_code} {errors}"
