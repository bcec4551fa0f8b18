"""Sending an archive to its owner: whole, or the part that was asked for (RFC 9110, 14)."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import quote

from flask import abort, current_app, request
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response
from werkzeug.wsgi import FileWrapper

from app.core import storage
from app.core.storage import StorageError
from app.exports.models import Export

ZIP = "application/zip"


def send(export: Export, *, username: str) -> Response:
    """The archive, to be saved under a name that says whose and when. Answers 404 where it is not there."""
    try:
        response = _by_proxy(export) if current_app.config["ACCEL_REDIRECT"] else _by_us(export)
    except FileNotFoundError:
        abort(404)
    except StorageError:
        abort(503)
    current_app.logger.info("user %s downloads export %s", export.user_id, export.id)
    name = secure_filename(f"microblog-{username}-{export.created_at:%Y-%m-%d}.zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _by_proxy(export: Export) -> Response:
    """Nothing but the place of the archive: nginx knows it by this name, and sends it whole or in parts."""
    if storage.size(export.path) is None:
        raise FileNotFoundError
    response = Response(mimetype=ZIP)
    response.headers["X-Accel-Redirect"] = f"{current_app.config['ACCEL_REDIRECT']}/{quote(export.path)}"
    return response


def _by_us(export: Export) -> Response:
    size = export.archive_bytes or 0
    file = storage.open_file(export.path)
    response = Response(FileWrapper(file, storage.READ_BYTES), mimetype=ZIP, direct_passthrough=True)
    response.call_on_close(file.close)
    response.content_length = size
    # An archive never changes; another one has another place.
    response.set_etag(sha256(export.path.encode()).hexdigest()[:32])
    return response.make_conditional(request, accept_ranges=_is_understood(), complete_length=size)


def _is_understood() -> bool:
    """Whether the part that was asked for can be one; who asks for nonsense, or several, gets the whole."""
    asked = request.range
    if "Range" not in request.headers:
        return True
    return asked is not None and asked.units == "bytes" and len(asked.ranges) == 1
