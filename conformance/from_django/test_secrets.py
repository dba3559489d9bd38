"""`SECRET_KEY` and `SIGNING_KEY`, whatever is in them."""

import json
import subprocess
import sys

import pytest
from harness.binary import countersign, must
from harness.keys import key_for

pytestmark = pytest.mark.once(reason="`init` asks no database; in_place/ goes on from it on PostgreSQL")


@pytest.mark.parametrize("secret", ['"quotes\' and \\ and $ {}', "two\nlines\ttab", "☃ élan \x7f", "'''\"\"\"", " spaces "])
def test_a_secret_is_the_same_here_whatever_is_in_it(make, secret):
    secret *= 8
    taken = make(f"\nSECRET_KEY = {secret!r}\n").taken()
    assert taken.secrets["secret_key"] == secret
    must(taken.folder, "migrate", COUNTERSIGN_DATABASE__URL="sqlite://own.db")
    must(taken.folder, "createuser", "--noinput", "--username", "x", COUNTERSIGN_DATABASE__URL="sqlite://own.db",
         COUNTERSIGN_USER_PASSWORD="pw-Alice-123")  # fmt: skip
    token = must(taken.folder, "token", "issue", "--user", "x", "--json", COUNTERSIGN_DATABASE__URL="sqlite://own.db")
    checked = subprocess.run(
        [sys.executable, "-c", "import json, jwt, sys; t, s = json.load(sys.stdin); jwt.decode(t, s, ['HS256'])"],
        input=json.dumps([json.loads(token)["access"], secret]),
        text=True,
        capture_output=True,
    )
    assert checked.returncode == 0, checked.stderr


def test_a_short_secret_is_taken_with_a_warning(make):
    taken = make('\nSECRET_KEY = "short"\n').taken()
    assert taken.settings["jwt"] == {"preset": "simplejwt", "allow_weak_key": True}
    assert "SECRET_KEY: 5 bytes" in taken.warnings()


def test_a_key_pair_goes_to_the_secrets_as_pem_also_where_it_is_an_object(make, tmp_path):
    key = key_for("RS256")
    (tmp_path / "private.pem").write_text(key.signing, encoding="utf-8")
    load = (
        f"\nfrom cryptography.hazmat.primitives.serialization import load_pem_private_key\n"
        f"KEY = load_pem_private_key(open({str(tmp_path / 'private.pem')!r}, 'rb').read(), None)\n"
        f'SIMPLE_JWT = {{"ALGORITHM": "RS256", "SIGNING_KEY": KEY, "VERIFYING_KEY": {key.verifying!r}}}\n'
    )
    taken = make(load).taken()
    assert "BEGIN PRIVATE KEY" in taken.secrets["jwt"]["signing_key"]
    assert taken.settings["jwt"] == {"preset": "simplejwt", "algorithm": "RS256", "verifying_key": key.verifying}
    assert "PRIVATE KEY" not in taken.text + str(taken.report)
    assert "RS256 with jwt.signing_key" in countersign(taken.folder, "check").stdout


def test_a_secret_that_is_no_text_is_told_and_not_written(make):
    taken = make('\nSECRET_KEY = b"\\xff" * 50\n').taken()
    assert "SECRET_KEY" in taken.left()
    assert "secret_key" not in taken.secrets
