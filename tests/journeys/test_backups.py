"""Writing goes on, the database is lost, and all but the last moments come back."""

from __future__ import annotations

import contextlib
import re
import subprocess
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from app.models import Post, User
from deploy.local.places import DATABASE
from deploy.local.processes import Process, Program
from deploy.local.servers import python
from deploy.local.stack import Stack
from tests.journeys.support import people
from tests.support.bucket import NAME, a_bucket
from tests.support.hub import TOKEN, FakeHub, a_hub
from tests.support.servers import wait_for

EVERY_S = 2
# The site's processes are ended before its database is lost.
SITE = ("web", "worker-1")


@pytest.fixture
def hub():
    """A Hub where nobody has made anything."""
    with a_hub() as hub:
        yield hub


@pytest.fixture(params=["folder", "bucket", "hub"])
def where(request, tmp_path):
    """The settings of a place of each kind, with a real server behind it."""
    with contextlib.ExitStack() as opened:
        if request.param == "folder":
            (folder := tmp_path / "place").mkdir()
            yield {"BACKUP_URL": str(folder)}
        elif request.param == "bucket":
            bucket = opened.enter_context(a_bucket(tmp_path / "bucket"))
            yield bucket.environ | {
                "STORAGE_URL": f"file://{tmp_path}/storage",
                "BACKUP_URL": f"s3://{NAME}/site",
            }
        else:
            yield request.getfixturevalue("hub").environ


@pytest.fixture
def stack(tmp_path, where):
    """A site that is backed up every two seconds, beside its worker by two clocks."""
    environ = where | {"BACKUP_EVERY_S": str(EVERY_S), "SWEEP_EVERY_S": "1", "BACKUP_KEEP": "5"}
    environ["RATELIMIT_ENABLED"] = "0"
    with Stack(tmp_path / "stack", environ=environ) as stack, contextlib.ExitStack() as clocks:
        for number in (1, 2):
            clock = Process(Program(f"clock-{number}", [*python("flask"), "clock"]), stack._around)
            clocks.callback(clock.kill)
            clock.start()
        stack.clocks = clocks
        yield stack


def flask(stack: Stack, *arguments: str, **environ: str) -> str:
    """What an operator types in another terminal."""
    command, around = [*python("flask"), *arguments], dict(stack.environ) | environ
    ended = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def rows(stack: Stack) -> list[tuple[Any, ...]]:
    """Every post with its author, as they are in the file."""
    engine = sa.create_engine(stack.environ["DATABASE_URL"])
    query = sa.select(Post.id, Post.body, Post.timestamp, User.username).join(User, User.id == Post.user_id)
    with engine.connect() as connection:
        found = connection.execute(query.order_by(Post.id)).all()
    engine.dispose()
    return [tuple(row) for row in found]


def logged(stack: Stack, words: str) -> list[str]:
    """The lines with some words of all who keep the times."""
    logs = [stack.logs / f"{name}.log" for name in ("clock-1", "clock-2", "worker-1")]
    return [line for log in logs for line in log.read_text(errors="replace").splitlines() if words in line]


def made(stack: Stack) -> list[str]:
    """The names of the backups that were made, in order, each as often as it was said."""
    return sorted(re.findall(r"backup (\S+) is made", " ".join(logged(stack, " is made: "))))


def write_until_some_are_made(stack: Stack) -> None:
    """Alice writes all the time."""
    alice, number = people.newcomer(stack, "alice"), count()
    wait_for(
        lambda: people.write(alice, f"post number {next(number)}") or len(made(stack)) >= 4,
        "some backups",
        within_s=60,
        every_s=0.1,
    )


def lose_everything(stack: Stack) -> None:
    """The disk dies in the middle of the work, with all that runs."""
    stack.clocks.close()
    for name in SITE:
        stack.process(name).kill()


def remove_database(stack: Stack) -> None:
    for file in stack.folder.glob(f"{DATABASE}*"):
        file.unlink()


def moment(name: str) -> datetime:
    """When a backup was made."""
    return datetime.strptime(name.partition("Z")[0] + "000", "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)


def test_all_but_the_last_interval_comes_back(stack: Stack):
    write_until_some_are_made(stack)
    lose_everything(stack)
    names, before = made(stack), rows(stack)
    remove_database(stack)
    assert len(names) == len({*names}), "each time one of the three made it"
    assert "sound" in flask(stack, "backup", "verify")
    assert f"{names[-1]} is restored" in flask(stack, "backup", "restore")
    after = rows(stack)

    assert after == before[: len(after)], "row by row"
    # The last snapshot was taken when the backup before it was finished.
    assert all(row[2] > moment(names[-2]) for row in before[len(after) :])
    remove_database(stack)
    flask(stack, "db", "upgrade", BACKUP_RESTORE="1")
    assert rows(stack) == after
    stack.process("web").start()
    assert after[-1][1] in people.known(stack, "alice").open("/user/alice").html


@pytest.mark.parametrize("where", ["hub"], indirect=True)
def test_a_token_that_is_revoked_is_said_once_and_the_site_runs_on(stack: Stack, hub: FakeHub):
    alice = people.newcomer(stack, "alice")
    hub.token = "hf_another"
    wait_for(lambda: logged(stack, "does not accept HUB_TOKEN"), "the first line")
    people.write(alice, "the site runs on")
    wait_for(lambda: len(logged(stack, "does not accept HUB_TOKEN")) > 2, "more lines")
    hub.token = TOKEN
    wait_for(lambda: logged(stack, "backups work again"), "the end of it", within_s=60)

    assert len(re.findall(r"error\b", " ".join(logged(stack, "does not accept HUB_TOKEN")))) == 1
    assert "Traceback" not in "".join(logged(stack, ""))
