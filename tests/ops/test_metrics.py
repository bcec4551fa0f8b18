"""`/metrics`: who may ask, and what for."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.ops import collector
from tests.ops.conftest import TOKEN
from tests.support.page import Visitor


def ask(app, *, token=TOKEN, expect=200, **headers):
    given = {"Authorization": f"Bearer {token}"} if token else {}
    return Visitor(app).get("/metrics", headers=given | headers, expect=expect)


def samples(app):
    """The numbers, by their names and labels."""
    families = text_string_to_metric_families(ask(app).response.text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def test_without_a_token_in_the_settings_there_is_no_such_page(stranger):
    stranger.get("/metrics", expect=404, headers={"Authorization": "Bearer "})


@pytest.mark.parametrize("token", [None, "wrong", TOKEN + "x", "ünsinn"])
def test_who_has_not_the_token_reads_nothing(counting_app, token):
    page = ask(counting_app, token=token, expect=401)

    assert page.headers["WWW-Authenticate"] == "Bearer" and "microblog_" not in page.response.text


def test_it_is_no_cookie_that_opens_it(counting_app, alice):
    Visitor(counting_app, alice).get("/metrics", expect=401)


def test_it_answers_under_any_host(counting_app):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    Visitor(counting_app).get("/metrics", headers=headers, base_url="http://10.0.0.7:8000")


@pytest.mark.parametrize(
    ("accepted", "kind"),
    [
        ("*/*", "text/plain"),
        ("application/openmetrics-text;version=1.0.0", "application/openmetrics-text"),
        ("application/openmetrics-text;version=abc", "text/plain"),
        ("application/openmetrics-text;version=1.b", "text/plain"),
    ],
)
def test_it_speaks_what_is_asked_for(counting_app, accepted, kind):
    assert ask(counting_app, Accept=accepted).headers["Content-Type"].startswith(kind)


def test_a_request_is_counted_by_what_became_of_it(counting_app):
    Visitor(counting_app).get("/auth/login")
    told = samples(counting_app)

    assert told["microblog_requests_total", "GET", "200"] == 1
    assert told["microblog_request_seconds_count", "auth.login"] == 1
    assert 0 < told["microblog_request_seconds_sum", "auth.login"] < 10


def test_each_part_of_the_times_holds_those_before_it(counting_app):
    for seconds in (0.001, 0.02, 60):
        counting_app.extensions["measures"].sort_in("request_seconds", seconds, "main.index")
    told = samples(counting_app)

    parts = [
        told["microblog_request_seconds_bucket", "main.index", part] for part in ("0.005", "0.025", "+Inf")
    ]
    assert parts == [1, 2, 3]


def test_it_asks_the_database_twice(counting_app, statements):
    ask(counting_app)

    assert len(statements) == 2


def test_without_redis_the_rows_are_told(counting_app, monkeypatch, alice):
    def refuse():
        raise collector.RedisError

    monkeypatch.setattr(collector.crew, "look", refuse)
    told = samples(counting_app)

    assert (told["microblog_up", "redis"], told["microblog_up", "database"]) == (0, 1)
    assert ("microblog_queue_depth",) not in told and ("microblog_backup_failing",) in told


def test_without_the_database_redis_is_told(counting_app, monkeypatch):
    def refuse():
        raise collector.SQLAlchemyError

    monkeypatch.setattr(collector.Backlog, "now", refuse)
    told = samples(counting_app)

    assert (told["microblog_up", "redis"], told["microblog_up", "database"]) == (1, 0)
    assert told["microblog_queue_depth",] == 0
