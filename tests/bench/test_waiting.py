from bench.waiting import fewest, percentile, waits


def second(_random) -> float:
    return 1.0


def test_nobody_waits_where_hardly_anybody_comes():
    assert percentile(waits(rate=0.001, servers=1, service=second), 99) == 0


def test_who_comes_at_random_waits_as_long_as_the_theory_says():
    waited = waits(rate=0.5, servers=1, service=second)

    # Pollaczek and Khinchin: half a second on average, where half of the time is busy.
    assert 0.45 < sum(waited) / len(waited) < 0.55


def test_a_second_server_makes_waits_shorter():
    one, two = (percentile(waits(rate=0.8, servers=servers, service=second), 99) for servers in (1, 2))

    assert two < one / 4


def test_every_run_has_the_same_chances():
    assert waits(rate=0.8, servers=1, service=second) == waits(rate=0.8, servers=1, service=second)


def test_there_are_as_few_servers_as_keep_the_wait_short():
    servers, waited = fewest(rate=3, service=second, p99=0.5, full=1)

    assert percentile(waited, 99) <= 0.5
    assert percentile(waits(rate=3, servers=servers - 1, service=second), 99) > 0.5


def test_none_is_busier_than_it_may_be():
    assert fewest(rate=3, service=second, p99=60, full=0.5)[0] == 6
