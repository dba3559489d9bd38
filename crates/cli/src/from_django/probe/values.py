"""What `countersign init --from-django` asks a Django project: first part, Python values as JSON.

The parts are one program, run by the project's own interpreter (Python 3.8, Django 3.2, or newer) in the folder of its
manage.py. It changes nothing, asks no database, and answers with one JSON document.
"""

import datetime
import decimal
import enum
import os
import sys
import uuid

# Whatever the project prints goes to standard error: the answer has standard output to itself.
ANSWER = os.dup(1)
os.dup2(2, 1)
sys.dont_write_bytecode = True

COSTS = ("iterations", "time_cost", "memory_cost", "parallelism", "rounds", "work_factor", "block_size")


def plain(value):
    """Give a value as JSON; what JSON has no form for is an object with one member whose name begins with `py:`."""
    if value is None or isinstance(value, (bool, int, str)) and not isinstance(value, enum.Enum):
        return value if not isinstance(value, str) else str(value)
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else {"py:other": repr(value)}
    if isinstance(value, datetime.timedelta):
        return {"py:seconds": value.total_seconds()}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return plain(float(value))
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in value]
    if isinstance(value, bytes):
        return text_of(value)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, type) or callable(value) and hasattr(value, "__qualname__"):
        return {"py:named": name_of(value)}
    return of_library(value)


def text_of(value):
    """Give bytes as text."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"py:other": "bytes"}


def of_library(value):
    """Give a key object as PEM and a lazy text as text."""
    from django.utils.functional import Promise

    if isinstance(value, Promise):
        return str(value)
    try:
        from cryptography.hazmat.primitives import serialization as forms

        if hasattr(value, "private_bytes"):
            secret = forms.NoEncryption()
            return value.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, secret).decode()
        if hasattr(value, "public_bytes"):
            return value.public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo).decode()
    except Exception as cause:
        return {"py:other": "%s (%s)" % (name_of(type(value)), cause)}
    return {"py:other": name_of(type(value))}


def name_of(thing):
    """Give the import path of a class, a function, or a method of a class."""
    owner = getattr(thing, "__self__", None)
    if isinstance(owner, type):
        return "%s.%s" % (name_of(owner), thing.__name__)
    return "%s.%s" % (getattr(thing, "__module__", "?"), getattr(thing, "__qualname__", type(thing).__name__))


def described(named):
    """Describe a class by its import path and those of all that it is made of; the setting may name it or be it."""
    from django.utils.module_loading import import_string

    if not isinstance(named, str):
        return {"path": name_of(named), "bases": bases(named)}
    try:
        found = import_string(named)
    except Exception as cause:
        return {"path": named, "bases": [], "error": "%s: %s" % (type(cause).__name__, cause)}
    return {"path": named, "bases": bases(found)}


def bases(found):
    """Give the import paths of a class and its bases, itself first."""
    return [name_of(base) for base in getattr(found, "__mro__", (found,)) if base is not object]


def all_described(listed):
    """Describe the classes of a setting, which may be one, several or none."""
    if isinstance(listed, (str, type)):
        listed = [listed]
    return [described(named) for named in listed or ()]


def own_methods(cls, module, names):
    """List which of the methods `names` a class has from elsewhere than `module`."""
    found = []
    for name in names:
        owner = next((base for base in cls.__mro__ if name in vars(base)), None)
        if owner is not None and not owner.__module__.startswith(module):
            found.append(name)
    return found
