"""Which backups are kept."""

from datetime import UTC, datetime, timedelta

from app.backups import keep
from app.backups.manifest import FILE, name_at

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def named(**ago):
    return name_at(NOW - timedelta(**ago))


def test_the_newest_are_kept():
    names = [named(minutes=minute) for minute in range(5)]

    assert keep.superfluous(names, newest=3, days=0) == names[3:]


def test_of_each_day_the_last_is_kept():
    today, yesterday, earlier = named(hours=1), named(days=1, hours=1), named(days=1, hours=2)

    assert keep.superfluous([earlier, yesterday, today], newest=1, days=2) == [earlier]


def test_days_without_a_backup_do_not_count():
    names = [named(days=days) for days in (0, 10, 20, 30)]

    assert keep.superfluous(names, newest=1, days=3) == names[3:]


def test_the_manifest_goes_first():
    name = named()

    assert keep.paths({name: {"a.gz", FILE, "z.csv"}}, [name]) == [
        f"{name}/{file}" for file in (FILE, "a.gz", "z.csv")
    ]


def test_what_is_under_way_is_left_alone():
    listing = {named(hours=23): {"a.gz"}, (old := named(hours=25)): {"a.gz"}, named(hours=26): {FILE}}

    assert keep.unfinished(listing, now=NOW) == [old]
