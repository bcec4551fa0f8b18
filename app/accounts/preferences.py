"""What users choose about the site for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class Preferences:
    """A user's choices, kept in the account so that every browser and every mail knows them."""

    # None: what the browser asks for.
    language: Mapped[str | None] = mapped_column(sa.String(5))
    mails_messages: Mapped[bool] = mapped_column(server_default="1", default=True)
