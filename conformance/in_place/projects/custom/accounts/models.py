"""The user model: an address instead of a name, a UUID as key, and columns of its own."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models

from accounts.managers import UserManager


class User(AbstractUser):
    """Somebody who works at a clinic, or is treated there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = None
    email = models.EmailField("email address", unique=True)
    phone = models.CharField(max_length=20, blank=True)
    company = models.CharField(max_length=100)
    points = models.IntegerField(default=0)
    verified = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["company"]

    objects = UserManager()


class Visit(models.Model):
    """A row of the project's own that belongs to somebody."""

    patient = models.ForeignKey(User, on_delete=models.PROTECT)
    began = models.DateTimeField(auto_now_add=True)
