"""How many tasks ended in each minute."""

from datetime import timedelta

from app.core import clock
from app.jobs.models import State
from app.ops.throughput import ENDS, Minute, Throughput
from tests import factories
from tests.factories import BEGINNING


def ended(user, *, minutes_ago, state=State.DONE):
    at = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=minutes_ago)
    factories.task(user=user, state=state, complete=True, ended_at=at)


def drawn(*numbers):
    return Throughput([Minute(BEGINNING, dict(zip(ENDS, each, strict=True))) for each in numbers])


def test_an_hour_has_sixty_minutes_and_the_last_is_this_one(app):
    minutes = Throughput.lately().minutes

    assert len(minutes) == 60 and minutes[-1].begins_at <= clock.now()
    assert minutes[-1].begins_at - minutes[0].begins_at == timedelta(minutes=59)


def test_what_ended_is_counted_where_it_ended(alice):
    ended(alice, minutes_ago=5)
    ended(alice, minutes_ago=5, state=State.FAILED)
    ended(alice, minutes_ago=50)
    ended(alice, minutes_ago=61)
    lately = Throughput.lately()

    assert [lately.count(state) for state in (State.DONE, State.FAILED, State.CANCELLED)] == [2, 1, 0]
    assert lately.most == 2


def test_where_nothing_ended_there_is_no_bar(app):
    assert Throughput.lately().bars() == []


def test_bars_stand_on_each_other(app):
    bars = drawn((0, 0, 0), (3, 1, 0)).bars()

    assert bars == [(1, "done", 25, 75), (1, "failed", 0, 25)]
