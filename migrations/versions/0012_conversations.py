"""Messages are found by the two who write to one another, and unread ones by who wrote them.

Revision ID: 0012
Revises: 0011
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NEW = (
    ("recipient_id", "read_at", "sender_id"),
    ("recipient_id", "sender_id", "id"),
    ("sender_id", "recipient_id", "id"),
)


def upgrade() -> None:
    for columns in NEW:
        op.create_index(_name(columns), "message", [*columns])
    # The first of the new ones begins with it.
    op.drop_index("ix_message_recipient_id_read_at", "message")


def downgrade() -> None:
    op.create_index("ix_message_recipient_id_read_at", "message", ["recipient_id", "read_at"])
    for columns in reversed(NEW):
        op.drop_index(_name(columns), "message")


def _name(columns: tuple[str, ...]) -> str:
    return f"ix_message_{'_'.join(columns)}"
