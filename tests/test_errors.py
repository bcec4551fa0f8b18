"""What people and programs are told when something does not work."""

import pytest
from flask import Response, abort
from werkzeug.exceptions import ImATeapot
from werkzeug.http import HTTP_STATUS_CODES

from app import db
from app.errors import Problem
from app.models import Post
from tests.support.apps import another_app, production_app
from tests.support.page import Visitor
from tests.support.program import Program, basic

JSON = {"Accept": "application/json"}
SECRET = "a secret detail of the inside"


@pytest.fixture
def breaking(app):
    """The site with pages that fail: `/crash`, `/half` after half of its work, `/abort/<code>`."""
    with another_app(
        app, TESTING=False, DEBUG=False, PROPAGATE_EXCEPTIONS=False, SECRET_KEY="x9!z" * 10 + "abcdef"
    ) as site:
        site.add_url_rule("/crash", view_func=crash)
        site.add_url_rule("/half/<int:user_id>", view_func=half)
        site.add_url_rule("/abort/<int:code>", view_func=abort)
        yield site


@pytest.fixture
def without_database(app, tmp_path):
    """The site in production, whose database is gone."""
    with production_app(app, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/no/such/folder.db") as site:
        yield site


def crash():
    raise RuntimeError(SECRET)


def in_its_own_words():
    raise ImATeapot(response=Response("in its own words", 418, mimetype="text/plain"))


def be_busy():
    raise Problem(409, "Come back at ten.", hour=10)


def half(user_id):
    db.session.add(Post(body="half done", user_id=user_id))
    db.session.flush()
    crash()


def test_an_unknown_page_says_so_and_offers_a_way_on(stranger):
    page = stranger.get("/nowhere", expect=404)

    assert "Not found" in page.text and "There is no such page." in page.text
    assert page.all("a", href="/", class_="btn btn-primary") or page.all("a", href="/")


def test_what_may_pass_can_be_tried_again(breaking):
    visitor = Visitor(breaking)

    assert visitor.get("/abort/503", expect=503).all("a", href="")
    assert not visitor.get("/abort/404", expect=404).all("a", href="")


def test_who_is_not_logged_in_is_led_there(breaking):
    page = Visitor(breaking).get("/abort/401", expect=401)

    assert page.all("a", href="/auth/login", class_="btn btn-primary")


def test_an_error_page_knows_who_is_logged_in(as_, alice):
    assert as_(alice).get("/nowhere", expect=404).all("a", href="/user/alice")


@pytest.mark.parametrize(("code", "title"), [
    (400, "That did not work"), (401, "Please log in"), (403, "Not allowed"), (404, "Not found"),
    (405, "Not that way"), (409, "Something is in the way"), (413, "Too large"),
    (415, "Another kind, please"), (418, "I'm a teapot"), (422, "Not right yet"),
    (429, "Too many tries"), (500, "Something broke"), (503, "Not now"),
])  # fmt: skip
def test_every_error_has_words_for_people_and_for_programs(breaking, code, title):
    visitor = Visitor(breaking)
    page = visitor.get(f"/abort/{code}", expect=code)
    told = visitor.get(f"/abort/{code}", expect=code, headers=JSON).json

    assert title in page.text and told["title"] == HTTP_STATUS_CODES[code]
    assert told["detail"] in page.text


def test_a_program_gets_a_problem_that_names_the_request(breaking):
    page = Visitor(breaking).get("/crash", expect=500, headers=JSON)

    assert page.headers["Content-Type"] == "application/problem+json"
    assert page.json.keys() == {"type", "title", "status", "detail", "reference"}
    assert (page.json["type"], page.json["status"]) == ("about:blank", 500)
    assert page.json["reference"] == page.headers["X-Request-ID"]


def test_a_problem_may_have_words_of_its_own_and_further_facts(breaking):
    breaking.add_url_rule("/busy", view_func=be_busy)
    visitor = Visitor(breaking)

    assert "Come back at ten." in visitor.get("/busy", expect=409).text
    told = visitor.get("/busy", expect=409, headers=JSON).json
    assert (told["title"], told["detail"], told["hour"]) == ("Conflict", "Come back at ten.", 10)


@pytest.mark.parametrize(
    "headers", [{}, {"Accept": "*/*"}, {"Accept": "text/html,*/*;q=0.8"}, {"Accept": "image/png"}]
)
def test_everybody_else_gets_a_page(stranger, headers):
    assert stranger.get("/nowhere", expect=404, headers=headers).is_html


def test_the_api_answers_with_problems_whatever_is_asked_for(app):
    Program(app).get("/api/nowhere", expect=404, headers={"Accept": "text/html"})
    Program(app).get("/api/nowhere", expect=400, base_url="http://evil.example")
    Program(app).get("/api/nowhere?x=%00", expect=400)
    assert Program(app).get("/api/tokens", expect=405).headers["Allow"]


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 413, 415, 418, 422, 429, 500, 503])
def test_every_error_of_the_api_is_a_problem(breaking, code):
    breaking.add_url_rule("/api/abort/<int:code>", "fail", view_func=abort)
    answer = Program(breaking).client.get(f"/api/abort/{code}")

    assert (answer.status_code, answer.json["status"]) == (code, code)
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_crash_in_the_api_is_a_problem_too(breaking):
    breaking.add_url_rule("/api/crash", "crash_in_api", view_func=crash)

    assert SECRET not in Program(breaking).post("/api/crash", expect=405).text
    assert SECRET not in Program(breaking).get("/api/crash", expect=500).text


def test_without_a_database_a_program_is_asked_to_come_back(without_database):
    Program(without_database).post("/api/tokens", expect=503, headers=basic("alice", "x"))
    Program(without_database, "token").delete("/api/tokens", expect=503)


@pytest.mark.parametrize("headers", [{}, JSON])
def test_a_crash_shows_nothing_of_the_inside(breaking, headers):
    page = Visitor(breaking).get("/crash", expect=500, headers=headers)

    assert SECRET not in page.response.text
    assert "Traceback" not in page.response.text and "RuntimeError" not in page.response.text


def test_a_crash_is_logged_with_all_of_it(breaking, caplog):
    Visitor(breaking).get("/crash", expect=500)

    [record] = [record for record in caplog.records if record.exc_info]
    assert record.exc_info[1].args == (SECRET,)


def test_a_crash_shows_the_reference_that_its_log_has(breaking):
    page = Visitor(breaking).get("/crash", expect=500)

    assert page.headers["X-Request-ID"] in page.text


def test_what_was_half_done_is_undone(breaking, alice):
    Visitor(breaking, alice).get(f"/half/{alice.id}", expect=500)

    assert db.session.scalars(db.select(Post)).all() == []


@pytest.mark.parametrize("path", ["/", "/explore", "/user/alice", "/auth/login", "/nowhere"])
def test_without_a_database_a_person_is_asked_to_come_back(without_database, alice, path):
    page = Visitor(without_database, alice).get(path, expect=503)

    assert "This is not possible at the moment." in page.text


def test_without_a_database_a_form_may_be_sent_again(without_database, alice):
    visitor = Visitor(without_database)
    visitor.post("/auth/login", expect=503, username="alice", password="x")


def test_what_needs_no_database_comes_without_it(without_database, alice):
    Visitor(without_database, alice).get("/avatar/0123456789abcdef.svg")


def test_a_page_may_answer_with_an_error_of_its_own(breaking):
    breaking.add_url_rule("/own", view_func=in_its_own_words)

    assert Visitor(breaking).get("/own", expect=418).response.text == "in its own words"


def test_a_wrong_method_is_told_which_are_right(as_, alice, bob):
    page = as_(alice).get("/follow/bob", expect=405)

    assert {"POST", "OPTIONS"} == set(page.headers["Allow"].split(", "))


def test_a_message_in_another_alphabet_is_no_trouble(stranger):
    stranger.get("/страница/😀", expect=404)
