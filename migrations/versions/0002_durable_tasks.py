"""Tasks that survive: heartbeats, attempts, steps, leases, and what became of each mail.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UTF8 = {"mysql_charset": "utf8mb4", "mariadb_charset": "utf8mb4"}
# MariaDB cuts to whole seconds unless told otherwise.
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
NUMBERS = ("attempt", "failures")
SWITCHES = ("committed", "quiet", "dismissed")
MOMENTS = ("beat_at", "run_after", "sent_at")
DOCUMENTS = ("attempts", "steps")


def upgrade() -> None:
    with op.batch_alter_table("task") as task:
        for name in NUMBERS:
            task.add_column(sa.Column(name, sa.Integer, nullable=False, server_default="0"))
        for name in SWITCHES:
            task.add_column(sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
        for name in MOMENTS:
            task.add_column(sa.Column(name, MOMENT))
        for name in DOCUMENTS:
            task.add_column(sa.Column(name, sa.JSON))
        task.add_column(sa.Column("reason", sa.String(32)))
        task.create_index("ix_task_complete_state", ["complete", "state"])
    op.create_table(
        "lease",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("until", sa.Double, nullable=False),
        **UTF8,
    )
    op.create_table(
        "delivery",
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("user.id", ondelete="CASCADE"), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False, server_default="pending"),
        sa.Column("doubts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("sent_at", MOMENT),
        sa.Index(None, "user_id"),
        **UTF8,
    )


def downgrade() -> None:
    op.drop_table("delivery")
    op.drop_table("lease")
    with op.batch_alter_table("task") as task:
        task.drop_index("ix_task_complete_state")
        for name in (*NUMBERS, *SWITCHES, *MOMENTS, *DOCUMENTS, "reason"):
            task.drop_column(name)
