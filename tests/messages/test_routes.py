"""The pages of private messages."""

import pytest

from app import db
from app.models import Message, Notification
from tests import factories
from tests.support.apps import another_app
from tests.support.page import Visitor


@pytest.fixture
def write():
    def save(sender, recipient, *bodies):
        return [factories.message(author=sender, recipient=recipient, body=body) for body in bodies]

    return save


def counts_told(user):
    told = db.session.scalars(db.select(Notification).where(Notification.user_id == user.id)).all()
    return [(one.name, one.get_data()) for one in told]


def test_the_bar_tells_how_many_messages_wait(as_, alice, bob, write):
    page = as_(alice).get("/messages")
    assert "No messages yet." in page.text and "unread message" not in page.text

    write(bob, alice, "hello")

    assert "1 unread message" in as_(alice).get("/explore").text


@pytest.mark.parametrize("path", ["/user/bob", "/user/bob/popup"])
def test_a_profile_and_a_card_lead_to_the_form(as_, alice, bob, path):
    answer = as_(alice)._request(path, "GET").text

    assert '"/send_message/bob"' in answer and "Send a message" in answer


@pytest.mark.parametrize("path", ["/user/alice", "/user/alice/popup"])
def test_one_is_not_led_to_write_to_oneself(as_, alice, path):
    assert "/send_message" not in as_(alice)._request(path, "GET").text


@pytest.mark.parametrize("path", ["/send_message/bob", "/messages/bob"])
def test_a_message_is_sent_and_the_conversation_shows_it(as_, alice, bob, path):
    assert as_(alice).post(path, on=path, message="  hello\r\nBob ").location == "/messages/bob"

    [message] = db.session.scalars(db.select(Message)).all()
    assert (message.author, message.recipient, message.body) == (alice, bob, "hello\nBob")
    assert "hello\nBob" in as_(bob).get("/messages/alice").text


def test_who_came_from_a_profile_is_told_that_it_was_sent(as_, alice, bob):
    visitor = as_(alice)

    assert "has been sent" in visitor.get(visitor.post("/send_message/bob", message="a").location).text


def test_the_recipient_is_told_how_many_wait(as_, alice, bob, write):
    write(alice, bob, "one")
    as_(alice).post("/send_message/bob", message="two")

    assert counts_told(bob) == [("unread_message_count", 2)] and counts_told(alice) == []


def test_opening_a_conversation_is_reading_it_and_the_other_pages_hear_of_it(as_, alice, bob, mallory, write):
    write(bob, alice, "one", "two")
    write(mallory, alice, "three")
    as_(alice).get("/messages")
    assert alice.unread_message_count() == 3

    page = as_(alice).get("/messages/bob")

    assert "1 unread message" in page.text and page.text.count("New\n") == 2
    assert alice.unread_message_count() == 1 and counts_told(alice) == [("unread_message_count", 1)]


def test_what_was_read_is_not_new_any_more(as_, alice, bob, write):
    write(bob, alice, "one")
    as_(alice).get("/messages/bob")

    assert "New\n" not in as_(alice).get("/messages/bob").text


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
def test_a_browser_that_looks_ahead_has_read_nothing(as_, alice, bob, write, headers):
    write(bob, alice, "one")

    assert "New\n" in as_(alice).get("/messages/bob", headers=headers).text
    assert alice.unread_message_count() == 1 and counts_told(alice) == []


def test_who_asks_only_for_the_head_has_read_nothing(as_, alice, bob, write):
    write(bob, alice, "one")

    assert as_(alice)._request("/messages/bob", "HEAD").status_code == 200
    assert alice.unread_message_count() == 1


def test_an_older_page_reads_what_is_older(as_, app, alice, bob, write, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 2)
    messages = write(bob, alice, "one", "two", "three")
    [link] = as_(alice).get("/messages/bob", headers={"Purpose": "prefetch"}).all("a", rel="next")

    page = as_(alice).get(link["href"])

    assert "one" in page.text and "two" not in page.text
    assert [bool(message.read_at) for message in messages] == [True, False, False]


def test_the_list_shows_each_conversation_once_with_its_last_words(as_, alice, bob, mallory, write):
    write(bob, alice, "first words", "last words")
    write(alice, mallory, "own words")
    page = as_(alice).get("/messages")
    [mallorys, bobs] = [a["href"] for a in page.all("a", class_="author")]

    assert (mallorys, bobs) == ("/messages/mallory#latest", "/messages/bob#latest")
    assert "last words" in page.text and "first words" not in page.text and "You:" in page.text


def test_a_long_list_goes_on_at_older_conversations(as_, app, alice, bob, mallory, write, monkeypatch):
    monkeypatch.setitem(app.config, "POSTS_PER_PAGE", 1)
    write(bob, alice, "from bob")
    write(mallory, alice, "from mallory")
    first = as_(alice).get("/messages")
    assert "Older conversations" in first.text and "from bob" not in first.text

    second = as_(alice).get(first.all("a", rel="next")[0]["href"])

    assert "from bob" in second.text and "Newest conversations" in second.text


def test_nobody_sees_what_others_wrote_to_one_another(as_, alice, bob, mallory, write):
    write(alice, bob, "a secret")

    for path in ("/messages", "/messages/alice", "/messages/bob"):
        assert "a secret" not in as_(mallory).get(path).text


@pytest.mark.parametrize("path", ["/send_message/alice", "/messages/alice", "/messages/ALICE"])
def test_one_cannot_write_to_oneself(as_, alice, path):
    assert "You cannot write to yourself." in as_(alice).get(path, expect=403).text
    as_(alice).post(path, expect=403, message="hello")

    assert not db.session.scalars(db.select(Message)).all()


@pytest.mark.parametrize("path", ["/send_message/nobody", "/messages/nobody"])
def test_nobody_is_not_found(as_, alice, path):
    as_(alice).get(path, expect=404)
    as_(alice).post(path, expect=404, message="hello")


@pytest.mark.parametrize("path", ["/send_message/bob", "/messages/bob"])
@pytest.mark.parametrize(
    ("body", "words"), [("", "required"), ("\u200b", "can be seen"), ("w" * 2001, "At most 2,000 characters")]
)
def test_a_message_that_is_refused_stays_in_the_form(as_, alice, bob, path, body, words):
    page = as_(alice).post(path, expect=422, message=body)

    assert words in page.text and body.strip("\u200b") in page.text
    assert not db.session.scalars(db.select(Message)).all()


def test_two_thousand_characters_are_not_too_many(as_, alice, bob):
    as_(alice).post("/send_message/bob", message="👍" * 2000)

    assert bob.unread_message_count() == 1


def test_what_is_written_stays_text(as_, alice, bob):
    as_(alice).post("/send_message/bob", message="<b>bold</b>\n\n{{ 7 * 7 }}")

    assert "&lt;b&gt;bold&lt;/b&gt;\n\n{{ 7 * 7 }}" in as_(bob).get("/messages/alice").response.text


def test_the_thirty_first_message_in_a_minute_has_to_wait(app, alice, bob):
    with another_app(app, RATELIMIT_ENABLED=True) as limited:
        visitor = Visitor(limited, alice)
        for number in range(30):
            visitor.post("/messages/bob", message=f"{number}")
        page = visitor.post("/send_message/bob", expect=429, message="one more")

    assert "very many messages" in page.text and page.headers["Retry-After"] == "60"
    assert bob.unread_message_count() == 30


def test_what_is_refused_counts_for_nothing_and_neither_do_others(app, alice, bob, mallory):
    with another_app(app, RATELIMIT_ENABLED=True) as limited:
        visitor = Visitor(limited, alice)
        for _ in range(31):
            visitor.post("/messages/bob", expect=422, message="")
        visitor.post("/messages/bob", message="hello")
        Visitor(limited, mallory).post("/messages/bob", message="hello")


def test_an_address_in_a_message_is_a_link_and_the_rest_stays_text(as_, alice, bob):
    factories.message(author=bob, recipient=alice, body="<b>See</b> https://example.org/a")
    page = as_(alice).get("/messages/bob")

    [link] = page.all("a", href="https://example.org/a")
    assert "noopener" in link["rel"] and "<b>See</b>" in page.text
