"""The application object, for gunicorn, flask and the workers."""

import sqlalchemy as sa

from app import create_app, db
from app.models import Message, Notification, Post, Task, User

app = create_app()


@app.shell_context_processor
def shell_names() -> dict[str, object]:
    """What `flask shell` knows from the start."""
    return {
        "sa": sa,
        "db": db,
        "User": User,
        "Post": Post,
        "Message": Message,
        "Notification": Notification,
        "Task": Task,
    }
