"""A page of `docs/` as somebody follows it: its commands are run, and must print what stands below them."""

import re
import subprocess
from pathlib import Path

from harness.binary import binary
from harness.process import bare_environment

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SERVE = "countersign serve"


def blocks(page, language):
    """Return the blocks of a page in one language."""
    return [text for found, text in BLOCK.findall((DOCS / page).read_text(encoding="utf-8")) if found == language]


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
    """Somebody who follows a page on a machine of their own, in one folder and with one terminal."""

    def __init__(self, folder, replaced, environment=None):
        """`replaced` has this machine's places by the page's; `environment` is what the terminal begins with."""
        self.folder = folder
        self.replaced = replaced
        bare = bare_environment()
        own = {"PATH": f"{Path(binary()).parent}:{bare['PATH']}", "no_proxy": "127.0.0.1"}
        self._environment = {**bare, **(environment or {}), **own}
        folder.mkdir()

    def own(self, text):
        """Return a text of the page with this machine's places."""
        for place, here in self.replaced.items():
            text = text.replace(place, here)
        return text

    def variables(self):
        """Return what the terminal has by now."""
        return dict(self._environment)

    def follow(self, text):
        """Run a block and compare what each command prints; what it exports stays."""
        script = ["set -eu"]
        for number, (command, _) in enumerate(steps(text)):
            script += [f"echo '@{number}'", self.own(command)]
        script.append("env -0 > exported")
        done = subprocess.run(
            ["bash", "-c", "\n".join(script)], cwd=self.folder, env=self._environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"
        exported = self.folder / "exported"
        self._environment = dict(line.split("=", 1) for line in exported.read_text().split("\0") if line)
        exported.unlink()
        for number, (command, printed) in enumerate(steps(text)):
            own = done.stdout.split(f"@{number}\n", 1)[1].split(f"@{number + 1}\n", 1)[0]
            for line in printed:
                pattern = ".*".join(map(re.escape, self.own(line).split("…")))
                assert re.search(pattern, own), f"{command}\n  should print {line}\n  and printed {own}"
