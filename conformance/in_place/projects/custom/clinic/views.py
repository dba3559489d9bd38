"""The project's own API: here, who is asking."""

from rest_framework.response import Response
from rest_framework.views import APIView


class MeView(APIView):
    """The caller, however they say who they are."""

    def get(self, request):
        """Return the caller's key and name."""
        return Response({"id": str(request.user.pk), "name": request.user.get_username()})
