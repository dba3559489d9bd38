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


ALICE = Account("alice", "alice@example.com", "pw-Alice-123")
BOB = Account("bob", "bob@example.com", "pw-Bob-45678")
CAROL = Account("carol", "carol@example.com", "pw-Carol-9876", is_active=False)
DAVE = Account("dave", "dave@example.com", "pw-Dave-54321")
ERIN = Account("erin", "erin@example.com", "pw-Erin-24680", is_staff=True)
ACCOUNTS = (ALICE, BOB, CAROL, DAVE, ERIN)
