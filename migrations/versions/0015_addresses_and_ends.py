"""The e-mail address that a user wants to have, and accounts that are being deleted.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def upgrade() -> None:
    # Plainly, not as a batch: SQLite would copy the whole table, which its computed columns forbid.
    op.add_column("user", sa.Column("pending_email", sa.String(120)))
    op.add_column("user", sa.Column("pending_email_at", MOMENT))
    op.add_column("user", sa.Column("closed_at", MOMENT))
    op.create_index("ix_user_closed_at", "user", ["closed_at"])


def downgrade() -> None:
    op.drop_index("ix_user_closed_at", table_name="user")
    for name in ("closed_at", "pending_email_at", "pending_email"):
        op.drop_column("user", name)
