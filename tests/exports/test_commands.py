"""`flask exports …`."""

from app.core import storage
from app.jobs.models import State


def run(app, *arguments):
    result = app.test_cli_runner().invoke(args=["exports", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_newest_come_first(app, alice, bob, exported):
    exported(alice)
    exported(bob)
    _head, first, second = run(app, "list").splitlines()

    assert first.endswith(" bob") and second.endswith(" alice") and " ready " in first


def test_those_of_one_user(app, alice, bob, exported):
    exported(alice)
    exported(bob)

    assert "bob" not in run(app, "list", "--user", "ALICE")


def test_purging_throws_away_what_is_not_to_be_kept(app, alice, exported):
    kept = exported(alice)
    exported(alice, state=State.CANCELLED)

    assert "the archives of 1 exports" in run(app, "purge")
    assert [*storage.paths("archives")] == [kept.path]
