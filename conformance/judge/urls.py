"""SimpleJWT's views at the paths where Countersign mounts its own."""

from django.urls import path
from rest_framework_simplejwt import views

from judge.account import UserMeView
from judge.registration import UserRegistrationView

urlpatterns = [
    path("api/register/", UserRegistrationView.as_view()),
    path("api/token/", views.token_obtain_pair),
    path("api/token/refresh/", views.token_refresh),
    path("api/token/verify/", views.token_verify),
    path("api/token/blacklist/", views.token_blacklist),
    path("api/users/me/", UserMeView.as_view()),
]
