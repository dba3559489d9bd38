"""Forms of the `Authorization` header, at views that read it and at one that does not."""

from cases.case import add
from cases.endpoints import ME, OBTAIN, REGISTER

# From a good token to the headers; each is sent as it is.
FORMS = {
    "absent": lambda t: (),
    "empty": lambda t: ("",),
    "space": lambda t: (" ",),
    "good": lambda t: (f"Bearer {t}",),
    "lower_case": lambda t: (f"bearer {t}",),
    "upper_case": lambda t: (f"BEARER {t}",),
    "scheme_alone": lambda t: ("Bearer",),
    "scheme_and_space": lambda t: ("Bearer ",),
    "token_alone": lambda t: (t,),
    "three_parts": lambda t: ("Bearer one two",),
    "four_parts": lambda t: ("Bearer one two three",),
    "good_and_more": lambda t: (f"Bearer {t} x",),
    "scheme_twice": lambda t: (f"Bearer Bearer {t}",),
    "two_spaces": lambda t: (f"Bearer  {t}",),
    "many_spaces": lambda t: (f"  Bearer   {t}  ",),
    "tab": lambda t: (f"Bearer\t{t}",),
    "tabs_around": lambda t: (f"\tBearer \t {t}\t",),
    "no_break_space": lambda t: (f"Bearer\u00a0{t}".encode("latin-1"),),
    "no_space": lambda t: (f"Bearer{t}",),
    "colon": lambda t: (f"Bearer: {t}",),
    "equals": lambda t: (f"Bearer={t}",),
    "comma": lambda t: (f"Bearer, {t}",),
    "trailing_comma": lambda t: (f"Bearer {t},",),
    "quotes": lambda t: (f'Bearer "{t}"',),
    "angle_brackets": lambda t: (f"Bearer <{t}>",),
    "braces": lambda t: ("Bearer {token}",),
    "token_null": lambda t: ("Bearer null",),
    "token_undefined": lambda t: ("Bearer undefined",),
    "scheme_jwt": lambda t: (f"JWT {t}",),
    "scheme_token": lambda t: (f"Token {t}",),
    "scheme_token_alone": lambda t: ("Token",),
    "basic": lambda t: ("Basic YWxpY2U6cHctQWxpY2UtMTIz",),
    "basic_broken": lambda t: ("Basic !!!",),
    "digest": lambda t: ('Digest username="alice"',),
    "unknown_scheme": lambda t: ("Zebra stripes",),
    "accented": lambda t: ("Bearer é".encode("latin-1"),),
    "utf8": lambda t: ("Bearer é",),
    "bytes": lambda t: (b"Bearer \xff\xfe\x80",),
    "accented_scheme": lambda t: (f"Béarer {t}".encode("latin-1"),),
    "two_good": lambda t: (f"Bearer {t}", f"Bearer {t}"),
    "good_and_bad": lambda t: (f"Bearer {t}", "Bearer rubbish"),
    "basic_and_good": lambda t: ("Basic YTpi", f"Bearer {t}"),
    "empty_and_good": lambda t: ("", f"Bearer {t}"),
    "one_segment": lambda t: (f"Bearer {t.split('.')[0]}",),
    "two_segments": lambda t: (f"Bearer {t.rsplit('.', 1)[0]}",),
    "empty_signature": lambda t: (f"Bearer {t.rsplit('.', 1)[0]}.",),
    "four_segments": lambda t: (f"Bearer {t}.x",),
    "five_segments": lambda t: (f"Bearer {t}.x.y",),
    "dots": lambda t: ("Bearer ..",),
    "leading_dot": lambda t: (f"Bearer .{t}",),
    "trailing_dot": lambda t: (f"Bearer {t}.",),
    "padded_signature": lambda t: (f"Bearer {t}=",),
    "doubly_padded_signature": lambda t: (f"Bearer {t}==",),
    "padded_header": lambda t: (f"Bearer {t.replace('.', '=.', 1)}",),
    "padded_everywhere": lambda t: (f"Bearer {t.replace('.', '==.')}",),
    "plus_in_signature": lambda t: (f"Bearer {t[:-5]}+{t[-4:]}",),
    "slash_in_signature": lambda t: (f"Bearer {t[:-5]}/{t[-4:]}",),
    "percent_in_signature": lambda t: (f"Bearer {t[:-5]}%{t[-4:]}",),
    "short_signature": lambda t: (f"Bearer {t[:-1]}",),
    "long_signature": lambda t: (f"Bearer {t}A",),
    "changed_header": lambda t: (f"Bearer f{t[1:]}",),
    "changed_payload": lambda t: (f"Bearer {swapped(t, t.index('.') + 5)}",),
    "changed_signature": lambda t: (f"Bearer {swapped(t, len(t) - 10)}",),
    "long_rubbish": lambda t: ("Bearer " + "a" * 4000,),
}


def swapped(token, at):
    """Return a token with one character replaced by another of the alphabet."""
    return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]


def headers(site, form):
    """Return the headers of a form, with a good token of this site."""
    return tuple(("Authorization", value) for value in FORMS[form](site.pair["access"]))


def at_me(form):
    """Ask the protected view."""
    return lambda site: site.send("GET", ME, headers(site, form))


def at(endpoint, form):
    """Post a good request."""
    return lambda site: site.send_json("POST", endpoint.path, endpoint.good(site), headers(site, form))


for form in FORMS:
    add(f"authorization/me/{form}", at_me(form), (200, 401))
    add(f"authorization/register/{form}", at(REGISTER, form), (201, 401))
    add(f"authorization/obtain/{form}", at(OBTAIN, form), 200)

NAMES = ("authorization", "AUTHORIZATION", "aUTHORIZATION", "Authorization ", "X-Authorization", "Proxy-Authorization")
for name in NAMES:
    label = name.replace(" ", "_and_space")
    add(
        f"authorization/name/{label}",
        lambda site, name=name: site.send("GET", ME, ((name, f"Bearer {site.pair['access']}"),)),
        (200, 401),
    )
