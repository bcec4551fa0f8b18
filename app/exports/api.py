"""Exports for programs: asking for one, seeing how it stands, and taking the archive away."""

from __future__ import annotations

from typing import Any

from apifairy import body, other_responses, response
from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_marshmallow import Schema
from marshmallow import ValidationError, fields, post_load

from app.api.auth import needs, the_user
from app.api.fields import Moment, Switch
from app.core.web import api
from app.email import can_send
from app.errors import Problem
from app.exports import download, removal
from app.exports.exporter import TooManyExports
from app.exports.models import Export, Scope, Standing
from app.extensions import db
from app.jobs.owner import AlreadyRunning
from app.transactions import begin_writing
from app.webhooks import registration
from app.webhooks.models import Webhook
from app.webhooks.told import SetWebhook, WebhookUrl

# After so long it makes sense to look again how an export stands.
LOOK_AFTER_S = 2
NOT_THERE = "The user has no such export."


class NewExport(Schema):
    """What one may choose of an archive that one asks for."""

    scope = fields.Enum(Scope, by_value=True, load_default=Scope.POSTS)
    since = Moment(load_default=None, allow_none=True)
    until = Moment(load_default=None, allow_none=True)
    new = Switch(load_default=False)
    webhook = WebhookUrl(load_default=None, allow_none=True)

    @post_load
    def choose(self, asked: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """What `ask_for_export` wants to know."""
        if asked.pop("new"):
            if asked["since"]:
                raise ValidationError(_("Say either since when, or that it is what is new."), "new")
            asked["since"] = the_user().last_exported_at(asked["scope"])
        if asked["since"] and asked["until"] and asked["until"] <= asked["since"]:
            raise ValidationError(_("Must be after the beginning."), "until")
        return asked


class ToldExport(Schema):
    """An export, as it stands."""

    id = fields.String()
    state = fields.Enum(Standing, by_value=True, attribute="standing")
    scope = fields.Enum(Scope, by_value=True)
    since = Moment(allow_none=True)
    until = Moment(allow_none=True)
    created_at = Moment()
    progress = fields.Function(lambda export: export.task.get_progress() if export.task else None)
    eta_s = fields.Integer(attribute="task.eta_s", dump_default=None, allow_none=True)
    posts_count = fields.Integer(allow_none=True)
    archive_bytes = fields.Integer(allow_none=True)
    exported_at = Moment(allow_none=True)
    expires_at = Moment(allow_none=True)
    reason = fields.String(attribute="task.reason", dump_default=None, allow_none=True)
    reference = fields.String(attribute="task.reference", dump_default=None, allow_none=True)
    _links = fields.Method("links_of")

    def links_of(self, export: Export) -> dict[str, str]:
        """Where to go on: to the archive, once it is there."""
        file = {"file": url_for("api.export_file", export_id=export.id)}
        return {"self": _path(export)} | (file if export.standing is Standing.READY else {})


class Asked:
    """An export, and the webhook that was set when it was asked for."""

    def __init__(self, export: Export, webhook: Webhook | None) -> None:
        self.webhook = webhook
        self._export = export

    def __getattr__(self, name: str) -> Any:
        return getattr(self._export, name)


class AskedExport(ToldExport):
    """An export as it is answered when it is asked for."""

    webhook = fields.Nested(
        SetWebhook, allow_none=True, dump_default=None, metadata={"description": "What this request has set."}
    )


class ToldExports(Schema):
    """Exports, the newest first."""

    items = fields.List(fields.Nested(ToldExport))


@api.get("/exports")
@needs("exports")
@response(ToldExports)
def exports() -> Any:
    """The user's exports, as many as people look at."""
    return {"items": the_user().exports()}


@api.post("/exports")
@needs("exports")
@body(NewExport)
@response(AskedExport, 202)
@other_responses({
    409: "A task is under way that a shell began.",
    429: "Too many in a day.",
    503: "No mail server.",
})
def ask_for_export(chosen: dict[str, Any]) -> Any:
    """Ask for an archive; while one is being made, it is that one, with the webhook that it has if any."""
    url = chosen.pop("webhook")
    if not can_send():
        raise Problem(503, _("This site cannot send mail at the moment, so no export would reach you."))
    try:
        export = the_user().ask_for_export(**chosen)
    except AlreadyRunning:
        export = _running()
    except TooManyExports as too_many:
        detail = _("You have had as many exports as one may have in a day.")
        raise Problem(429, detail, retry_after_s=too_many.wait_s()) from too_many
    hook = _hook(export, url) if url else None
    db.session.commit()
    return Asked(export, hook), {"Location": _path(export)} | _when_to_look(export)


@api.get("/exports/<export_id>")
@needs("exports")
@response(ToldExport)
@other_responses({404: NOT_THERE})
def export(export_id: str) -> Any:
    """One export, as it stands."""
    found = _own(export_id)
    return found, _when_to_look(found)


@api.delete("/exports/<export_id>")
@needs("exports")
@other_responses({404: NOT_THERE, 409: "Too late to stop it.", 503: "The store does not answer."})
def delete_export(export_id: str) -> ResponseReturnValue:
    """Stop an export, or throw its archive away; nothing more to do is as good."""
    if not removal.withdraw(_own(export_id)):
        raise Problem(409, _("It is too late to cancel this."), retry_after_s=LOOK_AFTER_S)
    return "", 204


@api.get("/exports/<export_id>/file")
@needs("exports")
@other_responses({
    200: "The archive.",
    206: "The part of it that was asked for.",
    404: "There is no such export, or no archive yet.",
    410: "It has expired, or was deleted.",
    416: "It has no such part.",
    503: "The store does not answer.",
})
def export_file(export_id: str) -> ResponseReturnValue:
    """The archive, or the part of it that is asked for."""
    found = _own(export_id)
    if found.standing is Standing.READY:
        return download.send(found, username=the_user().username)
    if found.is_gone():
        raise Problem(410, _("This archive has expired, or was deleted."))
    raise Problem(404, _("There is no archive of this export."))


def _running() -> Export:
    # It may yet be given a webhook.
    begin_writing()
    # It may have ended in this moment; or nobody knows it as an export yet, as a shell launched it.
    if found := the_user().export_in_progress():
        return found
    raise Problem(409, _("An export is already under way."), retry_after_s=LOOK_AFTER_S)


def _hook(export: Export, url: str) -> Webhook | None:
    """The webhook of an export that had none; that of one that has one is somebody's already."""
    task = the_user().find_task(export.id)
    return registration.register(task, url) if task and not Webhook.of(task.id) else None


def _own(export_id: str) -> Export:
    return the_user().find_export(export_id) or abort(404)


def _when_to_look(export: Export) -> dict[str, str]:
    return {"Retry-After": str(LOOK_AFTER_S)} if export.standing is Standing.PREPARING else {}


def _path(export: Export) -> str:
    return url_for("api.export", export_id=export.id)
