"""Telling the administrators."""

import pytest
import sqlalchemy as sa

from app import db
from app.models import Report
from tests import factories
from tests.support.apps import another_app
from tests.support.page import Visitor


@pytest.fixture
def post(bob):
    return factories.post(author=bob, body="Buy this")


def reports():
    return db.session.scalars(sa.select(Report)).all()


def test_a_post_is_reported_with_what_it_says(as_, alice, bob, post, outbox):
    path = f"/posts/{post.id}/report"
    location = as_(alice).post(path, on=path, reason="spam", words=" again ").location
    [report] = reports()

    assert location == f"/posts/{post.id}" and report.is_news() is False
    assert (report.reporter, report.author, report.post_id) == (alice, bob, post.id)
    assert (report.quoted, report.reason, report.words, report.outcome) == (
        "Buy this",
        "spam",
        "again",
        "open",
    )
    assert outbox == [] and bob.unread_mention_count() == 0


def test_a_profile_is_reported(as_, alice, bob):
    as_(alice).post("/user/bob/report", on="/user/bob/report", reason="hate")
    [report] = reports()

    assert (report.author, report.post_id, report.quoted, report.words) == (bob, None, None, None)


@pytest.mark.parametrize("path", ["/posts/{}/report", "/user/bob/report"])
def test_nothing_is_reported_twice_by_one_person(as_, alice, mallory, post, path):
    path = path.format(post.id)
    for reporter in (alice, alice, mallory):
        as_(reporter).post(path, reason="spam")

    assert len(reports()) == 2


def test_a_second_report_is_thanked_for(as_, alice, post):
    visitor = as_(alice)
    visitor.post(f"/posts/{post.id}/report", reason="spam")
    visitor.get(f"/posts/{post.id}")

    location = visitor.get(f"/posts/{post.id}/report", expect=303).location

    assert "reported this already" in visitor.get(location).text


@pytest.mark.parametrize(
    "fields", [{}, {"reason": ""}, {"reason": "x"}, {"reason": "spam", "words": "w" * 501}]
)
def test_a_report_has_a_reason_and_not_too_many_words(as_, alice, post, fields):
    as_(alice).post(f"/posts/{post.id}/report", expect=422, **fields)

    assert reports() == []


def test_nobody_reports_themselves_or_what_is_not_there(as_, bob, post):
    as_(bob).get(f"/posts/{post.id}/report", expect=403)
    as_(bob).post("/user/bob/report", expect=403, reason="spam")
    as_(bob).get("/posts/2147483647/report", expect=404)
    as_(bob).get("/user/nobody/report", expect=404)


def test_own_posts_do_not_lead_to_a_report(as_, alice, bob, post):
    assert f"/posts/{post.id}/report" in as_(alice)._request("/explore", "GET").text
    assert f"/posts/{post.id}/report" not in as_(bob)._request("/explore", "GET").text


def test_what_is_reported_stays_known_when_its_author_deletes_it(as_, alice, bob, post):
    as_(alice).post(f"/posts/{post.id}/report", reason="spam")
    bob.withdraw(post)
    db.session.commit()
    [report] = reports()

    assert (report.post_id, report.quoted) == (None, "Buy this")


def test_a_report_outlives_its_reporter_but_not_who_is_reported(as_, alice, bob, post):
    as_(alice).post(f"/posts/{post.id}/report", reason="spam")
    db.session.delete(alice)
    db.session.commit()
    assert reports()[0].reporter is None

    db.session.delete(bob)
    db.session.commit()

    assert reports() == []


def test_who_reports_very_many_things_has_to_wait(app, alice, bob):
    with another_app(app, RATELIMIT_ENABLED=True) as limited:
        visitor = Visitor(limited, alice)
        for _number in range(20):
            visitor.post(f"/posts/{factories.post(author=bob).id}/report", reason="spam")
        page = visitor.post("/user/bob/report", expect=429, reason="spam")

    assert page.headers["Retry-After"] == "3600" and len(reports()) == 20
