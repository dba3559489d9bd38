"""A real nginx, in a folder of its own, stopped by its own process id."""

import shutil
from contextlib import contextmanager

from harness.process import ServerProcess, bare_environment, free_port

# `server` is what the guide shows; the rest keeps nginx from the folders of the machine.
CONFIG = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
{server}
    }}
}}
"""


@contextmanager
def nginx(folder, server, ready, port=None):
    """Run nginx with the lines of one `server`; `ready` is (path, status). Yields its address."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/opt/homebrew/bin")
    if program is None:
        raise FileNotFoundError("no nginx; install it (Debian: nginx)")
    folder.mkdir()
    port = port or free_port()
    config = folder / "nginx.conf"
    config.write_text(CONFIG.format(folder=folder, port=port, server=server), encoding="utf-8")
    command = [program, "-c", str(config), "-p", str(folder), "-e", "stderr"]
    with ServerProcess(command, folder, bare_environment(), port, ready) as process:
        yield process.base
