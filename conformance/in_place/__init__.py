"""Countersign on the database of a Django project, with that Django running beside it."""
