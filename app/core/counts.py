"""Counting no further than people want to know."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

COUNTED = 1_000


def counted(rows: sa.Select[Any]) -> sa.ScalarSelect[int]:
    """How many rows there are, up to COUNTED; what every page counts must not cost what there is."""
    some = rows.limit(COUNTED).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()
