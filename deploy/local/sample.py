"""Puts the sample community into an empty database: `python -m deploy.local.sample`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app import create_app, db
from app.core import clock
from app.models import Post, User
from deploy.local import community

BETWEEN_POSTS = timedelta(hours=3, minutes=17)


def main() -> None:
    """Make the community, unless the database knows people already."""
    app = create_app()
    # Which language each post has is written down.
    app.config["GUESS_LANGUAGES"] = False
    with app.app_context():
        if db.session.scalar(sa.select(User.id).limit(1)) is None:
            make(community.read())
            db.session.commit()


def make(sample: dict[str, Any]) -> None:
    """Add the people, whom they follow, and what they wrote, also to one another (the caller commits)."""
    people = {person["username"]: _person(person) for person in sample["people"]}
    db.session.add_all(people.values())
    db.session.flush()
    _acquaint(people.values())
    now = clock.now()
    for age, words in enumerate(reversed([*community.posts(sample)])):
        post = Post(body=words.body, language=words.language, timestamp=now - age * BETWEEN_POSTS)
        people[words.username].posts.add(post)
    _talk(people, sample)


def _talk(people: dict[str, User], sample: dict[str, Any]) -> None:
    question: Post | None = None
    for words in sample["thread"]:
        question = people[words["username"]].write(words["body"], reply_to=question)
        question.language = "en"
    for letter in sample["messages"]:
        message = people[letter["sender"]].write_to(people[letter["recipient"]], letter["body"])
        message.read_at = clock.now() if letter["read"] else None


def _person(person: dict[str, Any]) -> User:
    user = User(
        username=person["username"], email=f"{person['username']}@example.com", about_me=person["about_me"]
    )
    user.set_password(community.PASSWORD)
    return user


def _acquaint(people: Iterable[User]) -> None:
    """Everybody follows everybody who came before them, and susan follows all."""
    susan, *others = people
    for number, user in enumerate(others):
        susan.follow(user)
        for earlier in (susan, *others[:number]):
            user.follow(earlier)


if __name__ == "__main__":
    main()
