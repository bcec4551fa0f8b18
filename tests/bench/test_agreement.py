from collections import Counter

import pytest

from bench import agreement

PAGE = """
<p class="card fact"><strong>1,234</strong> waiting</p> <p class="card fact"><strong>2</strong>
  running</p> <figcaption>3 done, 4 failed, 5 cancelled</figcaption>
"""


def counted(**numbers: int):
    return {"the database": Counter(numbers)}


def test_who_counts_what_was_expected_agrees():
    assert agreement.compare(counted(done=2, failed=1), counted(done=5, failed=1), {"done": 3}).met


@pytest.mark.parametrize("after", [counted(done=4, failed=1), counted(done=6, failed=1)])
def test_who_counts_too_few_or_too_many_does_not(after):
    verdict = agreement.compare(counted(done=2, failed=1), after, {"done": 3})

    assert not verdict.met and "the database counts" in verdict.requirement


def test_what_was_not_expected_is_not_to_be_counted():
    assert not agreement.compare(counted(done=2, failed=1), counted(done=5, failed=2), {"done": 3}).met


def test_nobody_is_asked_for_what_they_do_not_count():
    assert agreement.compare(counted(done=0), counted(done=3), {"done": 3, "mails": 3}).met


def test_the_page_speaks_of_every_state():
    expected = {"pending": 1234, "running": 2, "done": 3, "failed": 4, "cancelled": 5}
    assert agreement.read_page(PAGE) == expected


def test_a_page_that_leaves_a_state_out_is_no_agreement():
    with pytest.raises(LookupError):
        agreement.read_page(PAGE.replace("figcaption", "p"))
