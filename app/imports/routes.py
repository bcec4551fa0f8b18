"""Uploading an archive, and seeing what became of its posts."""

from __future__ import annotations

from pathlib import PureWindowsPath
from uuid import uuid4

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.datastructures import FileStorage

from app.core.storage import StorageError
from app.core.web import main
from app.extensions import db
from app.imports import uploads
from app.imports.forms import ImportForm
from app.imports.models import FILE_NAME_MOST_CHARACTERS, Import
from app.intake import takes_file
from app.jobs.owner import AlreadyRunning
from app.transactions import begin_writing

MOST_LISTED = 50


@main.get("/imports")
@login_required
def imports() -> ResponseReturnValue:
    """Choose a file, and see the earlier ones."""
    return _page(ImportForm())


@main.post("/imports")
@takes_file(most_mb="IMPORT_MOST_MB")
@login_required
def start_import() -> ResponseReturnValue:
    """Take a file and ask for its import."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        import_id = _ask(form.file.data)
    except AlreadyRunning:
        return _to_the_running_one()
    except (OSError, StorageError):
        current_app.logger.exception("an uploaded file could not be kept")
        flash(_("Your file could not be kept at the moment. Please try again later."))
        return _page(form), 503
    return redirect(url_for("main.show_import", import_id=import_id), 303)


@main.get("/imports/<import_id>")
@login_required
def show_import(import_id: str) -> ResponseReturnValue:
    """How an import stands, and what became of its entries."""
    found = Import.find(import_id, user_id=current_user.id) or abort(404)
    return render_template("imports/show.html", one=found, task=current_user.find_task(found.id))


def _page(form: ImportForm) -> str:
    return render_template(
        "imports/index.html",
        form=form,
        found=Import.of(current_user.id, most=MOST_LISTED),
        most_mb=current_app.config["IMPORT_MOST_MB"],
    )


def _ask(file: FileStorage) -> str:
    """Keep a file and launch the task that imports it. Raises AlreadyRunning, OSError or StorageError."""
    if current_user.get_task_in_progress("import_posts"):
        raise AlreadyRunning("import_posts")
    # The file is in its place before anybody can look for it, and no transaction is open while it goes there.
    # Should the request end here, the hourly tidying finds a file that no task needs.
    db.session.rollback()
    import_id = str(uuid4())
    uploads.keep(import_id, file.stream)
    begin_writing()
    current_user.launch_task("import_posts", _("Importing posts..."), task_id=import_id)
    db.session.add(Import(id=import_id, user_id=current_user.id, file_name=_shown(file.filename or "")))
    db.session.commit()
    current_app.logger.info("user %s asked for import %s", current_user.id, import_id)
    return import_id


def _shown(file_name: str) -> str:
    """A file's name as pages show it: without folders, and without what nobody sees."""
    # Windows' rules know both separators.
    name = "".join(character for character in PureWindowsPath(file_name).name if character.isprintable())
    return name[:FILE_NAME_MOST_CHARACTERS]


def _to_the_running_one() -> ResponseReturnValue:
    flash(_("An import is already under way."))
    running = current_user.get_task_in_progress("import_posts")
    if running is None:
        # It has ended within this moment.
        return redirect(url_for("main.imports"), 303)
    return redirect(url_for("main.show_import", import_id=running.id), 303)
