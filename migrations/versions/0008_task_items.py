"""How far a task is, finer and in things that people count, and when it will probably be done.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# MariaDB cuts to whole seconds unless told otherwise.
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def upgrade() -> None:
    with op.batch_alter_table("task") as task:
        task.add_column(sa.Column("bar", sa.Double))
        task.add_column(sa.Column("items_done", sa.Integer))
        task.add_column(sa.Column("items_total", sa.Integer))
        task.add_column(sa.Column("expected_at", MOMENT))


def downgrade() -> None:
    with op.batch_alter_table("task") as task:
        task.drop_column("expected_at")
        task.drop_column("items_total")
        task.drop_column("items_done")
        task.drop_column("bar")
