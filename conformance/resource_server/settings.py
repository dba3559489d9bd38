"""Settings of the resource server: REST framework, and of SimpleJWT what verifies tokens.

What a run varies comes from the environment: `RESOURCE_DATABASE`, and `RESOURCE_SIMPLE_JWT`, which is `SIMPLE_JWT` in JSON.
"""

import json
import os

SECRET_KEY = "the resource server's own, which signs nothing that Countersign sees"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "resource_server.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["RESOURCE_DATABASE"]}}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTStatelessUserAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

SIMPLE_JWT = json.loads(os.environ["RESOURCE_SIMPLE_JWT"])
