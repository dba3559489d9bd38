"""What the client says that it can read: `Accept` and `?format=`, at success, refusal and anonymous."""

from cases.case import add, whole
from cases.endpoints import ME, OBTAIN, bearer

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
ACCEPTS = {
    "absent": (),
    "any": ("*/*",),
    "json": ("application/json",),
    "any_application": ("application/*",),
    "upper_case": ("APPLICATION/JSON",),
    "axios": ("application/json, text/plain, */*",),
    "json_then_html": ("application/json, text/html;q=0.9",),
    "json_q_0": ("application/json;q=0",),
    "json_charset": ("application/json; charset=utf-8",),
    "json_version": ("application/json; version=1",),
    "indent_4": ("application/json; indent=4",),
    "indent_0": ("application/json; indent=0",),
    "indent_1": ("application/json; indent=1",),
    "indent_8": ("application/json; indent=8",),
    "indent_9": ("application/json; indent=9",),
    "indent_100": ("application/json; indent=100",),
    "indent_negative": ("application/json; indent=-1",),
    "indent_letters": ("application/json; indent=many",),
    "indent_empty": ("application/json; indent=",),
    "indent_quoted": ('application/json; indent="2"',),
    "indent_float": ("application/json; indent=1.5",),
    "indent_spaced": ("application/json ;  indent = 2 ",),
    "indent_and_q": ("application/json; indent=2; q=0.5",),
    "indent_and_any": ("application/json; indent=2, */*",),
    "any_indent": ("*/*; indent=4",),
    "empty": ("",),
    "comma": (",",),
    "space": (" ",),
    "star": ("*",),
    "type_alone": ("application",),
    "type_and_slash": ("application/",),
    "any_json": ("*/json",),
    "trailing_semicolon": ("application/json;",),
    "trailing_comma": ("application/json,",),
    "xml": ("application/xml",),
    "xml_or_anything": ("application/xml, */*;q=0.1",),
    "vendor_or_json": ("application/hal+json, application/json",),
    "vendor": ("application/vnd.api+json",),
    "text": ("text/plain",),
    "image": ("image/*",),
    "garbage": ("a/b/c;;=,;",),
    "bytes": (b"\xff\xfe",),
    "two_headers": ("application/xml", "application/json"),
}
PAGES = {
    "html": ("text/html",),
    "browser": (BROWSER,),
    "any_text": ("text/*",),
    "html_q_low": ("text/html;q=0.1, application/json;q=0.9",),
    "html_or_json": ("text/html, application/json",),
    "xhtml_or_any": ("application/xhtml+xml, text/html;q=0.9",),
    "html_charset": ("text/html; charset=utf-8",),
}
FORMATS = {
    "json": "format=json",
    "xml": "format=xml",
    "empty": "format=",
    "upper_case": "format=JSON",
    "with_space": "format=json%20",
    "with_dot": "format=.json",
    "twice_json_last": "format=xml&format=json",
    "twice_xml_last": "format=json&format=xml",
    "nul": "format=%00",
    "broken_utf8": "format=%ff",
    "name_in_upper_case": "FORMAT=xml",
}


def page(record):
    """Judge of a page that it is one: how it looks is our own."""
    return {name: record[name] for name in ("status", "Content-Type", "Vary") if name in record}


def login(password):
    """Log in with a password."""

    def ask(site, query, headers):
        fields = {**OBTAIN.good(site), **({"password": password} if password else {})}
        return site.send_json("POST", OBTAIN.path + query, fields, headers)

    return ask


ASKED = {
    "obtain": login(None),
    "refused": login("wrong"),
    "me": lambda site, query, headers: site.send("GET", ME + query, (bearer(site.pair["access"]), *headers)),
    "anonymous": lambda site, query, headers: site.send("GET", ME + query, headers),
    "wrong_method": lambda site, query, headers: site.send("PUT", OBTAIN.path + query, headers),
}


def accepting(asked, values):
    """Ask with these `Accept` headers."""
    return lambda site: ASKED[asked](site, "", tuple(("Accept", value) for value in values))


def formatted(asked, query, accept=None):
    """Ask with this query."""
    return lambda site: ASKED[asked](site, f"?{query}", (("Accept", accept),) if accept else ())


for asked in ASKED:
    statuses = (200, 401, 404, 405, 406)
    for name, values in ACCEPTS.items():
        add(f"accept/{asked}/{name}", accepting(asked, values), statuses)
    for name, query in FORMATS.items():
        add(f"format/{asked}/{name}", formatted(asked, query), statuses)
    add(f"format/{asked}/json_accept_html", formatted(asked, "format=json", BROWSER), statuses)
    add(f"format/{asked}/json_accept_xml", formatted(asked, "format=json", "application/xml"), statuses)
    add(f"format/{asked}/xml_accept_json", formatted(asked, "format=xml", "application/json"), statuses)
    for name, values in PAGES.items():
        add(f"pages/{asked}/{name}", accepting(asked, values), statuses, focus=page)
    for accept in ("", "text/html", "application/json"):
        label = accept.replace("/", "_") or "any"
        focus = whole if accept == "application/json" else page
        name = f"pages/{asked}/format_api_accept_{label}"
        add(name, formatted(asked, "format=api", accept), statuses, focus=focus)
