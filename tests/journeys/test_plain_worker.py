"""`rq worker microblog-tasks`, typed as the guide types it, does the main job too."""

from __future__ import annotations

from deploy.local.stack import Stack
from deploy.local.visitor import Visitor
from tests.journeys.support import community
from tests.journeys.support.people import newcomer
from tests.support.servers import wait_for


def test_a_plain_worker_delivers_the_archive(tmp_path):
    with Stack(tmp_path / "stack", environ={"RQ_WORKER_CLASS": "rq.worker.Worker"}) as stack:
        visitor: Visitor = newcomer(stack, "sam")
        community.write_posts(stack, "sam", 3)
        visitor.send(visitor.open("/user/sam").form("/export_posts"), to="/export_posts")

        (mail,) = wait_for(lambda: community.archives(stack, "sam@example.com"), "the mail")
        assert len(community.posts_in(mail)) == 3
