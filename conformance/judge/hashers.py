"""Password hashing cheap enough for a test run; the stored format is Django's own."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickPBKDF2PasswordHasher(PBKDF2PasswordHasher):
    """`pbkdf2_sha256` with few iterations: no case measures time, and no answer shows the count."""

    iterations = 1000
