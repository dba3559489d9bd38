"""`countersign init --from-django` on small real projects."""
