"""Begins to change a user's row, and does not go on."""

import os
import time

from app.extensions import db
from app.models import User
from app.transactions import begin_writing
from microblog import app

with app.app_context():
    begin_writing()
    db.session.get_one(User, int(os.environ["WHOSE"])).about_me = "locked"
    db.session.flush()
    print("locked", flush=True)  # noqa: T201 (the test waits for it)
    time.sleep(600)
