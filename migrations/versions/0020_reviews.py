"""What people say about the site.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# MariaDB cuts to whole seconds unless told otherwise.
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
LONG_TEXT = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")


def upgrade() -> None:
    # MySQL takes a default only if it has as many digits as the column.
    digits = "(6)" if op.get_bind().dialect.name in {"mysql", "mariadb"} else ""
    now = sa.text(f"CURRENT_TIMESTAMP{digits}")
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False, server_default=now),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("review", sa.Integer, nullable=False),
        sa.Column("comments", LONG_TEXT, nullable=False),
        sa.CheckConstraint("review BETWEEN 1 AND 5", name=op.f("ck_reviews_rating")),
        mysql_charset="utf8mb4",
        mariadb_charset="utf8mb4",
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_review_id", "reviews", ["review", "id"])


def downgrade() -> None:
    op.drop_table("reviews")
