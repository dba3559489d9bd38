"""`DATABASES`: which, where, and with which password."""

import os

import pytest

pytestmark = pytest.mark.once(reason="`init` asks no database; in_place/ goes on from it on PostgreSQL")


def test_postgresql_is_an_address_with_its_password_apart(make):
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop/ü ?#",
        "USER": "o'neil@shop",
        "PASSWORD": 'p@ss:w/o?rd#"%\n☃',
        "HOST": "db.example.com",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/etc/my ca.pem", "assume_role": "shop", "pool": True,
                    "connect_timeout": 3},
    }
    taken = make(f'\nDATABASES = {{"default": {database!r}}}\n').taken()
    assert taken.settings["database"]["url"] == (
        "postgres://o%27neil%40shop@db.example.com:6432/shop%2F%C3%BC%20%3F%23"
        "?sslmode=verify-full&sslrootcert=%2Fetc%2Fmy%20ca.pem"
    )
    assert taken.settings["database"]["connect_timeout"] == 3
    assert taken.secrets["database"] == {"password": database["PASSWORD"]}
    assert [about for about in taken.left() if "OPTIONS" in about] == ['DATABASES["default"]["OPTIONS"]["assume_role"] = "shop"']
    assert "p@ss" not in taken.text + str(taken.report)


def test_postgresql_without_a_host_is_its_socket(make):
    taken = make('\nDATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop"}}\n').taken()
    assert taken.settings["database"]["url"].startswith("postgres://%2F")
    assert "database" not in taken.secrets


def test_a_service_of_postgresql_is_looked_up(make, tmp_path):
    services = tmp_path / "services"
    services.write_text("[shop]\nhost=10.0.0.7\ndbname=till\nuser=clerk\npassword=hush\n", encoding="utf-8")
    database = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"service": "shop"}}
    taken = make(f'\nDATABASES = {{"default": {database!r}}}\n').taken(PGSERVICEFILE=str(services))
    assert taken.settings["database"]["url"] == "postgres://clerk@10.0.0.7/till"
    assert taken.secrets["database"] == {"password": "hush"}


@pytest.mark.parametrize("engine", ["django.db.backends.mysql", "django.db.backends.oracle"])
def test_a_database_that_cannot_be_used_is_refused_by_its_engine(make, engine):
    project = make(f'\nDATABASES = {{"default": {{"ENGINE": {engine!r}, "NAME": "shop"}}}}\n')
    done = project.init()
    assert done.returncode == 1 and engine in done.stderr and "PostgreSQL and SQLite" in done.stderr
    assert os.listdir(project.target) == []


def test_a_database_that_is_nowhere_is_refused(make):
    for database in ("{}", '{"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}'):
        project = make(f"\nDATABASES = {database}\n") if database == "{}" else project
        project.write("shop/settings.py", (project.folder / "shop/settings.py").read_text() + f"\nDATABASES = {database}\n")
        done = project.init()
        assert done.returncode == 1 and "DATABASES" in done.stderr, done.stderr


def test_a_sqlite_path_is_absolute_whatever_it_has_in_it(make):
    project = make('\nDATABASES["default"]["NAME"] = "data/ü \\"x\\".sqlite3"\n')
    taken = project.taken()
    assert taken.settings["database"]["url"] == f'sqlite://{project.folder}/data/ü "x".sqlite3'
    assert taken.is_accepted()


def test_a_password_that_is_a_number_is_text(make):
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": "shop", "USER": "", "PASSWORD": 12345, "HOST": "::1"}
    taken = make(f'\nDATABASES = {{"default": {database!r}}}\n').taken()
    assert taken.settings["database"]["url"] == "postgres://[::1]/shop"
    assert taken.secrets["database"] == {"password": "12345"}
