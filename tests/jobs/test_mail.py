"""The mail that tells how a task ended when it did not end well."""

import pytest

from app.jobs.mail import tell_ending
from app.jobs.models import State
from tests import factories
from tests.support.jobs import ask


def tell(user, task):
    tell_ending(user, task, attempt=task.attempt, state=task.state)


def mail_of(user, outbox, **columns):
    tell(user, factories.task(user=user, **columns))
    [mail] = outbox
    return mail


@pytest.mark.parametrize(
    ("columns", "subject", "words"),
    [
        ({"state": State.FAILED}, "It did not work", "This did not work."),
        (
            {"state": State.FAILED, "reason": "refused"},
            "It did not work",
            "refused your address",
        ),
        ({"state": State.FAILED, "reason": "new"}, "It did not work", "This did not work."),
        ({"state": State.CANCELLED}, "Cancelled", "You can start again at any time."),
    ],
)
def test_it_says_what_happened(alice, outbox, columns, subject, words):
    mail = mail_of(alice, outbox, **columns)

    assert mail.subject == f"[Microblog] {subject}: Exporting posts..."
    assert words in mail.body and words in mail.html


def test_it_says_where_to_try_again_and_what_to_quote(alice, outbox):
    task = factories.task(user=alice, state=State.FAILED)
    tell(alice, task)

    for text in (outbox[0].body, outbox[0].html):
        assert "http://127.0.0.1:8000/user/alice" in text and task.reference in text
    assert outbox[0].recipients == ["alice@example.com"] and "Dear alice," in outbox[0].body


def test_a_task_without_a_description_goes_by_its_name(alice, outbox):
    mail = mail_of(alice, outbox, state=State.FAILED, description=None)

    assert mail.subject == "[Microblog] It did not work: export_posts"


def test_it_is_sent_once_for_each_attempt(alice, outbox):
    task = factories.task(user=alice, state=State.FAILED)
    for attempt in (0, 0, 1):
        task.attempt = attempt
        tell(alice, task)

    assert len(outbox) == 2 and outbox[0].msgId != outbox[1].msgId


@pytest.mark.parametrize("since", [{"state": State.DONE}, {"state": State.FAILED, "attempt": 1}])
def test_nothing_is_told_of_a_task_that_has_gone_on_since(alice, outbox, since):
    tell_ending(alice, factories.task(user=alice, **since), attempt=0, state="failed")

    assert outbox == []


def test_a_failure_is_told_by_the_next_worker(alice, work, export, outbox):
    def fail(_user_id):
        raise LookupError

    export(fail)
    ask(alice)
    work()

    assert [mail.subject for mail in outbox] == ["[Microblog] It did not work: Exporting posts..."]
