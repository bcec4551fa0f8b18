"""Lists of tasks for operators, and how many ended in each minute, without reading all tasks.

Revision ID: 0023
Revises: 0022
"""

from alembic import op

from app.core.migrating import make_index

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
    for columns in INDEXES:
        make_index(_name(columns), "task", columns)


def downgrade() -> None:
    for columns in reversed(INDEXES):
        op.drop_index(_name(columns), table_name="task")


def _name(columns: list[str]) -> str:
    return "_".join(["ix_task", *columns])
