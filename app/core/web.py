"""What all pages stand on: the two blueprints, whose names are public, and how a request wants its answer."""

from flask import Blueprint, request

main = Blueprint("main", "app")
auth = Blueprint("auth", "app", url_prefix="/auth")


def wants_json() -> bool:
    """Whether a program asks: the API, or a page's own script."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith("/api/") or best == "application/json"
