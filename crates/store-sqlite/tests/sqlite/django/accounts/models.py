"""People log in with their address, keys are UUIDs, and there are further fields, of which some must be filled."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone


class CustomUser(AbstractBaseUser, PermissionsMixin):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    phone = models.CharField(max_length=20, unique=True, null=True)
    plan = models.CharField(max_length=10, default="free")
    born = models.DateField(null=True)
    score = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    tenant = models.UUIDField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    options = models.JSONField(default=dict)
    newsletter = models.BooleanField(default=False)
    visits = models.IntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
