"""Writing posts, and the timelines."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, ngettext
from flask_login import current_user, login_required

from app.core.pages import Cursor
from app.core.web import main
from app.extensions import db
from app.forms import show
from app.posts import feed
from app.posts.forms import PostForm
from app.posts.models import Post
from app.translation.guessing import note_language

# Nobody wants to know how many more there are, and to count them costs.
COUNTED = 99


@main.route("/index", methods=["GET", "POST"])
@main.route("/", methods=["GET", "POST"])
@login_required
def index() -> ResponseReturnValue:
    """Home: write a post, read those of the people one follows."""
    form = PostForm()
    if form.validate_on_submit():
        post = Post(body=form.post.data, user_id=current_user.id)
        note_language(post)
        db.session.add(post)
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
    return render_template("posts/explore.html", page=feed.everybody(before=Cursor.asked(request.args)))
