"""Each batch once: runs that are cut off, overtaken, cancelled, or lose the account."""

import pytest
import sqlalchemy as sa

from app import db
from app.core import storage
from app.imports import importer
from app.imports.entries import Draft
from app.imports.importer import _Run
from app.jobs.errors import Revoked
from app.jobs.models import State, Task
from app.models import Import, Post, User
from tests import factories
from tests.imports.conftest import bodies, counts, entry, file, many
from tests.support.jobs import cancel


@pytest.fixture(autouse=True)
def _batches_of_two(monkeypatch):
    monkeypatch.setattr(importer, "BATCH", 2)


@pytest.fixture
def cut_off(monkeypatch):
    """Runs end at a batch, before or after its commit: `cut_off(at=2, after=True)`."""
    whole = _Run._import_batch

    def arrange(*, at, after):
        left = [at]

        def broken(self, batch, *, position):
            left[0] -= 1
            if left[0] or after:
                whole(self, batch, position=position)
            if not left[0]:
                raise OSError("the power is gone")

        monkeypatch.setattr(_Run, "_import_batch", broken)

    return arrange


def again(made):
    """A task whose wait is over."""
    task = db.session.get_one(Task, made.id)
    assert task.state is State.PENDING
    db.session.execute(sa.update(Task).values(run_after=None, attempt=task.attempt + 1))
    db.session.commit()
    db.session.refresh(task)
    return task


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_run_that_is_cut_off_is_continued_where_it_was(app, alice, imported, work, cut_off, at, after):
    cut_off(at=at, after=after)
    made = imported(alice, file(*[entry("a")] * 3, entry(""), entry("b")))
    app.task_queue.enqueue_call("app.tasks.import_posts", (alice.id,), job_id=f"{again(made).id}-1")
    work()
    db.session.refresh(made)

    assert bodies(alice) == ["a", "a", "a", "b"]
    assert counts(made) == (5, 5, 4, 0, 1)


def test_a_run_that_was_overtaken_leaves_nothing(alice, asked):
    made = asked(alice, many(4))
    run = _Run(made.id, alice.id)
    db.session.execute(sa.update(Import).values(position=2))
    db.session.commit()

    with pytest.raises(Revoked):
        run._import_batch([Draft(factories.BEGINNING, "hello", None)], position=0)
    assert bodies(alice) == []


def test_cancelled_in_the_middle_it_stops_and_keeps_what_it_has(alice, asked, work, monkeypatch):
    task_id = asked(alice, many(9)).id
    whole = _Run._import_batch

    def cancelled(self, batch, *, position):
        whole(self, batch, position=position)
        if position == 2:
            cancel(task_id)

    monkeypatch.setattr(_Run, "_import_batch", cancelled)
    work()

    assert bodies(alice) == ["1", "2", "3", "4"]
    assert (db.session.get_one(Task, task_id).state, [*storage.paths("imports")]) == (State.CANCELLED, [])


def test_an_account_that_is_deleted_ends_its_import(alice, asked, work, monkeypatch):
    asked(alice, many(9))
    whole = _Run._import_batch

    def deleted(self, batch, *, position):
        db.session.execute(sa.delete(User))
        db.session.commit()
        return whole(self, batch, position=position)

    monkeypatch.setattr(_Run, "_import_batch", deleted)
    work()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Post)) == 0
    assert [*storage.paths("imports")] == []


def test_an_account_that_is_deleted_within_a_batch_ends_its_import(app):
    draft = Draft(factories.BEGINNING, "hello", None)

    with pytest.raises(Revoked):
        _Run("an-import", 4711)._insert([draft])
