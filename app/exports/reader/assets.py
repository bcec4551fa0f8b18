"""The reader's look and its script, which every page carries, and the policy that allows these two alone."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "static"


def _text(file: str) -> Markup:
    return Markup((HERE / file).read_text(encoding="utf-8"))  # noqa: S704 (a file of ours)


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


CSS = _text("theme.css") + _text("reader.css") + _text("posts.css")
JS = _text("reader.js")
ICON = f"data:image/svg+xml;base64,{b64encode((STATIC / 'favicon.svg').read_bytes()).decode()}"
# A page that is opened from a disk has no server to send this; whatever slipped into a post could neither run
# nor ask anybody anything.
POLICY = (
    f"default-src 'none'; style-src {_digest(CSS)}; script-src {_digest(JS)}; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)
