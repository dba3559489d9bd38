"""How a project is started to be asked, and what is said where it does not start."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.once(reason="`init` asks no database; in_place/ goes on from it on PostgreSQL")


def test_a_project_that_prints_is_heard_and_not_taken_for_the_answer(make):
    noise = '\nimport subprocess, sys, atexit\nprint("{}", "noise" * 9999)\nsubprocess.run(["echo", "[]"])\natexit.register(print, "bye")\n'
    assert make(noise).taken().settings["jwt"] == {"preset": "simplejwt"}


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ('\nraise RuntimeError("no coffee")\n', "RuntimeError: no coffee"),
        ('\nimport os\nTILL = os.environ["SHOP_TILL_URL"]\n', "SHOP_TILL_URL"),
        ('\nINSTALLED_APPS += ["not_there_at_all"]\n', "not_there_at_all"),
        ("\nimport os\nos._exit(0)\n", "does not start"),
        ('\nimport sys\nsys.exit("closed today")\n', "closed today"),
        ("\nthis is no Python\n", "SyntaxError"),
    ],
)
def test_a_project_that_does_not_start_is_told_in_its_own_words(make, broken, named):
    project = make(broken)
    done = project.init()
    assert done.returncode == 1 and named in done.stderr and "--python" in done.stderr
    assert os.listdir(project.target) == []


def test_an_interpreter_without_django_is_told_apart(make, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare"], check=True)
    done = make().init(python=str(tmp_path / "bare/bin/python"))
    assert done.returncode == 1 and "has no Django" in done.stderr and "--python" in done.stderr


def test_the_project_s_own_environment_is_found(make):
    project = make()
    (project.folder / ".venv").symlink_to(os.path.dirname(os.path.dirname(sys.executable)))
    done = project.init(python=None)
    assert done.returncode == 0 and ".venv/bin/python" in done.stdout, done.stderr


def test_settings_are_chosen_as_manage_py_chooses_them(make):
    project = make()
    project.write("shop/production.py", 'from .settings import *\nSIMPLE_JWT = {"LEEWAY": 5}\n')
    project.write("shop/wsgi.py", 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.production")\n')
    taken = project.taken()
    assert "leeway" not in taken.settings["jwt"]
    assert "DJANGO_SETTINGS_MODULE=shop.production" in taken.warnings()['shop/wsgi.py: DJANGO_SETTINGS_MODULE = "shop.production"']
    done = project.init("--force", "--json", DJANGO_SETTINGS_MODULE="shop.production")
    assert done.returncode == 0 and '"settings_module": "shop.production"' in done.stdout


def test_what_manage_py_does_before_django_is_done(make):
    project = make('\nimport os\nSIMPLE_JWT = {"ISSUER": os.environ["SHOP_ISSUER"]}\n')
    text = (project.folder / "manage.py").read_text(encoding="utf-8")
    project.write("manage.py", text.replace("import sys\n", 'import sys\nos.environ["SHOP_ISSUER"] = "us"\n'))
    assert project.taken().settings["jwt"]["issuer"] == "us"


def test_other_settings_are_pointed_to_where_these_have_no_database(make):
    said = make("\nDATABASES = {}\n").init().stderr
    assert "DJANGO_SETTINGS_MODULE" in said and "no database to take over" in said
