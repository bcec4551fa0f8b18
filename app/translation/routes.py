"""Asking what a post says."""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa
from flask import abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l
from flask_login import current_user, login_required

from app.core import clock
from app.core.calls import ServiceError, TooSlow
from app.core.pages import MOST_ID
from app.core.urls import safe_next
from app.core.web import main, wants_json
from app.errors import Problem
from app.extensions import db, limiter
from app.moderation.restraints import is_shown
from app.posts.models import Post
from app.translation import offers, translator
from app.translation.guard import Paused
from app.translation.models import Translation, digest
from app.translation.services import NUL, UnknownLanguage
from app.translation.translator import MOST_CHARACTERS, Translator

# What is known already is free; only asking the service counts.
ASKING = limiter.limit("60 per hour", key_func=lambda: f"translator {current_user.id}")
FAILED = {
    UnknownLanguage: (422, _l("The translator does not know this language.")),
    TooSlow: (504, _l("The translator takes too long. Please try again later.")),
    ServiceError: (502, _l("The translator does not work at the moment. Please try again later.")),
    Paused: (503, _l("The translator has much to do or is being mended. Please try again in a minute.")),
}


@main.post("/translate")
@login_required
def translate() -> ResponseReturnValue:
    """What a post says in the reader's language; or, as JSON, what any text says in any."""
    service = translator.of_this_site()
    if service is None:
        raise Problem(501, _("This site has no translator."))
    asked = _asked()
    if "post_id" not in asked:
        return {"text": _text(service, asked)}
    try:
        found = _found(service, _post(asked["post_id"]))
    except Problem as problem:
        return _refuse(problem, post_id=asked["post_id"])
    # Once more: somebody may have deleted it while the service was thinking.
    post = _post(found.post_id)
    return _told(found, post) if wants_json() else _page(post, found=found)


def _asked() -> dict[str, Any]:
    """What the request carries: a form, or JSON."""
    if not request.is_json:
        return {"post_id": request.form.get("post_id", "")}
    try:
        # orjson: the standard library takes half a surrogate pair, and crashes at deep nesting.
        asked = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise Problem(400, _("The body is not valid JSON.")) from error
    return asked if isinstance(asked, dict) else abort(422)


def _post(post_id: Any) -> Post:
    number = str(post_id)
    # Not `isdecimal`: that holds for the digits of all scripts, and says nothing about how many there are.
    found = number.isascii() and number.isdigit() and len(number) <= len(str(MOST_ID))
    if not found or int(number) > MOST_ID:
        abort(404)
    shown = is_shown(Post.user_id, to=current_user.id, muted=True)
    return db.session.scalar(sa.select(Post).where(Post.id == int(number), shown)) or abort(404)


def _text(service: Translator, asked: dict[str, Any]) -> str:
    """The translation of a text that comes with the codes of both languages."""
    text, source, target = (asked.get(name) for name in ("text", "source_language", "dest_language"))
    if not isinstance(text, str) or not text.strip() or not _are_languages(source, target):
        raise Problem(422, _("Give a text, the code of its language, and that of the other language."))
    if NUL in text:
        raise Problem(400, _("A text must not contain the character NUL."))
    db.session.rollback()
    return _ask(service, text, source=str(offers.primary(source)), target=str(offers.primary(target)))


def _are_languages(*codes: Any) -> bool:
    return all(isinstance(code, str) and offers.name_of(code) for code in codes)


def _found(service: Translator, post: Post) -> Translation:
    """The translation of a post, kept or new. Commits what is new."""
    target, source = offers.reader_language(), offers.primary(post.language)
    if source is None or not offers.is_foreign(post.language):
        raise Problem(422, _("Nobody knows a foreign language in this post."))
    if kept := Translation.of(post, target):
        return kept
    made: dict[str, Any] = {"post_id": post.id, "language": target, "digest": digest(post)}
    made |= {"translator": service.name, "made_at": clock.now()}
    body = post.body
    # The service may think for seconds; a connection to the database must not wait for it.
    db.session.rollback()
    found = Translation(**made, text=_ask(service, body, source=source, target=target))
    found.keep()
    return found


def _ask(service: Translator, text: str, *, source: str, target: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise Problem(422, _("This text is too long to be translated."))
    try:
        with ASKING:
            return service.translate(text, source=source, target=target)
    except tuple(FAILED) as error:
        current_app.logger.warning("translator: %s: %s", type(error).__name__, error)
        code, words = next(answer for kind, answer in FAILED.items() if isinstance(error, kind))
        raise Problem(code, str(words), retry_after_s=getattr(error, "retry_after_s", None)) from error


def _refuse(problem: Problem, *, post_id: Any) -> ResponseReturnValue:
    """To a program the problem; to a person the post as it was, and why it stays so."""
    if wants_json():
        raise problem
    again = {"Retry-After": str(problem.retry_after_s)} if problem.retry_after_s else {}
    return _page(_post(post_id), problem=problem), problem.code or 500, again


def _told(found: Translation, post: Post) -> dict[str, str]:
    return {"text": found.text, "language": found.language, "words": _by(found, post)}


def _by(found: Translation, post: Post) -> str:
    source = offers.name_of(post.language)
    return _("Translated from %(language)s by %(name)s.", language=source, name=found.translator)


def _page(post: Post, *, found: Translation | None = None, problem: Problem | None = None) -> str:
    words = {"by": _by(found, post) if found else "", "problem": problem.detail if problem else ""}
    page, _hash, _place = safe_next(request.form.get("back"), default=url_for("main.explore")).partition("#")
    return render_template(
        "translation/show.html", post=post, found=found, back=f"{page}#post-{post.id}", **words
    )
