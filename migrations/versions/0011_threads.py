"""Replies, threads, changed posts, and whom a post mentions.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# MariaDB cuts to whole seconds unless told otherwise.
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
REPLY_TO = "fk_post_reply_to_id_post"
INDEXES = {column: f"ix_post_{column}_timestamp_id" for column in ("reply_to_id", "thread_id")}


def upgrade() -> None:
    with op.batch_alter_table("post") as post:
        post.add_column(sa.Column("reply_to_id", sa.Integer))
        post.add_column(sa.Column("thread_id", sa.Integer))
        post.add_column(sa.Column("edited_at", MOMENT))
        post.create_foreign_key(REPLY_TO, "post", ["reply_to_id"], ["id"], ondelete="SET NULL")
        for column, name in INDEXES.items():
            post.create_index(name, [column, "timestamp", "id"])
    op.create_table(
        "mention",
        sa.Column("post_id", sa.Integer, sa.ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("timestamp", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT),
        sa.Index(None, "user_id", "timestamp", "post_id"),
        sa.Index(None, "user_id", "seen_at"),
        mysql_charset="utf8mb4",
        mariadb_charset="utf8mb4",
    )


def downgrade() -> None:
    op.drop_table("mention")
    with op.batch_alter_table("post") as post:
        post.drop_constraint(REPLY_TO, type_="foreignkey")
        for name in INDEXES.values():
            post.drop_index(name)
        post.drop_column("edited_at")
        post.drop_column("thread_id")
        post.drop_column("reply_to_id")
