"""What SQLite reads for the operators' page, when it knows how many tasks there are."""

import itertools

import pytest
import sqlalchemy as sa

from app import db
from app.jobs.models import State, Task
from app.ops import listing
from app.ops.backlog import Backlog
from app.ops.listing import Wanted
from tests import factories
from tests.support.apps import another_app


@pytest.fixture
def plan(app, tmp_path):
    """How a file with many tasks is read by something."""
    heard = []

    def tell(ask):
        sa.event.listen(db.engine, "before_cursor_execute", lambda *said: heard.append(said[2:4]))
        ask()
        statement, values = heard[-1]
        found = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [step.detail for step in found]

    with (
        another_app(app, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/many.db") as site,
        site.app_context(),
    ):
        db.create_all()
        users = [factories.user(username=name) for name in ("alice", "bob", "carol")]
        ended = itertools.product(range(99), users, (State.DONE, State.FAILED))
        columns = ({"user_id": user.id, "state": state, "name": "example"} for _number, user, state in ended)
        db.session.execute(sa.insert(Task), [{"complete": True} | each for each in columns])
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        db.engine.dispose()
        yield tell


def test_what_is_over_is_not_read_for_what_waits(plan):
    steps = plan(Backlog.now)

    assert len([step for step in steps if "(complete=? AND state=?)" in step]) == 2
    assert not [step for step in steps if step.startswith("SCAN task")]


@pytest.mark.parametrize(
    ("wanted", "columns"),
    [
        (Wanted(), "state=?"),
        (Wanted(kind="example"), "name=? AND state=?"),
        (Wanted(username="alice"), "user_id=? AND state=?"),
        (Wanted(username="alice", kind="example"), "user_id=? AND state=?"),
    ],
)
def test_a_list_is_read_from_the_end_of_an_index(plan, wanted, columns):
    steps = plan(lambda: listing.page(wanted, before=None, size=25))

    assert len([step for step in steps if f"({columns} AND created_at" in step]) == len(State)
    assert not [step for step in steps if step.startswith("SCAN task")]
