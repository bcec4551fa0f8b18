"""What users choose for themselves: the language, and whether a mail tells of messages.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plainly, not as a batch: SQLite would copy the whole table, which its computed columns forbid.
    op.add_column("user", sa.Column("language", sa.String(5)))
    op.add_column("user", sa.Column("mails_messages", sa.Boolean, nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("user", "mails_messages")
    op.drop_column("user", "language")
