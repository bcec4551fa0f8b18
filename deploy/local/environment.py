"""The settings of the local stack, as environment variables."""

import os
from pathlib import Path

from deploy.local.folder import secret_key
from deploy.local.places import DATABASE, NOTICES, STORAGE
from deploy.local.servers import LOOPBACK


def environment(*, url: str, redis_url: str, mail_port: int, folder: Path) -> dict[str, str]:
    """What this machine has set, and our settings over it."""
    return {
        **os.environ,
        "FLASK_APP": "microblog.py",
        "FLASK_DEBUG": "1",
        "SECRET_KEY": secret_key(folder),
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "REDIS_URL": redis_url,
        "BASE_URL": url,
        "STORAGE_URL": f"file://{folder / STORAGE}",
        "NOTICES_FILE": str(folder / NOTICES),
        # Whom a developer wants to be called is on this machine too.
        "WEBHOOKS_TO_PRIVATE_ADDRESSES": "1",
        **_mail_settings(mail_port, folder / "mailbox"),
        "RQ_REDIS_URL": redis_url,
        "RQ_WORKER_CLASS": "app.jobs.worker.Worker",
        "PYTHONUNBUFFERED": "1",
    }


def _mail_settings(port: int, mailbox: Path) -> dict[str, str]:
    return {
        "MAIL_SERVER": LOOPBACK,
        "MAIL_PORT": str(port),
        # A real server's settings, in the shell or in `.env`, do not fit our mailbox.
        "MAIL_USE_TLS": "0",
        "MAIL_USE_SSL": "0",
        "MAIL_USERNAME": "",
        "MAIL_PASSWORD": "",
        "MAILBOX_DIR": str(mailbox),
        "ADMINS": "microblog@example.com",
    }
