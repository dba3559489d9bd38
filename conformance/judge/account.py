"""The protected view: the account of whoever bears the access token."""

from django.contrib.auth.models import User
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework_simplejwt.authentication import JWTAuthentication


class AccountSerializer(serializers.ModelSerializer):
    """The columns that Countersign's `/api/users/me/` shows, in its order."""

    class Meta:
        model = User
        fields = ("id", "username", "email", "first_name", "last_name")


class UserMeView(generics.RetrieveUpdateDestroyAPIView):
    """The caller's own account."""

    authentication_classes = [JWTAuthentication]
    permission_classes = [IsAuthenticated]
    serializer_class = AccountSerializer

    def get_object(self):
        """Return the caller, whatever the path."""
        return self.request.user
