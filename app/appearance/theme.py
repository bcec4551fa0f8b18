"""Light or dark: as the system has it, unless a person has chosen."""

from __future__ import annotations

from app.appearance import choices

SYSTEM = "system"
THEMES = (SYSTEM, "light", "dark")


def chosen() -> str:
    """One of THEMES, from the cookie of whoever asks."""
    theme = choices.of("THEME")
    return theme if theme in THEMES else SYSTEM
