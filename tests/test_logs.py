"""Logs."""

import json
import logging
import re

import pytest
import structlog

from app import logs
from tests.support.apps import production_app
from tests.support.page import Visitor

OURS = re.compile(r"[0-9a-f]{32}")


def line(form="json", **record):
    fields = {"name": "app", "level": logging.INFO, "pathname": "x", "lineno": 1, "msg": "hello", "args": ()}
    made = logging.LogRecord(**{**fields, "exc_info": None} | record)
    return logs._formatter(form).format(made)


@pytest.fixture
def in_a_request():
    with structlog.contextvars.bound_contextvars(request_id="abcdefgh"):
        yield


def test_a_line_is_an_object_with_its_moment_in_utc(in_a_request):
    told = json.loads(line(msg="user %s came", args=(7,)))

    assert told.pop("timestamp").endswith("Z")
    assert told == {"event": "user 7 came", "level": "info", "logger": "app", "request_id": "abcdefgh"}


def test_a_line_break_does_not_begin_another_line():
    written = line(msg="user %s came", args=('x"\r\n{"event": "forged"}',))

    assert len(written.splitlines()) == 1
    assert json.loads(written)["event"] == 'user x"\r\n{"event": "forged"} came'


def test_an_exception_is_in_the_line():
    try:
        int("broken")
    except ValueError as error:
        written = line(exc_info=(ValueError, error, error.__traceback__))

    assert "ValueError: invalid literal" in json.loads(written)["exception"]


def test_a_developer_reads_words():
    written = line("console")

    assert "hello" in written and not written.startswith("{")


def test_every_answer_names_its_request(stranger):
    first, second = (stranger.get("/auth/login").headers["X-Request-ID"] for _ in range(2))

    assert OURS.fullmatch(first) and first != second


def test_a_proxys_name_of_a_request_is_kept(stranger):
    headers = stranger.get("/auth/login", headers={"X-Request-ID": "proxy-1234_A"}).headers

    assert headers["X-Request-ID"] == "proxy-1234_A"


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "with space", "<script>1</script>", '"quoted-name"', "ünïcödé-name"]
)
def test_a_name_that_could_do_harm_is_not_kept(stranger, given):
    headers = stranger.get("/auth/login", headers={"X-Request-ID": given}).headers

    assert OURS.fullmatch(headers["X-Request-ID"])


def test_a_crash_in_production_is_one_line_with_the_name_of_its_request(app, capsys):
    with production_app(app, LOG_FORMAT="json") as site:
        site.add_url_rule("/crash", view_func=lambda: 1 / 0)
        page = Visitor(site).get("/crash", expect=500)
    [told] = [
        json.loads(written)
        for written in capsys.readouterr().err.splitlines()
        if "ZeroDivisionError" in written
    ]

    assert told["request_id"] == page.headers["X-Request-ID"]
    assert (told["level"], told["logger"]) == ("error", "app")


@pytest.mark.parametrize(("server", "mailed"), [(None, False), ("127.0.0.1", True)])
def test_administrators_get_mail_where_there_is_a_server(app, server, mailed):
    with production_app(app, MAIL_SERVER=server) as site:
        assert any(isinstance(handler, logs.AdminMail) for handler in site.logger.handlers) is mailed
