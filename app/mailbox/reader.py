"""Mails kept as files in a folder. The files may hold anything; what cannot be read is left empty."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from pathlib import Path

from flask import current_app

from config import is_production

NEWEST_MAILS = 100
# The list needs the headers only; attachments have megabytes.
HEADER_BYTES = 64 * 1024
MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")
# What the standard library raises, beside its own errors, on headers and parts that break the rules.
UNREADABLE = (MessageError, LookupError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True)
class Attachment:
    """A file in a mail; `part` is its place among the attachments."""

    part: int
    name: str
    media_type: str
    content: bytes

    @property
    def size_bytes(self) -> int:
        """The size of the file, decoded."""
        return len(self.content)


class Mail:
    """A mail in the mailbox."""

    def __init__(self, mail_id: str, content: bytes, kept_at: datetime) -> None:
        self.id = mail_id
        self._kept_at = kept_at
        self._message: EmailMessage = message_from_bytes(content, policy=policy.default)

    @property
    def sender(self) -> str:
        """Who it says it is from."""
        return self._header("From")

    @property
    def recipients(self) -> str:
        """Whom it says it is to."""
        return self._header("To")

    @property
    def subject(self) -> str:
        """What it says it is about."""
        return self._header("Subject")

    @property
    def date(self) -> datetime:
        """When it says it was sent, else when it came; aware, in UTC."""
        try:
            date = self._message["Date"].datetime
            return date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
        except (*UNREADABLE, OverflowError):
            return self._kept_at

    @property
    def text(self) -> str:
        """What it says: its plain text, else the source of its HTML."""
        try:
            body = self._message.get_body(("plain", "html"))
            return body.get_content() if body else ""
        except UNREADABLE:
            return ""

    @property
    def attachments(self) -> list[Attachment]:
        """The files in it."""
        try:
            parts = list(self._message.iter_attachments())
        except UNREADABLE:
            return []
        return [_attachment(number, part) for number, part in enumerate(parts)]

    def _header(self, name: str) -> str:
        try:
            return str(self._message[name] or "")
        except UNREADABLE:
            return ""


class Mailbox:
    """A folder of mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of_this_site(cls) -> Mailbox | None:
        """The mailbox of a developer's machine; none in production, whatever the setting says."""
        folder = current_app.config["MAILBOX_DIR"]
        return cls(Path(folder)) if folder and not is_production(current_app.config) else None

    def newest(self) -> list[Mail]:
        """The mails, without their contents, the last to come first."""
        return [mail for mail_id in self._ids()[:NEWEST_MAILS] if (mail := self._read(mail_id, HEADER_BYTES))]

    def find(self, mail_id: str) -> Mail | None:
        """A mail with everything in it."""
        # The id is looked up among the names that are there; it never becomes a path by itself.
        return self._read(mail_id, -1) if mail_id in self._ids() else None

    def _ids(self) -> list[str]:
        return sorted((file.stem for file in self.folder.glob("*.eml")), reverse=True)

    def _read(self, mail_id: str, most_bytes: int) -> Mail | None:
        file = self.folder / f"{mail_id}.eml"
        try:
            with file.open("rb") as content:
                kept_at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
                return Mail(mail_id, content.read(most_bytes), kept_at)
        except OSError:  # It is no file, or was deleted while we looked.
            return None


def _attachment(number: int, part: EmailMessage) -> Attachment:
    return Attachment(number, _name(part) or f"part-{number}", _media_type(part), _content(part))


def _name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except UNREADABLE:
        return ""
    # It goes into a header, which holds no line ends and no halves of characters.
    return "".join(character for character in name if character.isprintable())


def _media_type(part: EmailMessage) -> str:
    media_type = part.get_content_type()
    return media_type if MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"


def _content(part: EmailMessage) -> bytes:
    try:
        content = part.get_payload(decode=True)
        return content if isinstance(content, bytes) else bytes(part)
    except UNREADABLE:
        return b""
