"""Makes users who have no username."""

from django.contrib.auth.base_user import BaseUserManager


class UserManager(BaseUserManager):
    """Django's `UserManager`, by address."""

    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        """Make somebody with the rights that `fields` give."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """Make somebody who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
