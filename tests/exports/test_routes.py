"""Asking for the archive of one's posts."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from rq import Queue

from app import db
from app.core import redis
from app.exports.models import Export, Scope
from app.jobs.models import State
from app.jobs.queue import QUEUE
from app.models import Task
from tests import factories
from tests.factories import BEGINNING
from tests.support.apps import production_app
from tests.support.page import Visitor

PATH = "/export_posts"


def tasks():
    return db.session.scalars(sa.select(Task)).all()


def running(user):
    return factories.task(user=user, state=State.RUNNING, active_key=f"{user.id}:export_posts", progress=40)


@pytest.fixture
def without_mail(app):
    """The site in production, whose operator has set no mail server."""
    with production_app(app, MAIL_SERVER=None) as site:
        yield site


def test_looking_starts_nothing(as_, alice):
    factories.post(author=alice)
    page = as_(alice).get(PATH)

    assert "About 1 post" in page.text and "alice@example.com" in page.text
    assert tasks() == []


def test_the_button_starts_an_export_and_leads_to_it(app, as_, alice):
    location = as_(alice).post(PATH, on="/user/alice").location
    [task] = tasks()

    assert location == f"/exports/{task.id}"
    assert (task.name, task.user_id, task.complete) == ("export_posts", alice.id, False)
    assert app.task_queue.job_ids == [task.id]


def test_the_page_shows_that_it_waits(as_, alice):
    visitor = as_(alice)
    visitor.post(PATH)
    page = visitor.get("/explore")

    assert "Exporting posts..." in page.text and "Waiting for a worker." in page.text


def test_every_page_shows_how_far_it_is(as_, alice):
    running(alice)

    for path in ("/", "/explore", "/user/alice", PATH):
        assert as_(alice).get(path).all("progress", value="40", max="100")


def test_nobody_sees_what_others_export(as_, alice, mallory):
    task = running(alice)

    assert task.id not in as_(mallory).get("/user/alice").response.text


@pytest.mark.parametrize("path", [PATH, "/exports"])
def test_a_second_click_is_told_and_leads_to_the_first(as_, alice, caplog, path):
    visitor = as_(alice)
    visitor.post(PATH)
    location = visitor.post(path, scope="posts", period="always").location

    assert location == f"/exports/{tasks()[0].id}" and len(tasks()) == 1
    assert "An export is already under way." in visitor.get(location).text
    assert caplog.text.count("asks for export") == 1


def test_one_that_a_shell_launched_is_told_of_too(as_, alice):
    running(alice)

    assert as_(alice).post(PATH).location == "/exports"


def test_the_button_is_hidden_while_an_export_runs(as_, alice):
    def hidden():
        page = as_(alice).get("/user/alice")
        [form] = [form for form in page.all("form") if "data-export-form" in form]
        [words] = [each for tag, each in page.tags if "data-export-running" in each]
        return "hidden" in form, "hidden" in words

    assert hidden() == (False, True)
    running(alice)
    assert hidden() == (True, False)


def test_while_one_runs_the_choices_give_way_to_it(as_, alice):
    visitor = as_(alice)
    location = visitor.post(PATH).location
    page = visitor.get("/exports")

    assert page.all("a", href=location) and not [
        form for form in page.all("form") if "data-export-form" in form
    ]


def test_after_the_end_one_may_ask_again(as_, alice):
    factories.task(user=alice, state=State.DONE, complete=True)
    as_(alice).post(PATH)

    assert len(tasks()) == 2


def test_in_production_without_a_mail_server_the_page_says_so(without_mail, alice):
    page = Visitor(without_mail, alice).get(PATH)

    assert "This site cannot send mail" in page.text
    assert not [form for form in page.all("form") if "data-export-form" in form]


def test_in_production_without_a_mail_server_nothing_starts(without_mail, alice):
    page = Visitor(without_mail, alice).post(PATH, expect=503)

    assert "This site cannot send mail" in page.text
    assert tasks() == []


def test_redis_being_away_does_not_lose_the_request(app, as_, alice, monkeypatch, caplog):
    monkeypatch.setattr(app, "task_queue", Queue(QUEUE, connection=redis.connect("redis://127.0.0.1:1/0")))
    as_(alice).post(PATH)

    assert [task.state for task in tasks()] == [State.PENDING]
    assert "waits: Redis does not answer" in caplog.text


def choose(visitor, expect=303, **choices):
    return visitor.post(
        "/exports", on="/exports", expect=expect, **{"scope": "posts", "period": "always"} | choices
    )


def chosen():
    return db.session.scalars(sa.select(Export)).one()


def test_a_whole_account_can_be_chosen(as_, alice):
    choose(as_(alice), scope="account")

    assert (chosen().scope, chosen().task.description) == (Scope.ACCOUNT, "Exporting your account...")


def test_days_can_be_chosen_and_the_last_is_in_it(as_, alice):
    choose(as_(alice), period="days", first_day="2026-01-01", last_day="2026-01-31")

    assert (chosen().since, chosen().until) == (BEGINNING, BEGINNING + timedelta(days=31))


def test_one_of_the_days_is_enough(as_, alice):
    choose(as_(alice), period="days", last_day="2025-12-31")

    assert (chosen().since, chosen().until) == (None, BEGINNING)


def test_what_is_new_can_be_chosen(as_, alice, exported):
    last = exported(alice)
    visitor = as_(alice)
    location = choose(visitor, period="new").location

    assert alice.find_export(location.split("/")[-1]).since == last.exported_at - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"period": "days"}, "Please choose a day."),
        ({"period": "days", "first_day": "2026-02-01", "last_day": "2026-01-01"}, "before the first"),
        ({"period": "days", "first_day": "yesterday"}, "Not a valid date value."),
        ({"period": "days", "last_day": "9999-12-31"}, "That day is too far away."),
        ({"period": "sometimes"}, "Not a valid choice."),
        ({"scope": "all of it"}, "Not a valid choice."),
    ],
)
def test_choices_that_make_no_sense_are_told(as_, alice, choices, words):
    assert words in choose(as_(alice), expect=422, **choices).text
    assert tasks() == []


def test_asking_how_large_starts_nothing(as_, alice):
    for day in range(3):
        factories.post(author=alice, timestamp=BEGINNING + timedelta(days=day))
    choices = {"period": "days", "first_day": "2026-01-02", "estimate": "1"}
    page = choose(as_(alice), expect=200, **choices)

    assert "About 2 posts" in page.text and page.all("input", name="first_day", value="2026-01-02")
    assert tasks() == []


def test_too_many_in_a_day_are_refused_and_told_before(app, as_, alice, exported, monkeypatch):
    monkeypatch.setitem(app.config, "EXPORTS_PER_DAY", 1)
    exported(alice)
    page = as_(alice).post(PATH, expect=429)

    assert 86_000 < int(page.headers["Retry-After"]) <= 86_400
    assert "The next one is possible at" in page.text
    assert "The next one is possible at" in as_(alice).get("/exports").text


def test_the_history_says_what_one_had(as_, alice, bob, exported):
    factories.post(author=alice)
    mine, theirs = exported(alice), exported(bob)
    page = as_(alice).get("/exports")

    assert page.all("a", href=f"/exports/{mine.id}") and not page.all("a", href=f"/exports/{theirs.id}")
    assert "Ready" in page.text and "1 post" in page.text


def test_without_any_the_history_says_so(as_, alice):
    assert "No exports yet." in as_(alice).get("/exports").text
