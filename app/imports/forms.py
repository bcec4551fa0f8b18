"""The form that takes a file."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SubmitField


class ImportForm(FlaskForm):
    """Choose a file to import."""

    file = FileField(_l("Archive or posts.json"), validators=[FileRequired(_l("Please choose a file."))])
    submit = SubmitField(_l("Import"))
