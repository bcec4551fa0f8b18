"""The index beside its tables: made, mended, and out of sight of `flask db`."""

import pytest
import sqlalchemy as sa

from app import db
from app.search import index


def test_reindexing_mends_what_was_lost(app, write, found):
    write("rain")
    with db.engine.begin() as connection:
        index.drop(connection)
        index.make(connection)
    index.rebuild()
    index.rebuild()
    write("rain again")

    assert found("rain") == ["rain again", "rain"]


@pytest.mark.only_on("sqlite", why="elsewhere the index is a part of its table")
def test_reindexing_fills_an_index_that_was_emptied_by_hand(app, alice, found):
    by_hand = "INSERT INTO post (body, timestamp, user_id) VALUES ('rain', '2026-01-01 00:00:00', :author)"
    db.session.execute(sa.text(by_hand), {"author": alice.id})
    db.session.commit()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO post_search (post_search) VALUES ('delete-all')")
    assert found("rain") == []

    result = app.test_cli_runner().invoke(args=["search", "reindex"])

    assert result.output.startswith("Indexed 1 posts and 1 people in ")
    assert found("rain") == ["rain"]


def test_nothing_of_an_index_stays_when_its_table_goes(app, write):
    write("rain")
    with db.engine.begin() as connection:
        index.drop(connection)
        inspector = sa.inspect(connection)
        names = {*inspector.get_table_names(), *(column["name"] for column in inspector.get_columns("post"))}
        assert {name for name in names if not index.is_known(name, "any", {})} == set()
        index.make(connection)


@pytest.mark.parametrize(("name", "known"), [
    ("post", True), (None, True), ("post_search_data", False), ("user_search_gin", False),
])  # fmt: skip
def test_the_models_do_not_know_the_index(name, known):
    assert index.is_known(name, "table", {}) is known
