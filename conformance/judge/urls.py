"""SimpleJWT's and DRF's views at the paths where Countersign mounts its own, and Django's login page."""

from django.conf import settings
from django.contrib.auth import views as pages
from django.urls import path
from django.utils.module_loading import import_string
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework_simplejwt import views

from judge.account import UsersMeView
from judge.registration import UserRegistrationView
from judge.users import GroupViewSet, PermissionViewSet, UserViewSet

LIST = {"get": "list", "post": "create"}
DETAIL = {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}


def mounted(name, at, view):
    """Mount a view with the classes that the settings give its route, as `[routes.NAME]` does here."""
    own = {key: imported(value) for key, value in settings.ROUTES.get(name, {}).items()}
    return path(at, type(view.__name__, (view,), {**own, "__doc__": view.__doc__}).as_view())


def imported(value):
    """Return the classes that a list names; any other value as it is."""
    return [import_string(name) for name in value] if isinstance(value, list) else value


urlpatterns = [
    mounted("register", "api/register/", UserRegistrationView),
    mounted("token_obtain_pair", "api/token/", views.TokenObtainPairView),
    mounted("token_refresh", "api/token/refresh/", views.TokenRefreshView),
    mounted("token_verify", "api/token/verify/", views.TokenVerifyView),
    mounted("token_blacklist", "api/token/blacklist/", views.TokenBlacklistView),
    mounted("token_obtain_sliding", "api/token/sliding/", views.TokenObtainSlidingView),
    mounted("token_refresh_sliding", "api/token/sliding/refresh/", views.TokenRefreshSlidingView),
    mounted("obtain_auth_token", "api-token-auth/", ObtainAuthToken),
    mounted("users_me", "api/users/me/", UsersMeView),
    path("api/users/", UserViewSet.as_view(LIST, suffix="List", description="Make an account.")),
    path(
        "api/users/<int:pk>/",
        UserViewSet.as_view(DETAIL, suffix="Instance", detail=True, description="Show an account."),
        name="users_detail",
    ),
    path("api/groups/", GroupViewSet.as_view(LIST, suffix="List", description="Make a group.")),
    path("api/groups/<int:pk>/", GroupViewSet.as_view(DETAIL, suffix="Instance", detail=True)),
    path("api/permissions/", PermissionViewSet.as_view({"get": "list"}, suffix="List")),
    path("accounts/login/", pages.LoginView.as_view()),
    path("accounts/logout/", pages.LogoutView.as_view()),
]
