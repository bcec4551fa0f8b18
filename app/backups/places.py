"""Where backups go: the place that BACKUP_URL names."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app

from app.backups.bucket import Bucket
from app.backups.errors import BackupError, explaining
from app.backups.folder import Folder
from app.backups.hub import Hub
from app.backups.place import Place

DATASET = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
HOW = "give a folder such as /var/backups/microblog, s3://bucket/folder, or hf://datasets/owner/name"


def configured() -> Place:
    """The place that is configured. Raises BackupError if there is none, or it is none."""
    settings = current_app.config
    url: str = settings["BACKUP_URL"] or ""
    scheme, _, rest = url.partition("://")
    if scheme == "s3" and rest and "@" not in rest:
        return Bucket(url, timeout_s=settings["STORAGE_TIMEOUT_S"])
    if scheme == "hf" and DATASET.fullmatch(dataset := rest.removeprefix("datasets/").strip("/")):
        return Hub(dataset, token=settings["HUB_TOKEN"])
    with explaining("BACKUP_URL: this names no place", ValueError):
        path = Path(unquote(urlsplit(url).path)) if scheme == "file" else Path(url)
    if path.is_absolute():
        return Folder(path)
    raise BackupError(f"BACKUP_URL: {'this names no place' if url else 'not set'}; {HOW}")
