"""People for programs: seeing them, joining them, and changing what one says about oneself."""

from __future__ import annotations

from typing import Any

from apifairy import arguments, body, other_responses, response
from flask import Response, abort
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.accounts import follower, told
from app.accounts.forms import normal_address
from app.accounts.models import User
from app.accounts.registration import NameTaken, open_account
from app.accounts.told import ChangedUser, NewUser, ToldUser, ToldUsers
from app.api.auth import needs, the_user
from app.api.pages import AskedById, Window
from app.core.web import api
from app.errors import Problem
from app.extensions import db, limiter

NOT_THERE = "There is no such user."


def accepted(response: Response) -> bool:
    """Whether an account was asked for in earnest; behind each may be a mail to somebody else."""
    return response.status_code < 400


@api.get("/users")
@needs("read")
@arguments(AskedById)
@response(ToldUsers)
def users(window: Window) -> Any:
    """Everybody whose account is open, the newest first."""
    return told.people(window, User.id, User.there().where(User.suspended_at.is_(None)))


@api.post("/users")
@limiter.limit("60 per hour", deduct_when=accepted, override_defaults=False)
@body(NewUser)
@response(ToldUser, 201)
@other_responses({409: "The name is taken.", 429: "Too many accounts from this address."})
def create_user(wanted: dict[str, Any]) -> Any:
    """Make an account. The answer is the same whether or not the e-mail address has one.

    If it has, the new account is gone again at once, and the address's owner is told by mail.
    """
    try:
        user_id = open_account(**wanted)
    except NameTaken as taken:
        raise _name_is_taken() from taken
    user = told.newcomer(user_id, wanted["username"], wanted["email"])
    return user, {"Location": user["_links"]["self"]}


@api.get("/me")
@needs("read")
@response(ToldUser)
def me() -> Any:
    """The user for whom the token acts."""
    return told.one(the_user(), the_user())


@api.get("/users/<id:user_id>")
@needs("read")
@response(ToldUser)
@other_responses({404: NOT_THERE})
def get_user(user_id: int) -> Any:
    """Somebody; email is told of oneself only."""
    return told.one(_found(user_id), the_user())


@api.put("/users/<id:user_id>")
@needs("account")
@body(ChangedUser)
@response(ToldUser)
@other_responses({404: NOT_THERE, 409: "The name is taken, or the e-mail address is another one."})
def change_user(changes: dict[str, Any], user_id: int) -> Any:
    """Change one's own name, and what one says about oneself. What is not sent stays as it is."""
    user = _found(user_id)
    if user.id != the_user().id:
        raise Problem(403, _("You can change yourself only."))
    _refuse_another_address(changes.pop("email", user.email), user)
    for name, value in changes.items():
        setattr(user, name, value)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise _name_is_taken() from error
    return told.one(user, user)


@api.get("/users/<id:user_id>/followers")
@needs("read")
@arguments(AskedById)
@response(ToldUsers)
@other_responses({404: NOT_THERE})
def followers(window: Window, user_id: int) -> Any:
    """Who follows somebody, the newest members first."""
    return told.people(window, follower.followers.c.follower_id, _found(user_id).followers.select())


@api.get("/users/<id:user_id>/following")
@needs("read")
@arguments(AskedById)
@response(ToldUsers)
@other_responses({404: NOT_THERE})
def following(window: Window, user_id: int) -> Any:
    """Whom somebody follows, the newest members first."""
    return told.people(window, follower.followers.c.followed_id, _found(user_id).following.select())


@api.put("/users/<id:user_id>/follow")
@needs("write")
@other_responses({404: NOT_THERE, 409: "Nobody follows themselves."})
def follow_user(user_id: int) -> Any:
    """Follow somebody; once more changes nothing."""
    user = _found(user_id)
    if user.id == the_user().id:
        raise Problem(409, _("You cannot follow yourself!"))
    if not the_user().reaches(user):
        raise Problem(403, _("You cannot follow %(username)s.", username=user.username))
    the_user().follow(user)
    try:
        db.session.commit()
    except IntegrityError:
        # The same request, sent twice at once: the other one has done it.
        db.session.rollback()
    return "", 204


@api.delete("/users/<id:user_id>/follow")
@needs("write")
@other_responses({404: NOT_THERE})
def unfollow_user(user_id: int) -> Any:
    """Do not follow somebody any more; once more changes nothing."""
    the_user().unfollow(_found(user_id))
    db.session.commit()
    return "", 204


def _found(user_id: int) -> User:
    return User.with_id(user_id) or abort(404)


def _refuse_another_address(email: str, user: User) -> None:
    if (normal_address(email) or email).lower() != user.email.lower():
        words = _("An e-mail address has to be confirmed: change it on the site.")
        raise Problem(409, words, errors={"email": [words]})


def _name_is_taken() -> Problem:
    words = _("This name is taken. Please choose another.")
    return Problem(409, words, errors={"username": [words]})
