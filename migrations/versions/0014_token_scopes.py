"""What a token is for and when it was last used, and followers in an order that can be paged.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# MariaDB cuts to whole seconds unless told otherwise.
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def upgrade() -> None:
    # SQLite copies the table, so that it gives no id twice from here on.
    with op.batch_alter_table("api_token", table_kwargs={"sqlite_autoincrement": True}) as token:
        token.add_column(sa.Column("scopes", sa.String(120)))
        token.add_column(sa.Column("last_used_at", MOMENT))
        # Changes nothing, and is what makes SQLite copy.
        token.alter_column("digest", existing_type=sa.String(64), nullable=False)
    # In this order: MariaDB wants an index for the foreign key at any time.
    op.create_index("ix_followers_followed_id_follower_id", "followers", ["followed_id", "follower_id"])
    op.drop_index("ix_followers_followed_id", "followers")


def downgrade() -> None:
    op.create_index("ix_followers_followed_id", "followers", ["followed_id"])
    op.drop_index("ix_followers_followed_id_follower_id", "followers")
    with op.batch_alter_table("api_token") as token:
        token.drop_column("last_used_at")
        token.drop_column("scopes")
