"""What is done after a response."""

import pytest
from flask import (
    Flask,
    Response,
    current_app,
    has_app_context,
    has_request_context,
    request,
    stream_with_context,
)

from app.core import after
from app.core.after import after_response
from tests.support.pools import AtOnce


@pytest.fixture
def done():
    return []


@pytest.fixture
def site():
    """An application to which a test adds a page of its own."""
    site = Flask(__name__)
    site.testing = True
    after.init_app(site)
    site.extensions["after"].pool = AtOnce()
    return site


@pytest.fixture
def ask(site):
    """Open a page and read it to its end; fails the test unless the status is as expected."""

    def ask_for(view, *, expect=200):
        site.add_url_rule("/asked", view_func=view)
        with site.test_client().get("/asked") as answer:
            answer.get_data()
        assert answer.status_code == expect

    return ask_for


def test_what_follows_is_done_in_order_when_all_has_been_sent(ask, done):
    def view():
        after_response(done.append, "first")
        after_response(done.append, "second")
        return Response(iter(["a", done.append("sent") or "b"]))

    ask(view)

    assert done == ["sent", "first", "second"]


def test_nothing_is_done_before_the_server_has_closed_the_answer(site, done):
    site.add_url_rule("/asked", view_func=lambda: after_response(done.append, 1) or "")
    answer = site.test_client().get("/asked")
    assert answer.get_data() == b"" and done == []

    answer.close()
    answer.close()

    assert done == [1]


def test_a_helper_and_what_comes_before_the_view_may_ask_too(site, ask, done):
    site.before_request(lambda: after_response(done.append, "before"))

    ask(lambda: after_response(done.append, "view") or "")

    assert done == ["before", "view"]


def test_what_is_asked_for_while_the_answer_goes_out_is_done_too(ask, done):
    def parts():
        yield "a"
        after_response(done.append, request.path)

    ask(lambda: Response(stream_with_context(parts())))

    assert done == ["/asked"]


@pytest.mark.parametrize("status", [200, 204, 303, 404, 422])
def test_a_request_that_was_answered_has_not_failed(ask, done, status):
    ask(lambda: after_response(done.append, status) or ("", status), expect=status)

    assert done == [status]


@pytest.mark.parametrize("status", [500, 503])
def test_after_a_failure_nothing_is_done(ask, done, status):
    ask(lambda: after_response(done.append, status) or ("", status), expect=status)

    assert done == []


def test_after_an_exception_nothing_is_done(site, ask, done):
    site.config["PROPAGATE_EXCEPTIONS"] = False

    ask(lambda: after_response(done.append, 1) or {}[0], expect=500)

    assert done == []


def test_after_an_answer_that_broke_on_its_way_nothing_is_done(ask, done):
    def breaking():
        yield "a"
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        ask(lambda: after_response(done.append, 1) or Response(breaking()))

    assert done == []


def test_a_client_that_goes_away_undoes_nothing(site, done):
    site.add_url_rule("/asked", view_func=lambda: after_response(done.append, 1) or Response(iter("ab")))

    site.test_client().get("/asked").close()

    assert done == [1]


def test_each_call_has_an_application_context_and_no_request(ask, done):
    def look(*, name):
        done.append((name, current_app.testing, has_request_context()))

    ask(lambda: after_response(look, name="kept") or "")

    assert done == [("kept", True, False)]


def test_a_coroutine_is_waited_for(ask, done):
    async def work(name):
        done.append((name, has_app_context()))

    ask(lambda: after_response(work, "async") or "")

    assert done == [("async", True)]


@pytest.mark.parametrize("fault", [ValueError, SystemExit])
def test_a_call_that_fails_is_told_with_the_request_and_keeps_none_of_the_others(ask, done, caplog, fault):
    def fail():
        raise fault("on purpose")

    def view():
        after_response(fail)
        after_response(done.append, request.path)
        return ""

    ask(view)

    assert done == ["/asked"] and "on purpose" in caplog.text


def test_what_a_context_holds_is_given_back_after_each_call(site, ask, done):
    def view():
        site.teardown_appcontext_funcs.append(lambda _error: done.append("given back"))
        after_response(done.append, "first")
        after_response(done.append, "second")
        return ""

    ask(view)

    assert done == ["given back", "first", "given back", "second", "given back"]


@pytest.mark.parametrize("context", ["app_context", "test_request_context"])
def test_where_no_response_is_on_its_way_it_says_so(site, context):
    with getattr(site, context)(), pytest.raises(RuntimeError, match="no response is on its way"):
        after_response(print)


def test_outside_everything_it_says_so_too():
    with pytest.raises(RuntimeError, match="no response is on its way"):
        after_response(print)


def test_a_file_stays_a_file_to_the_server(site):
    class File(list):
        pass

    middleware, body = site.extensions["after"], File([b"a"])
    middleware._wsgi_app = lambda _environ, _start: body

    assert middleware({"wsgi.file_wrapper": File}, lambda *_head: None) is body
