"""The move itself: one command, our tables beside Django's, and nothing that Django would miss."""

import json
import stat

from harness.binary import countersign

CONFIG = "countersign.toml"
SECRETS = "countersign.secrets.toml"


def test_the_settings_hold_no_secret_and_the_secrets_are_for_their_owner(deployment):
    settings = (deployment.folder / CONFIG).read_text(encoding="utf-8")
    secret_key = deployment.orm("__import__('django.conf').conf.settings.SECRET_KEY")
    assert secret_key not in settings
    assert secret_key in (deployment.folder / SECRETS).read_text(encoding="utf-8")
    assert stat.S_IMODE((deployment.folder / SECRETS).stat().st_mode) == 0o600


def test_s79_the_settings_of_the_project_are_in_force(deployment):
    config = json.loads(deployment.command("config", "--json"))
    simple_jwt = deployment.orm("__import__('django.conf').conf.settings.SIMPLE_JWT")
    for name in ("rotate_refresh_tokens", "blacklist_after_rotation", "update_last_login"):
        assert config["jwt"][name]["value"] is simple_jwt[name.upper()]
    assert config["jwt"]["preset"]["value"] == "simplejwt"
    assert config["django"]["user_table"]["value"] == deployment.kind.user_table
    assert config["django"]["username_field"]["value"] == deployment.kind.identity
    for setting in ("access_token_lifetime", "refresh_token_lifetime"):
        assert setting in (deployment.folder / CONFIG).read_text(encoding="utf-8")


def test_the_move_opens_the_accounts_to_nobody(deployment):
    assert json.loads(deployment.command("config", "--json"))["routes"]["register"]["value"] == []


def test_check_finds_nothing_to_mend(deployment):
    assert "ERROR" not in deployment.command("check")
    deployment.command("migrate", "--check")


def test_no_table_of_django_s_is_altered(deployment):
    assert deployment.database.schema() == deployment.past.schema


def test_our_tables_say_whose_they_are(deployment):
    tables = deployment.database.tables()
    django = deployment.orm("[model._meta.db_table for model in apps.get_models(include_auto_created=True)]")
    ours = tables - {*django, "django_migrations"}
    assert ours and all(name.startswith("countersign_") for name in ours), ours


def test_no_row_of_django_s_is_changed_by_the_move(deployment):
    assert deployment.past.rows_after_migrate == deployment.past.rows


def test_django_finds_nothing_to_do(deployment):
    deployment.project.manage("check")
    deployment.project.manage("migrate", "--check")
    deployment.project.manage("makemigrations", "--check", "--dry-run")


def test_a_secret_that_is_not_django_s_is_told_by_check(deployment):
    done = countersign(deployment.folder, "check", SECRET_KEY="not what Django has signed its tokens with, surely")
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "SECRET_KEY" in said and "token_blacklist_outstandingtoken" in said
