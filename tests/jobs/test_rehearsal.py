"""What every job does first, done once in the worker's parent."""

import sqlalchemy as sa

from app import db
from app.jobs.rehearsal import rehearse
from app.models import User
from tests.support.apps import another_app
from tests.support.jobs import tasks


def test_a_rehearsal_leaves_nothing_behind(app, alice):
    rehearse(app)

    assert tasks() == [] and db.session.scalars(sa.select(User.username)).all() == ["alice"]


def test_a_database_that_is_away_now_may_be_back_when_a_job_comes(app, tmp_path, caplog):
    with another_app(app, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/no/such.db") as site:
        rehearse(site)

    assert "the database is away" in caplog.text
