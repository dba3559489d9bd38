"""The protected view: who the bearer of an access token is."""

from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication


class UserMeView(APIView):
    """The caller's own account."""

    authentication_classes = [JWTAuthentication]
    permission_classes = [IsAuthenticated]
    shown = ("id", "username", "email", "first_name", "last_name")

    def get(self, request):
        """Answer the columns that Countersign's `/api/users/me/` shows, in its order."""
        return Response({name: getattr(request.user, name) for name in self.shown})
