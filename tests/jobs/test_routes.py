"""What a user can do with a task of theirs."""

import pytest

from app import db
from app.core import clock
from app.jobs.models import State
from tests import factories
from tests.support.jobs import ask, change, write

VERBS = ("cancel", "retry", "dismiss")


def path(task, verb):
    return f"/tasks/{task.id}/{verb}"


def ended(user, state=State.FAILED, **columns):
    columns = {"arguments": {"args": [user.id], "kwargs": {}}, "complete": True} | columns
    return factories.task(user=user, state=state, **columns)


def test_my_task_is_cancelled(as_, alice):
    task = ask(alice)
    as_(alice).post(path(task, "cancel"))

    assert (task.state, task.complete) == (State.CANCELLED, True)


def test_what_a_cancelled_task_left_behind_is_tidied_up(as_, alice, export):
    tidied = []
    export(lambda _user_id: None, on_end=tidied.append)
    task = ask(alice)
    as_(alice).post(path(task, "cancel"))

    assert tidied == [task.id]


def test_a_job_of_another_release_can_be_cancelled_too(as_, alice):
    task = change(ask(alice), name="unknown")
    as_(alice).post(path(task, "cancel"))

    assert task.state is State.CANCELLED


def test_it_may_be_too_late_to_cancel(as_, alice):
    task = factories.task(user=alice, state=State.RUNNING, committed=True)
    visitor = as_(alice)
    visitor.post(path(task, "cancel"))

    assert "It is too late to cancel this." in visitor.get("/user/alice").text
    assert task.state is State.RUNNING


def test_after_cancelling_one_may_ask_again(as_, alice):
    as_(alice).post(path(ask(alice), "cancel"))

    assert ask(alice)


def test_my_failed_task_is_tried_again(app, as_, alice):
    task = ended(alice)
    as_(alice).post(path(task, "retry"))

    assert (task.state, task.attempt) == (State.PENDING, 1)
    assert app.task_queue.job_ids == [f"{task.id}-1"]


def test_what_is_done_is_not_tried_again(as_, alice):
    task = ended(alice, State.DONE)
    visitor = as_(alice)
    visitor.post(path(task, "retry"))

    assert "There is nothing to try again." in visitor.get("/user/alice").text
    assert task.state is State.DONE


def test_beside_another_of_the_kind_nothing_is_tried_again(as_, alice):
    task, other = ended(alice), ask(alice)
    visitor = as_(alice)
    visitor.post(path(task, "retry"))

    assert "Another one of this kind is already under way." in visitor.get("/user/alice").text
    assert (task.state, other.state) == (State.FAILED, State.PENDING)


def test_what_i_dismiss_is_not_shown_any_more(as_, alice):
    task = ended(alice)
    as_(alice).post(path(task, "dismiss"))

    assert task.dismissed and task.id not in as_(alice).get("/explore").response.text


def test_what_is_under_way_is_not_dismissed(as_, alice):
    task = ask(alice)
    as_(alice).post(path(task, "dismiss"))

    assert not task.dismissed


def scripted(visitor, task, verb, expect=200):
    """What a page's script is answered."""
    data = {"csrf_token": visitor._any_token()}
    headers = {"Accept": "application/json"}
    return visitor._open(path(task, verb), "POST", expect=expect, data=data, headers=headers).json


@pytest.mark.parametrize(
    ("verb", "state", "told"),
    [
        ("cancel", State.RUNNING, {"state": "cancelled", "dismissed": False}),
        ("retry", State.FAILED, {"state": "pending", "attempt": 1}),
        ("dismiss", State.DONE, {"state": "done", "dismissed": True}),
    ],
)
def test_a_script_is_answered_with_the_news(as_, alice, verb, state, told):
    task = ended(alice, state, **({"complete": False} if state is State.RUNNING else {}))
    answer = scripted(as_(alice), task, verb)

    assert answer["data"].items() >= told.items() and answer["timestamp"]


def test_a_script_is_told_why_it_does_not_work(as_, alice):
    task = factories.task(user=alice, state=State.RUNNING, committed=True)

    assert scripted(as_(alice), task, "cancel", expect=409)["detail"] == "It is too late to cancel this."


def test_a_script_asks_for_the_place_in_the_queue(as_, alice, bob):
    factories.task(user=bob, sent_at=clock.now())
    task = ask(alice)
    told = as_(alice).get(f"/tasks/{task.id}").json["data"]

    assert (told["task_id"], told["state"], told["place"]) == (task.id, "pending", 2)


def test_nobody_else_asks_how_mine_stands(as_, alice, mallory):
    as_(mallory).get(f"/tasks/{ask(alice).id}", expect=404)


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_can_touch_what_is_mine(as_, alice, mallory, verb):
    task = ask(alice)
    as_(mallory).post(path(task, verb), expect=404)

    assert (task.state, task.dismissed) == (State.PENDING, False)


@pytest.mark.parametrize("verb", VERBS)
def test_work_that_follows_from_other_work_cannot_be_touched(as_, alice, verb):
    as_(alice).post(path(ended(alice, quiet=True), verb), expect=404)


@pytest.mark.parametrize("verb", VERBS)
def test_looking_changes_nothing(as_, alice, verb):
    task = ask(alice)
    as_(alice).get(path(task, verb), expect=405)

    assert task.state is State.PENDING


@pytest.mark.parametrize("verb", VERBS)
def test_a_form_of_another_site_changes_nothing(as_, alice, verb):
    task = ask(alice)
    as_(alice)._open(path(task, verb), "POST", expect=400)

    assert (task.state, task.dismissed) == (State.PENDING, False)


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_is_asked_to_log_in(stranger, alice, verb):
    task = ask(alice)

    assert stranger.post(path(task, verb)).location.startswith("/auth/login")
    assert task.state is State.PENDING


@pytest.mark.parametrize(
    ("back", "location"),
    [("/explore", "/explore"), (None, "/user/alice"), ("https://evil.example/", "/user/alice")],
)
def test_one_comes_back_to_where_the_button_was(as_, alice, back, location):
    fields = {"back": back} if back else {}

    assert as_(alice).post(path(ask(alice), "cancel"), **fields).location == location


def test_a_button_on_an_old_page_touches_nothing_that_has_begun_again(as_, alice):
    task = ended(alice)
    visitor = as_(alice)
    visitor.post(path(task, "retry"))
    write(task.id, state=State.RUNNING)
    visitor.post(path(task, "retry"))
    db.session.refresh(task)

    assert (task.state, task.attempt) == (State.RUNNING, 1)
