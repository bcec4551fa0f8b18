"""Backups at their times: the operator knows how they go, and the site runs on."""

import errno
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from sqlalchemy.exc import OperationalError

from app import alerts, schedule
from app.backups import scheduled, snapshot
from app.backups.backup import LEASE
from app.backups.scheduled import back_up_on_time
from app.core import clock
from app.jobs.lease import Lease
from tests import factories
from tests.support.mails import sent


@pytest.fixture
def told(site, caplog):
    """What was said: the level and the words."""
    caplog.set_level("INFO", site.logger.name)
    return lambda: [(record.levelname, record.getMessage()) for record in caplog.records]


def test_a_backup_is_made_and_said_in_a_line(alice, names, told):
    back_up_on_time()

    assert told() == [("INFO", f"backup {names()[0]} is made: {told()[0][1].split()[-2]} bytes")]


def test_nothing_is_said_when_nothing_has_changed(alice, told):
    back_up_on_time()
    back_up_on_time()

    assert len(told()) == 1


def test_it_is_said_once_as_an_error_and_once_that_it_works_again(alice, set_, place, told):
    set_(BACKUP_URL="nowhere")
    for _ in range(3):
        back_up_on_time()
    set_(BACKUP_URL=str(place))
    back_up_on_time()
    factories.user(username="bob")
    back_up_on_time()

    assert [level for level, _words in told()] == ["ERROR", "WARNING", "WARNING", "INFO", "INFO", "INFO"]
    assert told()[3][1] == "backups work again"
    assert all("\n" not in words for _level, words in told())


def test_a_full_disk_is_said_as_such(alice, monkeypatch, told):
    def full(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device", "/tmp/x")

    monkeypatch.setattr(snapshot.shutil, "copyfileobj", full)
    back_up_on_time()

    assert told()[0][1].endswith("the snapshot cannot be packed: the disk is full")


def test_where_that_cannot_be_noted_it_is_an_error_once_an_hour(alice, set_, told, monkeypatch):
    def full(*_arguments, **_options):
        raise OperationalError("", None, Exception("database or disk is full"))

    set_(BACKUP_URL="nowhere")
    monkeypatch.setattr(scheduled, "_told", {})
    monkeypatch.setattr(Lease, "take", partial(take, Lease.take, full))
    for _ in range(2):
        back_up_on_time()

    assert [level for level, _words in told()] == ["ERROR", "WARNING"]


def take(really, full, name, **options):
    return (full if name == scheduled.TOLD else really)(name, **options)


def test_it_is_an_error_again_the_next_day(alice, set_, told):
    set_(BACKUP_URL="nowhere")
    back_up_on_time()
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1)):
        back_up_on_time()

    assert [level for level, _words in told()] == ["ERROR", "ERROR"]


def refuse():
    raise OSError("no entry for hf_secret")


def test_no_secret_is_said(site, alice, set_, told, monkeypatch):
    set_(BACKUP_URL="hf://datasets/hf_secret/x", HUB_TOKEN="hf_secret")
    monkeypatch.setattr(scheduled, "back_up", refuse)
    back_up_on_time()

    assert "hf_secret" not in told()[0][1] and "***" in told()[0][1]


def test_no_password_of_an_address_is_said(alice, told, monkeypatch):
    def refuse():
        raise OSError("error sending request for url (http://user:p@ss@127.0.0.1/bucket)")

    monkeypatch.setattr(scheduled, "back_up", refuse)
    back_up_on_time()

    assert "(http://***@127.0.0.1/bucket)" in told()[0][1]


def test_a_backup_that_is_under_way_is_left_alone(alice, names, told):
    Lease.take(LEASE, for_s=60)
    back_up_on_time()

    assert names() == [] and told() == [("INFO", "the last backup is still under way")]


def test_the_administrators_get_one_mail(outbox, site, alice, set_, monkeypatch):
    monkeypatch.setattr(site.logger, "handlers", [*site.logger.handlers, alerts.AdminMail(site)])
    set_(BACKUP_URL="nowhere")
    back_up_on_time()
    back_up_on_time()
    [mail] = sent(outbox)

    assert "BACKUP_URL: this names no place" in mail.body


def test_the_schedule_is_kept_where_there_is_a_place(site, set_):
    schedule.init_app(site)
    [turn] = site.extensions["rota"]
    assert (turn.name, turn.every_s) == ("backup", 60)
    set_(BACKUP_URL=None)
    schedule.init_app(site)
    assert site.extensions["rota"] == []
