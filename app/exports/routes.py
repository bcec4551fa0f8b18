"""Exports: asking for one, seeing how it stands, and taking the archive away."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from app.core.web import main
from app.email import can_send
from app.exports import download, estimate, removal
from app.exports.estimate import Estimate
from app.exports.exporter import TooManyExports
from app.exports.forms import ExportForm, ScheduleForm
from app.exports.models import Export, Standing
from app.extensions import db
from app.forms import ButtonForm
from app.jobs.owner import AlreadyRunning
from app.sessions import fresh_login_required


@main.get("/exports")
@main.get("/export_posts", endpoint="export_choices")
@login_required
def exports() -> ResponseReturnValue:
    """All exports of the user, and the choices for a new one."""
    return _page(ExportForm())


@main.post("/exports")
@login_required
@fresh_login_required(then="main.exports")
def ask_for_export() -> ResponseReturnValue:
    """Ask for an archive of what was chosen, or how large it would be."""
    form = ExportForm()
    if not form.validate_on_submit():
        return _page(form), 422
    chosen = form.chosen(last_exported_at=current_user.last_exported_at)
    if form.estimate.data:
        return _page(form, estimated=estimate.of(Export(user_id=current_user.id, **chosen)))
    return _ask(form, **chosen)


@main.post("/exports/regular")
@login_required
@fresh_login_required(then="main.exports")
def export_regularly() -> ResponseReturnValue:
    """Choose how often an export comes without being asked for."""
    form = ScheduleForm()
    if not form.validate_on_submit():
        return _page(ExportForm(formdata=None), regular=form), 422
    current_user.export_regularly(form.chosen())
    db.session.commit()
    flash(_("Your changes have been saved."))
    return redirect(url_for("main.exports"), 303)


@main.post("/export_posts")
@login_required
@fresh_login_required(then="main.exports")
def export_posts() -> ResponseReturnValue:
    """The button on the profile: all posts, without a choice."""
    return _ask(ExportForm(formdata=None))


@main.get("/exports/<export_id>")
@login_required
def export(export_id: str) -> ResponseReturnValue:
    """One export, as it stands."""
    return _show(_own(export_id))


@main.get("/exports/<export_id>/file")
@login_required
@fresh_login_required()
def export_file(export_id: str) -> ResponseReturnValue:
    """The archive; the page that says why, where there is none."""
    export = _own(export_id)
    if export.standing is Standing.READY:
        return download.send(export, username=current_user.username)
    return _show(export), 410 if export.is_gone() else 404


@main.post("/exports/<export_id>/delete")
@login_required
def delete_export(export_id: str) -> ResponseReturnValue:
    """Throw the archive away before its time."""
    removal.delete(_own(export_id))
    return redirect(url_for("main.export", export_id=export_id), 303)


def _ask(form: ExportForm, **chosen: Any) -> ResponseReturnValue:
    if not can_send():
        return _page(form), 503
    try:
        export = current_user.ask_for_export(**chosen)
    except AlreadyRunning:
        return _go_to_running()
    except TooManyExports as too_many:
        return _page(form), 429, {"Retry-After": str(too_many.wait_s())}
    db.session.commit()
    return redirect(url_for("main.export", export_id=export.id), 303)


def _go_to_running() -> ResponseReturnValue:
    db.session.rollback()
    flash(_("An export is already under way."))
    # It may have ended in this moment; or nobody knows it as an export yet, as a shell launched it.
    export = current_user.export_in_progress()
    target = url_for("main.export", export_id=export.id) if export else url_for("main.exports")
    return redirect(target, 303)


def _page(form: ExportForm, *, estimated: Estimate | None = None, regular: ScheduleForm | None = None) -> str:
    running, next_at = current_user.running_export(), current_user.next_export_at()
    schedule = current_user.export_schedule()
    if can_send() and not (running or next_at or form.errors or estimated):
        estimated = estimate.of(Export(user_id=current_user.id))
    return render_template(
        "exports/exports.html",
        form=form,
        estimated=estimated,
        regular=regular or ScheduleForm(formdata=None, obj=schedule),
        schedule=schedule,
        running=running,
        next_at=next_at,
        exports=current_user.exports(),
        mail_ready=can_send(),
    )


def _show(export: Export) -> str:
    return render_template(f"exports/{export.standing}.html", export=export, form=ButtonForm())


def _own(export_id: str) -> Export:
    return current_user.find_export(export_id) or abort(404)
