"""First tables: people, follows, posts, messages, notifications, tasks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None

# MariaDB: emoji need utf8mb4, moments need microseconds, names are compared byte by byte.
UTF8 = {"mysql_charset": "utf8mb4", "mariadb_charset": "utf8mb4"}
MOMENT = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def _exact(length: int) -> sa.types.TypeEngine:
    binary = mysql.VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin")
    return sa.String(length).with_variant(binary, "mysql", "mariadb")


def _folded(name: str, length: int) -> sa.Column:
    lower = sa.Computed(f"lower({name})", persisted=True)
    # MariaDB allows no NOT NULL on a generated column.
    return sa.Column(f"{name}_key", _exact(length), lower, unique=True)


def _user_column(name: str = "user_id", **options: object) -> sa.Column:
    return sa.Column(
        name, sa.Integer, sa.ForeignKey("user.id", ondelete="CASCADE"), nullable=False, **options
    )


def upgrade() -> None:
    """Make the tables."""
    _create_people()
    _create_writing()
    _create_news()


def downgrade() -> None:
    """Drop the tables, those that point to others first."""
    for table in ("task", "notification", "message", "post", "followers", "user"):
        op.drop_table(table)


def _create_people() -> None:
    op.create_table(
        "user",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("email", sa.String(120), nullable=False),
        sa.Column("password_hash", sa.String(256)),
        sa.Column("about_me", sa.Text),
        sa.Column("last_seen", MOMENT),
        _folded("username", 64),
        _folded("email", 120),
        sqlite_autoincrement=True,
        **UTF8,
    )
    op.create_table(
        "followers",
        _user_column("follower_id", primary_key=True),
        _user_column("followed_id", primary_key=True),
        sa.Index(None, "followed_id"),
        **UTF8,
    )


def _create_writing() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("timestamp", MOMENT, nullable=False),
        _user_column(),
        sa.Column("language", sa.String(5)),
        sa.Index(None, "timestamp", "id"),
        sa.Index(None, "user_id", "timestamp", "id"),
        **UTF8,
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer, primary_key=True),
        _user_column("sender_id"),
        _user_column("recipient_id"),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("timestamp", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT),
        sa.Index(None, "recipient_id", "read_at"),
        sa.Index(None, "sender_id"),
        **UTF8,
    )


def _create_news() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(128), nullable=False),
        _user_column(),
        sa.Column("timestamp", sa.Double, nullable=False),
        sa.Column("payload_json", sa.Text, nullable=False),
        sa.Column("about", sa.String(36)),
        sa.Index(None, "user_id", "timestamp"),
        sa.Index(None, "user_id", "name", "about"),
        **UTF8,
    )
    op.create_table(
        "task",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("description", sa.String(128)),
        _user_column(),
        sa.Column("complete", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("state", sa.String(16), nullable=False, server_default="pending"),
        sa.Column("active_key", sa.String(160), unique=True),
        sa.Column("arguments", sa.JSON),
        sa.Column("claim", sa.String(36)),
        sa.Column("progress", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created_at", MOMENT),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Index(None, "user_id", "complete"),
        **UTF8,
    )
