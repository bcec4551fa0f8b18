"""The pages of private messages."""

from tests import factories


def test_the_bar_tells_how_many_messages_wait(as_, alice, bob):
    page = as_(alice).get("/messages")
    assert "No messages yet." in page.text and "unread message" not in page.text

    factories.message(author=bob, recipient=alice)

    assert "1 unread message" in as_(alice).get("/explore").text


def test_what_was_written_to_one_is_there(as_, alice, bob):
    factories.message(author=bob, recipient=alice, body="just for you")

    assert "just for you" in as_(alice).get("/messages").text
    assert "just for you" not in as_(bob).get("/messages").text
