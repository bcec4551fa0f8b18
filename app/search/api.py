"""The search for programs: posts and people."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from apifairy import arguments, response
from flask import current_app, request, url_for
from flask_marshmallow import Schema
from marshmallow import fields, validate

from app.accounts import told as told_people
from app.accounts.told import ToldUsers
from app.api.auth import needs, the_user
from app.api.fields import PLACES, Place
from app.core.pages import Page
from app.core.web import api
from app.posts import told as told_posts
from app.posts.told import ToldPosts
from app.search import window
from app.search.people import find_people
from app.search.posts import find_posts
from app.search.words import MOST_CHARACTERS


class Wanted(Schema):
    """What is looked for, and behind which place."""

    q = fields.String(
        required=True,
        validate=validate.Length(max=MOST_CHARACTERS),
        metadata={"description": "What a person would type into the page's field.", "example": "portland"},
    )
    before = Place(
        window.Place, "What is behind this place, as _links.next names it.", f"{PLACES}-[0-9]{{1,3}}"
    )


@api.get("/search/posts")
@needs("read")
@arguments(Wanted)
@response(ToldPosts)
def search_posts(wanted: dict[str, Any]) -> Any:
    """Posts by their words, the best of the newest first."""
    page = find_posts(wanted["q"], reader=the_user(), before=wanted.get("before"))
    return _tell(page, told_posts.all_of(page.items))


@api.get("/search/people")
@needs("read")
@arguments(Wanted)
@response(ToldUsers)
def search_people(wanted: dict[str, Any]) -> Any:
    """People by their names and what they say about themselves; who is named so comes first."""
    page = find_people(wanted["q"], reader=the_user(), before=wanted.get("before"))
    return _tell(page, told_people.all_of(page.items))


def _tell(page: Page[Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    """The page as lists are told; there is no way back, and nobody counts what matches."""
    size = current_app.config["POSTS_PER_PAGE"]
    return {
        "items": items,
        "_meta": {"page": None, "per_page": size, "total_pages": None, "total_items": None},
        "_links": {
            "self": _path(**request.args.to_dict()),
            "next": _path(q=request.args["q"], before=str(page.older)) if page.older else None,
            "prev": None,
        },
    }


def _path(**values: str) -> str:
    return f"{url_for(request.endpoint or '')}?{urlencode(values)}"
