"""What people do, and what that asks of each part of Microblog in the busiest hour."""

from __future__ import annotations

import math
from random import Random
from typing import NamedTuple

from bench.costs import Cost, Costs

DAY_S = 86_400


class Habits(NamedTuple):
    """What people are taken to do; nobody measured that, so change it to what your people do."""

    # Of all accounts, those who come in a day; and of these, those who look at a page in the busiest hour.
    come_in_a_day: float = 0.2
    look_at_once: float = 0.1
    # Of the pages that are looked at, those that hear news from a stream, and those that show a timeline.
    pushed: float = 0.9
    timelines: float = 0.5
    # Further pages of these people that are open behind others.
    hidden: float = 1.0
    # Of each who comes, in a day.
    pages: float = 20
    posts: float = 2
    exports: float = 0.02
    mails: float = 0.2
    # How much more is done in the busiest hour than in an hour on average.
    peak: float = 3
    # Posts of who exports: half have fewer than this, and a tenth more than seven times as many.
    exported_posts: float = 200
    spread: float = 1.5
    most_posts: int = 1_000_000
    # How long the mail server takes for a mail, for which a worker waits.
    mail_s: float = 0.1


# How often a page asks, in seconds (app/static/js/behaviours/notifications.js, new_posts.js).
PUSHED_EVERY_S, RESTING_EVERY_S, HIDDEN_EVERY_S, NEW_POSTS_EVERY_S = 30, 10, 60, 30


class Demand(NamedTuple):
    """What so many users ask for each second of the busiest hour, but for `streams`, which are open."""

    pages: float
    polls: float
    new_posts: float
    posts: float
    exports: float
    mails: float
    streams: float

    @classmethod
    def of(cls, users: int, habits: Habits) -> Demand:
        """The demand of so many accounts."""
        come = users * habits.come_in_a_day
        looked_at = come * habits.look_at_once
        a_second = come * habits.peak / DAY_S
        visible = habits.pushed / PUSHED_EVERY_S + (1 - habits.pushed) / RESTING_EVERY_S
        return cls(
            pages=a_second * habits.pages,
            polls=looked_at * (visible + habits.hidden / HIDDEN_EVERY_S),
            new_posts=looked_at * habits.timelines / NEW_POSTS_EVERY_S,
            posts=a_second * habits.posts,
            exports=a_second * habits.exports,
            mails=a_second * habits.mails,
            streams=looked_at * habits.pushed,
        )

    @property
    def requests(self) -> float:
        """All that the web processes answer."""
        return self.pages + self.polls + self.new_posts + self.posts

    @property
    def tasks(self) -> float:
        """All that the workers do."""
        return self.exports + self.mails


def work(demand: Demand, costs: Costs, habits: Habits) -> Cost:
    """What all of that costs in a second; a mail is taken to cost what a small export costs."""
    exported_posts = demand.exports * mean_posts(habits)
    total = costs.export.times(demand.tasks).plus(costs.exported_post.times(exported_posts))
    for cost, number in requests(demand, costs):
        total = total.plus(cost.times(number))
    return total


def requests(demand: Demand, costs: Costs) -> list[tuple[Cost, float]]:
    """What each kind of request costs, and how many there are in a second.

    No poll is one that memory answers: most pages ask every half minute, and each time another process.
    """
    answered = [costs.page, costs.poll, costs.new_posts, costs.post]
    return [*zip(answered, (demand.pages, demand.polls, demand.new_posts, demand.posts), strict=True)]


def mean_posts(habits: Habits) -> float:
    """How many posts an export has on average."""
    return habits.exported_posts * math.exp(habits.spread**2 / 2)


def posts_of(habits: Habits, random: Random) -> float:
    """How many posts one export has: a few have very many."""
    return min(random.lognormvariate(math.log(habits.exported_posts), habits.spread), habits.most_posts)
