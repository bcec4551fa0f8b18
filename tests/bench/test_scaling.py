from random import Random

import pytest

from bench import scaling
from bench.costs import Cost, Costs
from bench.demand import Demand, Habits, mean_posts, posts_of, work
from bench.needs import Needs, bounds

HABITS = Habits()


@pytest.fixture(scope="module")
def costs():
    return Costs.kept()


def test_the_operators_page_has_the_tables_of_the_simulation(costs):
    told = scaling.PAGE.read_text().partition(scaling.BEGIN)[2].partition(scaling.END)[0]

    # `make bench BENCH=scaling ARGS=--write` puts them there.
    assert told.strip() == scaling.tables(costs, HABITS).strip()


def test_ten_times_the_users_ask_for_ten_times_as_much():
    one, ten = Demand.of(1_000, HABITS), Demand.of(10_000, HABITS)
    assert ten == pytest.approx([10 * part for part in one])


def test_all_work_is_counted(costs):
    none = Demand(*[0.0] * len(Demand._fields))
    for kind in ("pages", "polls", "new_posts", "posts", "exports", "mails"):
        assert sum(work(none._replace(**{kind: 1.0}), costs, HABITS)) > 0, kind


def test_no_work_costs_nothing(costs):
    assert work(Demand(*[0.0] * len(Demand._fields)), costs, HABITS) == Cost()


def test_the_average_of_exports_is_that_of_those_simulated():
    random = Random(2)
    posts = [posts_of(HABITS, random) for _ in range(100_000)]

    assert sum(posts) / len(posts) == pytest.approx(mean_posts(HABITS), rel=0.05)


def test_slow_mails_need_more_workers(costs):
    quick, slow = (Needs.of(100_000_000, costs, HABITS._replace(mail_s=mail_s)) for mail_s in (0.1, 1))
    assert slow.workers > 4 * quick.workers


def test_what_is_too_little_first_stands_first(costs):
    users = [bound.users for bound in bounds(costs, HABITS)]
    assert users == sorted(users)


def test_the_page_keeps_what_stands_around_the_tables():
    page = f"before\n{scaling.BEGIN}old\n{scaling.END}after\n"
    assert scaling._with(page, "new\n") == f"before\n{scaling.BEGIN}\nnew\n\n{scaling.END}after\n"


def test_costs_that_were_kept_are_those_that_are_read(tmp_path, monkeypatch, costs):
    monkeypatch.setattr("bench.costs.FILE", tmp_path / "costs.json")
    costs.keep()

    assert Costs.kept() == costs
