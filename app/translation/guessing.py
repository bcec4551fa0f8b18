"""Giving a post its language while nobody waits for it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import sqlalchemy as sa
from flask import Flask, current_app

from app.core.context import the_app
from app.extensions import db
from app.posts.models import Post
from app.transactions import after_commit, begin_writing, write_rows
from app.translation import language

# One thread, begun by the first post: guesses that wait for the model wait behind one another.
later = ThreadPoolExecutor(1, thread_name_prefix="languages")


def note_language(post: Post) -> None:
    """Guess the language of a post that is new or has new words; the caller commits.

    Until the model is loaded, the language is filled in behind the commit, within a second or two.
    """
    post.language = None
    if not current_app.config["GUESS_LANGUAGES"]:
        return
    if language.model.is_loaded():
        post.language = language.guess(post.body)
    else:
        after_commit(partial(_later, the_app(), post, post.body))


def _later(app: Flask, post: Post, body: str) -> None:
    guess = later.submit(fill_in, app, post.id, body)
    guess.add_done_callback(partial(_tell_of_failure, app, post.id))


def fill_in(app: Flask, post_id: int, body: str) -> None:
    """Write the language of a post, unless it has other words by now, or somebody wrote a language."""
    found = language.guess(body)
    if found is None:
        return
    still = (Post.id == post_id, Post.body == body, Post.language.is_(None))
    with app.app_context():
        begin_writing()
        write_rows(sa.update(Post).where(*still).values(language=found))
        db.session.commit()


def _tell_of_failure(app: Flask, post_id: int, done: Future[None]) -> None:
    if error := done.exception():
        app.logger.warning("the language of post %s was not noted", post_id, exc_info=error)
