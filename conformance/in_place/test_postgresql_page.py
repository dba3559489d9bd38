"""The page `docs/POSTGRESQL.md` as it is written, on an empty server: every command is run, and prints what the page says."""

from harness.guide import SERVE, Reader, blocks
from harness.our_site import CONFIG_FILE, serving
from harness.postgres import PASSWORD, SUPERUSER, PrivatePostgres
from harness.process import free_port

PAGE = "POSTGRESQL.md"


def test_the_page_leads_from_nothing_to_a_server_with_staff(ours_only, tmp_path):
    with PrivatePostgres() as cluster:
        ours = f"127.0.0.1:{free_port()}"
        replaced = {"postgres@127.0.0.1:5432": f"postgres@127.0.0.1:{cluster.port}", "127.0.0.1:8000": ours}
        role = {"PGHOST": "127.0.0.1", "PGPORT": str(cluster.port), "PGUSER": SUPERUSER, "PGPASSWORD": PASSWORD}
        reader = Reader(tmp_path / "countersign", replaced, {**role, "COUNTERSIGN_DATABASE__PASSWORD": PASSWORD})
        commands = blocks(PAGE, "sh")
        start = next(number for number, text in enumerate(commands) if text.startswith(SERVE))
        for text in commands[:start]:
            reader.follow(text)
        (reader.folder / CONFIG_FILE).touch()
        with serving(reader.folder, None, port=int(ours.rpartition(":")[2]), **reader.variables()):
            for text in commands[start + 1 :]:
                reader.follow(text)
