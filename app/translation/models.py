"""Translations that were made, kept so that nobody pays for them twice."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.core.types import UtcDateTime
from app.extensions import db
from app.posts.models import Post
from app.transactions import begin_writing


class Translation(db.Model):
    """A post in another language. It goes with its post, and holds for the words that the post had."""

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    # The name of the service that made it.
    translator: Mapped[str] = mapped_column(sa.String(64))
    # Of the words that were translated, and of the language they were taken to be in.
    digest: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @classmethod
    def of(cls, post: Post, language: str) -> Translation | None:
        """What the post says now in a language, if that is known."""
        kept = db.session.get(cls, (post.id, language))
        return kept if kept and kept.digest == digest(post) else None

    def keep(self) -> None:
        """Take the place of what was known. Commits, but for a post that was deleted meanwhile."""
        begin_writing()
        try:
            db.session.merge(self)
            db.session.commit()
        except IntegrityError:
            # Somebody else asked at the same moment, and theirs is as good; or there is no post any more.
            db.session.rollback()


def digest(post: Post) -> str:
    """What changes whenever a translation of the post has to."""
    return sha256(f"{post.language}\n{post.body}".encode()).hexdigest()
