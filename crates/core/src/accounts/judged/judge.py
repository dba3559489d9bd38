"""Records what Django answers, for the tests of this module: python judge.py [random cases] [folder]

Made with Django 5.2.19, Django REST framework 3.18.3, argon2-cffi 25.1.0 and bcrypt 5.0.0 on CPython 3.11 (Unicode 14). The
random cases are the same in every run.
"""

import json
import pathlib
import random
import sys

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="none",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    AUTH_PASSWORD_VALIDATORS=[
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "MinimumLengthValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ],
)
django.setup()

import argon2  # noqa: E402
from django.contrib.auth import hashers, password_validation  # noqa: E402
from django.contrib.auth.base_user import BaseUserManager  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.exceptions import ValidationError  # noqa: E402
from django.core.validators import validate_email  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.validators import UniqueValidator  # noqa: E402

RANDOM = random.Random(20)
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 150
FOLDER = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else __file__).resolve()
FOLDER = FOLDER if FOLDER.is_dir() else FOLDER.parent


class Account(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["username", "email", "password"]

    def build_standard_field(self, name, model_field):
        """Without the look-up in the database."""
        kind, kwargs = super().build_standard_field(name, model_field)
        validators = [v for v in kwargs.get("validators", []) if not isinstance(v, UniqueValidator)]
        return kind, {**kwargs, "validators": validators} if "validators" in kwargs else kwargs


FIELDS = Account().fields


def field_errors(name, value):
    field = FIELDS[name]
    field.trim_whitespace = False
    try:
        field.run_validation(value)
    except serializers.ValidationError as error:
        return [str(message) for message in error.detail]
    return []


def write(name, cases):
    lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in cases)
    (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n")


def runs(test):
    """First and last of the runs of code points that pass."""
    found = []
    for code in (c for c in range(0x110000) if not 0xD800 <= c < 0xE000 and test(chr(c))):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def characters():
    import re
    import unicodedata

    word = re.compile(r"\w")
    write(
        "characters",
        [
            ["assigned", runs(lambda c: unicodedata.category(c) != "Cn")],
            ["word", runs(word.match)],
            ["digit", runs(str.isdigit)],
            ["space", runs(str.isspace)],
        ],
    )


USERNAMES = [
    "alice", "Alice.B+c@d-e_f", "-@.+_", "1", "ünïcödé", "مستخدم", "用户", "\uff41lice", "e\u0301", "\u00e9", "\u0915\u093f",
    "\u24b6", "\u00b2\u00bd\u2160", "a b", " a", "a ", "a\n", "a\tb", "a/b", "a\0b", "\0", "a\u200bb", "a\u202eb", "\u212a",
    "\U0001d552", "\U0001f600", "a#", "a$", "a!", "x" * 150, "x" * 151, "é" * 150, "é" * 151, "!" * 151, "\0" * 151,
    "I\u0307", "\u0130", "\u00df", "\ufb01", "\u00aa", "\u3007", "\u203f", "\u00b7", "x\u0000" + "y" * 150,
]  # fmt: skip


def usernames():
    pool = "aZ09_.@+-é² \n\0\u0301\u093f\u24d0ß漢٣\u200b$"
    made = ["".join(RANDOM.choices(pool[: RANDOM.choice([9, 12, len(pool)])], k=RANDOM.randint(1, 8))) for _ in range(COUNT)]
    write("usernames", [[u, field_errors("username", u), User.normalize_username(u)] for u in USERNAMES + made])


EMAILS = [
    "", "a", "@", "a@", "@b.co", "a@b", "a@b.c", "a@b.co", "A.B@EXAMPLE.Com", "a..b@x.io", ".a@x.io", "a.@x.io", "a@x.io.",
    "a@.x.io", "a@x..io", "a@-x.io", "a@x-.io", "a@x.-io", "a@x.io-", "a@x.i-o", "a@x.y-.io", "a@x.1o", "a@x.xn--p1ai",
    "a@x.XN--P1AI", "a@x.xn--", "a@x.xn--" + "a1" * 29, "a@x.xn--" + "a1" * 30, "a@x.xn--\u017f1", "a@x.xn--é1", "a@x.x1--a",
    "a@localhost", "a@LOCALHOST", "a@localhost.", "a@[127.0.0.1]", "a@[127.0.0.256]", "a@[127.0.0.01]", "a@[127.0.0]",
    "a@[::1]", "a@[::ffff:127.0.0.1]", "a@[2001:DB8::1]", "a@[1:2:3:4:5:6:7:8]", "a@[1:2:3:4:5:6:7::]", "a@[::2:3:4:5:6:7:8]",
    "a@[1::2:3:4:5:6:7:8]", "a@[1::2::3]", "a@[12345::]", "a@[fe80::1%eth0]", "a@[]", "a@[::1", "a@::1", "a@127.0.0.1",
    "a@[0000:0000:0000:0000:0000:ffff:127.0.0.1]", "a@[0:0:0:0:0:ffff:255.255.255.255]", "a@[::1]x", "a@[:]", "a@[.]",
    '"a b"@x.io', '"a\\ b"@x.io', '"a\\"b"@x.io', '"a"b"@x.io', '""@x.io', '"@x.io', '"\\"@x.io', '"\\\\"@x.io', '"a@b"@x.io',
    '"\t"@x.io', '"\\\t"@x.io', '"\\\n"@x.io', '"\x7f\x01\x0b\x0c\x1f"@x.io', '"\r"@x.io', '"\\\0"@x.io', '"é"@x.io', 'a"b@x.io',
    "é@x.io", "\u0131@x.io", "\u0130@x.io", "\u017f@x.io", "\u212a@x.io", "\u2126@x.io", '"\u212a"@x.io', '"\\\u212a"@x.io',
    "a@é.io", "a@x.éé", "a@x.é", "a@\u00a0.io", "a@\u00a1.io", "a@\uffff.io", "a@\U00010000.io", "a@\u3002.io", "a@x.\u0661\u0661",
    "a@\u2126.io", "a@x\u3002io", "a@EXÄMPLE.IO", "A@\u0130.IO", "a@\u03a3\u03a3.IO", " a@X.io ", "\u00a0a@X.io\x1f", "a@X.io\n",
    "a @x.io", "a@x .io", "a@x.io\0", "a\0@x.io", "a@b@X.IO", "a@b@x", "!#$%&'*+/=?^_`{}|~-@x.io", "a(b)@x.io", "a,b@x.io",
    "a@x_y.io", "a@" + "x" * 63 + ".io", "a@" + "x" * 64 + ".io", "a@x." + "y" * 63 + ".io", "a@x." + "y" * 64 + ".io",
    "a@x." + "y" * 63, "a@x." + "y" * 64, "a" * 249 + "@x.io", "a" * 250 + "@x.io", "é" * 260, "a" * 315 + "@x.io",
    "a" * 316 + "@x.io", "é" * 316 + "@x.io", "\0" * 255, "a@x.y" * 10,
]  # fmt: skip


def emails():
    users = ["a", "a.b", '"a b"', '"', "\\", ".", '"\\"', "é", "\u212a", "\n", "\t", "'", "a" * 64, "-", "{", " ", '""', "@"]
    hosts = ["x", "X9", "-", ".", "..", "é", "xn--", "io", "IO", "1", "localhost", "\u017f", "\u0130", "_", "x" * 63, " ", "co"]
    address = ["[", "]", ":", "::", "1", "255", ".", "256", "ffff", "FFFF", "0", "01", "12345", "1.2.3.4", ":", "::", "g"]

    def part(pool, most):
        return "".join(RANDOM.choices(pool, k=RANDOM.randint(1, most)))

    made = []
    for _ in range(COUNT):
        kind = RANDOM.random()
        if kind < 0.3:
            made.append(part(users, 4) + "@" + part(["x.io", "é.co", "localhost"], 1))
        elif kind < 0.7:
            made.append("a@" + part(hosts, 6))
        else:
            made.append("a@[" + part(address[2:], 12) + part(["]", "]", "]", ""], 1))
    normalize = BaseUserManager.normalize_email
    write("emails", [[e, is_email(e), field_errors("email", e), normalize(e)] for e in EMAILS + made])


def is_email(value):
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True


NOBODY = ["", "", "", ""]
ALICE = ["alice.smith", "Alice", "Smith-Jones", "a.smith@example.com"]
PASSWORDS = [
    ["", NOBODY], ["", ALICE], ["", ["alice", "", "", ""]], ["short", NOBODY], ["password", NOBODY], ["PASSWORD", NOBODY],
    [" Password\t", NOBODY], ["\u001fpassword\u00a0", NOBODY], ["12345678", NOBODY], ["87654321012345", NOBODY], ["1", NOBODY],
    ["\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", NOBODY], ["\u00b2\u00b2\u00b2\u2460\u2460\u0663\u0663\u0663\u0663", NOBODY],
    ["\u00bd\u00bd\u00bd\u00bd\u00bd\u00bd\u00bd\u00bd\u00bd", NOBODY], ["correct horse battery staple", ALICE], ["alice.smith", ALICE],
    ["ALICE.SMITH", ALICE], ["htims.ecila", ALICE], ["alicesmith1", ALICE], ["example1", ALICE], ["smithjones", ALICE],
    ["jones123", ALICE], ["xxexamplexx", ALICE], ["a.smith@example.co", ALICE], ["com.example", ALICE], ["moc1", ALICE],
    ["\u03a3\u03a3\u03a3\u03a3\u03a3\u03a3\u03a3\u03a3", ["\u03c3\u03c3\u03c3\u03c3\u03c3\u03c3\u03c3\u03c2", "", "", ""]],
    ["STRASSESTRASSE", ["straßestraße", "", "", ""]], ["İstanbul34", ["", "i\u0307stanbul", "", ""]], ["aaaaaaaaaa", ["a", "", "", ""]],
    ["aaaaaaaaaaaaaaaaaaa", ["aa", "", "", ""]], ["aaaaaaaaaaaaaaaaaaaa", ["aaaaaaa", "", "", ""]], ["abcdefgh", ["--", "", "", ""]],
    ["абвгдежз", ["абвгдежз", "", "", ""]], ["йцукен", NOBODY], ["q\u0301werty12", ["q\u0301werty12", "", "", ""]], ["a" * 200, ["a" * 150, "", "", ""]],
    ["é" * 7, NOBODY], ["é" * 8, NOBODY], ["\U0001f600" * 8, NOBODY], ["mama12", NOBODY], ["fallen_angel", NOBODY], ["123456", NOBODY],
    ["smith   ", ALICE], ["", ["--", "", "", ""]], ["p" * 128, NOBODY], ["p" * 129, NOBODY], ["p\0" * 65, NOBODY],
]  # fmt: skip


def passwords():
    letters = "abcdeABC12.-@_ éßΣς"
    text = lambda least, most: "".join(RANDOM.choices(letters, k=RANDOM.randint(least, most)))  # noqa: E731
    made = [[text(0, 14), [text(0, 9), text(0, 7), text(0, 7), text(0, 12)]] for _ in range(COUNT)]
    cases = []
    for password, about in PASSWORDS + made:
        user = User(username=about[0], first_name=about[1], last_name=about[2], email=about[3])
        try:
            password_validation.validate_password(password, user)
            errors = []
        except ValidationError as error:
            errors = list(error.messages)
        field = field_errors("password", password) if password.strip() else []
        cases.append([password, about, errors, field])
    write("passwords", cases)


class Argon2(hashers.Argon2PasswordHasher):
    memory_cost, time_cost, parallelism = 64, 2, 1


class PBKDF2(hashers.PBKDF2PasswordHasher):
    iterations = 1000


class PBKDF2SHA1(hashers.PBKDF2SHA1PasswordHasher):
    iterations = 1000


class BCryptSHA256(hashers.BCryptSHA256PasswordHasher):
    rounds = 4


class Scrypt(hashers.ScryptPasswordHasher):
    work_factor, block_size, parallelism = 16, 4, 2


class BCrypt(hashers.BCryptPasswordHasher):
    rounds = 4


class MD5(hashers.MD5PasswordHasher):
    pass


HASHERS = [Argon2, PBKDF2, PBKDF2SHA1, BCryptSHA256, Scrypt, BCrypt, MD5]
SALT = "saltsaltsaltsaltsaltsa"
# Of the bytes that make the other salt.
BCRYPT_SALT = bytes([18, 0, 11, 19] * 4)
SNOWMAN = "p\u00e4ssword \u2603"
TYPED = ["", "secret", SNOWMAN, "\U0001f511 schl\u00fcssel", "p\0q", "\0", "x" * 71, "x" * 72, "x" * 73, "\u00e4" * 36, "\u00e4" * 64, "x" * 1000]


def argon2_hash(password, salt, kind="ID", version=19, length=32, memory=64, time=2, lanes=1):
    kind = argon2.low_level.Type[kind]
    made = argon2.low_level.hash_secret(
        password.encode(), salt.encode(), time_cost=time, memory_cost=memory, parallelism=lanes, hash_len=length, type=kind, version=version
    )
    return "argon2" + made.decode()


def bcrypt_salt(rounds, version="2b", salt=BCRYPT_SALT):
    """`bcrypt.gensalt` with bytes that are given."""
    letters = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    bits = int.from_bytes(salt, "big") << 4
    digits = "".join(letters[bits >> 6 * at & 63] for at in reversed(range(22)))
    return f"${version}${rounds:02}${digits}".encode()


def made(hasher, password):
    """What the hasher makes of the password with the salt above; `None` where it breaks down."""
    try:
        return hasher().encode(password, bcrypt_salt(4) if hasattr(hasher, "rounds") else SALT)
    except ValueError:
        return None


def good_hashes(password, salt):
    """Of every algorithm: as it is preferred, and with other costs, salts and versions."""
    pbkdf2 = lambda salt, iterations: PBKDF2().encode(password, salt, iterations)  # noqa: E731
    sha1 = lambda salt, iterations: PBKDF2SHA1().encode(password, salt, iterations)  # noqa: E731
    argon = lambda *args, **kwargs: argon2_hash(password, *args, **kwargs)  # noqa: E731
    scrypt = lambda salt, *cost: Scrypt().encode(password, salt, *cost)  # noqa: E731
    bcrypts = [bcrypt_salt(4), bcrypt_salt(5), bcrypt_salt(4, "2a"), bcrypt_salt(4, "2y"), bcrypt_salt(4, "2x"), bcrypt_salt(4, salt=b"\xff" * 16)]
    return [
        pbkdf2(salt, 1000), pbkdf2(salt, 1), pbkdf2(salt, 2000), pbkdf2(salt[:21], 1000),
        pbkdf2("x", 1000), pbkdf2("é" * 22, 1000), pbkdf2("é" * 21, 1000), pbkdf2("s" * 60, 1000),
        sha1(salt, 1000), sha1(salt, 1), sha1(salt, 2000), sha1(salt[:21], 1000),
        argon(salt), argon(salt, "I"), argon(salt, "D"), argon(salt, version=16),
        argon(salt, memory=65), argon(salt, time=1), argon(salt, lanes=3),
        argon(salt, length=16), argon(salt, length=64), argon(salt[:8]),
        argon(salt[:21]), argon(salt * 2), argon(salt, memory=19456),
        argon(salt, memory=102400, lanes=8), argon(salt, version=16).replace("v=16$", ""),
        *(hasher().encode(password, salt) for hasher in (BCryptSHA256, BCrypt) for salt in bcrypts),
        scrypt(salt, 16, 4, 2), scrypt(salt, 2, 1, 1), scrypt(salt, 32, 4, 2), scrypt(salt, 16, 8, 2), scrypt(salt, 16, 4, 1),
        scrypt("x", 16, 4, 2), scrypt("é" * 22, 16, 4, 2), scrypt(salt, 16384, 8, 5),
        MD5().encode(password, salt), MD5().encode(password, "x"), MD5().encode(password, "é" * 22),
    ]  # fmt: skip


def hashes():
    good = good_hashes(SNOWMAN, SALT)
    cases = [[SNOWMAN, encoded] for encoded in good]
    for password in TYPED:
        for hasher in HASHERS:
            encoded = made(hasher, password)
            cases += [[password, encoded], [password + "x", encoded], [SNOWMAN, encoded]] if encoded else []
    cases.append(["x" * 73, made(BCrypt, "x" * 72)])
    for hasher in HASHERS:
        encoded = made(hasher, SNOWMAN)
        for _ in range(COUNT // 4):
            at = RANDOM.randrange(len(encoded))
            changed = RANDOM.choice(["", encoded[at] * 2, RANDOM.choice("$=,Aa0/ -+é")])
            cases.append([SNOWMAN, encoded[:at] + changed + encoded[at + 1 :]])
    for field in ["0", "00", "3", "03", "4", "+4", "004", "32", "99", "", "x"]:
        cases.append([SNOWMAN, made(BCrypt, SNOWMAN).replace("$04$", f"${field}$")])
    for cost in ["0$salt$4$2", "1$salt$4$2", "3$salt$4$2", "16$salt$0$2", "16$salt$4$0", "16$$4$2", "-16$salt$4$2", "65536$salt$1$1", "016$salt$4$2"]:
        cases.append([SNOWMAN, f"scrypt${cost}$" + made(Scrypt, SNOWMAN).rsplit("$", 1)[1]])
    digits = made(MD5, SNOWMAN).rsplit("$", 1)[1]
    for encoded in [digits, f"md5$${digits}", f"md5${SALT}${digits.upper()}", f"md5${SALT}${digits}0", f"md5$sa$lt${digits}", f"sha1$salt${digits}", f"crypt$$ab{digits[:11]}"]:
        cases.append([SNOWMAN, encoded])
    names = [hasher.algorithm for hasher in HASHERS]
    for encoded in ["", "!", "!abc", "x", "$", *names, *(name + "$" for name in names), "unknown$1$2", "ARGON2" + made(Argon2, SNOWMAN)[6:]]:
        cases.append([SNOWMAN, encoded])
    write("hashes", [[password, encoded, *(answer(password, encoded, hasher) for hasher in HASHERS)] for password, encoded in cases])
    write("made", [[password, *(made(hasher, password) for hasher in HASHERS)] for password in TYPED])


def answer(password, encoded, preferred):
    """"wrong", "right" (and need not be replaced), "upgrade" or, where Django breaks down, "error" (or, over the new hash, "stuck")."""
    names = [f"__main__.{hasher.__name__}" for hasher in HASHERS if hasher != preferred]
    with override_settings(PASSWORD_HASHERS=[f"__main__.{preferred.__name__}", *names]):
        try:
            right, outdated = hashers.verify_password(password, encoded)
        except BaseException as failure:  # bcrypt panics with one that is no Exception.
            if isinstance(failure, KeyboardInterrupt):
                raise
            return "error"
        try:
            if right and outdated:
                hashers.make_password(password)
        except ValueError:
            return "stuck"
    return ("upgrade" if outdated else "right") if right else "wrong"


for record in (characters, usernames, emails, passwords, hashes):
    record()
