"""Leases that are held for as long as something takes."""

import pytest
from sqlalchemy.exc import OperationalError

from app.core import clock
from app.jobs import held as holding
from app.jobs.held import held
from app.jobs.lease import Lease
from tests.support.servers import wait_for


@pytest.fixture
def hurried(monkeypatch):
    """Leases that would soon be over."""
    monkeypatch.setattr(holding, "FOR_S", 0.4)


def ends_at():
    # What others wrote is seen by a new transaction only.
    holding.db.session.rollback()
    return Lease.ends_at("backup")


def test_of_two_one_gets_it(app):
    with held("backup") as first, held("backup") as second:
        assert (first, second) == (True, False)


def test_afterwards_it_is_free(app):
    for _ in range(2):
        with held("backup") as ours:
            assert ours


def test_it_is_free_after_a_failure_too(app):
    with pytest.raises(ValueError, match="fault"), held("backup"):
        raise ValueError("a fault")
    assert Lease.take("backup", for_s=1)


def test_it_is_prolonged_while_it_is_held(app, hurried):
    with held("backup"):
        first = ends_at()
        wait_for(lambda: ends_at() > first + 0.4, "the second term")

        assert not Lease.take("backup", for_s=1)


def test_what_hangs_keeps_nobody_waiting_for_ever(app, hurried, monkeypatch, caplog):
    monkeypatch.setattr(holding, "MOST_S", 0)
    with held("backup"):
        wait_for(lambda: Lease.take("backup", for_s=1), "the end of the lease")
    assert "the lease backup hangs" in caplog.text


def test_what_was_lost_is_not_ended_for_whoever_has_it_now(app, hurried):
    with held("backup"):
        Lease._move("backup", Lease.ends_at("backup"), clock.now_ts() + 100)
        holding.db.session.commit()
    assert not Lease.take("backup", for_s=1)


def test_a_database_that_is_away_for_a_moment_ends_nothing(app, hurried, monkeypatch, caplog):
    prolong, failed = Lease.prolong, []

    def fail_once(*arguments, **options):
        if failed:
            return prolong(*arguments, **options)
        failed.append(1)
        raise OperationalError("", None, Exception("away"))

    monkeypatch.setattr(Lease, "prolong", fail_once)
    with held("backup"):
        first = ends_at()
        wait_for(lambda: ends_at() > first, "the second try")
    assert "not prolonged" in caplog.text


def test_what_nobody_has_cannot_be_ended(app):
    assert Lease.end("backup") is False
