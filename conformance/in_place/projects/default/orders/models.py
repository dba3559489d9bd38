"""What people have bought: rows of the project's own that belong to users."""

from django.conf import settings
from django.db import models


class Order(models.Model):
    """One order."""

    buyer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    placed = models.DateTimeField(auto_now_add=True)
