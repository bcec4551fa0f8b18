"""Asking for the archive of one's posts."""

import pytest
import sqlalchemy as sa
from rq import Queue

from app import db
from app.core import redis
from app.jobs.models import State
from app.jobs.queue import QUEUE
from app.models import Task
from tests import factories
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

    assert "You have written 1 post." in page.text and "alice@example.com" in page.text
    assert tasks() == []


def test_the_button_starts_an_export(app, as_, alice):
    assert as_(alice).post(PATH, on="/user/alice").location == "/user/alice"
    [task] = tasks()

    assert (task.name, task.user_id, task.complete) == ("export_posts", alice.id, False)
    assert app.task_queue.job_ids == [task.id]


def test_the_page_shows_that_it_waits(as_, alice):
    visitor = as_(alice)
    visitor.post(PATH)
    page = visitor.get("/explore")

    assert "Exporting posts..." in page.text and "Waiting for its turn." in page.text


def test_every_page_shows_how_far_it_is(as_, alice):
    running(alice)

    for path in ("/", "/explore", "/user/alice", PATH):
        assert as_(alice).get(path).all("progress", value="40", max="100")


def test_nobody_sees_what_others_export(as_, alice, mallory):
    task = running(alice)

    assert task.id not in as_(mallory).get("/user/alice").response.text


def test_a_second_click_is_told_and_starts_nothing(as_, alice, caplog):
    visitor = as_(alice)
    visitor.post(PATH)

    assert visitor.post(PATH).location == "/user/alice"
    assert "An export of your posts is already under way." in visitor.get("/user/alice").text
    assert len(tasks()) == 1
    assert caplog.text.count("asked for an export") == 1


@pytest.mark.parametrize("path", [PATH, "/user/alice"])
def test_the_button_is_hidden_while_an_export_runs(as_, alice, path):
    def hidden():
        page = as_(alice).get(path)
        [form] = [form for form in page.all("form") if "data-export-form" in form]
        [words] = [each for tag, each in page.tags if "data-export-running" in each]
        return "hidden" in form, "hidden" in words

    assert hidden() == (False, True)
    running(alice)
    assert hidden() == (True, False)


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
