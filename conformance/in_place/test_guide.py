"""The guide `docs/MOVING-FROM-SIMPLEJWT.md` as it is written: every command is run, and prints what the guide says.

Replaced are only the folder of the project, its interpreter, and the ports, which must be free.
"""

import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import jwt

from harness.binary import binary
from harness.nginx import nginx
from harness.our_site import CONFIG_FILE, serving
from harness.process import bare_environment, free_port
from harness.site import Site
from harness.databases import SqliteFile
from in_place.deployment import Deployment, Person, me, ok, refresh
from in_place.project import KINDS, Project

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "MOVING-FROM-SIMPLEJWT.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SERVE = "countersign serve"
DJANGO_S_LOGIN = ("/admin/login/", 200)
PASSWORD = "correct-horse-battery"


def blocks(language):
    """Return the blocks of the guide in one language."""
    return [text for found, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")) if found == language]


def steps(text):
    """Return [(command, [lines that it prints])] of a block."""
    told = []
    for line in text.splitlines():
        if line.startswith("# "):
            told[-1][1].append(line[2:])
        else:
            told.append((line, []))
    return told


class Reader:
    """Somebody who follows the guide on a machine of their own."""

    def __init__(self, project, folder, django, ours, front):
        self.folder = folder
        self.project = project
        self.replaced = {
            "/srv/shop/venv/bin/python": sys.executable,
            "/srv/shop": str(project.folder),
            "127.0.0.1:8001": django,
            "127.0.0.1:8000": ours,
            "127.0.0.1:8080": front,
        }
        folder.mkdir()

    def own(self, text):
        """Return a text of the guide with this machine's places."""
        for place, here in self.replaced.items():
            text = text.replace(place, here)
        return text

    def follow(self, text):
        """Run a block in one shell and compare what each command prints."""
        script = ["set -eu"]
        for number, (command, _) in enumerate(steps(text)):
            script += [f"echo '@{number}'", self.own(command)]
        path = f"{Path(binary()).parent}:{bare_environment()['PATH']}"
        environment = {**self.project.environment(), "PATH": path, "no_proxy": "127.0.0.1"}
        done = subprocess.run(
            ["bash", "-c", "\n".join(script)], cwd=self.folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        for number, (command, printed) in enumerate(steps(text)):
            own = done.stdout.split(f"@{number}\n", 1)[1].split(f"@{number + 1}\n", 1)[0]
            for line in printed:
                pattern = ".*".join(map(re.escape, self.own(line).split("…")))
                assert re.search(pattern, own), f"{command}\n  should print {line}\n  and printed {own}"


def test_the_guide_works_as_it_is_written_there_and_back(ours_only, tmp_path):
    commands, [locations], [proxies] = blocks("sh"), blocks("nginx"), blocks("toml")
    project = Project(KINDS[0], SqliteFile(tmp_path / "project" / "db.sqlite3"), tmp_path / "project")
    project.manage("migrate", "--verbosity=0")
    with ExitStack() as stack:
        orm = stack.enter_context(project.orm())
        key = orm("User.objects.create_user('alice', password=password).pk", password=PASSWORD)
        alice = Person(str(key), "alice", PASSWORD)
        django = stack.enter_context(project.serving())
        fronts = [f"127.0.0.1:{free_port()}" for _ in range(2)]
        ours = f"127.0.0.1:{free_port()}"
        reader = Reader(project, tmp_path / "countersign", django.base.removeprefix("http://"), ours, fronts[0])
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
