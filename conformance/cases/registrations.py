"""What a person may register with (gotchas 103 to 110): names, addresses, passwords, and their lengths."""

from cases.case import add
from cases.endpoints import NEWCOMERS, PASSWORD, REGISTER, newcomer

# `#` becomes a number that no other case has.
USERNAMES = {
    "dots_and_signs": "a.b+c-d_e@f#",
    "minus_first": "-@.+_#",
    "digits": "#",
    "space_within": "a b#",
    "slash": "a/b#",
    "quote": "a'b#",
    "angle_bracket": "<b>#",
    "colon": "a:b#",
    "umlaut": "käthe#",
    "cyrillic": "жук#",
    "chinese": "书#",
    "arabic_digits": "a\u0661#",
    "full_width": "\uff41\uff42\uff43#",
    "combining": "e\u0301#",
    "composed": "\u00e9#",
    "ligature": "\ufb01sh#",
    "superscript": "a\u00b2#",
    "circled": "\u2460#",
    "roman": "\u2163#",
    "emoji": "\U0001f600#",
    "zero_width_joiner": "a\u200db#",
    "trailing_newline": "line#\n",
    "newline_within": "a\nb#",
    "tab_around": "\ttab#\t",
    "no_break_space_around": "\u00a0nbsp#\u00a0",
    "zero_width_around": "\u200bzw#\u200b",
    "nul": "a\u0000#",
}
LENGTHS = {
    "username_150": ("username", lambda n: n.ljust(150, "u")),
    "username_151": ("username", lambda n: n.ljust(151, "u")),
    "username_150_trimmed": ("username", lambda n: f" {n.ljust(150, 'v')} "),
    "username_150_wide": ("username", lambda n: n.ljust(150, "ж")),
    "email_254": ("email", lambda n: "e" * 60 + "@" + ("d" * 60 + ".") * 3 + "d" * 6 + ".com"),
    "email_255": ("email", lambda n: "e" * 60 + "@" + ("d" * 60 + ".") * 3 + "d" * 7 + ".com"),
    "email_321": ("email", lambda n: "e" * 60 + "@" + ("d" * 60 + ".") * 4 + "d" * 12 + ".com"),
    "password_128": ("password", lambda n: "Zq7-orchard".ljust(128, "x")),
    "password_129": ("password", lambda n: "Zq7-orchard".ljust(129, "x")),
    "password_128_trimmed": ("password", lambda n: f" {'Zq7-orchard'.ljust(128, 'x')} "),
    "password_128_wide": ("password", lambda n: "Zq7-orchard".ljust(128, "ж")),
}
EMAILS = {
    "plain": "a@example.com",
    "upper_case": "A.B@EXAMPLE.Com",
    "plus": "a+b@example.com",
    "sub_domains": "a@b.c.d.example.com",
    "short": "a@b.co",
    "one_letter_ending": "a@b.c",
    "no_dot": "a@b",
    "localhost": "a@localhost",
    "no_at": "a.example.com",
    "no_name": "@example.com",
    "no_domain": "a@",
    "two_ats": "a@b@example.com",
    "space": "a b@example.com",
    "quoted": '"a b"@example.com',
    "quoted_empty": '""@example.com',
    "dot_first": ".a@example.com",
    "dot_last": "a.@example.com",
    "two_dots": "a..b@example.com",
    "domain_dot_first": "a@.example.com",
    "domain_dot_last": "a@example.com.",
    "domain_hyphen_first": "a@-example.com",
    "domain_hyphen_last": "a@example-.com",
    "domain_underscore": "a@exa_mple.com",
    "domain_two_dots": "a@example..com",
    "numeric_ending": "a@example.123",
    "address": "a@127.0.0.1",
    "address_literal": "a@[127.0.0.1]",
    "address_literal_v6": "a@[::1]",
    "address_literal_broken": "a@[300.0.0.1]",
    "international_domain": "a@bücher.example",
    "punycode": "a@xn--bcher-kva.example",
    "international_ending": "a@example.рф",
    "international_name": "ä@example.com",
    "name_of_64": "a" * 64 + "@example.com",
    "name_of_65": "a" * 65 + "@example.com",
    "label_of_63": "a@" + "b" * 63 + ".com",
    "label_of_64": "a@" + "b" * 64 + ".com",
    "signs": "!#$%&'*+/=?^_`{}|~-@example.com",
    "comma": "a,b@example.com",
    "trailing_newline": "a@example.com\n",
    "angle_brackets": "<a@example.com>",
    "taken": "alice@example.com",
}
PASSWORDS = {
    "common": "password",
    "common_in_capitals": "PASSWORD",
    "common_with_spaces": "  password  ",
    "common_and_numeric": "12345678",
    "numeric": "73920475610",
    "full_width_digits": "\uff17\uff13\uff19\uff12\uff10\uff14\uff17\uff15\uff16",
    "superscript_digits": "\u00b2" * 9,
    "seven": "xK9-qwZ",
    "eight": "xK9-qwZ!",
    "seven_wide": "ж" * 7,
    "short_and_common": "abc123",
    "short_common_and_numeric": "12345",
    "blank_within": "correct horse battery",
    "nul": "abc\u0000defghijk",
    "emoji": "\U0001f600" * 8,
}
LIKENESSES = {
    "username": {"username": "#wolfgang", "password": "wolfgang1"},
    "username_reversed_case": {"username": "#siegfried", "password": "SIEGFRIED"},
    "part_of_username": {"username": "#anna.karenina", "password": "karenina7"},
    "email_name": {"email": "brunhilde@example.com", "password": "brunhilde7"},
    "email_domain": {"email": "a@walkuere-online.com", "password": "walkuere"},
    "whole_email": {"email": "ab@valhalla.org", "password": "ab@valhalla.org"},
    "not_enough": {"username": "#wotan", "password": "wotan-Zq7-orchard"},
}


def numbered(value):
    """Fill in a number of one's own."""
    return value.replace("#", str(next(NEWCOMERS))) if isinstance(value, str) else value


def registering(changes):
    """Register somebody new, but for these fields."""
    person = {**newcomer(), **{name: numbered(value) for name, value in changes.items()}}
    return lambda site: site.send_json("POST", REGISTER.path, person)


for name, username in USERNAMES.items():
    add(f"registration/username/{name}", registering({"username": username}), (201, 400))
for name, (field, make) in LENGTHS.items():
    add(f"registration/length/{name}", registering({field: make(f"long{next(NEWCOMERS)}")}), (201, 400))
for name, email in EMAILS.items():
    add(f"registration/email/{name}", registering({"email": email}), (201, 400))
for name, password in PASSWORDS.items():
    add(f"registration/password/{name}", registering({"password": password}), (201, 400))
for name, changes in LIKENESSES.items():
    add(f"registration/likeness/{name}", registering(changes), (201, 400))
for name, order in {"backwards": ("password", "email", "username"), "as_declared": REGISTER.fields}.items():
    nothing = dict.fromkeys(order)
    add(f"registration/order/{name}", lambda site, sent=nothing: site.send_json("POST", REGISTER.path, sent), 400)


def registering_twice(second):
    """Register somebody and somebody like them."""
    first = newcomer("twin")

    def ask(site):
        assert site.send_json("POST", REGISTER.path, first).status_code == 201
        return site.send_json("POST", REGISTER.path, {**first, **second(first)})

    return ask


TWINS = {
    "same": lambda first: {},
    "in_capitals": lambda first: {"username": first["username"].upper()},
    "same_email": lambda first: {"username": first["username"] + "b"},
    "spaces_around": lambda first: {"username": f" {first['username']} "},
    "full_width": lambda first: {"username": "\uff54" + first["username"][1:]},
}
for name, second in TWINS.items():
    add(f"registration/twins/{name}", registering_twice(second), (201, 400, 500))


def logging_in_after(registered, password, username=None):
    """Register with one spelling and log in with another."""
    person = {**newcomer("speller"), **registered}

    def ask(site):
        assert site.send_json("POST", REGISTER.path, person).status_code == 201
        fields = {"username": username or person["username"], "password": password}
        return site.send_json("POST", "/api/token/", fields)

    return ask


add("registration/then_login/trimmed", logging_in_after({"password": f"  {PASSWORD}  "}, PASSWORD), 200)
add("registration/then_login/untrimmed", logging_in_after({"password": f"  {PASSWORD}  "}, f" {PASSWORD} "), 200)
add(
    "registration/then_login/composed_name",
    logging_in_after({"username": "\uff5aara#".replace("#", str(next(NEWCOMERS)))}, PASSWORD),
    (200, 401),
)
