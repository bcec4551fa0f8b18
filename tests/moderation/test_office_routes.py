"""The pages of administrators."""

import pytest
import sqlalchemy as sa

from app import db
from app.accounts import login_sessions
from app.models import Act, ApiToken, LoginSession, Post
from tests import factories
from tests.factories import PASSWORD, token_of
from tests.support.mails import sent
from tests.support.program import basic, bearer

PAGES = ("/moderation", "/moderation/log", "/moderation/posts/1/remove", "/moderation/users/bob/suspend")
FORMS = (*PAGES[2:], "/moderation/reports/1/dismiss", "/moderation/users/bob/unsuspend")


@pytest.fixture
def post(bob):
    return factories.post(author=bob, body="Buy this")


def acts():
    found = db.session.scalars(sa.select(Act).order_by(Act.id)).all()
    return [(act.actor_name, act.verb, act.username, act.post_id, act.why) for act in found]


def stale(visitor, monkeypatch):
    monkeypatch.setattr(login_sessions.Login, "is_fresh", lambda _login: False)
    return visitor


@pytest.mark.parametrize("path", PAGES)
def test_for_others_the_pages_are_not_there(as_, alice, bob, path):
    as_(alice).get(path, expect=404)


@pytest.mark.parametrize("path", FORMS)
def test_others_decide_nothing(as_, alice, bob, path):
    as_(alice).post(path, expect=404, why="because")


@pytest.mark.parametrize("path", FORMS)
def test_who_decides_has_shown_their_password_lately(as_, admin, bob, monkeypatch, path):
    assert stale(as_(admin), monkeypatch).post(path).location.startswith("/auth/confirm")


def test_open_reports_are_listed_the_newest_first(as_, admin, alice, bob, mallory, post, report):
    report(alice, post=post, words="every day")
    report(mallory, person=bob)
    page = as_(admin).get("/moderation")

    assert "Buy this" in page.text and "every day" in page.text
    names = [a["href"] for a in page.all("a") if a.get("href") in {"/user/alice", "/user/mallory"}]
    assert names == ["/user/mallory", "/user/alice"]


def test_the_settings_lead_an_administrator_there_and_nobody_else(as_, admin, alice):
    assert as_(admin).get("/settings").all("a", href="/moderation")
    assert not as_(alice).get("/settings").all("a", href="/moderation")


def test_a_report_is_dismissed_with_all_others_of_the_same(as_, admin, alice, mallory, bob, post, report):
    one, other, third = report(alice, post=post), report(mallory, post=post), report(alice, person=bob)
    as_(admin).post(f"/moderation/reports/{one.id}/dismiss", on="/moderation")

    assert (one.outcome, other.outcome, third.outcome) == ("dismissed", "dismissed", "open")
    assert acts() == [("admin", "dismiss", "bob", post.id, None)] and db.session.get(Post, post.id)


def test_a_post_is_removed_and_its_author_told(as_, admin, alice, bob, post, report, outbox):
    post_id, one = post.id, report(alice, post=post)
    path = f"/moderation/posts/{post_id}/remove"
    as_(admin).post(path, on=path, why="No advertising")

    assert db.session.get(Post, post_id) is None and one.outcome == "removed"
    assert acts() == [("admin", "remove", "bob", post_id, "No advertising")]
    [mail] = sent(outbox)
    assert mail.recipients == [bob.email] and "Buy this" in mail.body and "No advertising" in mail.body


@pytest.mark.parametrize("path", PAGES[2:])
def test_nothing_happens_without_a_reason(as_, admin, bob, post, path):
    as_(admin).post(path.replace("1", str(post.id)), expect=422, why="  ")

    assert acts() == [] and bob.suspended_at is None


def test_a_suspended_account_is_out_at_once(as_, app, admin, alice, bob, report, outbox):
    visitor, headers, one = as_(bob), bearer(token_of(bob)), report(alice, person=bob)
    visitor.get("/")
    as_(admin).post("/moderation/users/bob/suspend", on="/moderation/users/bob/suspend", why="Spam")

    assert visitor.get("/", expect=303).location.startswith("/auth/login")
    assert app.test_client().get("/api/me", headers=headers).status_code == 401
    assert one.outcome == "suspended" and "Spam" in sent(outbox)[0].body
    assert acts() == [("admin", "suspend", "bob", None, "Spam")]
    kept = [*db.session.scalars(sa.select(ApiToken)), *db.session.scalars(sa.select(LoginSession.user_id))]
    assert bob.id not in kept


def test_a_session_or_token_that_is_left_is_no_use(as_, app, bob):
    visitor, headers = as_(bob), bearer(token_of(bob))
    bob.suspend("Spam")
    db.session.commit()

    assert visitor.get("/", expect=303).location.startswith("/auth/login")
    assert app.test_client().get("/api/me", headers=headers).status_code == 401


def test_only_the_right_password_learns_why(app, stranger, bob):
    bob.suspend("Too much advertising")
    told = stranger.post("/auth/login", expect=403, on="/auth/login", username="bob", password=PASSWORD)
    wrong = stranger.post("/auth/login", expect=422, on="/auth/login", username="bob", password="wrong")
    program = app.test_client().post("/api/tokens", headers=basic("bob", PASSWORD))

    assert "Too much advertising" in told.text and "suspended" not in wrong.text
    assert program.status_code == 403 and "suspended" in program.json["detail"]
    assert stranger.get("/", expect=303)


def test_an_account_is_opened_again(as_, admin, stranger, bob, post, outbox):
    bob.suspend("Spam")
    as_(admin).post("/moderation/users/bob/unsuspend", on="/user/bob")
    stranger.post("/auth/login", on="/auth/login", username="bob", password=PASSWORD)

    assert acts() == [("admin", "unsuspend", "bob", None, None)] and len(sent(outbox)) == 1
    assert "Buy this" in as_(admin).get("/explore").text


def test_to_open_what_is_open_is_no_act(as_, admin, bob, outbox):
    as_(admin).post("/moderation/users/bob/unsuspend")

    assert acts() == [] and outbox == []


@pytest.mark.parametrize(("name", "words"), [("admin", "yourself"), ("second", "is an administrator")])
def test_administrators_do_not_suspend_each_other_or_themselves(as_, admin, name, words):
    factories.user(username="second", is_admin=True)

    assert words in as_(admin).post(f"/moderation/users/{name}/suspend", expect=409, why="x").text


def test_nobody_is_suspended_twice(as_, admin, bob):
    bob.suspend("Spam")

    assert "already" in as_(admin).get("/moderation/users/bob/suspend", expect=409).text


def test_the_log_shows_what_was_done(as_, admin, bob, post):
    as_(admin).post(f"/moderation/posts/{post.id}/remove", why="No advertising")
    page = as_(admin).get("/moderation/log")

    assert "admin removed a post by bob" in page.text and "No advertising" in page.text
