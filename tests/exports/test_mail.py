"""The mail that brings the archive."""

import json
from io import BytesIO
from smtplib import SMTPDataError, SMTPException

import pytest
import sqlalchemy as sa
import time_machine
from flask_mail import email_dispatched

from app import db
from app.core import storage
from app.deliveries.models import Delivery, Stage
from app.exports import archives
from app.exports.mail import mail_archive
from app.exports.models import Export, Scope
from app.jobs import progress
from app.jobs.errors import Permanent, TryLater
from app.jobs.progress import Reporter
from tests import factories
from tests.factories import BEGINNING


def export(user):
    told = []
    mail_archive(user, on_progress=lambda done, total: told.append((done, total)))
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
    db.session.commit()
    export(alice)

    assert "&lt;b&gt;alice" in outbox[0].html and "<b>alice" in outbox[0].body


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
def task(app):
    """Within a task that remembers what it has done."""
    reporter = Remembering()
    with progress.told_by(reporter):
        yield reporter
    for path in [*storage.paths("archives")]:
        storage.delete(path)


def the_export():
    return db.session.get_one(Export, "a-task")


def test_the_archive_is_published_when_it_is_stored(app, alice, outbox, task):
    export(alice)
    made = task.steps["archive"]

    assert (the_export().key, the_export().posts_count) == (made["key"], 0)
    assert archives.posts_of(the_export()) == outbox[0].attachments[0].data


def test_a_further_try_sends_what_was_collected_before(app, alice, outbox, task):
    export(alice)
    db.session.execute(sa.delete(Delivery))
    factories.post(author=alice)

    assert export(alice) == [] and "It holds 0 posts" in outbox[1].body
    assert len([*storage.paths("archives/a-task")]) == 1


def cut_short(path):
    storage.put(path, BytesIO(b"half of it"))


# A host that shares no storage with the other, and one whose power failed before all was on its disk.
@pytest.mark.parametrize("lose", [storage.delete, cut_short])
def test_what_was_lost_is_collected_again(app, alice, outbox, task, lose):
    export(alice)
    db.session.execute(sa.delete(Delivery))
    lose(the_export().path)
    factories.post(author=alice)
    export(alice)

    assert "It holds 1 post," in outbox[1].body


def test_a_task_mails_its_archive_once(app, alice, outbox, task):
    export(alice)
    export(alice)

    assert len(outbox) == 1


def test_a_run_that_woke_up_late_does_not_publish_what_is_older(app, alice, outbox, task):
    export(alice)
    older = task.steps["archive"] | {"key": "older", "exported_at": "2026-01-01T00:00:00+00:00"}
    the_export().publish(older)

    assert the_export().key != "older"


def test_a_small_archive_is_attached_and_the_mail_leads_to_its_page(app, alice, outbox, task):
    export(alice)

    for text in (outbox[0].body, outbox[0].html):
        assert "http://127.0.0.1:8000/exports/a-task" in text and "/file" not in text
    assert "Only you can download it, after logging in." in outbox[0].body


def test_a_large_archive_comes_as_a_link_straight_to_the_file(app, alice, outbox, task, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_MAX_BYTES", 0)
    export(alice)

    assert outbox[0].attachments == []
    for text in (outbox[0].body, outbox[0].html):
        assert "http://127.0.0.1:8000/exports/a-task/file" in text and "You can download the archive" in text
    assert outbox[0].body.index("/a-task/file") < outbox[0].body.rindex("/a-task")


def test_the_mail_of_a_whole_account_says_that_only_posts_are_attached(app, alice, outbox, task):
    db.session.add(Export(id="a-task", user_id=alice.id, scope=Scope.ACCOUNT))
    db.session.commit()
    export(alice)

    for text in (outbox[0].body, outbox[0].html):
        assert "attached your posts, out of the archive" in text


@time_machine.travel(BEGINNING, tick=False)
def test_the_mail_tells_when_the_archive_will_be_deleted(app, alice, outbox, task):
    export(alice)

    assert "January 8, 2026" in outbox[0].body and "January 8, 2026" in outbox[0].html


@pytest.fixture
def narrow_server(app, monkeypatch):
    """A server that takes no attachments, and what it was asked to take."""
    asked = []

    def refuse(_app, message, **_rest):
        asked.append(message)
        if message.attachments:
            raise SMTPDataError(552, b"too much mail data")

    with email_dispatched.connected_to(refuse):
        yield asked


def test_a_server_that_takes_less_gets_the_link(app, alice, task, narrow_server):
    export(alice)
    first, second = narrow_server

    assert second.attachments == [] and "/exports/a-task/file" in second.body
    assert first.msgId == second.msgId, "it is one mail"
    assert db.session.scalars(sa.select(Delivery)).one().stage is Stage.SENT


def test_a_server_that_takes_not_even_the_link_is_heard_of(app, alice, task, monkeypatch):
    def refuse(_message, **_rest):
        raise SMTPDataError(552, b"too much mail data")

    with email_dispatched.connected_to(refuse), pytest.raises(Permanent) as refused:
        export(alice)

    assert refused.value.reason == "too-large"


def test_another_refusal_is_not_answered_with_a_link(app, alice, task):
    asked = []

    def refuse(_app, message, **_rest):
        asked.append(message)
        raise SMTPDataError(554, b"no spam here")

    with email_dispatched.connected_to(refuse), pytest.raises(Permanent):
        export(alice)

    assert len(asked) == 1
