"""A `urls.py` with whatever a mount can be."""

URLS = """\
from django.urls import include, path, re_path
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework_simplejwt.views import *

class Own(TokenObtainPairView):
    throttle_scope = "burst"

v1 = [
    path("login", Own.as_view(), name="login"),
    re_path(r"^refresh/?$", TokenRefreshView.as_view()),
    re_path(r"^(?P<shop>\\w+)/verify/$", TokenVerifyView.as_view()),
]
urlpatterns = [
    path("v1/", include(v1)),
    path("api/token/", obtain_auth_token),
    path("v2/token/", TokenObtainPairView.as_view()),
]
"""
