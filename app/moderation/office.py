"""What administrators do. The callers commit; the people concerned are told by mail after that."""

from __future__ import annotations

from flask_babel import gettext as _

from app.accounts.locks import lock_people
from app.accounts.login_sessions import LoginSession
from app.accounts.models import User
from app.accounts.tokens import ApiToken
from app.extensions import db
from app.moderation import mail
from app.moderation.acts import Act, Verb
from app.moderation.reports import Outcome, Report
from app.posts.models import Post


def hold(user: User) -> User | None:
    """Somebody as they are now, about whom nobody else decides meanwhile; None if the account is deleted."""
    lock_people([user.id])
    still = User.there().where(User.id == user.id)
    return db.session.scalar(still.execution_options(populate_existing=True))


def dismiss(report: Report, *, by: User) -> bool:
    """Leave what was reported as it is; all open reports of the same are answered with that.

    Whether there were any: somebody else may have decided.
    """
    lock_people([report.user_id])
    dismissed = Report.close(Report.subject == report.subject, Outcome.DISMISSED) > 0
    if dismissed:
        Act.note(Verb.DISMISS, report.author, by=by, post_id=report.post_id)
    return dismissed


def remove(post: Post, *, by: User, why: str) -> None:
    """Delete a post that is held for its author. The replies to it stay."""
    Report.close(Report.subject == f"post:{post.id}", Outcome.REMOVED)
    Act.note(Verb.REMOVE, post.author, by=by, post_id=post.id, why=why)
    mail.tell_removed(post.author, body=post.body, why=why)
    post.author.withdraw(post)


def why_not_suspend(user: User, *, by: User | None) -> str | None:
    """What speaks against suspending somebody, in words; None: nothing."""
    if by and user.id == by.id:
        return _("You cannot suspend yourself.")
    if user.is_admin:
        return _(
            "%(username)s is an administrator, and has to be made a plain user first.", username=user.username
        )
    if user.suspended_at:
        return _("This account is suspended already.")
    return None


def suspend(user: User, *, by: User | None, why: str) -> None:
    """Shut the account of somebody who is held: they are out everywhere, and their posts are not shown."""
    user.suspend(why)
    LoginSession.revoke(user.id)
    ApiToken.revoke_all(user.id)
    Report.close(Report.user_id == user.id, Outcome.SUSPENDED)
    Act.note(Verb.SUSPEND, user, by=by, why=why)
    mail.tell_suspended(user, why=why)


def unsuspend(user: User, *, by: User | None) -> None:
    """Open somebody's account again."""
    user.unsuspend()
    Act.note(Verb.UNSUSPEND, user, by=by)
    mail.tell_unsuspended(user)


def promote(user: User) -> None:
    """Make somebody an administrator; only the server's command line does."""
    user.is_admin = True
    Act.note(Verb.PROMOTE, user, by=None)


def demote(user: User) -> None:
    """Make an administrator a plain user."""
    user.is_admin = False
    Act.note(Verb.DEMOTE, user, by=None)
