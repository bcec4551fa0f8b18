"""Microblog, with its example of work after a response once more without the work: `bench.noting:app`."""

from __future__ import annotations

from typing import Any

from app.api.auth import needs
from microblog import app


@needs("write")
def silent(email: str) -> Any:
    """Answer as the example does."""
    return {"message": f"Nothing is noted about {email}"}, 202


app.add_url_rule("/api/silent/<email>", "api.silent", silent, methods=["POST"])
