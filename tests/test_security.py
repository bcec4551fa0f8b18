"""Bad input at every door: refused with words, never with a crash."""

from io import BytesIO
from urllib.parse import quote

import pytest

from app import db
from app.models import Post, Task, User
from tests.factories import PASSWORD, token_of
from tests.support.apps import another_app
from tests.support.page import Page, Visitor
from tests.support.program import Program, basic

pytestmark = pytest.mark.only_on("sqlite", "postgresql", why="it is about what comes in, not about rows")
HUGE, MEGABYTE = "9" * 400, 1024 * 1024
# What an address or a field may carry in the place of a word or a number.
BAD = [
    "", " ", "-1", "0", HUGE, "-" + HUGE, "1e999", "nan", "null", "[]", "{}", "true", "' OR '1'='1",
    "../../etc/passwd", "<script>alert(1)</script>", "{{7*7}}", "%s%n", "\u202e", "\ufeff",
    "\udfff".encode("utf-8", "surrogatepass"), "😀" * 200,
    b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", "a" * 5000, "\r\nSet-Cookie: a=b", "\x00", "a\x00b",
]  # fmt: skip
NAMES = [
    "/block/", "/moderation/users/",
    "/posts/", "/user/", "/follow/", "/unfollow/", "/avatar/", "/messages/", "/send_message/",
    "/auth/reset_password/", "/settings/email/", "/mailbox/", "/mailbox/x/", "/static/",
]  # fmt: skip
QUERIES = [
    ("/", "before"), ("/index", "before"), ("/explore", "before"), ("/user/alice", "before"),
    ("/notifications", "since"), ("/notifications/stream", "since"), ("/posts/new", "after"),
    ("/settings/blocked", "before"),
    ("/mentions", "before"), ("/messages", "before"), ("/messages/bob", "before"), ("/send_message/bob", "x"),
    ("/auth/login", "next"), ("/auth/confirm", "next"), ("/export_posts", "x"),
    ("/edit_profile", "x"), ("/auth/logout", "x"),
]  # fmt: skip
FORMS = {
    "/": ["post"], "/index": ["post"], "/edit_profile": ["username", "about_me"], "/follow/bob": ["x"],
    "/unfollow/bob": ["x"], "/follow/alice": ["back"],
    "/export_posts": ["x"], "/auth/confirm": ["password"], "/sessions/end_others": ["x"],
    "/send_message/bob": ["message"], "/messages/bob": ["message"],
    "/posts/1/report": ["reason", "words"], "/user/bob/report": ["reason", "words"],
    "/block/bob": ["back"], "/mute/bob": ["back"], "/release/bob": ["back"],
    "/posts/1": ["post"], "/posts/1/edit": ["post", "was"], "/posts/1/delete": ["back"],
    "/change_password": ["current", "password", "password2", "elsewhere"],
    "/settings/email": ["email"], "/language": ["language"], "/settings/delete": ["password"],
}  # fmt: skip
PUBLIC_FORMS = {
    "/auth/login": ["username", "password", "remember_me"], "/auth/register": ["username", "email",
    "password", "password2"],
    "/theme": ["theme", "back"], "/feedback": ["name", "review", "comments", "link", "opened"],
    "/auth/reset_password_request": ["email"], "/auth/reset_password/x": ["password", "password2"],
}  # fmt: skip
RIGHT = basic("alice", PASSWORD)
POSTS = [*FORMS, *PUBLIC_FORMS, "/auth/logout"]


def short(value):
    return repr(value)[:24]


def status_of(visitor, path, method="GET", **options):
    """The status of an answer, which must have what every answer has."""
    return Page(visitor._request(path, method, **options)).check().status


def with_token(visitor, fields):
    return {"csrf_token": visitor._any_token()} | fields


@pytest.mark.parametrize("bad", BAD, ids=short)
def test_a_bad_word_in_a_path(as_, alice, bob, bad):
    for path in NAMES:
        assert status_of(as_(alice), path + quote(bad, safe="/")) < 500, path


@pytest.mark.parametrize("bad", BAD, ids=short)
def test_a_bad_word_in_a_query(as_, alice, bob, bad):
    for path, name in QUERIES:
        assert (
            status_of(as_(alice), f"{path}?{name}={quote(bad)}&{quote(bad)}=1&{name}={quote(bad)}") < 500
        ), path


@pytest.mark.parametrize("bad", [bad for bad in BAD if isinstance(bad, str)], ids=short)
def test_a_bad_word_in_a_form(as_, alice, bob, bad):
    for path, names in FORMS.items():
        visitor = as_(alice)
        fields = with_token(visitor, dict.fromkeys(names, bad))
        assert status_of(visitor, path, "POST", data=fields) < 500, path


@pytest.mark.parametrize("bad", [bad for bad in BAD if isinstance(bad, str)], ids=short)
def test_a_bad_word_in_a_form_of_a_stranger(stranger, bad):
    for path, names in PUBLIC_FORMS.items():
        fields = with_token(stranger, dict.fromkeys(names, bad))
        assert status_of(stranger, path, "POST", data=fields) < 500, path


@pytest.mark.parametrize("bad", BAD, ids=short)
def test_a_bad_word_in_the_api(app, alice, bad):
    text = bad if isinstance(bad, str) else bad.decode("latin-1")
    program = Program(app, token_of(alice))
    for options in ({"json": {"name": text}}, {"json": {text: 1}}, {"json": text}, {"data": text}):
        assert program.client.post("/api/tokens", headers=RIGHT, **options).status_code < 500
    assert program.client.post("/api/tokens", headers=basic(text, text)).status_code in {400, 401}
    assert program.client.get(f"/api/tokens/{quote(bad)}").status_code in {400, 404}


@pytest.mark.parametrize("body", [
    b"", b"\xff\xfe=\x80", b"post=%FF%FE", b"post=%00", b"%00=x", b"=" * 1000, b"&" * 1000,
    b"post=" + b"a=" * 1000, b"{}",
], ids=short)  # fmt: skip
@pytest.mark.parametrize("kind", [
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "application/json",
    "text/plain", "", "application/x-www-form-urlencoded; charset=nonsense",
])  # fmt: skip
def test_a_body_that_is_no_form(as_, alice, body, kind):
    status = as_(alice)._request("/", "POST", data=body, content_type=kind).status_code

    assert status == 400


@pytest.mark.parametrize(("path", "names"), FORMS.items())
def test_a_file_in_the_place_of_a_word(as_, alice, bob, path, names):
    visitor = as_(alice)
    fields = with_token(visitor, {name: (BytesIO(b"x"), "x.txt") for name in names})

    assert 400 <= status_of(visitor, path, "POST", data=fields) < 500


@pytest.mark.parametrize(("path", "names"), PUBLIC_FORMS.items())
def test_a_file_in_the_place_of_a_strangers_word(stranger, path, names):
    fields = with_token(stranger, {name: (BytesIO(b"x"), "x.txt") for name in names})

    assert 400 <= status_of(stranger, path, "POST", data=fields) < 500


@pytest.mark.parametrize("bad", ["\x00", "a\x00"], ids=repr)
def test_nul_is_refused_wherever_it_is(as_, alice, bad):
    visitor = as_(alice)

    visitor.get(f"/user/{quote(bad)}", expect=400)
    visitor.get(f"/?x={quote(bad)}", expect=400)
    visitor.get(f"/?{quote(bad)}=x", expect=400)
    visitor.post("/", expect=400, post=bad)
    visitor.post("/", expect=400, **{bad: "x"})


@pytest.mark.parametrize(
    "path", ["/user/nobody", "/user/" + HUGE, "/mailbox/nothing", "/avatar/nobody.svg", "/user/", "/user"]
)
def test_who_and_what_is_not_there_is_not_found(as_, alice, path):
    as_(alice).get(path, expect=404)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"]
)
def test_a_body_of_two_megabytes_is_too_large(as_, alice, bob, path, kind):
    boundary = {"multipart/form-data": "; boundary=x"}.get(kind, "")
    answer = as_(alice)._request(path, "POST", data=b"x" * (2 * MEGABYTE), content_type=kind + boundary)

    assert answer.status_code == 413


def test_many_small_fields_are_too_many(as_, alice):
    parts = b"--x\r\ncontent-disposition: form-data; name=a\r\n\r\n1\r\n" * 2000 + b"--x--"
    answer = as_(alice)._request("/", "POST", data=parts, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413


@pytest.mark.parametrize("path", POSTS)
def test_a_form_from_elsewhere_is_refused(as_, stranger, alice, bob, path):
    visitor = as_(alice) if path in FORMS or path == "/auth/logout" else stranger

    visitor._open(path, "POST", expect=400, data={"post": "x", "username": "alice"})
    visitor._open(path, "POST", expect=400, data={"csrf_token": "made up", "post": "x"})


def test_a_token_of_another_session_is_refused(as_, alice, mallory):
    token = as_(mallory).get("/").token

    as_(alice)._open("/", "POST", expect=400, data={"csrf_token": token, "post": "x"})


def test_nothing_of_a_refused_form_is_done(as_, alice, bob):
    for path in POSTS:
        as_(alice)._open(path, "POST", expect=400, data={"post": "x", "username": "mallory"})

    assert db.session.get(User, alice.id).username == "alice" and bob.followers_count() == 0
    assert not db.session.scalars(db.select(Post)).all() and not db.session.scalars(db.select(Task)).all()


@pytest.mark.parametrize(
    "path", ["/", "/auth/login", "/auth/reset_password_request", "/nowhere", "/static/favicon.svg"]
)
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "127.0.0.1.evil.example", "[::2]"]
)
def test_another_host_is_refused(stranger, path, host):
    assert stranger._request(path, "GET", base_url=f"http://{host}").status_code == 400


def test_a_form_that_names_another_host_sends_no_mail(stranger, alice, outbox):
    fields = with_token(stranger, {"email": "alice@example.com"})
    answer = stranger._request(
        "/auth/reset_password_request", "POST", data=fields, base_url="http://evil.example"
    )

    assert (answer.status_code, outbox) == (400, [])


@pytest.mark.parametrize("path", ["/follow/bob", "/unfollow/bob"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE"])
def test_only_the_right_method_reaches_what_changes(as_, alice, bob, path, method):
    assert as_(alice)._request(path, method).status_code in {400, 405}
    assert bob.followers_count() == 0


@pytest.mark.parametrize(
    "path", ["/export_posts", "/auth/logout", "/edit_profile?username=mallory", "/?post=x"]
)
def test_a_link_starts_and_changes_nothing(as_, alice, path):
    visitor = as_(alice)
    visitor.get(path)
    visitor.get("/")

    assert db.session.get(User, alice.id).username == "alice"
    assert not db.session.scalars(db.select(Post)).all() and not db.session.scalars(db.select(Task)).all()


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "x" * 4000, "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbb"])
@pytest.mark.parametrize("name", ["session", "remember_token"])
def test_a_made_up_cookie_opens_nothing(stranger, alice, name, cookie):
    stranger.client.set_cookie(name, cookie)

    stranger.get("/", expect=303)


def test_a_session_signed_with_another_key_opens_nothing(app, alice):
    with another_app(app, SECRET_KEY="the key of somebody else, also long enough") as elsewhere:
        forged = Visitor(elsewhere, alice).client.get_cookie("session").value
    stranger = Visitor(app)
    stranger.client.set_cookie("session", forged)

    stranger.get("/", expect=303)
