"""Password hashing with an own work factor, as Django's documentation shows it."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickPBKDF2PasswordHasher(PBKDF2PasswordHasher):
    """Fewer iterations than Django's own."""

    iterations = 30_000
