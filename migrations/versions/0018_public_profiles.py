"""Whether anybody may read what a user writes.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plainly, not as a batch: SQLite would copy the whole table, which its computed columns forbid.
    op.add_column("user", sa.Column("is_public", sa.Boolean, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("user", "is_public")
