"""Feeds of what people write whom anybody may read."""

from __future__ import annotations

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from app.accounts.models import User
from app.core.web import main
from app.feeds import atom
from app.feeds.pages import VISITS
from app.posts import feed as posts

MOST = 50
HEADERS = {
    # To be asked for each time: what its author takes back must not live on in a cache.
    "Cache-Control": "public, no-cache",
    # A search engine shall find the pages.
    "X-Robots-Tag": "noindex",
}


@main.get("/user/<username>/feed.atom")
@VISITS
def feed(username: str) -> ResponseReturnValue:
    """Somebody's newest posts for feed readers. No cookie counts here: it is the same for everybody."""
    author = User.open_named(username) or abort(404)
    newest = posts.newest_by(author, most=MOST)
    response = Response(atom.document(author, newest), mimetype=atom.KIND, headers=HEADERS)
    response.last_modified = atom.changed_at(newest)
    response.add_etag()
    # The date alone settles nothing: it stays what it is when an older post is deleted.
    return response.make_conditional(request) if request.if_none_match else response
