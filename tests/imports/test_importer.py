"""The import, from the file to the posts: all of it, and each once."""

import pytest
import sqlalchemy as sa

from app import db
from app.core import storage
from app.imports import importer, uploads
from app.jobs.models import State, Task
from app.posts.models import Post
from tests import factories
from tests.imports.conftest import archive, bodies, counts, day, entry, file, manifest, many, posts

MOMENT = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def batches_of_two(monkeypatch):
    monkeypatch.setattr(importer, "BATCH", 2)


def test_a_post_comes_with_its_words_its_moment_and_its_language(alice, imported):
    made = imported(alice, file(entry("hello", "2026-01-01T00:00:00.000007Z", language="en")))

    assert posts(alice) == [("2026-01-01T00:00:00.000007+00:00", "hello", "en")]
    assert counts(made) == (1, 1, 1, 0, 0)


def test_the_task_is_done_and_the_file_gone(alice, imported):
    made = imported(alice, many(3))

    assert db.session.get_one(Task, made.id).state is State.DONE
    assert [*storage.paths("imports")] == []


def test_an_archive_is_imported(alice, imported):
    content = many(3)
    made = imported(alice, archive(content, manifest=manifest(posts_json=content)))

    assert (made.added, made.refused) == (3, None)


def test_what_was_exported_by_others_becomes_ones_own(alice, bob, imported):
    factories.post(author=alice, body="hello")
    imported(bob, file(entry("hello")))

    assert bodies(alice) == bodies(bob) == ["hello"]


def test_an_empty_file_adds_nothing(alice, imported):
    assert counts(imported(alice, file())) == (0, 0, 0, 0, 0)


def test_importing_twice_adds_nothing_new(alice, imported, batches_of_two):
    imported(alice, many(5))
    made = imported(alice, many(5))

    assert counts(made) == (5, 5, 0, 5, 0)
    assert bodies(alice) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(("had", "brought", "has"), [(0, 3, 3), (1, 3, 3), (3, 1, 3), (2, 2, 2), (5, 7, 7)])
def test_of_a_kind_there_are_as_many_as_there_are_where_more_are(
    alice, imported, batches_of_two, had, brought, has
):
    for _ in range(had):
        factories.post(author=alice, body="again", timestamp=factories.BEGINNING)
    made = imported(alice, file(*[entry("again")] * brought, entry("other")))

    assert bodies(alice).count("again") == has
    assert made.added == has - had + 1


def test_of_a_kind_they_may_stand_apart_within_their_moment(alice, imported, batches_of_two):
    imported(alice, file(*(entry(body) for body in "abcabxa")))

    assert sorted(bodies(alice)) == [*"aaabbcx"]


def test_without_order_nothing_is_lost_and_nothing_comes_twice(alice, imported, batches_of_two):
    content = file(*(entry(f"{number}", day(number)) for number in (3, 1, 4, 2, 5)))
    imported(alice, content)
    imported(alice, content)

    assert bodies(alice) == ["1", "2", "3", "4", "5"]


def test_a_batch_is_written_in_the_order_of_time(alice, imported):
    imported(alice, file(*(entry(f"{number}", day(number)) for number in (3, 2, 1))))

    assert [*db.session.scalars(sa.select(Post.body).order_by(Post.id))] == ["1", "2", "3"]


def test_words_that_differ_by_case_or_space_differ(alice, imported):
    imported(alice, file(entry("Hello")))
    imported(alice, file(entry("hello"), entry("hello "), entry("Hello")))

    assert sorted(bodies(alice)) == ["Hello", "hello", "hello "]


def test_the_rest_is_imported_where_an_entry_cannot_be(alice, imported, batches_of_two):
    made = imported(alice, file(entry("1"), entry(""), entry("2"), 7, entry("3")))

    assert bodies(alice) == ["1", "2", "3"]
    assert made.problems == [{"entry": 2, "reason": "no-text"}, {"entry": 4, "reason": "not-an-object"}]
    assert made.reasons == {"no-text": 1, "not-an-object": 1}


def test_of_many_problems_the_first_are_kept_and_all_are_counted(alice, imported):
    made = imported(alice, file(*[entry("")] * 120))

    assert (made.skipped, len(made.problems), made.reasons) == (120, 100, {"no-text": 120})


def test_long_posts_make_short_batches(alice, imported, monkeypatch):
    sizes = []
    monkeypatch.setattr(importer, "BATCH_MOST_CHARACTERS", 10)
    batches = importer._batches
    monkeypatch.setattr(
        importer, "_batches", lambda each: (sizes.append(len(batch)) or batch for batch in batches(each))
    )
    imported(alice, file(*(entry("x" * 6, day(number)) for number in range(1, 6))))

    assert sizes == [2, 2, 1]


def test_a_damaged_file_is_refused_before_anything_is_imported(alice, imported, batches_of_two):
    made = imported(alice, many(9)[:-10])
    task = db.session.get_one(Task, made.id)

    assert (made.refused, bodies(alice)) == ("damaged", [])
    assert (task.state, task.reason) == (State.FAILED, "unreadable")


def test_a_file_that_is_gone_fails_for_good(alice, asked, work):
    made = asked(alice, many(1))
    uploads.discard(made.id)
    work()
    task = db.session.get_one(Task, made.id)

    assert (task.state, task.reason, task.words) == (State.FAILED, "missing", "failed-missing")


def test_progress_is_told_for_both_readings(alice, asked, work, monkeypatch, batches_of_two):
    told = []
    monkeypatch.setattr("app.tasks.report", lambda done, total: told.append(100 * done // total))
    asked(alice, many(5))
    work()

    assert 10 in told and told[-3:] == [46, 82, 100] and told == sorted(told)


def test_people_are_told_how_many_entries_are_done(alice, asked, work, batches_of_two):
    made = asked(alice, many(5))
    work()
    task = db.session.get_one(Task, made.id)

    assert (task.items_done, task.items_total) == (5, 5)
