"""Exports: what was asked for, where the archive is, and until when.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

UTF8 = {"mysql_charset": "utf8mb4", "mariadb_charset": "utf8mb4"}
# MariaDB cuts to whole seconds unless told otherwise.
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("scope", sa.String(16), nullable=False, server_default="posts"),
        *(sa.Column(name, MOMENT) for name in ("since", "until")),
        sa.Column("key", sa.String(64)),
        sa.Column("posts_count", sa.Integer),
        *(sa.Column(name, sa.BigInteger) for name in ("posts_bytes", "archive_bytes")),
        *(sa.Column(name, MOMENT) for name in ("exported_at", "expires_at", "deleted_at")),
        sa.Index("ix_export_user_id_created_at", "user_id", "created_at"),
        sa.Index("ix_export_expires_at", "expires_at"),
        **UTF8,
    )
    # An archive reads messages in the order of their ids.
    op.create_index("ix_message_sender_id_id", "message", ["sender_id", "id"])
    op.create_index("ix_message_recipient_id_id", "message", ["recipient_id", "id"])
    op.drop_index("ix_message_sender_id", "message")


def downgrade() -> None:
    op.create_index("ix_message_sender_id", "message", ["sender_id"])
    op.drop_index("ix_message_recipient_id_id", "message")
    op.drop_index("ix_message_sender_id_id", "message")
    op.drop_table("export")
