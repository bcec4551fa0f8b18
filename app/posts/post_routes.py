"""One post: reading and answering it, and for its author changing and deleting it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy.exc import IntegrityError

from app.core.pages import Cursor
from app.core.urls import safe_next
from app.core.web import main
from app.errors import Problem
from app.extensions import db
from app.feeds import pages
from app.feeds.pages import open_to_strangers
from app.forms import ButtonForm, show, text
from app.posts import addresses, thread
from app.posts.forms import EditForm, ReplyForm
from app.posts.limits import may_write
from app.posts.models import Post

# No larger than every database takes for an id.


@main.route("/posts/<id:post_id>", methods=["GET", "POST"])
@open_to_strangers(pages.post)
def post(post_id: int) -> ResponseReturnValue:
    """A post within its conversation, and a form to answer it."""
    after = Cursor.parse(request.args["after"]) if "after" in request.args else None
    [*above, shown] = thread.down_to(post_id) or abort(404)
    form, reaches = ReplyForm(), shown.user_id == current_user.id or current_user.reaches(shown.author)
    if form.validate_on_submit() and _may_answer(shown, reaches=reaches) and may_write(form):
        reply = _answer(shown, text(form.post))
        flash(_("Your reply is now live!"), "success")
        return redirect(addresses.of_post(reply), 303)
    page = thread.replies(shown, after=after)
    return show("posts/thread.html", form, above=above, shown=shown, page=page, reaches=reaches)


@main.route("/posts/<id:post_id>/edit", methods=["GET", "POST"])
@login_required
def edit_post(post_id: int) -> ResponseReturnValue:
    """Change what one wrote."""
    own = current_user.own_post(post_id) or abort(404)
    form = EditForm(data={"post": own.body, "was": own.version})
    if not form.validate_on_submit():
        return show("posts/edit.html", form, post=own)
    own = current_user.hold(post_id, body=text(form.post)) or abort(404)
    if not form.is_about(own) or not may_write(form):
        return show("posts/edit.html", form, post=own)
    current_user.rewrite(own, text(form.post))
    db.session.commit()
    flash(_("Your changes have been saved."), "success")
    return redirect(addresses.of_post(own), 303)


@main.route("/posts/<id:post_id>/delete", methods=["GET", "POST"])
@login_required
def delete_post(post_id: int) -> ResponseReturnValue:
    """Delete what one wrote; a GET only asks."""
    own, form = current_user.own_post(post_id) or abort(404), ButtonForm()
    back = _way_back(own)
    if not form.validate_on_submit():
        return show("posts/delete.html", form, post=own)
    current_user.withdraw(current_user.hold(post_id) or abort(404))
    db.session.commit()
    flash(_("The post is deleted."), "success")
    return redirect(back, 303)


def _may_answer(shown: Post, *, reaches: bool) -> bool:
    if not reaches:
        raise Problem(403, _("You cannot reply to %(username)s.", username=shown.author.username))
    return True


def _answer(question: Post, body: str) -> Post:
    try:
        reply = current_user.write(body, reply_to=question)
        db.session.commit()
    except IntegrityError:
        # The question was deleted a moment ago.
        db.session.rollback()
        abort(404)
    return reply


def _way_back(gone: Post) -> str:
    """Where one came from; if that is the page of what is gone, what it answered, or home."""
    home = addresses.of_question(gone) if gone.reply_to_id else url_for("main.index")
    target = safe_next(request.args.get("back"), default=home)
    return home if urlsplit(target).path == url_for("main.post", post_id=gone.id) else target
