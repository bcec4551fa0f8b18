"""Where posts are to be found."""

from __future__ import annotations

from flask import url_for

from app.posts.models import Post


def of_post(post: Post) -> str:
    """The page of a post; a reply stands there below what it answers, so the page begins at it."""
    return _of(post.id, is_reply=post.thread_id is not None)


def of_question(post: Post) -> str:
    """The page of the post that this one answers."""
    return _of(post.reply_to_id, is_reply=post.reply_to_id != post.thread_id)


def of_topic(topic: str) -> str:
    """The posts about a topic."""
    return url_for("main.search", q=f"#{topic}")


def _of(post_id: int | None, *, is_reply: bool) -> str:
    return url_for("main.post", post_id=post_id, _anchor=f"post-{post_id}" if is_reply else None)
