"""Which databases a test runs on: those that `--databases` names, as far as its marks let it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.databases import KINDS

MARK = "only_on(*databases, why): a test of what other databases do not do, or do not show"


def add_option(parser: pytest.Parser) -> None:
    """`--databases`: one or more; SQLite unless told otherwise, for it is the fastest."""
    parser.addoption(
        "--databases",
        type=_kinds,
        default=["sqlite"],
        metavar="|".join(["all", *KINDS]),
        help="on which databases to run what needs one, with commas between them",
    )


def _kinds(words: str) -> list[str]:
    named = KINDS if words == "all" else tuple(words.split(","))
    # In one order everywhere, which is also that of how long they take.
    if unknown := {*named} - {*KINDS}:
        raise ValueError(f"no such database: {', '.join(unknown)}")
    return [kind for kind in KINDS if kind in named]


def chosen(config: pytest.Config) -> list[str]:
    """The kinds of databases that the tests run on."""
    return config.getoption("--databases")


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Run a test that uses the application on each of them. Who needs no database is not asked twice."""
    if "whole_app" in metafunc.fixturenames:
        kinds = _fitting(chosen(metafunc.config), metafunc.definition)
        metafunc.parametrize("whole_app", kinds, indirect=True, scope="session")


def _fitting(kinds: list[str], test: pytest.Item) -> list[Any]:
    mark = test.get_closest_marker("only_on")
    if not mark:
        return kinds
    skip = pytest.mark.skip(reason=mark.kwargs["why"])
    return [kind for kind in kinds if kind in mark.args] or [pytest.param(kinds[0], marks=skip)]
