"""Settings: read from the environment here and nowhere else, typed, checked together when the app is made."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy.engine import make_url

import environment
import faults
from environment import choice, names, number, switch, text

BASE_DIR = Path(__file__).resolve().parent

COOKIES = {
    "SESSION": "session",
    "REMEMBER": "remember_token",
    "THEME": "theme",
    "LANGUAGE": "language",
}


class ConfigError(Exception):
    """Every fault of the configuration, a sentence a line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(["The configuration has faults:", *(f"  - {fault}" for fault in faults)]))


def database_url(url: str | None) -> str:
    """A database URL for the drivers that we install. `postgres://` is what Heroku gives."""
    if not url:
        return f"sqlite:///{BASE_DIR / 'app.db'}"
    scheme, separator, rest = url.partition("://")
    drivers = {
        "postgres": "postgresql+psycopg",
        "postgresql": "postgresql+psycopg",
        "mysql": "mysql+pymysql",
        "mariadb": "mariadb+pymysql",
    }
    return f"{drivers.get(scheme, scheme)}{separator}{rest}"


def redis_url(url: str, *, insecure: bool) -> str:
    """A Redis URL, whose certificate is believed whoever signed it if that was asked for."""
    if not insecure or not url.startswith("rediss://"):
        return url
    server, _, query = url.partition("?")
    asked = [pair for pair in parse_qsl(query) if pair[0] != "ssl_cert_reqs"]
    return f"{server}?{urlencode([*asked, ('ssl_cert_reqs', 'none')])}"


class Config:
    """The settings; each has a heading in docs/configuration.md. Tests subclass it."""

    DEBUG = switch("FLASK_DEBUG")
    TESTING = False
    SECRET_KEY = text("SECRET_KEY")
    BASE_URL = (text("BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
    TRUSTED_HOSTS = names("TRUSTED_HOSTS", default=[])
    PROXY_HOPS = number("PROXY_HOPS", default=0, least=0, most=5)

    SQLALCHEMY_DATABASE_URI = database_url(text("DATABASE_URL"))
    DATABASE_TIMEOUT_S = number("DATABASE_TIMEOUT_S", default=10, least=2, most=600)
    # For a server whose certificate is signed by itself, as Heroku's is.
    REDIS_TLS_INSECURE = switch("REDIS_TLS_INSECURE")
    REDIS_URL = redis_url(text("REDIS_URL") or "redis://127.0.0.1:6379/0", insecure=REDIS_TLS_INSECURE)

    MAIL_SERVER = text("MAIL_SERVER")
    MAIL_PORT = number("MAIL_PORT", default=25, least=1, most=65535)
    MAIL_USE_TLS = switch("MAIL_USE_TLS")
    MAIL_USE_SSL = switch("MAIL_USE_SSL")
    MAIL_USERNAME = text("MAIL_USERNAME")
    MAIL_PASSWORD = text("MAIL_PASSWORD")
    MAIL_TIMEOUT_S = number("MAIL_TIMEOUT_S", default=10, least=1, most=120)
    MAIL_DEADLINE_S = number("MAIL_DEADLINE_S", default=15, least=1, most=600)
    MAIL_MAX_BYTES = number("MAIL_MAX_BYTES", default=10_000_000, least=0, most=1_000_000_000)
    MAILBOX_DIR = text("MAILBOX_DIR")
    ADMINS = names("ADMINS", default=["microblog@example.com"])

    # Archives are kept here; `s3://bucket` for hosts that share no disk.
    STORAGE_URL = text("STORAGE_URL") or f"file://{BASE_DIR / 'instance' / 'storage'}"
    # Where nginx has that folder, if it shall send archives itself.
    ACCEL_REDIRECT = (text("ACCEL_REDIRECT") or "").rstrip("/")
    STORAGE_TIMEOUT_S = number("STORAGE_TIMEOUT_S", default=30, least=1, most=600)

    # Backups go there, from where an instance that holds nothing may fetch the latest.
    BACKUP_URL = text("BACKUP_URL")
    BACKUP_EVERY_S = number("BACKUP_EVERY_S", default=60, least=1, most=604_800)
    BACKUP_KEEP = number("BACKUP_KEEP", default=60, least=1, most=10_000)
    BACKUP_KEEP_DAYS = number("BACKUP_KEEP_DAYS", default=30, least=0, most=3650)
    BACKUP_RESTORE = switch("BACKUP_RESTORE")
    HUB_TOKEN = text("HUB_TOKEN")

    IMPORT_MOST_MB = number("IMPORT_MOST_MB", default=512, least=1, most=4096)

    JOB_LEASE_S = number("JOB_LEASE_S", default=15, least=2, most=600)
    JOB_MOST_ATTEMPTS = number("JOB_MOST_ATTEMPTS", default=20, least=1, most=1000)
    JOB_RETRY_BASE_S = number("JOB_RETRY_BASE_S", default=2, least=1, most=600)
    JOB_RETRY_MOST_S = number("JOB_RETRY_MOST_S", default=30, least=1, most=3600)
    SWEEP_EVERY_S = number("SWEEP_EVERY_S", default=5, least=1, most=60)

    STREAMS_MOST = number("STREAMS_MOST", default=2000, least=0, most=100_000)
    STREAMS_PER_USER = number("STREAMS_PER_USER", default=10, least=1, most=1000)

    EXPORT_KEEP_DAYS = number("EXPORT_KEEP_DAYS", default=7, least=1, most=90)
    EXPORTS_PER_DAY = number("EXPORTS_PER_DAY", default=0, least=0, most=50)

    LANGUAGES = names("LANGUAGES", default=["en", "es", "ar"])
    GUESS_LANGUAGES = switch("GUESS_LANGUAGES", default=True)
    # Posts are translated where one of two services is named: LibreTranslate's address, or Microsoft's key.
    TRANSLATOR_URL = text("TRANSLATOR_URL")
    TRANSLATOR_KEY = text("TRANSLATOR_KEY")
    MS_TRANSLATOR_KEY = text("MS_TRANSLATOR_KEY")
    MS_TRANSLATOR_REGION = text("MS_TRANSLATOR_REGION")
    MS_TRANSLATOR_URL = text("MS_TRANSLATOR_URL") or "https://api.cognitive.microsofttranslator.com"
    TRANSLATOR_TIMEOUT_S = number("TRANSLATOR_TIMEOUT_S", default=8, least=1, most=60)
    WEBHOOKS_TO_PRIVATE_ADDRESSES = switch("WEBHOOKS_TO_PRIVATE_ADDRESSES")
    POSTS_PER_PAGE = number("POSTS_PER_PAGE", default=25, least=1, most=100)
    GRAVATAR = switch("GRAVATAR")
    API_TOKEN_DAYS = number("API_TOKEN_DAYS", default=30, least=1, most=365)
    API_READS_PER_MINUTE = number("API_READS_PER_MINUTE", default=600, least=1, most=100_000)
    API_WRITES_PER_MINUTE = number("API_WRITES_PER_MINUTE", default=60, least=1, most=100_000)
    SESSION_IDLE_DAYS = number("SESSION_IDLE_DAYS", default=14, least=1, most=365)
    SESSION_MOST_DAYS = number("SESSION_MOST_DAYS", default=90, least=1, most=365)
    FRESH_LOGIN_MINUTES = number("FRESH_LOGIN_MINUTES", default=60, least=1, most=1440)
    RATELIMIT_ENABLED = switch("RATELIMIT_ENABLED", default=True)
    APIFAIRY_TITLE = "Microblog"
    APIFAIRY_VERSION = "1"
    APIFAIRY_APISPEC_VERSION = "3.1.0"
    # Its pages load their scripts from elsewhere; app/api/docs.py has ours, and the document.
    APIFAIRY_UI_PATH = None
    APIFAIRY_APISPEC_PATH = None
    NOTICES_FILE = text("NOTICES_FILE") or str(BASE_DIR / "instance" / "notices.jsonl")
    METRICS_TOKEN = text("METRICS_TOKEN")
    # Where processes that answer no requests leave a sign of life.
    PULSE_FILE = text("PULSE_FILE")
    LOG_FORMAT = choice("LOG_FORMAT", default="console" if DEBUG else "json", among=["json", "console"])


def complete(settings: dict[str, Any]) -> None:
    """Check the settings and add those that follow from others. Raises ConfigError with all faults."""
    production = is_production(settings)
    if not settings.get("SECRET_KEY") and not production:
        # Sessions end with the process; `make run` keeps a key of its own.
        settings["SECRET_KEY"] = secrets.token_hex(faults.SECRET_KEY_LEAST_BYTES)
    settings["SQLALCHEMY_DATABASE_URI"] = database_url(settings["SQLALCHEMY_DATABASE_URI"])
    found = [*_environment_faults(), *faults.of_values(settings)]
    found += faults.of_secret_key(settings.get("SECRET_KEY")) if production else []
    if found:
        raise ConfigError(found)
    settings |= _cookies(https=settings["BASE_URL"].startswith("https://"))
    settings |= {
        "TRUSTED_HOSTS": [*trusted_hosts(settings)],
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        # A form may stay open for as long as the session; a token of an hour loses what people wrote.
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": settings["LANGUAGES"][0],
        "RATELIMIT_STORAGE_URI": settings["REDIS_URL"],
        # Redis that hangs costs a person half a second; each process then counts for itself.
        "RATELIMIT_STORAGE_OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": None},
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings["SQLALCHEMY_DATABASE_URI"]),
    }


def is_production(settings: Mapping[str, Any]) -> bool:
    """Neither a developer's machine nor a test."""
    return not settings.get("DEBUG") and not settings.get("TESTING")


def trusted_hosts(settings: Mapping[str, Any]) -> list[str]:
    """Hosts that requests may name: that of BASE_URL, those listed, and loopback."""
    own = urlsplit(settings["BASE_URL"]).hostname or ""
    return [own, *settings["TRUSTED_HOSTS"], "localhost", "127.0.0.1", "[::1]"]


def _engine_options(url: str) -> dict[str, Any]:
    backend = make_url(url).get_backend_name()
    # MariaDB's own level locks the gaps between rows too: two people who write at once end in a deadlock.
    level = {"isolation_level": "READ COMMITTED"} if backend in {"mysql", "mariadb"} else {}
    # A server that was restarted has hung up on every connection in the pool.
    return level | {"pool_pre_ping": backend != "sqlite"}


def _cookies(*, https: bool) -> dict[str, Any]:
    prefix = "__Host-" if https else ""
    cookies: dict[str, Any] = {}
    for kind, name in COOKIES.items():
        cookies |= {
            f"{kind}_COOKIE_NAME": prefix + name,
            f"{kind}_COOKIE_SECURE": https,
            f"{kind}_COOKIE_HTTPONLY": True,
            f"{kind}_COOKIE_SAMESITE": "Lax",
        }
    return cookies


def _environment_faults() -> list[str]:
    return [f"{name}: {' '.join(messages)}" for name, messages in ENVIRONMENT_FAULTS.items()]


ENVIRONMENT_FAULTS = environment.faults()
