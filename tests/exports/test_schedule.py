"""Exports that come by themselves."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from app import db
from app.core import clock
from app.exports import regular
from app.exports.models import Export, Scope
from app.exports.schedule import Every, ExportSchedule, Turn
from app.jobs import sweep as sweeping
from app.models import User
from tests import factories
from tests.factories import BEGINNING
from tests.support.apps import production_app

A_WEEK, A_DAY, AN_HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)


def on(year, month, day):
    return datetime(year, month, day, 7, 30, tzinfo=UTC)


def choose(user, every=Every.WEEK, *, at=BEGINNING):
    with time_machine.travel(at, tick=False):
        user.export_regularly(every)
        db.session.commit()


def start(*, at):
    with time_machine.travel(at, tick=False):
        regular.start_due()


def exports(**columns):
    db.session.expire_all()
    return db.session.scalars(sa.select(Export).filter_by(**columns)).all()


def finish(export):
    export.task.complete, export.task.active_key = True, None
    db.session.commit()


@pytest.mark.parametrize(
    ("began_at", "days"),
    [
        (on(2026, 1, 31), [on(2026, 2, 28), on(2026, 3, 31), on(2026, 4, 30), on(2026, 5, 31)]),
        (on(2027, 12, 30), [on(2028, 1, 30), on(2028, 2, 29), on(2028, 3, 30)]),
        (on(2026, 11, 5), [on(2026, 12, 5), on(2027, 1, 5)]),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(began_at, days):
    moment = began_at
    for day in days:
        moment = Every.MONTH.next_after(moment, began_at=began_at)
        assert moment == day


def test_a_week_later_is_the_same_weekday():
    assert Every.WEEK.next_after(on(2026, 2, 27), began_at=on(2026, 2, 27)) == on(2026, 3, 6)


def test_nobody_gets_any_who_did_not_ask_for_them(alice):
    start(at=BEGINNING + A_WEEK)

    assert alice.export_schedule() is None and exports() == []


def test_nothing_is_started_before_its_time(alice):
    choose(alice)
    start(at=BEGINNING + A_WEEK - timedelta(seconds=1))

    assert exports() == []


def test_all_posts_are_exported_when_it_is_time(app, alice):
    choose(alice)
    start(at=BEGINNING + A_WEEK)
    [export] = exports()

    assert (export.user_id, export.scope, export.since, export.until) == (alice.id, Scope.POSTS, None, None)
    assert export.task.description == "Exporting posts..." and app.task_queue.job_ids == [export.id]
    assert alice.export_schedule().next_at == BEGINNING + 2 * A_WEEK


def test_the_sweep_sees_to_it(alice):
    choose(alice, at=clock.now() - A_WEEK)
    sweeping.sweep_if_due()

    assert len(exports()) == 1


def test_what_was_missed_is_made_up_for_once(alice):
    choose(alice)
    back_at = BEGINNING + 3 * A_WEEK + AN_HOUR
    start(at=back_at)
    finish(*exports())
    start(at=back_at + AN_HOUR)

    assert len(exports()) == 1 and alice.export_schedule().next_at == BEGINNING + 4 * A_WEEK


def test_of_two_who_saw_the_same_one_takes_it(alice):
    choose(alice)
    with time_machine.travel(BEGINNING + A_WEEK):
        [turn] = ExportSchedule.turns(most=10)
        taken = [turn.take(), turn.take()]

    assert taken == [True, False]


def test_who_comes_too_late_asks_for_nothing(alice):
    choose(alice)
    regular._start(Turn(alice.id, Every.WEEK, BEGINNING, due_at=BEGINNING))

    assert exports() == []


def test_while_another_is_under_way_it_waits_and_keeps_its_days(alice):
    choose(alice)
    other = alice.ask_for_export()
    db.session.commit()
    start(at=BEGINNING + A_WEEK)
    assert exports() == [other] and alice.export_schedule().next_at == BEGINNING + A_WEEK

    finish(other)
    start(at=BEGINNING + A_WEEK + AN_HOUR)
    assert len(exports()) == 2 and alice.export_schedule().next_at == BEGINNING + 2 * A_WEEK


def test_where_the_day_has_had_its_exports_it_waits(app, alice, exported, monkeypatch):
    monkeypatch.setitem(app.config, "EXPORTS_PER_DAY", 1)
    due_at = BEGINNING + A_WEEK
    choose(alice)
    with time_machine.travel(due_at, tick=False):
        exported(alice)
    start(at=due_at + AN_HOUR)
    assert len(exports()) == 1 and alice.export_schedule().next_at == due_at

    start(at=due_at + A_DAY)
    assert len(exports()) == 2


def test_where_no_mail_can_be_sent_it_waits(app, alice):
    choose(alice)
    with production_app(app, MAIL_SERVER=None) as site, site.app_context():
        start(at=BEGINNING + A_WEEK)

    assert exports() == [] and alice.export_schedule().next_at == BEGINNING + A_WEEK


def test_one_that_fails_does_not_stop_the_others(alice, bob, monkeypatch, caplog):
    ask = User.ask_for_export
    monkeypatch.setattr(User, "ask_for_export", lambda user: ask(user) if user.id == bob.id else 1 / 0)
    choose(alice)
    choose(bob)
    start(at=BEGINNING + A_WEEK)

    assert [export.user_id for export in exports()] == [bob.id]
    assert alice.export_schedule().next_at == BEGINNING + A_WEEK
    assert f"the regular export of user {alice.id} could not be started" in caplog.text


def test_no_more_than_some_hundreds_are_started_at_once_and_the_oldest_first(alice, bob, monkeypatch):
    monkeypatch.setattr(regular, "MOST_AT_ONCE", 1)
    choose(bob, at=BEGINNING + AN_HOUR)
    choose(alice)
    start(at=BEGINNING + A_WEEK + A_DAY)

    assert [export.user_id for export in exports()] == [alice.id]


def test_the_log_tells_nothing_that_users_wrote(alice, caplog):
    factories.post(author=alice, body="a secret")
    choose(alice)
    alice.ask_for_export()
    start(at=BEGINNING + A_WEEK)

    assert "a secret" not in caplog.text and "alice" not in caplog.text


def test_saving_the_same_again_changes_nothing(alice):
    choose(alice)
    choose(alice, at=BEGINNING + A_DAY)

    assert alice.export_schedule().next_at == BEGINNING + A_WEEK


def test_choosing_another_interval_begins_anew(alice):
    choose(alice)
    choose(alice, Every.MONTH, at=on(2026, 1, 5))

    assert alice.export_schedule().next_at == on(2026, 2, 5)


def test_who_wants_no_more_gets_no_more(alice, bob):
    choose(alice)
    choose(bob)
    choose(alice, None)
    start(at=BEGINNING + A_WEEK)

    assert [export.user_id for export in exports()] == [bob.id]


def test_an_account_that_is_deleted_takes_its_schedule_along(alice):
    choose(alice)
    db.session.delete(alice)
    db.session.commit()
    start(at=BEGINNING + A_WEEK)

    assert exports() == [] and db.session.query(ExportSchedule).count() == 0


def test_who_says_so_twice_in_one_moment_says_it_once(alice):
    choose(alice)
    began_at = alice.export_schedule().began_at
    ExportSchedule._begin(alice.id, {"every": Every.MONTH, "began_at": BEGINNING, "next_at": BEGINNING})
    db.session.commit()

    assert (alice.export_schedule().every, alice.export_schedule().began_at) == (Every.WEEK, began_at)
