"""Room for the longest message on MariaDB; the other databases have it.

Revision ID: 0022
Revises: 0021
"""

from alembic import op
from sqlalchemy.dialects import mysql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_body(mysql.MEDIUMTEXT())


def downgrade() -> None:
    # What has no room in the smaller column is refused by the database, and nothing is lost.
    _make_body(mysql.TEXT())


def _make_body(type_: mysql.TEXT | mysql.MEDIUMTEXT) -> None:
    if op.get_bind().dialect.name in {"mysql", "mariadb"}:
        op.alter_column("message", "body", type_=type_, existing_nullable=False)
