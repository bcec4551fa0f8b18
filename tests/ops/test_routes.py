"""The operators' pages."""

import pytest
import sqlalchemy as sa
from rq.suspension import suspend

from app import db
from app.accounts import login_sessions
from app.core import clock
from app.jobs.models import State
from app.models import Act, Task
from tests import factories
from tests.factories import BEGINNING
from tests.support.jobs import ask, change, tasks

FORMS = ("/operations/tasks/1/cancel", "/operations/tasks/1/retry")


@pytest.fixture
def admin(app):
    """An administrator."""
    return factories.user(username="admin", is_admin=True)


def failed(user, **columns):
    arguments = {"args": [user.id], "kwargs": {}}
    columns = {"state": State.FAILED, "complete": True, "reason": "fault", "arguments": arguments} | columns
    return factories.task(user=user, **columns)


def acts():
    return [(act.actor_name, act.verb, act.username, act.why) for act in db.session.scalars(sa.select(Act))]


@pytest.mark.parametrize("path", ["/operations", "/operations/tasks/1"])
def test_for_others_the_pages_are_not_there(as_, alice, path):
    as_(alice).get(path, expect=404)


@pytest.mark.parametrize("path", FORMS)
def test_others_change_nothing(as_, alice, path):
    as_(alice).post(path, expect=404)


@pytest.mark.parametrize("path", FORMS)
def test_who_changes_something_has_shown_their_password_lately(as_, admin, monkeypatch, path):
    monkeypatch.setattr(login_sessions.Login, "is_fresh", lambda _login: False)

    assert as_(admin).post(path).location.startswith("/auth/confirm")


@pytest.mark.parametrize("path", FORMS)
def test_a_task_that_is_not_there_is_not_found(as_, admin, path):
    as_(admin).post(path, expect=404)


def test_it_says_how_much_there_is_to_do(as_, admin, alice, worker):
    ask(alice)
    busy = worker(state="busy", current_job=ask(admin).id)
    text = " ".join(as_(admin).get("/operations").text.split())

    assert "2 waiting" in text and "0 running" in text and "2 in Redis" in text
    assert busy.name in text and "busy with" in text


def test_nobody_works(as_, admin):
    assert "No worker runs." in as_(admin).get("/operations").text


def test_nobody_may_work(app, as_, admin):
    suspend(app.redis)

    assert "The workers are suspended. rq resume lets them go on." in as_(admin).get("/operations").text


def test_a_worker_that_is_silent_or_not_ours_is_told(app, as_, admin, worker):
    worker(ours=False)
    app.redis.sadd("rq:workers:microblog-tasks", "rq:worker:dead")
    text = " ".join(as_(admin).get("/operations").text.split())

    assert "dead silent" in text and "idle · RQ's own class" in text


def test_without_redis_the_rows_are_shown(as_, admin, alice, without_redis):
    failed(alice)
    text = as_(admin).get("/operations").text

    assert "nobody knows who works" in text and "export_posts" in text


def test_tasks_of_all_are_listed_and_lead_to_their_page(as_, admin, alice):
    task = failed(alice)

    assert as_(admin).get("/operations").all("a", href=f"/operations/tasks/{task.id}")


@pytest.mark.parametrize(
    ("query", "found"),
    [("state=failed", True), ("state=done", False), ("kind=export_posts", True), ("kind=other", False),
     ("user=ALICE", True), ("user=bob", False), ("user=nobody", False), ("state=failed&user=alice", True),
     ("state=&kind=&user=", True)],
)  # fmt: skip
def test_tasks_are_found_by_what_they_are(as_, admin, alice, bob, query, found):
    task = failed(alice)
    page = as_(admin).get(f"/operations?{query}")

    assert bool(page.all("a", href=f"/operations/tasks/{task.id}")) is found
    assert ("No task is as you asked." in page.text) is not found


@pytest.mark.parametrize(
    "query", ["state=odd", "before=odd", "before=1-", f"before={10**18 - 1}-a", "before=%00"]
)
def test_an_odd_address_is_refused(as_, admin, query):
    as_(admin).get(f"/operations?{query}", expect=400)


def test_a_long_list_has_further_pages_that_keep_what_is_wanted(as_, admin, alice, setting):
    setting(POSTS_PER_PAGE=1)
    for _ in range(2):
        failed(alice)
    link = as_(admin).get("/operations?state=failed").all("a", rel="next")[0]["href"]
    page = as_(admin).get(link)

    assert "state=failed" in link and not page.all("a", rel="next")
    assert len([a for a in page.all("a") if "/operations/tasks/" in (a.get("href") or "")]) == 1


def test_a_task_tells_how_its_attempts_ended(as_, admin, alice):
    entry = {
        "attempt": 1,
        "ended_at": BEGINNING.isoformat(),
        "outcome": "pending",
        "comment": "OSError: away",
    }
    task = failed(alice, attempts=[entry], steps={"archive": {"path": "exports/secret"}})
    text = as_(admin).get(f"/operations/tasks/{task.id}").text

    assert "OSError: away" in text and "archive" in text and "secret" not in text


@pytest.mark.parametrize(
    ("attempts", "words"),
    [
        ([{"attempt": 1, "outcome": "pending", "comment": "no moment"}], "no moment"),
        ([{"ended_at": "noon", "outcome": "exploded", "comment": "bad"}], "exploded"),
        ([{"ended_at": "0001-01-01T00:00:00+05:00"}, "text", None], "Attempt ?"),
        ({"attempt": 1}, "None has ended badly."),
    ],
)
def test_a_row_that_somebody_wrote_by_hand_is_shown(as_, admin, alice, attempts, words):
    task = failed(alice, attempts=attempts)

    assert words in as_(admin).get(f"/operations/tasks/{task.id}").text


@pytest.mark.parametrize(("name", "offered"), [("export_posts", 1), ("of_another_release", 0)])
def test_only_what_this_release_knows_can_be_tried_again(as_, admin, alice, name, offered):
    task = failed(alice, name=name)

    path = f"/operations/tasks/{task.id}"
    assert len(as_(admin).get(path).all("form", action=f"{path}/retry")) == offered


def test_an_administrator_cancels_a_task_which_is_noted_and_its_user_told(as_, admin, alice):
    task = ask(alice)
    as_(admin).post(f"/operations/tasks/{task.id}/cancel")

    assert task.state is State.CANCELLED and [one.name for one in tasks(quiet=True)] == ["mail_ending"]
    assert acts() == [("admin", "cancel", "alice", f"export_posts {task.reference}")]


def test_what_is_too_late_is_not_noted(as_, admin, alice):
    task = factories.task(user=alice, state=State.RUNNING, committed=True)
    as_(admin).post(f"/operations/tasks/{task.id}/cancel", expect=409)

    assert acts() == []


def test_an_administrator_tries_a_task_again_which_is_noted(as_, admin, alice, app):
    task = failed(alice)
    as_(admin).post(f"/operations/tasks/{task.id}/retry")

    assert app.task_queue.job_ids == [f"{task.id}-1"]
    assert acts() == [("admin", "retry", "alice", f"export_posts {task.reference}")]


def test_what_waits_is_not_tried_again(as_, admin, alice):
    as_(admin).post(f"/operations/tasks/{ask(alice).id}/retry", expect=409)

    assert acts() == []


def test_a_task_is_not_tried_again_beside_another(as_, admin, alice):
    task = failed(alice)
    ask(alice)
    as_(admin).post(f"/operations/tasks/{task.id}/retry", expect=409)

    assert acts() == [] and task.state is State.FAILED


def test_the_log_of_moderation_tells_it(as_, admin, alice):
    as_(admin).post(f"/operations/tasks/{ask(alice).id}/cancel")

    assert "admin cancelled a task of alice" in as_(admin).get("/moderation/log").text


def test_a_task_without_a_moment_is_in_no_list(as_, admin, alice):
    change(failed(alice), created_at=None)

    assert "No task is as you asked." in as_(admin).get("/operations").text


def test_the_picture_has_a_table_beside_it(as_, admin, alice):
    failed(alice, ended_at=clock.now())
    page = as_(admin).get("/operations")

    assert page.all("rect", **{"class": "end is-failed"}) and "As a table" in page.text


def test_the_settings_lead_an_administrator_there(as_, admin, alice):
    assert as_(admin).get("/settings").all("a", href="/operations")
    assert not as_(alice).get("/settings").all("a", href="/operations")


@pytest.mark.parametrize("query", ["", "user=alice", "state=failed", "kind=export_posts&user=alice"])
def test_however_many_tasks_there_are_it_asks_eight_times_at_most(as_, admin, alice, statements, query):
    for _ in range(30):
        failed(alice)
    visitor = as_(admin)
    visitor.get(f"/operations?{query}")
    statements.clear()
    visitor.get(f"/operations?{query}")

    assert len(statements) <= 8 and db.session.scalar(sa.select(sa.func.count(Task.id))) == 30
