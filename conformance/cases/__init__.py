"""Every case of the suite; importing this package collects them."""

from importlib import import_module
from pkgutil import iter_modules

from cases.case import CASES, NAMES

for module in iter_modules(__path__):
    import_module(f"cases.{module.name}")

__all__ = ["CASES", "NAMES"]
