"""Django's ORM, kept open: a line of standard input is an expression or some statements, a line of output the answer.

A request is `{"code", "names"}`; statements leave their answer in `result`. Usage: python -m in_place.orm
"""

import ast
import json
import sys
import traceback

import django


def surroundings():
    """Return what a snippet may name, as `manage.py shell` has it."""
    django.setup()
    from django.apps import apps
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import check_password, identify_hasher, make_password
    from django.contrib.auth.models import Group, Permission
    from django.contrib.sessions.models import Session
    from django.utils import timezone
    from rest_framework.authtoken.models import Token
    from rest_framework_simplejwt.token_blacklist.models import BlacklistedToken, OutstandingToken
    from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

    return {**locals(), "User": get_user_model()}


def answer(code, names):
    """Evaluate an expression, or run statements and return their `result`."""
    tree = ast.parse(code)
    if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
        return eval(code, names)
    exec(code, names)
    return names.get("result")


def main():
    """Answer until the input ends. What Django prints goes elsewhere."""
    replies, sys.stdout = sys.stdout, sys.stderr
    known = surroundings()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"value": answer(request["code"], {**known, **request["names"]})}
        except Exception:
            reply = {"error": traceback.format_exc()}
        print(json.dumps(reply, default=str), file=replies, flush=True)


if __name__ == "__main__":
    main()
