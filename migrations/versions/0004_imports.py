"""Imports: what was uploaded, how far its posts have come, and what became of each.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UTF8 = {"mysql_charset": "utf8mb4", "mariadb_charset": "utf8mb4"}
# MariaDB cuts to whole seconds unless told otherwise.
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
NUMBERS = ("total", "position", "added", "already_there", "skipped")
DOCUMENTS = ("problems", "reasons")


def upgrade() -> None:
    op.create_table(
        "import",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in NUMBERS),
        *(sa.Column(name, sa.JSON) for name in DOCUMENTS),
        sa.Column("refused", sa.String(32)),
        sa.Index(None, "user_id"),
        **UTF8,
    )


def downgrade() -> None:
    op.drop_table("import")
