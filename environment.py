"""The environment, and `.env`, as typed values. A variable that is empty is one that is not set."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from environs import Env, EnvValidationError, validate

env = Env(eager=False)
# The name is Flask's: its command line keeps its hands off `.env` too.
if not env.bool("FLASK_SKIP_DOTENV", False):
    env.read_env(str(Path(__file__).resolve().parent / ".env"))


def text(name: str, default: str | None = None) -> str | None:
    """A string from the environment."""
    return env.str(name, None) or default


def of_postgres() -> dict[str, str]:
    """What it says of PostgreSQL's servers: its driver and its programs heed the same variables."""
    return {name: value for name, value in os.environ.items() if name.startswith("PG")}


def number(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number from the environment, within bounds."""
    return env.int(name, default, validate=validate.Range(min=least, max=most)) if text(name) else default


def switch(name: str, *, default: bool = False) -> bool:
    """Yes or no from the environment: 1 or 0, true or false, on or off."""
    return env.bool(name, default) if text(name) else default


def choice(name: str, *, default: str, among: list[str]) -> str:
    """One of a few words from the environment."""
    return env.str(name, default, validate=validate.OneOf(among)) if text(name) else default


def names(name: str, *, default: list[str]) -> list[str]:
    """Strings from the environment, with commas between them."""
    return [one.strip() for one in env.list(name) if one.strip()] if text(name) else default


def faults() -> dict[str, list[str]]:
    """What is wrong with the variables that were read so far, by name."""
    try:
        env.seal()
    except EnvValidationError as error:
        # By name, although Marshmallow's type says a list.
        found: Any = error.error_messages
        return {name: [str(message) for message in messages] for name, messages in found.items()}
    return {}
