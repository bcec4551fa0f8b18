"""Debian's nginx with our file, in front of a site."""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path

from deploy.local.places import ROOT
from deploy.local.processes import Program
from deploy.local.servers import LOOPBACK
from tests.journeys.deploy.installation import edited
from tests.support import tls

TEMPLATE = ROOT / "deploy" / "nginx" / "microblog.conf"
# As Debian has it, but for the places.
MAIN = """
{user}
pid {folder}/nginx.pid;
daemon off;
events {{}}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def nginx(folder: Path, site: str, *, port: int) -> Program:
    """nginx, which reads our file as it was edited. Skips the test where there is none."""
    folder.mkdir()
    # Started by root it would serve as somebody else, who may not look into a test's folders.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    (folder / "site.conf").write_text(site)
    command = [tls.found("nginx"), "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return Program("nginx", command, lambda _pid: _listens(port))


def fitted(shown: tls.Certificate, *, home: Path, ports: dict[str, int]) -> str:
    """Our file with another name, other ports, and this certificate."""
    lines = edited(TEMPLATE, home=home, logs=home).splitlines()
    text = "\n".join(line for line in lines if "[::]" not in line)
    text = text.replace("/etc/letsencrypt/live/microblog.example.org/fullchain.pem", str(shown.public))
    text = text.replace("/etc/letsencrypt/live/microblog.example.org/privkey.pem", str(shown.key))
    text = text.replace("server_name microblog.example.org", f"server_name {LOOPBACK}")
    text = text.replace("127.0.0.1:8000", f"{LOOPBACK}:{ports['web']}")
    text = text.replace("listen 80;", f"listen {LOOPBACK}:{ports['http']};")
    return text.replace("listen 443 ", f"listen {LOOPBACK}:{ports['https']} ")


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
        return True
    return False
