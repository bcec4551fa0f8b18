"""Full-text indexes over posts and people."""

from alembic import op

from app.search import index

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make them, of all that is there."""
    index.make(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    index.drop(op.get_bind())
