"""How Alembic runs the migrations: online, on the application's own engine."""

from alembic import context
from flask import current_app

from app.backups import first_start

migrate = current_app.extensions["migrate"]


def run_migrations() -> None:
    """Run them in one transaction where the database can."""
    with migrate.db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            # Ours can on SQLite too: app/core/sqlite.py begins its transactions for real.
            transactional_ddl=connection.dialect.name in {"postgresql", "sqlite"},
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations as an SQL script (--sql) are not supported: some of them look at the data.")
first_start.restore_if_asked()
run_migrations()
