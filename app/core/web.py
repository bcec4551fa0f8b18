"""What all pages stand on: the blueprints, whose names are public, and how a request wants its answer."""

from flask import Blueprint, request

main = Blueprint("main", "app")
auth = Blueprint("auth", "app", url_prefix="/auth")
api = Blueprint("api", "app", url_prefix="/api")

# The guide's example is in the API too, at the guide's address.
NOTICES = "/send-notification/"
API = ("/api/", NOTICES)

YEAR_S = 365 * 24 * 3600
# For what never changes at its address, as the address holds what it is made from.
FOR_GOOD = f"public, max-age={YEAR_S}, immutable"


def in_api() -> bool:
    """Whether a request is for the API, which has neither pages nor sessions."""
    return request.path.startswith(API)


def nobody_looks() -> bool:
    """Whether a program asks if a page is there, or a browser fetches it before anybody has clicked."""
    purpose = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return request.method == "HEAD" or "prefetch" in purpose.lower()


def wants_json() -> bool:
    """Whether a program asks: one that uses the API, or sends JSON, or a page's own script."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "text/event-stream"])
    return in_api() or request.is_json or best in {"application/json", "text/event-stream"}
