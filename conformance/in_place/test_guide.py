"""The guide `docs/MOVING-FROM-SIMPLEJWT.md` as it is written: every command is run, and prints what the guide says.

Replaced are only the folder of the project, its interpreter, and the ports, which must be free.
"""

import re
import sys
from contextlib import ExitStack

import jwt

from harness.databases import SqliteFile
from harness.guide import SERVE, Reader, blocks
from harness.nginx import nginx
from harness.our_site import CONFIG_FILE, serving
from harness.process import free_port
from harness.site import Site
from in_place.deployment import Deployment, Person, me, ok, refresh
from in_place.project import KINDS, Project

GUIDE = "MOVING-FROM-SIMPLEJWT.md"
DJANGO_S_LOGIN = ("/admin/login/", 200)
PASSWORD = "correct-horse-battery"


def test_the_guide_works_as_it_is_written_there_and_back(ours_only, tmp_path):
    commands, [locations], [proxies] = (blocks(GUIDE, language) for language in ("sh", "nginx", "toml"))
    project = Project(KINDS[0], SqliteFile(tmp_path / "project" / "db.sqlite3"), tmp_path / "project")
    project.manage("migrate", "--verbosity=0")
    with ExitStack() as stack:
        orm = stack.enter_context(project.orm())
        key = orm("User.objects.create_user('alice', password=password).pk", password=PASSWORD)
        alice = Person(str(key), "alice", PASSWORD)
        django = stack.enter_context(project.serving())
        fronts = [f"127.0.0.1:{free_port()}" for _ in range(2)]
        ours = f"127.0.0.1:{free_port()}"
        replaced = {
            "/srv/shop/venv/bin/python": sys.executable,
            "/srv/shop": str(project.folder),
            "127.0.0.1:8001": django.base.removeprefix("http://"),
            "127.0.0.1:8000": ours,
            "127.0.0.1:8080": fronts[0],
        }
        reader = Reader(tmp_path / "countersign", replaced, project.environment())
        deployment = Deployment(project, reader.folder, orm)
        for text in commands:
            if text.startswith(SERVE):
                settings = reader.folder / CONFIG_FILE
                settings.write_text(with_table(settings.read_text(encoding="utf-8"), proxies), encoding="utf-8")
                stack.enter_context(serving(reader.folder, project.database, port=port_of(ours)))
                server = reader.own(locations)
                stack.enter_context(nginx(tmp_path / "nginx", server, DJANGO_S_LOGIN, port_of(fronts[0])))
            else:
                reader.follow(text)

        front = Site("nginx", f"http://{fronts[0]}", None)
        pair = deployment.log_in(front, alice)
        assert "sid" in jwt.decode(pair["access"], options={"verify_signature": False}), "Countersign has issued it"
        assert ok(me(front, pair["access"])) == {"id": alice.pk, "name": "alice"}

        back = re.sub(r"location /api/token/ \{.*?\}", "", reader.own(locations), flags=re.DOTALL)
        stack.enter_context(nginx(tmp_path / "back", back, DJANGO_S_LOGIN, port_of(fronts[1])))
        returned = Site("nginx", f"http://{fronts[1]}", None)
        pair = ok(refresh(returned, pair["refresh"]))
        ok(me(returned, pair["access"]))
        ok(refresh(returned, pair["refresh"]))
        fresh = deployment.log_in(returned, alice)
        assert "sid" not in jwt.decode(fresh["access"], options={"verify_signature": False}), "Django has issued it"


def port_of(address):
    """Return the port of `host:port`."""
    return int(address.rpartition(":")[2])


def with_table(settings, table):
    """Return settings with the members of a table, which may be there already."""
    name, *members = table.strip().splitlines()
    head = re.compile(rf"^{re.escape(name)}$", re.MULTILINE)
    return head.sub("\n".join([name, *members]), settings, count=1) if head.search(settings) else f"{settings}\n{table}"
