"""Nothing of those who have not opened it to strangers is on any page that strangers can get."""

import random
from itertools import product

import pytest
from flask import url_for

from app import db
from tests import factories
from tests.feeds.conftest import opened

OPEN, CLOSED = ("anna", "otto"), ("secretive", "withdrawn")


@pytest.fixture(params=range(3))
def mixed(app, request):
    """People of both kinds who answer and name each other at random, and their posts."""
    chance = random.Random(request.param)
    people = [factories.user(username=name, about_me=f"about-{name}") for name in OPEN + CLOSED]
    posts = []
    for number in range(40):
        author, question = chance.choice(people), chance.choice([None, *posts])
        words = f"body-{author.username}-{number}. @{chance.choice(OPEN)}"
        posts.append(author.write(words, reply_to=question))
    for author, reader in product(people, people):
        author.follow(reader)
        factories.message(author=author, recipient=reader, body=f"message-to-you-{author.username}")
    [opened(person) for person in people[:2]]
    changed(people, posts)
    return people, posts


def changed(people, posts):
    """What was said before, and what was taken back, is nobody's any more."""
    author = people[0]
    own = [post for post in posts if post.user_id == author.id]
    own[0].body = "before-the-change"
    author.rewrite(own[0], f"body-{author.username}-changed")
    own[1].body = "taken-back"
    author.withdraw(own[1])
    db.session.commit()


def addresses(app, posts):
    """Every address that answers GET, with every name and every post there is."""
    names = [*OPEN, *CLOSED, "nobody"]
    known = {
        "username": names,
        "recipient": names,
        "post_id": [post.id for post in posts if post in db.session],
    }
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and rule.endpoint != "static":
                arguments = sorted(rule.arguments)
                for values in product(*(known.get(one, (1, 2)) for one in arguments)):
                    yield url_for(rule.endpoint, **dict(zip(arguments, values, strict=True)))


def private_words(people):
    """What no stranger may read, wherever it stands."""
    mails = [f"{name}@example.com" for name in OPEN + CLOSED]
    words = ["before-the-change", "taken-back", "message-to-you", *mails]
    return words + [f"{kind}-{name}" for kind in ("about", "body") for name in CLOSED]


def test_no_address_tells_a_stranger_what_is_not_for_them(app, stranger, mixed):
    people, posts = mixed
    seen, words = "", private_words(people)
    for address in addresses(app, posts):
        response = stranger._request(address, "GET")
        told = f"{response.headers}{response.get_data(as_text=True)}"
        # The page that asks to log in repeats the address that was asked for.
        names = [name for name in CLOSED if name not in address]
        assert [word for word in words + names if word in told] == [], address
        seen += told
    assert all(f"body-{name}-" in seen and f"about-{name}" in seen for name in OPEN)


def test_no_link_of_a_page_for_strangers_leads_further(stranger, mixed):
    known, ahead = {"/user/anna"}, ["/user/anna"]
    while ahead:
        page = stranger.get(ahead.pop())
        assert not any(name in page.response.text for name in CLOSED)
        targets = {link["href"].partition("#")[0] for link in page.all("a")} - known
        ahead += [one for one in targets if one.startswith(("/user/", "/posts/"))]
        known |= targets
    assert {"/user/otto", "/user/otto/feed.atom"} <= known
