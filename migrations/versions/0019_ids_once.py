"""On SQLite, no id of a post or a report is given twice.

Reports, acts and threads name posts that are gone; the other databases never gave their ids again.

Nothing is copied, however many posts there are: only the words change in which SQLite keeps its schema, as in
https://www.sqlite.org/lang_altertable.html#otheralter. To make the tables anew would cascade to what refers
to them, and cost the triggers of the search.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ("post", "report")
GIVEN, ONCE = "PRIMARY KEY (id)", "PRIMARY KEY (id AUTOINCREMENT)"
SCHEMA = sa.table("sqlite_master", sa.column("type"), sa.column("name"), sa.column("sql"))
# Posts that are gone are still named: their ids have been given, too.
HIGHEST = """
    INSERT INTO sqlite_sequence (name, seq) SELECT 'post', max(
        (SELECT coalesce(max(id), 0) FROM post),
        (SELECT coalesce(max(thread_id), 0) FROM post),
        (SELECT coalesce(max(post_id), 0) FROM act),
        (SELECT coalesce(max(CAST(substr(subject, 6) AS INTEGER)), 0) FROM report WHERE subject LIKE 'post:%')
    )
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _say(GIVEN, ONCE)
        op.execute(HIGHEST)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _say(ONCE, GIVEN)
        op.execute("DELETE FROM sqlite_sequence WHERE name IN ('post', 'report')")


def _say(old: str, new: str) -> None:
    version = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    here = (SCHEMA.c.type == "table", SCHEMA.c.name.in_(TABLES))
    op.execute("PRAGMA writable_schema = ON")
    op.execute(sa.update(SCHEMA).where(*here).values(sql=sa.func.replace(SCHEMA.c.sql, old, new)))
    # Other connections read the schema anew by its number, and this one by the reset.
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = RESET")
