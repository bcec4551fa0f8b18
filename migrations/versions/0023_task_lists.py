"""Lists of tasks for operators, and how many ended in each minute, without reading all tasks.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

INDEXES = (
    ["state", "created_at", "id"],
    ["name", "state", "created_at", "id"],
    ["ended_at", "state"],
    ["user_id", "state", "created_at", "id"],
)


def upgrade() -> None:
    # One that was cut off may have made some of them.
    there = {index["name"] for index in sa.inspect(op.get_bind()).get_indexes("task")}
    for columns in INDEXES:
        if op.get_bind().dialect.name == "postgresql":
            _create_beside_writers(columns)
        elif _name(columns) not in there:
            op.create_index(_name(columns), "task", columns)


def downgrade() -> None:
    for columns in reversed(INDEXES):
        op.drop_index(_name(columns), table_name="task")


def _create_beside_writers(columns: list[str]) -> None:
    with op.get_context().autocommit_block():
        # What a CONCURRENTLY that was cut off leaves has the name, and is of no use.
        op.drop_index(_name(columns), table_name="task", if_exists=True, postgresql_concurrently=True)
        op.create_index(_name(columns), "task", columns, postgresql_concurrently=True)


def _name(columns: list[str]) -> str:
    return "_".join(["ix_task", *columns])
