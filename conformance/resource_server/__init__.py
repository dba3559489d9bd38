"""Somebody else's API in Django, as SimpleJWT's documentation sets it up: it verifies tokens and issues none."""
