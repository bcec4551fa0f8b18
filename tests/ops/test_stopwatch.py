"""What is counted of requests."""

import pytest

from app.core import measure
from tests.support.page import Visitor


@pytest.fixture
def handed_over(counting_app, monkeypatch):
    """How many numbers there were each time they were to be handed over."""
    measures, asked = counting_app.extensions["measures"], []
    monkeypatch.setattr(measures, "hand_over_soon", lambda: asked.append(len(measures._numbers)))
    return asked


def counted(name):
    return {field[1:]: number for field, number in measure.all_numbers().items() if field[0] == name}


def test_where_nobody_may_ask_nobody_counts(app):
    assert "stopwatch" not in app.extensions


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_probes_are_not_counted(counting_app, path):
    Visitor(counting_app)._request(path, "GET")

    assert counted("requests") == {}


def test_a_page_that_is_not_there_has_no_name(counting_app):
    Visitor(counting_app).get("/nothing/here", expect=404)

    assert counted("requests") == {("GET", "404"): 1}
    assert {endpoint for endpoint, _part in counted("request_seconds_bucket")} == {"none"}


def test_a_made_up_method_has_none_either(counting_app):
    Visitor(counting_app)._request("/", "MADEUP")

    assert counted("requests") == {("other", "405"): 1}


def test_polls_are_counted_those_from_memory_too(counting_app, alice):
    visitor = Visitor(counting_app, alice)
    for _ in range(3):
        visitor.get("/notifications?since=0")

    assert counted("polls") == {("200",): 3}
    assert {endpoint for endpoint, _part in counted("request_seconds_bucket")} == {"main.notifications"}


def test_what_raises_is_counted_and_raised(counting_app, monkeypatch):
    def break_(_environ, _start_response):
        raise ZeroDivisionError

    monkeypatch.setattr(counting_app.extensions["stopwatch"], "_wsgi_app", break_)
    with pytest.raises(ZeroDivisionError):
        counting_app.test_client().get("/")

    assert counted("requests") == {("GET", "500"): 1}


def test_what_was_counted_is_handed_over_soon(counting_app, handed_over):
    Visitor(counting_app).get("/auth/login")

    assert handed_over == [3]
