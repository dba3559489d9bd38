"""The protected view: the account of whoever is authenticated."""

from django.contrib.auth.models import User
from rest_framework import generics, serializers


class AccountSerializer(serializers.ModelSerializer):
    """The columns that Countersign's `/api/users/me/` shows, in its order."""

    class Meta:
        model = User
        fields = ("id", "username", "email", "first_name", "last_name")


class UsersMeView(generics.RetrieveUpdateDestroyAPIView):
    """The caller's own account."""

    serializer_class = AccountSerializer

    def get_object(self):
        """Return the caller, whatever the path."""
        return self.request.user
