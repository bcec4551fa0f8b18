"""Posts for programs: answering and changing them, conversations, and who is named."""

import pytest
import sqlalchemy as sa

from app import db
from app.models import Mention, Post
from app.posts import limits
from tests.factories import token_of
from tests.support.apps import another_app
from tests.support.page import Visitor
from tests.support.program import Program, ids, walk

MOST_QUERIES = 8


@pytest.fixture
def program(app):
    """The program of a user: `program(alice)`."""
    return lambda user, site=app: Program(site, token_of(user))


@pytest.fixture
def thread(alice, bob):
    """A post of Alice's, Bob's reply to it, and Alice's reply to that."""
    posts = [alice.write("first")]
    posts.append(bob.write("second", reply_to=posts[0]))
    posts.append(alice.write("third", reply_to=posts[1]))
    db.session.commit()
    return posts


def test_a_reply_says_what_it_answers_and_where_all_began(program, bob, thread):
    told = program(bob).post("/api/posts", expect=201, json={"body": "no", "reply_to": thread[2].id}).json

    assert (told["reply_to"], told["thread"]) == (thread[2].id, thread[0].id)
    assert program(bob).get(f"/api/posts/{thread[2].id}").json["reply_count"] == 1


@pytest.mark.parametrize("body", [{"body": "hello"}, {"body": "hello", "reply_to": None}])
def test_a_post_that_answers_none_begins_a_conversation(program, alice, body):
    told = program(alice).post("/api/posts", expect=201, json=body).json

    assert (told["reply_to"], told["thread"], told["reply_count"], told["edited_at"]) == (None, None, 0, None)


def test_who_is_blocked_does_not_answer(program, alice, bob, thread):
    alice.block(bob)
    db.session.commit()

    refused = program(bob).post("/api/posts", expect=403, json={"body": "hello", "reply_to": thread[0].id})
    assert "You cannot reply to alice." in refused.json["detail"]


def test_what_is_not_there_is_not_answered(program, alice):
    program(alice).post("/api/posts", expect=404, json={"body": "hello", "reply_to": 99})

    assert db.session.scalars(sa.select(Post)).all() == []


def test_what_goes_away_meanwhile_is_not_answered(program, alice, thread, monkeypatch):
    def fail(*_words, **_options):
        raise sa.exc.IntegrityError("gone", {}, Exception())

    monkeypatch.setattr(type(alice), "write", fail)

    program(alice).post("/api/posts", expect=404, json={"body": "hello", "reply_to": thread[0].id})


@pytest.mark.parametrize("reply_to", ["1", True, 1.5, -1, 2**31, 10**20, [1]])
def test_what_is_no_id_is_refused(program, alice, thread, reply_to):
    answer = program(alice).post("/api/posts", expect=422, json={"body": "hello", "reply_to": reply_to})

    assert answer.json["errors"].keys() == {"reply_to"}


def test_the_first_post_has_the_whole_conversation_below_it(program, alice, thread):
    first, second, third = (post.id for post in thread)

    assert walk(program(alice), f"/api/posts/{first}/replies?per_page=1") == [[third], [second]]
    assert ids(program(alice).get(f"/api/posts/{second}/replies")) == [third]


def test_replies_outlive_what_they_answer(program, bob, alice, thread):
    second, third = thread[1].id, thread[2].id
    program(bob).delete(f"/api/posts/{second}")
    told = program(alice).get(f"/api/posts/{third}").json

    assert (told["reply_to"], told["thread"]) == (None, thread[0].id)


def test_one_changes_what_one_wrote(program, alice, bob, thread):
    path = f"/api/posts/{thread[0].id}"
    answer = program(alice).put(path, json={"body": "first, @bob"})

    assert answer.json == program(bob).get(path).json
    assert answer.json["body"] == "first, @bob" and answer.json["edited_at"]
    assert bob.unread_mention_count() == 2


def test_nobody_changes_what_another_wrote(program, bob, thread):
    program(bob).put(f"/api/posts/{thread[0].id}", expect=403, json={"body": "mine"})
    program(bob).put("/api/posts/99", expect=404, json={"body": "mine"})

    assert thread[0].body == "first"


def test_who_is_named_or_answered_finds_it(program, alice, bob, thread):
    named = bob.write("@alice")
    db.session.commit()
    items = program(alice).get("/api/mentions").json["items"]

    assert [item["post"]["id"] for item in items] == [named.id, thread[1].id]
    assert items[0]["seen_at"] is None and items[0]["post"]["author"]["username"] == "bob"


def test_mentions_are_walked_in_both_directions(program, alice, bob):
    posts = [bob.write(f"@alice {number}").id for number in range(3)][::-1]
    db.session.commit()
    first = program(alice).get("/api/mentions?per_page=2").json
    last = program(alice).get(first["_links"]["next"]).json
    back = program(alice).get(last["_links"]["prev"]).json

    assert [one["post"]["id"] for page in (first, last, back) for one in page["items"]] == posts + posts[:2]


def test_to_look_at_mentions_marks_none_as_seen_but_one_may_say_so(program, alice, thread):
    program(alice).get("/api/mentions")
    assert alice.unread_mention_count() == 1

    program(alice).post("/api/mentions/seen", expect=204)

    assert alice.unread_mention_count() == 0
    assert program(alice).get("/api/mentions").json["items"][0]["seen_at"]


def test_mentions_are_their_owner_s(program, bob, alice, thread):
    program(bob).post("/api/mentions/seen", expect=204)

    assert db.session.scalars(sa.select(Mention.seen_at).where(Mention.user_id == alice.id)).all() == [None]


def test_posts_of_an_account_that_is_being_deleted_are_not_told(program, alice, bob, thread):
    bob_id = bob.id
    bob.close()

    assert set(ids(program(alice).get("/api/posts"))) == {thread[0].id, thread[2].id}
    program(alice).get(f"/api/users/{bob_id}/posts", expect=404)


@pytest.mark.parametrize("path", ["/api/posts", "/api/timeline", "/api/mentions", "/api/posts/{}/replies"])
def test_a_page_asks_the_database_little(program, alice, bob, thread, statements, path):
    for number in range(30):
        bob.write(f"@alice {number}", reply_to=thread[0])
    alices, path = program(alice), path.format(thread[0].id)
    statements.clear()
    alices.get(path)

    assert len(statements) <= MOST_QUERIES


def test_pages_and_programs_count_together(app, program, alice):
    with another_app(app, RATELIMIT_ENABLED=True) as limited:
        alices = program(alice, limited)
        post = alices.post("/api/posts", expect=201, json={"body": "hello"}).json["_links"]["self"]
        for number in range(limits.MOST_A_MINUTE - 1):
            Visitor(limited, alice).post("/", post=f"number {number}")

        for answer in (
            alices.post("/api/posts", expect=429, json={"body": "hello"}),
            alices.put(post, expect=429, json={"body": "hello"}),
        ):
            assert answer.headers["Retry-After"] == "60" and answer.headers["X-RateLimit-Limit"] == "60"
