"""The user model in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import User


@admin.register(User)
class EmailUserAdmin(UserAdmin):
    """Django's `UserAdmin`, by address."""

    ordering = ["email"]
    list_display = ["email", "company", "is_staff"]
    search_fields = ["email", "company"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        ("Clinic", {"fields": ["company", "phone", "points", "verified"]}),
        ("Rights", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "company", "password1", "password2"]})]
