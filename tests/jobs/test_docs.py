"""What the documentation says about the engine is so."""

import re
from pathlib import Path

import pytest

from app import db, tasks
from app.jobs import commands
from app.jobs.models import SOURCES, State
from tests import factories
from tests.support.jobs import change

DOCS = Path(__file__).parent.parent.parent / "docs"


def blocks(name, language):
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / name).read_text(), re.MULTILINE | re.DOTALL)


def drawn(text):
    return {
        (State(source), State(to)) for source, to in re.findall(r"^ +(\w+) --> (\w+)", text, re.MULTILINE)
    }


def test_the_diagram_shows_every_move_and_no_other():
    [diagram] = [block for block in blocks("jobs.md", "mermaid") if block.startswith("stateDiagram")]

    assert drawn(diagram) == {(source, to) for to, sources in SOURCES.items() for source in sources}


def test_every_state_has_a_place_in_the_table():
    rows = re.findall(r"^\| `(\w+)` \|", (DOCS / "architecture.md").read_text(), re.MULTILINE)

    assert set(State) <= set(rows)


def test_every_command_is_told():
    text = (DOCS / "jobs.md").read_text()

    assert set(re.findall(r"`flask jobs (\w+)", text)) == set(commands.jobs.commands)


@pytest.mark.parametrize(
    "path", sorted((DOCS.parent / "app" / "jobs").glob("[a-z]*.py")), ids=lambda path: path.name
)
def test_every_file_of_the_engine_is_told(path):
    assert f"`{path.name}`" in (DOCS / "jobs.md").read_text()


def named_in(row):
    """The places of the tests in a row of the table of rules."""
    names = re.findall(r"`([\w./]+)`", row.split("|")[2])
    beside = {name: "js/" if name.endswith(".js") else "jobs/" for name in names if "/" not in name}
    return [DOCS.parent / "tests" / (beside.get(name, "") + name) for name in names]


def test_every_rule_for_long_jobs_has_tests_that_are_there():
    text = (DOCS / "development.md").read_text().partition("## Long jobs in the browser")[2]
    _head, _line, *rows = re.findall(r"^\|.*$", text.partition("\n## ")[0], re.MULTILINE)

    assert len(rows) == 18
    assert all(named_in(row) and all(path.exists() for path in named_in(row)) for row in rows)


@pytest.fixture
def guide(monkeypatch):
    """The guide's code in the place where it says that it belongs; counts how often it counts."""
    names = {}
    exec(compile("\n".join(blocks("new-task.md", "python")), "new-task.md", "exec"), names)  # noqa: S102
    monkeypatch.setattr(tasks, "count_words", names["count_words"], raising=False)
    return names


def asked(user):
    task = user.launch_task("count_words", "Counting your words...")
    db.session.commit()
    return task


def test_the_guides_task_counts_and_mails(alice, work, guide, outbox):
    for body in ("one two three", "four"):
        factories.post(author=alice, body=body)
    task = asked(alice)
    work()

    assert (task.state, task.steps) == (State.DONE, {"words": 4})
    assert [mail.body for mail in outbox] == ["You have written 4 words."]


def test_the_guides_task_goes_on_where_it_was(alice, work, guide, outbox):
    task = change(asked(alice), steps={"words": 7}, attempt=1, failures=1)
    work()

    assert task.state is State.DONE and outbox[0].body == "You have written 7 words."
