"""The reader takes whatever is in the folder."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.mailbox.reader import NEWEST_MAILS, Mail, Mailbox

BROKEN = {
    "nothing": b"",
    "no headers": b"\n\n\x00\xff\xfe",
    "raw bytes in headers": b"From: \xff\xfe <a@b>\nTo: \xd7\xa9\nSubject: \xe2\x82\n\nbody",
    "addresses that are none": b"From: <<<>>>,,,@\nTo: (((\nSubject: =?utf-8?b?!!!?=\n\n",
    "an unknown charset": b"Subject: =?no-such?q?x?=\nContent-Type: text/plain; charset=no-such\n\n\xff",
    "an impossible date": b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n\n",
    "a date before all dates": b"Date: Mon, 01 Jan 0001 00:00:00 +1400\n\n",
    "no boundary": b"Content-Type: multipart/mixed\n\n--x\n\nbody",
    "bad base64": b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!===",
    "a cut multipart": b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Disposition: attachment\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mailbox"


@pytest.fixture
def mailbox(folder: Path) -> Mailbox:
    folder.mkdir()
    return Mailbox(folder)


def example() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "microblog@example.com"
    mail["To"] = "Susan <susan@example.com>"
    mail["Subject"] = "שלום 👩‍👩‍👧‍👦"
    mail["Date"] = datetime(2026, 3, 1, 12, tzinfo=UTC)
    mail.set_content("Dear susan")
    mail.add_alternative("<p>Dear susan</p>", subtype="html")
    mail.add_attachment(b'{"posts": []}', maintype="application", subtype="json", filename="posts.json")
    return mail


def keep(folder: Path, name: str, content: bytes) -> None:
    (folder / f"{name}.eml").write_bytes(content)


def look_at(mail: Mail) -> list[object]:
    return [mail.sender, mail.recipients, mail.subject, mail.date, mail.text, mail.attachments]


def test_a_mail_shows_what_its_reader_sees(mailbox: Mailbox, folder: Path):
    keep(folder, "1", bytes(example()))

    mail = mailbox.find("1")

    assert mail and (mail.sender, mail.recipients) == ("microblog@example.com", "Susan <susan@example.com>")
    assert (mail.subject, mail.text) == ("שלום 👩‍👩‍👧‍👦", "Dear susan\n")
    assert mail.date == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_an_attachment_has_its_name_type_and_content(mailbox: Mailbox, folder: Path):
    keep(folder, "1", bytes(example()))

    [attachment] = mailbox.find("1").attachments

    assert (attachment.part, attachment.name, attachment.media_type) == (0, "posts.json", "application/json")
    assert (attachment.content, attachment.size_bytes) == (b'{"posts": []}', 13)


def test_a_mail_in_html_only_shows_its_source(mailbox: Mailbox, folder: Path):
    keep(folder, "1", b"Content-Type: text/html\n\n<p>Hi</p>")

    assert mailbox.find("1").text == "<p>Hi</p>"


def test_an_attached_mail_is_a_file(mailbox: Mailbox, folder: Path):
    outer = EmailMessage()
    outer.set_content("see below")
    outer.add_attachment(example())
    keep(folder, "1", bytes(outer))

    [attachment] = mailbox.find("1").attachments

    assert attachment.media_type == "message/rfc822"
    assert b"Dear susan" in attachment.content


def test_names_of_attachments_hold_no_line_ends(mailbox: Mailbox, folder: Path):
    mail = example()
    [part] = mail.iter_attachments()
    part.set_param("filename", "a\x00b\x1bc.json", header="Content-Disposition")
    keep(folder, "1", bytes(mail))

    assert mailbox.find("1").attachments[0].name == "abc.json"


def test_the_newest_mails_come_first(mailbox: Mailbox, folder: Path):
    for name in ("2", "1", "3"):
        keep(folder, name, bytes(example()))

    assert [mail.id for mail in mailbox.newest()] == ["3", "2", "1"]


def test_a_long_list_is_cut(mailbox: Mailbox, folder: Path):
    for number in range(NEWEST_MAILS + 1):
        keep(folder, f"{number:04}", b"Subject: x\n\n")

    assert len(mailbox.newest()) == NEWEST_MAILS
    assert mailbox.find("0000")


def test_what_is_no_mail_is_left_out(mailbox: Mailbox, folder: Path):
    (folder / "1.part").write_bytes(b"unfinished")
    (folder / "2.eml").mkdir()
    (folder / "3.eml").symlink_to(folder / "gone")

    assert mailbox.newest() == []
    assert mailbox.find("2") is None


def test_a_folder_that_is_not_there_is_empty(folder: Path):
    assert Mailbox(folder).newest() == []


@pytest.mark.parametrize(
    "mail_id", ["../secret", "..%2fsecret", "/etc/passwd", "", ".", "..", "sub/1", "1.eml", "*", "\0"]
)
def test_no_id_leads_out_of_the_folder(mailbox: Mailbox, folder: Path, mail_id: str):
    keep(folder.parent, "secret", b"Subject: secret\n\n")
    (folder / "sub").mkdir()
    keep(folder / "sub", "1", b"Subject: deeper\n\n")
    keep(folder, "1", b"Subject: x\n\n")

    assert mailbox.find(mail_id) is None


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_mail_is_shown_as_far_as_it_goes(mailbox: Mailbox, folder: Path, content: bytes):
    keep(folder, "1", content)

    assert all(isinstance(seen, str | datetime | list) for mail in mailbox.newest() for seen in look_at(mail))
    assert look_at(mailbox.find("1"))


def test_a_mail_without_a_date_has_that_of_its_file(mailbox: Mailbox, folder: Path):
    keep(folder, "1", BROKEN["an impossible date"])
    os.utime(folder / "1.eml", (1000, 1000))

    assert mailbox.find("1").date == datetime.fromtimestamp(1000, UTC)


def test_any_damage_is_survived(mailbox: Mailbox, folder: Path):
    chance = random.Random(4)
    for _ in range(60):
        damaged = bytearray(bytes(example()))
        for _ in range(8):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        keep(folder, "1", bytes(damaged))
        look_at(mailbox.find("1"))
