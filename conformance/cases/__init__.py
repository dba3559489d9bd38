"""Every case of the suite; importing this package collects them."""

from cases import (
    authorization,
    blacklist,
    bodies,
    negotiation,
    obtain,
    profile,
    protected,
    reference_bugs,
    refresh,
    register,
    routing,
    verify,
)
from cases.case import CASES

__all__ = [
    "CASES",
    "authorization",
    "blacklist",
    "bodies",
    "negotiation",
    "obtain",
    "profile",
    "protected",
    "reference_bugs",
    "refresh",
    "register",
    "routing",
    "verify",
]
