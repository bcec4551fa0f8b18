"""Forms about posts."""

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SubmitField, TextAreaField
from wtforms.validators import DataRequired

from app.forms import MostCharacters, something_visible, tidy
from app.posts.models import BODY_MOST_CHARACTERS, Post


def body_field(label: str) -> TextAreaField:
    """Where one writes."""
    validators = [DataRequired(), something_visible, MostCharacters(BODY_MOST_CHARACTERS)]
    return TextAreaField(label, filters=[tidy], validators=validators)


class PostForm(FlaskForm):
    """Write a post."""

    post = body_field(_l("Say something"))
    submit = SubmitField(_l("Post"))


class ReplyForm(PostForm):
    """Answer a post."""

    post = body_field(_l("Your reply"))
    submit = SubmitField(_l("Reply"))


class EditForm(PostForm):
    """Change a post."""

    post = body_field(_l("Your post"))
    # The version that one began to change.
    was = HiddenField()
    submit = SubmitField(_l("Save"))

    def is_about(self, post: Post) -> bool:
        """Whether the post is still what one began to change; if not, the form says so."""
        if self.was.data == post.version:
            return True
        self.was.data = post.version
        self.post.errors = [_("This post was changed elsewhere meanwhile. Save again to keep your words.")]
        return False
