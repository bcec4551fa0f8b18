"""A world for the faults of this folder, mended before each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.faults.world import World, Worlds, the_worlds

# `make test` tries all on SQLite, and on PostgreSQL only the few of this module.
FEW_ON_POSTGRES = "test_postgres"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--real-times`: all faults on both databases, with the settings that people get."""
    parser.addoption("--real-times", action="store_true", help="faults at their real length")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """All are more than the few."""
    return True if _real_times(config) and collection_path.stem == FEW_ON_POSTGRES else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try each fault on its databases."""
    if "database" in metafunc.fixturenames:
        usual = "postgres" if metafunc.module.__name__.endswith(FEW_ON_POSTGRES) else "sqlite"
        metafunc.parametrize("database", ["sqlite", "postgres"] if _real_times(metafunc.config) else [usual])


def pytest_configure(config: pytest.Config) -> None:
    """Explain the mark."""
    config.addinivalue_line("markers", "long: `make test` has one like it, and leaves this to `make faults`")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Real lengths need more time; without them a few are left out."""
    long = [item for item in items if "long" in item.keywords and not _real_times(config)]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]
    for item in items:
        if _real_times(config) and "faults" in item.path.parts:
            item.add_marker(pytest.mark.timeout(400))


@pytest.fixture(scope="session")
def real_times(pytestconfig: pytest.Config) -> bool:
    """Whether the settings are those that people get."""
    return _real_times(pytestconfig)


@pytest.fixture(scope="session")
def worlds(real_times: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """A running Microblog on each database that is asked for; they stay, for to start one takes seconds."""
    with the_worlds(tmp_path_factory.mktemp("worlds"), real_times=real_times) as worlds:
        yield worlds


@pytest.fixture
def world(database: str, worlds: Worlds) -> World:
    """The world, where all is well."""
    world = worlds(database)
    world.heal()
    return world


def _real_times(config: pytest.Config) -> bool:
    return config.getoption("--real-times", default=False)
