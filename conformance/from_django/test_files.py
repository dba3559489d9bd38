"""What is written, where, and what is said."""

import json
import os
import stat

import pytest
from from_django.urls import URLS
from harness.binary import countersign, must
from harness.project import SECRET_KEY

pytestmark = pytest.mark.once(reason="`init` asks no database; in_place/ goes on from it on PostgreSQL")


def test_a_default_project_is_taken_over_whole(make):
    project = make()
    taken = project.taken()
    assert taken.left() == {} and taken.warnings() == {}
    assert taken.settings == {
        "database": {"url": f"sqlite://{project.folder}/db.sqlite3"},
        "jwt": {"preset": "simplejwt"},
        "password": {"hashers": ["pbkdf2_sha256"], "validators": []},
        "routes": {"register": []},
    }
    assert taken.secrets == {"secret_key": SECRET_KEY}
    assert taken.is_accepted()


def test_the_secrets_are_for_their_owner_alone_and_in_no_other_file(make):
    taken = make().taken()
    for name in ("countersign.toml", "countersign.secrets.toml"):
        assert stat.S_IMODE(os.stat(taken.folder / name).st_mode) == 0o600
    assert SECRET_KEY not in taken.text
    assert SECRET_KEY not in str(taken.report)
    assert sorted(os.listdir(taken.folder)) == ["countersign.secrets.toml", "countersign.toml"]


def test_variables_that_win_over_the_files_are_named(make):
    taken = make().taken(SECRET_KEY="x" * 50, DATABASE_URL="sqlite:///var/other.db", COUNTERSIGN_JWT__PRESET="simplejwt")
    assert sorted(taken.warnings()) == ["COUNTERSIGN_JWT__PRESET", "DATABASE_URL", "SECRET_KEY"]


def test_the_project_is_left_as_it_was(make):
    project = make()
    before = sorted(project.folder.rglob("*"))
    project.taken()
    assert sorted(project.folder.rglob("*")) == before


def test_files_that_are_there_are_kept_unless_force_is_given(make):
    project = make()
    project.taken()
    for name in ("countersign.toml", "countersign.secrets.toml"):
        done = project.init()
        assert done.returncode == 1 and "is there already" in done.stderr and "--force" in done.stderr
        (project.target / name).write_text("", encoding="utf-8")
    (project.target / "countersign.secrets.toml").chmod(0o644)
    assert project.init("--force").returncode == 0
    assert stat.S_IMODE(os.stat(project.target / "countersign.secrets.toml").st_mode) == 0o600
    (project.target / "countersign.toml").unlink()
    assert "countersign.secrets.toml is there already" in project.init().stderr
    assert not (project.target / "countersign.toml").exists()


def test_the_commands_that_are_named_next_work_on_what_django_made(make):
    project = make(urls=URLS)
    project.manage("migrate")
    project.manage("shell", "-c", "from django.contrib.auth.models import User; User.objects.create_user('alice')")
    taken = project.taken()
    countersign(taken.folder, "check")
    must(taken.folder, "migrate")
    must(taken.folder, "check")
    assert json.loads(must(taken.folder, "users", "list", "--json"))[0]["username"] == "alice"
    project.manage("migrate", "--check")
    token = json.loads(must(taken.folder, "token", "issue", "--user", "alice", "--json"))["access"]
    verify = f"from rest_framework_simplejwt.tokens import AccessToken; print(AccessToken({token!r})['user_id'])"
    assert project.manage("shell", "-c", verify).strip().endswith("1")


def test_the_next_commands_are_named(make):
    project = make()
    said = project.init("--config", "shop.toml").stdout
    for command in ("check", "migrate", "serve"):
        assert f"countersign {command} --config shop.toml" in said
    assert (project.target / "shop.secrets.toml").exists()
    assert "Everything was carried over." in said
