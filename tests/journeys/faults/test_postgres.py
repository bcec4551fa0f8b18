"""A few of the faults on PostgreSQL; `make faults` tries all."""

from __future__ import annotations

import pytest

from tests.journeys.faults import test_archives, test_mail, test_workers
from tests.journeys.faults.test_clicks import (
    test_the_commit_is_slower_than_the_worker,
    test_twenty_clicks_at_once_make_one_task,
)
from tests.journeys.faults.test_database import (
    test_a_row_that_cannot_be_read,
    test_the_database_is_away_in_mid_export,
)
from tests.journeys.faults.test_mail import test_the_mail_server_refuses_for_good
from tests.journeys.faults.test_redis import test_redis_is_down_at_the_click
from tests.journeys.faults.world import World

__all__ = [
    "test_a_row_that_cannot_be_read",
    "test_redis_is_down_at_the_click",
    "test_the_commit_is_slower_than_the_worker",
    "test_the_database_is_away_in_mid_export",
    "test_the_mail_server_refuses_for_good",
    "test_twenty_clicks_at_once_make_one_task",
]


def test_worker_and_horse_are_killed(world: World):
    test_workers.test_a_worker_ends_while_it_mails(world, test_workers.kill_both)


@pytest.mark.parametrize("mode", ["keep and drop"])
def test_the_mail_server_falls_silent(world: World, mode: str):
    test_mail.test_the_mail_server_falls_silent_after_the_final_dot(world, mode)


def test_a_mail_server_takes_less_than_we_thought(world: World):
    test_archives.test_a_mail_server_takes_less_than_we_thought(world, announces=False)


def test_a_worker_dies_when_all_is_stored_and_nothing_mailed(world: World):
    test_archives.test_a_worker_dies_when_all_is_stored_and_nothing_mailed(
        world, "hang at data", test_workers.kill_both
    )
