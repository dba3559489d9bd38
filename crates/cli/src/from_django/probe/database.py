"""Third part: the database that holds the users. It is not connected to."""

import configparser


def read_database(settings, user_model):
    """Read the settings of the database that the user model is written to."""
    from django.db import connections, router

    alias = router.db_for_write(user_model)
    connection = connections[alias]
    written = connection.settings_dict
    found = {key.lower(): plain(written.get(key)) for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")}
    for key in ("name", "user", "password", "host"):
        found[key] = as_text(found[key], key)
    found["options"] = plain(written.get("OPTIONS") or {})
    found["time_zone"] = plain(written.get("TIME_ZONE"))
    found["vendor"], found["product"] = connection.vendor, getattr(connection, "display_name", connection.vendor)
    found["alias"], found["aliases"] = alias, sorted(connections)
    found["elsewhere"] = elsewhere(alias)
    if found["vendor"] == "sqlite" and not is_in_memory(found["name"]):
        found["name"] = os.path.abspath(found["name"])
    if found["vendor"] == "postgresql":
        found["service"] = service(found["options"].get("service"))
        found["variables"] = {name: os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")}
    return found


def as_text(value, key):
    """Give a number as the text that the driver makes of it."""
    if isinstance(value, bool) or isinstance(value, (dict, list)):
        raise SystemExit("%s in DATABASES is no text; write it in quotes" % key.upper())
    return value if value is None or isinstance(value, str) else str(value)


def is_in_memory(name):
    """Whether SQLite's name is of no file."""
    return not name or name == ":memory:" or "mode=memory" in name or name.startswith("file::memory:")


def elsewhere(alias):
    """Name the models that we read too and that are in another database."""
    from django.apps import apps
    from django.db import router

    labels = ("auth.Group", "sessions.Session", "authtoken.Token", "token_blacklist.OutstandingToken")
    found = {}
    for label in labels:
        try:
            other = router.db_for_write(apps.get_model(label))
        except LookupError:
            continue
        if other != alias:
            found[label] = other
    return found


def service(name):
    """Read a section of pg_service.conf, which libpq would read."""
    if not name:
        return None
    paths = [os.environ.get("PGSERVICEFILE"), os.path.expanduser("~/.pg_service.conf"), "/etc/pg_service.conf"]
    folder = os.environ.get("PGSYSCONFDIR")
    paths.append(os.path.join(folder, "pg_service.conf") if folder else None)
    for path in filter(None, paths):
        file = configparser.RawConfigParser()
        try:
            file.read(path)
        except configparser.Error:
            continue
        if file.has_section(name):
            return dict(file.items(name))
    return {}
