"""What both servers are given: the shared secret, the accounts, and how refresh tokens behave."""

from dataclasses import dataclass

SECRET_KEY = "conformance-secret-known-to-both-sides-and-long-enough-even-for-HS512"


@dataclass(frozen=True)
class Account:
    """A person known to both sides, made in the order of `ACCOUNTS`, so that ids agree."""

    username: str
    email: str
    password: str
    is_active: bool = True


ALICE = Account("alice", "alice@example.com", "pw-Alice-123")
BOB = Account("bob", "bob@example.com", "pw-Bob-45678")
CAROL = Account("carol", "carol@example.com", "pw-Carol-9876", is_active=False)
DAVE = Account("dave", "dave@example.com", "pw-Dave-54321")
ACCOUNTS = (ALICE, BOB, CAROL, DAVE)


@dataclass(frozen=True)
class Profile:
    """The settings that a case runs under, in SimpleJWT's terms."""

    name: str
    rotates: bool
    blacklists: bool


PLAIN = Profile("plain", rotates=False, blacklists=False)
ROTATING = Profile("rotating", rotates=True, blacklists=True)
FORKING = Profile("forking", rotates=True, blacklists=False)
PROFILES = (PLAIN, ROTATING, FORKING)
