"""Fourth part: the user model with its columns."""

MANAGER = ("get_by_natural_key", "create_user", "create_superuser", "normalize_email", "get_queryset")
MODEL = ("normalize_username", "set_password", "check_password", "get_session_auth_hash", "save", "clean", "has_perm")
STANDARD = ("is_active", "is_superuser", "is_staff", "first_name", "last_name", "date_joined", "last_login")


def read_user_model(model):
    """Describe the user model."""
    meta = model._meta
    manager = model._default_manager
    return {
        "label": meta.label,
        "table": meta.db_table,
        "parents": [parent._meta.label for parent in meta.parents],
        "username_field": model.USERNAME_FIELD,
        "email_field": model.get_email_field_name() if hasattr(model, "get_email_field_name") else "",
        "required_fields": list(model.REQUIRED_FIELDS),
        "fields": [read_field(field) for field in meta.concrete_fields],
        "without_column": {name: kind_of(model, name) for name in STANDARD if not has_column(model, name)},
        "groups": read_relation(model, "groups", "auth.Group"),
        "permissions": read_relation(model, "user_permissions", "auth.Permission"),
        "manager": name_of(type(manager)),
        "manager_methods": own_methods(type(manager), "django.", MANAGER),
        "model_methods": own_methods(model, "django.", MODEL),
        "signals": signals(model),
    }


def read_field(field):
    """Describe a column."""
    target = field.target_field if field.is_relation else field
    while target.is_relation:
        target = target.target_field
    return {
        "name": field.name,
        "column": field.column,
        "type": target.get_internal_type(),
        "class": name_of(type(field)),
        "relation": field.related_model._meta.label if field.is_relation else None,
        "max_length": target.max_length,
        "digits": [getattr(target, "max_digits", None), getattr(target, "decimal_places", None)],
        "choices": len(field.choices or ()),
        "validators": [name_of(check) for check in own_validators(field)],
        "null": field.null,
        "unique": field.unique,
        "primary_key": field.primary_key,
        "default": default_of(field),
    }


def own_validators(field):
    """List what is demanded of values beyond the type: by the field's class, and by the project."""
    from django.core.validators import validate_integer

    found = [*field.default_validators, *field._validators]
    return [check if hasattr(check, "__name__") else type(check) for check in found if check is not validate_integer]


def default_of(field):
    """Say what Django puts into a column that nobody gave a value for."""
    from django.db.models import NOT_PROVIDED

    if getattr(field, "generated", False) or getattr(field, "db_default", NOT_PROVIDED) is not NOT_PROVIDED:
        return {"kind": "database"}
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return {"kind": "callable", "name": "django.utils.timezone.now"}
    if not field.has_default():
        is_text = field.get_internal_type() in ("CharField", "TextField", "SlugField", "FileField", "FilePathField")
        return {"kind": "value", "value": ""} if is_text and not field.null else {"kind": "none"}
    if field.default in (dict, list, str, int, bool):
        return {"kind": "value", "value": field.default()}
    if callable(field.default):
        return {"kind": "callable", "name": name_of(field.default)}
    return {"kind": "value", "value": plain(field.default)}


def has_column(model, name):
    """Whether the model has a column for this field."""
    return any(field.name == name for field in model._meta.concrete_fields)


def kind_of(model, name):
    """Say what a name is that has no column: a fixed value, something that is computed, or nothing."""
    value = getattr(model, name, None)
    return plain(value) if value is None or isinstance(value, bool) else "computed"


def read_relation(model, name, label):
    """Describe the table between users and groups or permissions."""
    try:
        field = model._meta.get_field(name)
    except Exception:
        return None
    if not field.many_to_many or field.related_model._meta.label != label:
        return None
    table = field.remote_field.through._meta.db_table
    return {"table": table, "user_column": field.m2m_column_name(), "other_column": field.m2m_reverse_name()}


def signals(model):
    """Name the signals of Django that somebody listens to where accounts are made and changed."""
    from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

    known = {"pre_save": pre_save, "post_save": post_save, "pre_delete": pre_delete, "post_delete": post_delete}
    return [name for name, signal in known.items() if signal.has_listeners(model)]
