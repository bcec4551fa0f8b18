"""An archive that no mail can hold."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.local.stack import Stack
from tests.journeys.faults import files
from tests.journeys.faults.world import horses
from tests.journeys.support import community
from tests.journeys.support.people import newcomer
from tests.support.servers import wait_for

POSTS = 60_000
BODY = "post {} 🎉".ljust(140, "…")
MOST_MEMORY_KB = 150 * 1024


def most_memory_kb(stack: Stack) -> int:
    """The most that a work-horse that lives now has ever had in memory; 0 if there is none."""
    peaks = [0]
    for pid in horses(stack.process("worker-1").pid):
        with suppress(OSError):
            told = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text())
            peaks += [int(told[1])] if told else []
    return max(peaks)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory a process had")
def test_sixty_thousand_posts_arrive_as_a_link_in_little_memory(stack):
    wanda = newcomer(stack, "wanda")
    community.write_posts(stack, "wanda", POSTS, body=BODY.format)
    form = wanda.open("/user/wanda").form("/export_posts")
    peaks: list[int] = []
    wanda.send(form, to="/export_posts")
    # Looked at before the mailbox, so that the last look is one at a work-horse that has done it all.
    [mail] = wait_for(
        lambda: peaks.append(most_memory_kb(stack)) or community.archives(stack, "wanda@example.com"),
        "a mail",
    )

    assert 0 < max(peaks) < MOST_MEMORY_KB
    assert [*mail.iter_attachments()] == []
    package = files.package(files.fetch(wanda, files.linked(mail)).content)
    found = files.posts(package["posts.json"])
    assert [body for _id, body in found] == [BODY.format(number) for number in range(POSTS)]
    assert [number for number, _body in found] == sorted(number for number, _body in found)
