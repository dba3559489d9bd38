"""What DRF's CSRF check says of requests: python -m judge.csrf reads a JSON list of {"method", "headers", "form"} and prints a list of
reasons, null where a request passes.
"""

import json
import os
import sys

import django
from django.test import RequestFactory


def reason(case):
    """Run `SessionAuthentication.enforce_csrf`'s check on one request."""
    from rest_framework.authentication import CSRFCheck  # needs the configured settings

    method = case["method"].lower()
    request = getattr(RequestFactory(), method)("/", data=case["form"] or None, headers=case["headers"])
    check = CSRFCheck(lambda request: None)
    check.process_request(request)
    return check.process_view(request, None, (), {})


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "judge.settings"
    django.setup()
    print(json.dumps([reason(case) for case in json.load(sys.stdin)]))
