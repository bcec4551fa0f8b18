"""Being told what happened since the page was loaded."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import WriteOnlyMapped, relationship

from app.core.types import collection
from app.notifications.models import Notification


class Notifiable:
    """What can be told to a user."""

    id: Any

    @collection
    def notifications(cls) -> WriteOnlyMapped[Notification]:
        """The latest news for the user, one a thing."""
        return relationship("Notification", cascade="all, delete-orphan", passive_deletes=True)

    def add_notification(self, name: str, data: Any) -> Notification:
        """Tell the user something; replaces what was told under the same name (the caller commits)."""
        Notification.tell(self.id, name, data)
        return Notification.latest(self.id, name)
