"""What is wrong with settings, a sentence each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

SECRET_KEY_LEAST_BYTES = 32
# As it travels in a header (RFC 6750).
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]{16,}=*")
# What we install, by the names that config.py gives them.
DRIVERS = frozenset({"sqlite", "sqlite+pysqlite", "postgresql+psycopg", "mysql+pymysql", "mariadb+pymysql"})
STORE = re.compile(r"file:///|(?!file:)[a-z][a-z0-9+.-]*://[^/]")
HOW_TO_MAKE = 'make one with: python3 -c "import secrets; print(secrets.token_hex(32))"'
# What the code is written in, and needs no translation.
SOURCE_LANGUAGE = "en"
# Long enough to pass the length check, yet printed in documentation that everybody has read.
WELL_KNOWN_SECRETS = frozenset({
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    "52cb883e323b48d78a0a36e8e951ba4a",
    "change-me-to-a-long-random-string",
})


def of_values(settings: Mapping[str, Any]) -> list[str]:
    """What is wrong with settings that have the right types."""
    faults: list[str] = []
    if not _is_web_address(settings["BASE_URL"] or ""):
        faults.append("BASE_URL: give the address people use, such as https://microblog.example.org")
    if not settings["ADMINS"] or not all(_is_address(admin) for admin in settings["ADMINS"]):
        faults.append("ADMINS: give one or more e-mail addresses, with commas between them.")
    if not settings["LANGUAGES"]:
        faults.append("LANGUAGES: give one or more language codes, with commas between them.")
    if foreign := [each for each in settings["LANGUAGES"] if not _is_translated(each)]:
        faults.append(f"LANGUAGES: there is no translation into {', '.join(foreign)}.")
    if settings["MAIL_USE_TLS"] and settings["MAIL_USE_SSL"]:
        faults.append("MAIL_USE_TLS and MAIL_USE_SSL: switch on one of them, not both.")
    faults += _translator_faults(settings) + _accel_faults(settings)
    if (token := settings.get("METRICS_TOKEN")) and not TOKEN.fullmatch(token):
        faults.append(f"METRICS_TOKEN: give 16 letters, digits or signs of -._~+/ or more; {HOW_TO_MAKE}")
    return faults + _place_faults(settings)


def _place_faults(settings: Mapping[str, Any]) -> list[str]:
    # None of them repeats what it was given: a password may be in it.
    faults: list[str] = []
    if not _is_database(settings["SQLALCHEMY_DATABASE_URI"]):
        faults.append(
            "DATABASE_URL: this is not a database URL, such as postgresql://user:password@host/name"
        )
    if not _is_redis(settings["REDIS_URL"]):
        faults.append(
            "REDIS_URL: give an address such as redis://:password@host:6379/0, with % codes for signs."
        )
    if not STORE.match(settings.get("STORAGE_URL") or "file:///"):
        faults.append(
            "STORAGE_URL: give a folder as file:///srv/archives, or a bucket, such as s3://archives"
        )
    return faults


def _is_database(url: str) -> bool:
    try:
        return make_url(url).drivername in DRIVERS
    except (ArgumentError, ValueError):
        return False


def _is_redis(url: str) -> bool:
    address = _read(url)
    if address is None:
        return False
    return address.scheme in {"redis", "rediss", "unix"} and url.startswith(f"{address.scheme}://")


def _is_translated(language: str) -> bool:
    path = Path(__file__).parent / "app" / "translations" / language / "LC_MESSAGES" / "messages.po"
    return language == SOURCE_LANGUAGE or path.is_file()


def _translator_faults(settings: Mapping[str, Any]) -> list[str]:
    faults = [
        f"{name}: give an address that begins with https://, or with http:// on your own network."
        for name in ("TRANSLATOR_URL", "MS_TRANSLATOR_URL")
        if settings.get(name) and not _is_web_address(settings[name])
    ]
    if settings.get("TRANSLATOR_URL") and settings.get("MS_TRANSLATOR_KEY"):
        faults.append("TRANSLATOR_URL and MS_TRANSLATOR_KEY: name one service, not both.")
    # They travel in headers, which take nothing else.
    names = ("MS_TRANSLATOR_KEY", "MS_TRANSLATOR_REGION")
    odd = [name for name in names if not re.fullmatch(r"[!-~]*", settings.get(name) or "")]
    return [*faults, *(f"{name}: only letters, digits and signs of ASCII, without spaces." for name in odd)]


def _accel_faults(settings: Mapping[str, Any]) -> list[str]:
    location = settings.get("ACCEL_REDIRECT") or ""
    if location and not re.fullmatch(r"(/[A-Za-z0-9_.-]+)+", location):
        return ["ACCEL_REDIRECT: give a path that nginx knows, such as /archives-of-microblog"]
    if location and not settings["STORAGE_URL"].startswith("file://"):
        return ["ACCEL_REDIRECT: nginx can send archives from a folder only; STORAGE_URL names a bucket."]
    return []


def _is_web_address(text: str) -> bool:
    address = _read(text)
    if address is None:
        return False
    return address.scheme in {"http", "https"} and bool(address.hostname) and not address.query


def _read(text: str) -> SplitResult | None:
    """An address in its parts; None if it is none."""
    try:
        address = urlsplit(text)
        # Reading it raises where it is no number.
        _port = address.port
    except ValueError:
        return None
    return address


def _is_address(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def of_secret_key(key: str | None) -> list[str]:
    """What is wrong with a key that signs cookies and links."""
    if not key:
        return [f"SECRET_KEY: not set; {HOW_TO_MAKE}"]
    if len(key.encode()) < SECRET_KEY_LEAST_BYTES:
        return [f"SECRET_KEY: shorter than {SECRET_KEY_LEAST_BYTES} bytes; {HOW_TO_MAKE}"]
    if key in WELL_KNOWN_SECRETS or len(set(key)) < SECRET_KEY_LEAST_BYTES // 4:
        return [f"SECRET_KEY: everybody knows or guesses this one; {HOW_TO_MAKE}"]
    return []
