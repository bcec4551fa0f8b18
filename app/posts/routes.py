"""Writing posts, and the timelines."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext
from flask_login import current_user, login_required

from app.core import clock
from app.core.pages import Cursor
from app.core.web import main, nobody_looks
from app.extensions import db
from app.forms import show, text
from app.posts import feed
from app.posts.forms import PostForm
from app.posts.limits import may_write
from app.transactions import in_passing

# Nobody wants to know how many more there are, and to count them costs.
COUNTED = 99


@main.route("/index", methods=["GET", "POST"])
@main.route("/", methods=["GET", "POST"])
@login_required
def index() -> ResponseReturnValue:
    """Home: write a post, read those of the people one follows."""
    form = PostForm()
    if form.validate_on_submit() and may_write(form):
        current_user.write(text(form.post))
        db.session.commit()
        flash(_("Your post is now live!"), "success")
        return redirect(url_for("main.index"), 303)
    page = feed.home(current_user, before=Cursor.asked(request.args))
    return show("posts/home.html", form, page=page)


@main.get("/posts/new")
@login_required
def new_posts() -> ResponseReturnValue:
    """How many posts have come to one's home since the page was made; asked by its script."""
    after = Cursor.parse(request.args.get("after", ""))
    count = feed.count_newer(current_user, after=after, most=COUNTED + 1)
    if count > COUNTED:
        return {"count": count, "words": _("More than %(num)s new posts", num=COUNTED)}
    return {"count": count, "words": ngettext("%(num)s new post", "%(num)s new posts", count)}


@main.get("/explore")
@login_required
def explore() -> ResponseReturnValue:
    """What everybody writes."""
    page = feed.everybody(current_user, before=Cursor.asked(request.args))
    return render_template("posts/explore.html", page=page)


@main.get("/mentions")
@login_required
def mentions() -> ResponseReturnValue:
    """The posts that name one or answer one; who opens the page has seen them."""
    before, now = Cursor.asked(request.args), clock.now()
    if current_user.unread_mention_count() and not nobody_looks():
        with in_passing(f"that user {current_user.id} saw their mentions"):
            current_user.see_mentions(now)
    page = feed.mentions(current_user, before=before)
    return render_template("posts/mentions.html", page=page, new=(None, now))
