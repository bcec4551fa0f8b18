"""How Alembic runs the migrations: online, on the application's own engine, and one runner at a time."""

import click
from alembic import context
from flask import current_app, g

from app.backups import first_start
from app.core.alone import alone
from app.core.migrating import InUse, patiently

migrate = current_app.extensions["migrate"]


def run_migrations() -> None:
    """Run each in a transaction of its own where the database can."""
    announce()
    with alone(migrate.db.engine), migrate.db.engine.connect() as connection, patiently(connection):
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            # Ours can on SQLite too: app/core/sqlite.py begins its transactions for real.
            transactional_ddl=connection.dialect.name in {"postgresql", "sqlite"},
            # What one has locked is free again when the next begins.
            transaction_per_migration=True,
            on_version_apply=announce,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


def announce(**_applied: object) -> None:
    """On SQLite, have the next transaction wait for those who write, rather than fail for one in between."""
    g.will_write = True


if context.is_offline_mode():
    raise SystemExit("Migrations as an SQL script (--sql) are not supported: some of them look at the data.")
first_start.restore_if_asked()
try:
    run_migrations()
except InUse as in_use:
    raise click.ClickException(str(in_use)) from in_use
