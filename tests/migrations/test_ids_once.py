"""On SQLite, the ids of what is gone are not given to what comes."""

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from app import db
from app.models import User
from app.search.posts import find_posts
from tests.migrations.test_history import HISTORY
from tests.support.apps import another_app

pytestmark = pytest.mark.only_on("sqlite", why="other databases never gave an id twice")
# As rows of that release were: a post, an answer to it, and a report of one that is gone.
ROWS = """
    INSERT INTO user (username, email) VALUES ('alice', 'alice@example.com'), ('bob', 'bob@example.com');
    INSERT INTO post (user_id, body, timestamp, reply_to_id, thread_id)
    VALUES (1, 'Hello @bob', '2026-01-01', NULL, NULL), (2, 'An answer', '2026-01-01', 1, 1);
    INSERT INTO mention (post_id, user_id, timestamp) VALUES (1, 2, '2026-01-01'), (2, 1, '2026-01-01');
    INSERT INTO report (reporter_id, user_id, post_id, subject, reason, timestamp)
    VALUES (2, 1, 1, 'post:1', 'spam', '2026-01-01'), (2, 1, NULL, 'post:3', 'spam', '2026-01-01')
"""
TABLES = ("user", "post", "mention", "report")
WRITE = "INSERT INTO post (user_id, body, timestamp) VALUES (1, :body, '2026-01-02') RETURNING id"


@pytest.fixture
def site(app, tmp_path):
    """The site as it was before, with a few rows in it."""
    with (
        another_app(app, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path / 'old.db'}") as site,
        site.app_context(),
    ):
        upgrade(HISTORY, revision="0018")
        _populate()
        yield site
        db.session.remove()


def _populate():
    for statement in ROWS.split(";"):
        db.session.connection().exec_driver_sql(statement)
    db.session.commit()


def rows():
    every = {name: sa.select(sa.text("*")).select_from(sa.table(name)) for name in TABLES}
    return {name: db.session.execute(found).all() for name, found in every.items()}


def made_as_the_models_say():
    found = db.session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    return {name for name, sql in found if "AUTOINCREMENT" in sql}


def write(body):
    [post_id] = db.session.scalars(sa.text(WRITE), {"body": body})
    db.session.commit()
    return post_id


def test_before_an_id_was_given_twice(site):
    assert write("new") == 3


def test_everything_stays_and_the_next_post_has_an_id_of_its_own(site):
    before = rows()
    db.session.remove()
    upgrade(HISTORY)

    assert rows() == before
    assert write("new") == 4


def test_what_is_written_before_and_after_is_found(site):
    upgrade(HISTORY)
    write("another answer")

    found = find_posts("answer", reader=db.session.get_one(User, 1)).items
    assert {post.body for post in found} == {"An answer", "another answer"}


def test_the_tables_count_as_the_models_say(site):
    upgrade(HISTORY)
    counted = {name for name, table in db.metadata.tables.items() if table.kwargs.get("sqlite_autoincrement")}

    assert made_as_the_models_say() == counted


def test_the_database_is_sound_and_what_refers_to_posts_is_still_kept_in_step(site):
    upgrade(HISTORY)
    assert db.session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    assert db.session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
    db.session.execute(sa.text("DELETE FROM post WHERE id = 1"))

    assert [row.post_id for row in rows()["mention"]] == [2]
    assert [row.post_id for row in rows()["report"]] == [None, None]


def test_the_way_back_keeps_everything(site):
    before = rows()
    db.session.remove()
    upgrade(HISTORY)
    downgrade(HISTORY, revision="0018")

    assert rows() == before and write("new") == 3
