"""What strangers see is the same on every database."""

from tests import factories
from tests.feeds.conftest import opened
from tests.support.page import Visitor


def test_of_a_conversation_strangers_see_what_is_for_them(app):
    open_one, closed_one = opened(factories.user(username="ida")), factories.user(username="uli")
    first = open_one.write("Hello")
    for author in (open_one, closed_one):
        author.write(f"@ida and @uli, says {author.username}", reply_to=first)
    stranger = Visitor(app)

    page = stranger.get(f"/posts/{first.id}")
    assert "says ida" in page.text and "says uli" not in page.text and "In reply to ida" in page.text
    assert "says ida" in stranger.get("/user/ida").text
    assert stranger.get("/user/ida/feed.atom").response.text.count("<entry>") == 2
