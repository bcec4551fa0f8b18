"""One at a time: what is told about people, and counted of them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from app.extensions import db


def lock_people(ids: Iterable[int]) -> set[int]:
    """Keep what else concerns some people waiting until the transaction ends; which of them are there.

    All at once, and before anything is written: MariaDB locks the people too to whom a new row refers.
    """
    user = db.metadata.tables["user"]
    # In one order, or two who write to one another at the same moment would wait for each other.
    here = sa.select(user.c.id).where(user.c.id.in_({*ids})).order_by(user.c.id)
    return {*db.session.scalars(here.with_for_update(key_share=True))}
