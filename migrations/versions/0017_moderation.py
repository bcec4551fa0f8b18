"""Blocks and mutes, reports, administrators, suspended accounts, and the log of what was done.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# MariaDB cuts to whole seconds unless told otherwise.
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
UNICODE = {"mysql_charset": "utf8mb4", "mariadb_charset": "utf8mb4"}


def upgrade() -> None:
    # Plainly, not as a batch: SQLite would copy the whole table, which its computed columns forbid.
    op.add_column("user", sa.Column("is_admin", sa.Boolean, nullable=False, server_default="0"))
    op.add_column("user", sa.Column("suspended_at", MOMENT))
    op.add_column("user", sa.Column("suspension_reason", sa.Text))
    op.create_index("ix_user_suspended_at", "user", ["suspended_at"])
    _create_restraints()
    _create_reports()
    _create_acts()


def _create_restraints() -> None:
    op.create_table(
        "restraint",
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("other_id", sa.Integer, sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("timestamp", MOMENT, nullable=False),
        **UNICODE,
    )
    op.create_index("ix_restraint_other_id", "restraint", ["other_id"])
    pages = ["user_id", "timestamp", "other_id"]
    op.create_index("ix_restraint_user_id_timestamp_other_id", "restraint", pages)


def _create_reports() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("reporter_id", sa.Integer, sa.ForeignKey("user.id", ondelete="SET NULL")),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("post_id", sa.Integer, sa.ForeignKey("post.id", ondelete="SET NULL")),
        sa.Column("subject", sa.String(24), nullable=False),
        sa.Column("quoted", sa.Text),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("words", sa.Text),
        sa.Column("timestamp", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False, server_default="open"),
        **UNICODE,
    )
    op.create_index("ix_report_outcome_timestamp_id", "report", ["outcome", "timestamp", "id"])
    op.create_index("ix_report_post_id", "report", ["post_id"])
    op.create_index("ix_report_reporter_id_subject", "report", ["reporter_id", "subject"], unique=True)
    op.create_index("ix_report_subject_outcome", "report", ["subject", "outcome"])
    op.create_index("ix_report_user_id_outcome", "report", ["user_id", "outcome"])


def _create_acts() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("timestamp", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Integer),
        sa.Column("actor_name", sa.String(64)),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("user_id", sa.Integer, nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("post_id", sa.Integer),
        sa.Column("why", sa.Text),
        **UNICODE,
    )
    op.create_index("ix_act_timestamp_id", "act", ["timestamp", "id"])


def downgrade() -> None:
    for table in ("act", "report", "restraint"):
        op.drop_table(table)
    op.drop_index("ix_user_suspended_at", table_name="user")
    for name in ("suspension_reason", "suspended_at", "is_admin"):
        op.drop_column("user", name)
