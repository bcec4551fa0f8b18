"""Old notifications are found by their age alone, to be deleted.

Revision ID: 0009
Revises: 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_notification_timestamp", "notification", ["timestamp"])


def downgrade() -> None:
    op.drop_index("ix_notification_timestamp", "notification")
