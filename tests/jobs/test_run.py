"""One run of a task: its claim, its steps and its ends."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app import db
from app.jobs import progress, queue
from app.jobs.errors import Permanent, Revoked
from app.jobs.models import State
from app.jobs.run import TaskRun
from app.models import Notification, User
from tests.factories import BEGINNING
from tests.support.jobs import ask, cancel, change, claimed, tasks, told, write


def aside(ask_or_tell):
    """Done as the watch does it: in a thread that has no application's context."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask_or_tell).result()


def test_a_claim_is_taken_once(alice):
    task = ask(alice)
    job = task.get_rq_job()
    first, second = TaskRun.claim(job), TaskRun.claim(job)
    db.session.refresh(task)

    assert second is None
    assert (task.state, task.claim) == (State.RUNNING, first.claimed)
    assert task.beat_at and task.started_at


@pytest.mark.parametrize("run_after", [None, BEGINNING])
def test_what_is_due_is_taken(alice, run_after):
    assert claimed(change(ask(alice), run_after=run_after))


def test_the_browser_is_told_of_the_beginning(alice):
    claimed(ask(alice))

    assert told(alice)["state"] == "running"


@pytest.mark.parametrize("speak", [lambda: progress.report(1, 2), progress.seal])
def test_a_run_that_lost_its_task_cannot_write_any_more(alice, work, export, speak):
    after = []

    def lose(_user_id):
        write(progress.task_id(), claim="another")
        speak()
        after.append("it went on")

    export(lose)
    task = ask(alice)
    work()

    assert (task.state, task.progress, task.claim, task.committed) == (State.RUNNING, 0, "another", False)
    assert after == []


def test_a_run_that_lost_its_task_keeps_no_step(alice):
    task = ask(alice)
    run = claimed(task)
    change(task, claim="another")

    with pytest.raises(Revoked):
        run.once("archive", lambda: 1)
    assert task.steps is None


@pytest.mark.parametrize("error", [None, ValueError("fault"), OSError("away"), Permanent("refused")])
def test_the_end_of_a_run_that_lost_its_task_is_nobodys_news(alice, work, export, error):
    def lose(_user_id):
        db.session.execute(sa.delete(Notification))
        write(progress.task_id(), claim="another")
        if error:
            raise error

    export(lose)
    task = ask(alice)
    work()

    assert (task.state, task.claim, task.attempts) == (State.RUNNING, "another", None)
    assert Notification.since(alice.id, 0) == [] and tasks(quiet=True) == []


def test_a_cancelled_run_ends_quietly(alice, work, export):
    def go_on(_user_id):
        cancel(progress.task_id())
        progress.report(1, 2)

    export(go_on)
    task = ask(alice)
    work()

    assert (task.state, task.progress) == (State.CANCELLED, 0)
    assert [entry["outcome"] for entry in task.attempts] == ["cancelled"]


def test_a_step_is_kept_over_attempts(alice, work, export):
    calls = []

    def collect(_user_id):
        made = progress.once("archive", lambda: calls.append("made") or {"count": 1})
        if len(calls) == 1:
            calls.append(made)
            raise OSError
        calls.append(made)

    export(collect)
    task = ask(alice)
    work()
    queue.send(change(task, run_after=None).sending())
    work()

    assert calls == ["made", {"count": 1}, {"count": 1}] and task.steps == {"archive": {"count": 1}}


def test_once_the_last_step_begins_it_is_too_late_to_cancel(alice, work, export):
    answers = []

    def hand_over(user_id):
        progress.seal()
        answers.append((cancel(progress.task_id()), told(db.session.get(User, user_id))["cancellable"]))

    export(hand_over)
    task = ask(alice)
    work()

    assert answers == [(False, False)] and task.state is State.DONE


def test_a_job_knows_its_task(alice, work, export):
    ids = []
    export(lambda _user_id: ids.append(progress.task_id()))
    task = change(ask(alice), attempt=1)
    work()

    assert ids == [task.id]


def test_between_runs_nothing_is_shielded(alice):
    with claimed(ask(alice)).shield():
        assert True


def test_a_sign_of_life_is_written_from_the_side(alice):
    task = ask(alice)
    run = claimed(task)
    change(task, beat_at=BEGINNING)
    aside(run._beat)
    db.session.refresh(task)

    assert task.beat_at > BEGINNING


def test_a_run_that_lost_its_task_gives_no_sign_of_life(alice):
    task = ask(alice)
    run = claimed(task)
    change(task, beat_at=BEGINNING, claim="another")
    aside(run._beat)
    db.session.refresh(task)

    assert task.beat_at == BEGINNING


def test_whether_the_claim_stands_is_asked_from_the_side(alice):
    task = ask(alice)
    run = claimed(task)

    assert aside(run._holds)
    change(task, claim="another")
    assert not aside(run._holds)


def test_a_run_goes_on_while_the_database_is_away(alice, tmp_path):
    run = claimed(ask(alice))
    run.engine = sa.create_engine(f"sqlite:///{tmp_path}/no/such/folder.db")
    aside(run._beat)

    assert aside(run._holds)


def test_what_did_not_happen_after_all_can_be_cancelled_again(alice, work, export):
    answers = []

    def refused(_user_id):
        progress.seal()
        db.session.commit()
        progress.unseal()
        db.session.commit()
        answers.append(cancel(progress.task_id()))

    export(refused)
    ask(alice)
    work()

    assert answers == [True]
