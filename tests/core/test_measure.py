"""What is counted by all processes together."""

import pytest

from app.core import measure, redis
from app.core.redis import RedisTimeout
from tests.support.apps import another_app
from tests.support.jobs import NOBODY_LISTENS


@pytest.fixture
def counting(app):
    """The numbers of an application that counts, in its context."""
    with another_app(app, METRICS_TOKEN="a-token-of-many-characters") as site, site.app_context():
        yield site.extensions["measures"]


def test_where_nobody_may_ask_nothing_is_counted(app):
    measure.count_at_once("mails", "sent")
    measure.took("run_seconds", 2)

    assert measure.all_numbers() == {}


def test_what_happened_is_counted(counting):
    counting.add("mails", "sent")
    counting.add("mails", "sent")

    assert measure.all_numbers() == {("mails", "sent"): 2}


def test_times_are_added_up(counting):
    measure.took("run_seconds", 0.5, "export_posts")
    measure.took("run_seconds", 1.25, "export_posts")

    counted = {("run_seconds_count", "export_posts"): 2, ("run_seconds_sum", "export_posts"): 1.75}
    assert measure.all_numbers() == counted


@pytest.mark.parametrize(
    ("seconds", "part"), [(0.001, "0.005"), (0.005, "0.005"), (0.3, "0.5"), (60, "+Inf")]
)
def test_times_are_sorted_in(counting, seconds, part):
    counting.sort_in("request_seconds", seconds, "main.index")

    assert measure.all_numbers()["request_seconds_bucket", "main.index", part] == 1


def test_processes_count_together(app, counting):
    with another_app(app, METRICS_TOKEN="a-token-of-many-characters") as site, site.app_context():
        measure.count_at_once("mails", "sent")
    counting.add("mails", "sent")

    assert measure.all_numbers() == {("mails", "sent"): 2}


def test_what_is_counted_meanwhile_goes_along(counting, monkeypatch):
    monkeypatch.setattr(measure, "HAND_OVER_AFTER_S", 0.05)
    counting.hand_over_soon()
    begun = counting._timer
    counting.add("mails", "sent")
    counting.hand_over_soon()
    begun.join()

    assert counting._timer is begun and counting._app.redis.hlen(measure.KEY) == 1


def test_after_that_another_moment_begins(counting, monkeypatch):
    monkeypatch.setattr(measure, "HAND_OVER_AFTER_S", 0)
    counting.hand_over_soon()
    (first := counting._timer).join()
    counting.hand_over_soon()
    counting._timer.join()

    assert counting._timer is not first


def test_while_redis_is_away_the_numbers_are_kept(counting, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(counting._app, "redis", redis.connect(NOBODY_LISTENS))
        measure.count_at_once("mails", "sent")
    counting.add("mails", "sent")
    counting._away_until = 0

    assert measure.all_numbers() == {("mails", "sent"): 2}


def test_what_redis_took_without_an_answer_is_counted_once(counting, monkeypatch):
    connections = counting._app.redis.connection_pool.connection_class
    read, late = connections.read_response, [RedisTimeout]
    counting._app.redis.ping()

    def read_late(*arguments, **options):
        answer = read(*arguments, **options)
        if late:
            raise late.pop()
        return answer

    monkeypatch.setattr(connections, "read_response", read_late)
    measure.count_at_once("mails", "sent")
    counting.add("mails", "sent")
    counting._away_until = 0

    assert measure.all_numbers() == {("mails", "sent"): 2}


def test_redis_that_is_away_is_left_alone_for_a_while(counting, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(counting._app, "redis", redis.connect(NOBODY_LISTENS))
        measure.count_at_once("mails", "sent")
    measure.count_at_once("mails", "sent")

    assert measure.all_numbers() == {}
