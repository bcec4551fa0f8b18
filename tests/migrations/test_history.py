"""The history of the tables: forward, without drift, back, and forward again, on every database."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from app import db
from app.models import User
from app.search import index

HISTORY = str(Path(__file__).parent.parent.parent / "migrations")

CUT_OFF = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_task_ended_at_state'::regclass"
CUT_OFFS = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"


def tables():
    found = {*sa.inspect(db.engine).get_table_names()} - {"alembic_version"}
    return {name for name in found if index.is_known(name, "table", {})}


def drift():
    """How the database differs from the models."""
    with db.engine.connect() as connection:
        return compare_metadata(
            MigrationContext.configure(
                connection, opts={"compare_type": True, "include_name": index.is_known}
            ),
            db.metadata,
        )


def test_the_history_makes_what_the_models_say(site):
    upgrade(HISTORY)

    assert tables() == set(db.metadata.tables)
    assert drift() == []


def test_the_way_back_leaves_nothing_and_the_way_forward_is_open(site):
    upgrade(HISTORY)
    downgrade(HISTORY, revision="base")
    assert tables() == set()

    upgrade(HISTORY)
    assert drift() == []


def test_the_migrated_tables_hold_people_and_what_they_write(site):
    upgrade(HISTORY)
    db.session.add(User(username="zoe", email="zoe@example.com", about_me="👨‍👩‍👧‍👦"))
    db.session.commit()
    db.session.expire_all()

    user = User.with_email("ZOE@example.com")
    assert user.about_me == "👨‍👩‍👧‍👦" and user.last_seen.tzinfo


def test_names_differ_by_their_accents_and_not_by_their_case(site):
    upgrade(HISTORY)
    db.session.add_all([
        User(username="susan", email="a@example.com"),
        User(username="susán", email="b@example.com"),
    ])
    db.session.commit()

    assert User.named("SUSAN").email == "a@example.com"
    db.session.add(User(username="Susan", email="c@example.com"))
    with pytest.raises(sa.exc.IntegrityError):
        db.session.commit()


def test_a_moment_keeps_its_microseconds(site):
    upgrade(HISTORY)
    user = User(username="alice", email="alice@example.com")
    db.session.add(user)
    db.session.flush()
    moment = user.last_seen.replace(microsecond=123_456)
    user.last_seen = moment
    db.session.commit()

    assert db.session.get(User, user.id, populate_existing=True).last_seen == moment


def test_indexes_that_were_cut_off_are_made_again(site):
    upgrade(HISTORY, revision="0022")
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE INDEX ix_task_ended_at_state ON task (ended_at, state)"))
        if db.engine.name == "postgresql":
            connection.execute(sa.text(CUT_OFF))
    upgrade(HISTORY)

    assert drift() == []
    if db.engine.name == "postgresql":
        assert db.session.scalar(sa.text(CUT_OFFS)) == 0


def test_the_history_has_no_branches():
    assert len(ScriptDirectory(HISTORY).get_heads()) == 1
