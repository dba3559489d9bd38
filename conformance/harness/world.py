"""What both servers are given: the shared secret and the accounts."""

from dataclasses import dataclass

SECRET_KEY = "conformance-secret-known-to-both-sides-and-long-enough-even-for-HS512"


@dataclass(frozen=True)
class Account:
    """A person known to both sides, made in the order of `ACCOUNTS`, so that ids agree."""

    username: str
    email: str
    password: str
    is_active: bool = True
    is_staff: bool = False
    stored: str = ""  # what the password column holds, where that is not a good hash of `password`


ALICE = Account("alice", "alice@example.com", "pw-Alice-123")
BOB = Account("bob", "bob@example.com", "pw-Bob-45678")
CAROL = Account("carol", "carol@example.com", "pw-Carol-9876", is_active=False)
DAVE = Account("dave", "dave@example.com", "pw-Dave-54321")
ERIN = Account("erin", "erin@example.com", "pw-Erin-24680", is_staff=True)
FRANK = Account("frank", "frank@example.com", "pw-Frank-1357", stored="pbkdf2_sha256$many$salt$rubbish")
GRETA = Account(
    "greta",
    "greta@example.com",
    "pw-Greta-8642",
    stored="pbkdf2_sha256$500$saltsalt$vezNHH0N/hsNLDmWKTqsaBQ58l24ianKMYug5eIyJZM=",
)
HELGA = Account("helga", "helga@example.com", "pw-Helga-9753", stored="!unusable")
IVAN = Account("ivan", "ivan@example.com", "pw-Ivan-7531", stored="whirlpool$1$salt$hash")
ACCOUNTS = (ALICE, BOB, CAROL, DAVE, ERIN, FRANK, GRETA, HELGA, IVAN)


def store_columns(database):
    """Write what no login could write into the user table, here or at the judge."""
    for account in ACCOUNTS:
        active = (account.is_active, account.username)
        database.rows("UPDATE auth_user SET is_active = ? WHERE username = ?", *active)
        if account.stored:
            database.rows("UPDATE auth_user SET password = ? WHERE username = ?", account.stored, account.username)


def row(database, account):
    """Return (password, last_login) of an account."""
    [found] = database.rows("SELECT password, last_login FROM auth_user WHERE username = ?", account.username)
    return found
