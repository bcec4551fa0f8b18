"""A Hugging Face Hub on loopback: as much of its HTTP API as its own client needs for one dataset."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from deploy.local.servers import LOOPBACK
from tests.support.servers import served

TOKEN = "hf_opens_nothing"
NAME = "community/backups"
SHA = "0123456789abcdef0123456789abcdef01234567"
# Smaller files travel within the commit, as on the real one.
INLINE_MOST_BYTES = 1024


@dataclass
class FakeHub:
    """What it keeps, and how it behaves."""

    port: int = 0
    # None: nobody has made the dataset yet.
    private: bool | None = None
    token: str = TOKEN
    files: dict[str, bytes] = field(default_factory=dict)
    commits: list[str] = field(default_factory=list)
    uploads: dict[str, bytes] = field(default_factory=dict)
    # A status for every request from now on.
    broken: int | None = None

    @property
    def url(self) -> str:
        """Its address, for HF_ENDPOINT."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """How Microblog finds it."""
        return {"BACKUP_URL": f"hf://datasets/{NAME}", "HUB_TOKEN": TOKEN, "HF_ENDPOINT": self.url}


@contextlib.contextmanager
def a_hub() -> Iterator[FakeHub]:
    """A Hub without any dataset."""
    server = ThreadingHTTPServer((LOOPBACK, 0), _Request)
    server.hub = hub = FakeHub(server.server_address[1])
    with served(server):
        yield hub


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words: Any) -> None:
        """Nothing is printed."""

    def do_GET(self) -> None:
        self.body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        hub: FakeHub = self.server.hub
        path = unquote(urlsplit(self.path).path)
        if hub.broken:
            self._say(hub.broken, {"error": "Something is wrong here."})
        elif not path.startswith("/uploads/") and self.headers["Authorization"] != f"Bearer {hub.token}":
            self._say(401, {"error": "Invalid username or password."})
        else:
            self._answer(hub, path)

    do_HEAD = do_POST = do_PUT = do_GET  # noqa: N815 (the names are http.server's)

    def _answer(self, hub: FakeHub, path: str) -> None:
        if path == "/api/repos/create":
            self._create(hub)
        elif path.startswith("/uploads/"):
            hub.uploads[path.removeprefix("/uploads/")] = self.body
            self._say(200, {})
        elif hub.private is None:
            self._say(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
        else:
            self._answer_about_it(hub, path)

    def _answer_about_it(self, hub: FakeHub, path: str) -> None:
        about, found = f"/api/datasets/{NAME}", re.match(f"/datasets/{NAME}/resolve/[^/]+/(.+)", path)
        if path in {about, f"{about}/revision/main"}:
            self._say(200, {"id": NAME, "private": hub.private, "sha": SHA, "siblings": [], "tags": []})
        elif path.startswith(f"{about}/tree/"):
            tree = [
                {"type": "file", "path": name, "size": len(file), "oid": SHA}
                for name, file in hub.files.items()
            ]
            self._say(200, tree)
        elif path.startswith(f"{about}/preupload/"):
            self._preupload()
        elif path == f"/datasets/{NAME}.git/info/lfs/objects/batch":
            self._batch(hub)
        elif path.startswith(f"{about}/commit/"):
            self._commit(hub)
        elif found:
            self._resolve(hub, found[1])
        else:
            self._say(404, {"error": f"nothing at {path}"})

    def _create(self, hub: FakeHub) -> None:
        asked = json.loads(self.body)
        hub.private = bool(asked.get("private", asked.get("visibility") == "private"))
        self._say(200, {"url": f"{hub.url}/datasets/{NAME}", "name": NAME, "id": NAME})

    def _preupload(self) -> None:
        asked = json.loads(self.body)["files"]
        modes = [
            {
                "path": file["path"],
                "uploadMode": "regular" if file["size"] <= INLINE_MOST_BYTES else "lfs",
                "shouldIgnore": False,
            }
            for file in asked
        ]
        self._say(200, {"files": modes})

    def _batch(self, hub: FakeHub) -> None:
        objects = [
            one | {"actions": {"upload": {"href": f"{hub.url}/uploads/{one['oid']}"}}}
            for one in json.loads(self.body)["objects"]
        ]
        self._say(200, {"transfer": "basic", "objects": objects})

    def _commit(self, hub: FakeHub) -> None:
        # All of it or nothing: what was not uploaded is a KeyError here.
        files = dict(hub.files)
        for line in self.body.decode().splitlines():
            told = json.loads(line)
            value = told["value"]
            if told["key"] == "header":
                summary = value["summary"]
            elif told["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif told["key"] == "lfsFile":
                files[value["path"]] = hub.uploads[value["oid"]]
            elif told["key"] == "deletedFile":
                del files[value["path"]]
        hub.files = files
        hub.commits.append(summary)
        self._say(
            200, {"commitUrl": f"{hub.url}/datasets/{NAME}/commit/{SHA}", "commitOid": SHA, "success": True}
        )

    def _resolve(self, hub: FakeHub, path: str) -> None:
        if path not in hub.files:
            self._say(404, {"error": "Entry not found"}, {"X-Error-Code": "EntryNotFound"})
            return
        content = hub.files[path]
        etag = hashlib.sha256(content).hexdigest()
        headers = {"ETag": f'"{etag}"', "X-Repo-Commit": SHA, "X-Linked-Size": str(len(content))}
        self._say(200, content, headers)

    def _say(self, status: int, told: Any, headers: dict[str, str] | None = None) -> None:
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
