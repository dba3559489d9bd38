"""A Django app with a user model of its own."""
