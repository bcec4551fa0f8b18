"""The mail that brings the archive."""

import json
from smtplib import SMTPException

import pytest
import time_machine
from flask_mail import email_dispatched

from app import db
from app.core import storage
from app.exports import archives
from app.exports.mail import mail_posts
from app.jobs import progress
from app.jobs.errors import TryLater
from app.jobs.progress import Reporter
from tests import factories
from tests.factories import BEGINNING


def export(user):
    told = []
    mail_posts(user, on_progress=lambda done, total: told.append((done, total)))
    return told


def test_the_archive_comes_as_a_file(alice, outbox):
    factories.post(author=alice, body="hello")
    export(alice)
    [mail] = outbox
    [file] = mail.attachments

    assert (file.filename, file.content_type) == ("posts.json", "application/json")
    assert [post["body"] for post in json.loads(file.data)["posts"]] == ["hello"]


def test_it_goes_from_the_site_to_the_owner(alice, outbox):
    export(alice)

    assert outbox[0].recipients == ["alice@example.com"]
    assert outbox[0].sender == "microblog@example.com"
    assert outbox[0].subject == "[Microblog] Your blog posts"


@time_machine.travel(BEGINNING, tick=False)
def test_both_texts_say_how_much_and_from_when(alice, outbox):
    factories.post(author=alice)
    export(alice)

    for text in (outbox[0].body, outbox[0].html):
        assert "Dear alice," in text and "It holds 1 post, as of Jan 1, 2026, 12:00:00" in text


def test_without_posts_it_comes_too(alice, outbox):
    export(alice)

    assert "It holds 0 posts" in outbox[0].body
    assert json.loads(outbox[0].attachments[0].data) == {"posts": []}


def test_a_name_is_text_in_the_page_of_the_mail(alice, outbox):
    alice.username = "<b>alice"
    export(alice)

    assert "&lt;b&gt;alice" in outbox[0].html and "<b>alice" in outbox[0].body


def test_collecting_is_not_yet_all_of_the_work(alice, outbox):
    for _ in range(100):
        factories.post(author=alice)

    assert export(alice) == [(95, 100)]


def test_while_the_mail_is_under_way_the_database_is_free(alice, outbox):
    under_way = []

    def note(_message, **_rest):
        under_way.append(db.session().in_transaction())

    with email_dispatched.connected_to(note):
        export(alice)

    assert under_way == [False]


def test_a_server_that_refuses_is_heard_of(app, alice):
    def refuse(_message, **_rest):
        raise SMTPException("no room")

    with email_dispatched.connected_to(refuse), pytest.raises(TryLater, match="no room"):
        export(alice)


class Remembering(Reporter):
    """Speaks for a task, and keeps its steps."""

    task_id = "a-task"

    def __init__(self):
        super().__init__(None)
        self.steps = {}

    def once(self, step, make):
        """Keep what a step left."""
        if step not in self.steps:
            self.steps[step] = make()
        return self.steps[step]


@pytest.fixture
def task():
    """Within a task that remembers what it has done."""
    reporter = Remembering()
    with progress.told_by(reporter):
        yield reporter


def test_the_archive_is_kept_for_a_further_try(app, alice, outbox, task):
    export(alice)

    assert task.steps["archive"]["path"] == "archives/a-task.json"
    assert storage.open_file("archives/a-task.json").read() == outbox[0].attachments[0].data


def test_a_further_try_sends_what_was_collected_before(app, alice, outbox, task):
    progress.once("archive", lambda: archives.build(alice.id, name="a-task", on_progress=lambda *_: None))
    factories.post(author=alice)

    assert export(alice) == [] and "It holds 0 posts" in outbox[0].body


def test_a_host_that_shares_no_storage_collects_again(app, alice, outbox, task):
    progress.once("archive", lambda: archives.build(alice.id, name="a-task", on_progress=lambda *_: None))
    archives.discard("a-task")
    factories.post(author=alice)
    export(alice)

    assert "It holds 1 post," in outbox[0].body


def test_a_task_mails_its_archive_once(app, alice, outbox, task):
    export(alice)
    export(alice)

    assert len(outbox) == 1
