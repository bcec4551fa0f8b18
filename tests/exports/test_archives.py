"""Archives, built and kept until their time is up."""

from datetime import timedelta

import pytest
import time_machine

from app import db
from app.core import clock, storage
from app.exports import archives
from app.exports.models import Standing, path_of
from app.jobs import progress
from app.jobs.models import State
from app.jobs.progress import Reporter
from tests import factories
from tests.exports.conftest import quietly
from tests.factories import BEGINNING
from tests.support.jobs import change


def stored():
    return [*storage.paths("archives")]


@time_machine.travel(BEGINNING, tick=False)
def test_what_is_known_of_an_archive_is_plain(alice, exported):
    export = exported(alice)
    made = archives.build(export, on_progress=quietly)

    assert made["exported_at"] == "2026-01-01T00:00:00+00:00" and made["posts_count"] == 0
    assert {type(value) for value in made.values()} == {str, int}


def test_its_place_cannot_be_guessed_and_is_never_used_again(alice, exported):
    export = exported(alice)
    again = archives.build(export, on_progress=quietly)

    assert again["key"] != export.key and len(export.key) == 32
    assert len(stored()) == 2


def test_the_bar_never_goes_back_and_leaves_room_for_the_mail(alice, exported):
    for _ in range(3):
        factories.post(author=alice)
    told = []
    archives.build(exported(alice), on_progress=lambda done, total: told.append((done, total)))
    percents = [done for done, _total in told]

    assert percents == sorted(percents) and percents[-1] == 950
    assert {total for _done, total in told} == {1000}


def test_people_are_told_how_many_posts_are_done(alice, exported):
    factories.post(author=alice)
    with progress.told_by(Reporter(None)) as reporter:
        archives.build(exported(alice), on_progress=reporter.report)

    assert reporter.items == (1, 1)


def test_most_of_the_time_goes_into_packing(alice, exported):
    factories.post(author=alice)
    passed = {}
    with progress.told_by(Reporter(None)) as reporter:
        archives.build(exported(alice), on_progress=lambda bar, _: passed.setdefault(bar, reporter.passed))

    assert (passed[800], passed[950]) == (0.2, 0.97)


def test_half_an_archive_is_never_stored(alice, exported):
    export = exported(alice)
    storage.delete(export.path)

    def fail(_done, _total):
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        archives.build(export, on_progress=fail)
    assert stored() == []


def test_posts_json_can_be_taken_out(alice, exported):
    assert archives.posts_of(exported(alice)) == b'{"posts": [\n]}\n'


@pytest.mark.parametrize("state", [State.DONE, State.FAILED])
def test_an_archive_stays_when_its_task_has_ended(alice, exported, state):
    export = exported(alice, state=state)
    archives.tidy(export.id)

    assert stored() == [export.path]
    assert archives.leftovers() == set()


def test_only_the_newest_of_a_task_stays(alice, exported):
    export = exported(alice)
    archives.build(export, on_progress=quietly)
    archives.tidy(export.id)

    assert stored() == [export.path]


def test_what_was_cancelled_goes(alice, exported):
    export = exported(alice, state=State.CANCELLED)

    assert archives.leftovers() == {export.id}
    archives.tidy(export.id)
    assert stored() == []


def test_what_has_expired_goes(alice, exported):
    export = exported(alice)

    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1)):
        assert archives.leftovers() == {export.id}
        archives.tidy(export.id)
    assert stored() == []


def test_what_the_user_deleted_goes(alice, exported):
    export = exported(alice)
    export.delete()
    db.session.commit()
    archives.tidy(export.id)

    assert stored() == []


def test_what_nobody_knows_goes(app, alice, exported):
    export = exported(alice)
    db.session.delete(export)
    db.session.commit()
    [path] = stored()

    archives.tidy(path.split("/")[1])
    assert stored() == []


def test_thrown_away_twice_is_thrown_away(alice, exported):
    export = exported(alice, state=State.CANCELLED)
    archives.tidy(export.id)
    archives.tidy(export.id)

    assert storage.size(path_of(export.id, export.key)) is None


def test_while_it_is_mailed_it_stays(alice, exported):
    export = exported(alice, state=State.RUNNING)
    change(export.task, complete=False)

    assert archives.leftovers() == set()


def test_what_is_being_made_is_left_alone_by_whoever_tidies(alice, exported):
    export = exported(alice, state=State.RUNNING)
    change(export.task, complete=False)
    archives.build(export, on_progress=quietly)
    archives.tidy(export.id)

    assert len(stored()) == 2


def test_what_was_thrown_away_is_not_promised_by_a_second_try_that_fails(alice, exported):
    export = exported(alice, state=State.CANCELLED)
    archives.tidy(export.id)
    change(export.task, state=State.FAILED)

    assert stored() == []
    assert export.standing is Standing.FAILED
