"""The judge's settings with Django's admin, for `judge/tables.py`."""

from judge.settings import *  # noqa: F403 - all of them, and a little more
from judge.settings import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]
ROOT_URLCONF = "judge.admin_urls"
ALLOWED_HOSTS = ["testserver"]
TEMPLATES = [
    {
        **TEMPLATES[0],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
