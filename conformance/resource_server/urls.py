"""One view that asks no database, and one that loads the user."""

from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication


class StatelessView(APIView):
    """Whoever the token names: `JWTStatelessUserAuthentication`, the default of the settings."""

    def get(self, request):
        """Return the caller as the token describes them."""
        user = request.user
        return Response({"id": user.id, "username": user.username, "is_staff": user.is_staff})


class StoredUserView(APIView):
    """Whoever the token names, and the database knows."""

    authentication_classes = [JWTAuthentication]

    def get(self, request):
        """Return the caller as the database describes them."""
        return Response({"id": request.user.id, "username": request.user.username})


urlpatterns = [path("stateless/", StatelessView.as_view()), path("stored/", StoredUserView.as_view())]
