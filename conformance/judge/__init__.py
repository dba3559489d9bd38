"""A real Django project: what it answers is what Countersign must answer."""
