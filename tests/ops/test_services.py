"""The services behind a site."""

import pytest

from app.backups import scheduled
from app.backups.backup import back_up
from app.core import clock
from app.jobs.lease import Lease
from app.ops import services

ON_SQLITE = pytest.mark.only_on("sqlite", why="backups of servers have tests of their own")


@pytest.fixture
def redis_says(app, monkeypatch):
    """Have Redis tell of itself what a test wants."""

    def say(settings=None, **told):
        def config_get(_name):
            if settings is None:
                raise services.RedisError("unknown command")
            return settings

        monkeypatch.setattr(app.redis, "info", lambda _section: told)
        monkeypatch.setattr(app.redis, "config_get", config_get)

    return say


@pytest.fixture
def place(setting, tmp_path):
    """A folder for backups."""
    (tmp_path / "place").mkdir()
    setting(BACKUP_URL=str(tmp_path / "place"), BACKUP_EVERY_S=60)


def test_on_one_host_a_file_is_enough(worker):
    worker()

    assert (services.sqlite(), services.store()) == (None, None)


@ON_SQLITE
def test_on_several_hosts_a_file_is_not(worker):
    worker(hostname="elsewhere")

    assert "workers run on elsewhere. " in services.sqlite()


def test_on_several_hosts_a_folder_has_to_be_shared(worker):
    worker(hostname="elsewhere")

    assert "workers run on elsewhere too" in services.store()


def test_a_bucket_is_for_several_hosts(worker, setting):
    worker(hostname="elsewhere")
    setting(STORAGE_URL="s3://bucket")

    assert services.store() is None


@pytest.mark.parametrize(("policy", "well"), [("noeviction", True), ("", True), ("allkeys-lru", False)])
def test_redis_must_not_drop_jobs(redis_says, policy, well):
    redis_says(maxmemory_policy=policy)

    assert (services.eviction() is None) is well


@pytest.mark.parametrize(
    ("settings", "told", "well"),
    [
        ({"save": "3600 1"}, {"aof_enabled": 0}, True),
        ({"save": ""}, {"aof_enabled": 1}, True),
        ({"save": ""}, {"aof_enabled": 0}, False),
        (None, {"aof_enabled": 0, "rdb_saves": 0}, False),
        (None, {"aof_enabled": 0, "rdb_saves": 7}, True),
    ],
)
def test_redis_had_better_keep_what_it_knows(redis_says, settings, told, well):
    redis_says(settings, **told)

    assert (services.persistence() is None) is well


def test_the_redis_of_the_tests_can_be_asked(app):
    assert services.eviction() is None and "A restart empties Redis" in services.persistence()


def test_without_redis_nothing_is_known_of_it(app, without_redis):
    assert services.eviction().startswith("Nobody knows: ")
    assert services.persistence().startswith("Nobody knows: ")
    assert [services.store(), services.worker_class()] == [None, None]


def test_our_worker_class_is_the_better_one(worker):
    worker()
    plain = worker(ours=False)

    assert services.worker_class().startswith(f"{plain.name}: RQ's own class.")


def test_no_place_for_backups(app):
    assert services.backups().startswith("BACKUP_URL: not set; give a folder")


def test_no_backup_yet(place):
    assert services.backups().startswith("There is none yet in the folder ")


@ON_SQLITE
def test_backups_that_nobody_makes_in_time(place, alice):
    back_up()

    assert services.backups().startswith("Nobody makes them in time.")


@ON_SQLITE
def test_backups_that_somebody_makes_in_time(place, alice):
    back_up()
    Lease.take_turn("turn:backup", every_s=60)

    assert services.backups() is None


@ON_SQLITE
def test_backups_that_stopped(place, alice, monkeypatch):
    back_up()
    Lease.take_turn("turn:backup", every_s=60)
    now = clock.now_ts()
    monkeypatch.setattr(clock, "now_ts", lambda: now + 3600)

    assert services.backups().startswith("Nobody makes them in time.")


@ON_SQLITE
def test_a_backup_that_could_not_be_made(place, alice):
    back_up()
    Lease.take(scheduled.TOLD, for_s=3600)

    assert services.backups().startswith("The last one could not be made.")
