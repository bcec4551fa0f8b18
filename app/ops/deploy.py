"""The settings: what is well on a developer's machine, and not on a server that people use."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

import faults
from app.ops.checks import Check
from config import is_production

# Domains that nobody has (RFC 2606, RFC 6761).
NOBODYS = re.compile(r"(^|[.@])(example\.(com|net|org)|example|invalid|test|localhost)$")

# What may be meant, but had better be known.
RISKY = {
    "REDIS_TLS_INSECURE": "REDIS_TLS_INSECURE believes whoever says that they are Redis.",
    "WEBHOOKS_TO_PRIVATE_ADDRESSES": "WEBHOOKS_TO_PRIVATE_ADDRESSES opens the inner net to users.",
}


def production() -> str | None:
    """Is it neither a developer's machine nor a test?"""
    if is_production(_settings()):
        return None
    return "FLASK_DEBUG is on, which shows the code to visitors. Take it out of the environment."


def secret_key() -> str | None:
    """Is it long, and nobody's guess?"""
    found = faults.of_secret_key(_settings()["SECRET_KEY"])
    return found[0] if found else None


def base_url() -> str | None:
    """Do people reach it, encrypted?"""
    address = urlsplit(_settings()["BASE_URL"])
    host = address.hostname or ""
    if _is_loopback(host) or NOBODYS.search(host):
        return f"{host} is nobody's address. Give the one that people type: links in mails begin with it."
    if address.scheme != "https":
        return "It is not https: passwords travel in the clear. Put a proxy with a certificate in front."
    return None


def proxy_hops() -> str | None:
    """Do we see who asks?"""
    if _settings()["BASE_URL"].startswith("https://") and not _settings()["PROXY_HOPS"]:
        return (
            "It is 0 although BASE_URL is https: behind a proxy everybody has one address, and shares one "
            "limit. Say how many of your own proxies stand in front, or let gunicorn serve TLS itself."
        )
    return None


def mail_server() -> str | None:
    """Can mail leave, and the password with it unseen?"""
    settings = _settings()
    if not settings["MAIL_SERVER"]:
        return "It is not set: no mail leaves, nobody can reset a password, and exports are refused."
    encrypted = settings["MAIL_USE_TLS"] or settings["MAIL_USE_SSL"]
    if settings["MAIL_PASSWORD"] and not encrypted and not _is_loopback(settings["MAIL_SERVER"]):
        return "MAIL_PASSWORD travels in the clear. Switch on MAIL_USE_TLS or MAIL_USE_SSL."
    return None


def admins() -> str | None:
    """Does somebody read what the site has to say?"""
    nobody = [address for address in _settings()["ADMINS"] if NOBODYS.search(address)]
    if not nobody:
        return None
    return f"Nobody reads {', '.join(nobody)}. Give the addresses that faults and answers should reach."


def rate_limits() -> str | None:
    """Is nobody let guess passwords as fast as they can?"""
    if _settings()["RATELIMIT_ENABLED"]:
        return None
    return "It is 0: anybody may guess passwords as fast as they like. Take it out of the environment."


def switches() -> str | None:
    """Is nothing off that protects, but what somebody means to have off?"""
    off = [told for name, told in RISKY.items() if _settings()[name]]
    return " ".join(off) or None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _settings() -> Any:
    return current_app.config


CHECKS = (
    Check("production", production),
    Check("SECRET_KEY", secret_key),
    Check("BASE_URL", base_url),
    Check("PROXY_HOPS", proxy_hops, grave=False),
    Check("MAIL_SERVER", mail_server),
    Check("ADMINS", admins),
    Check("RATELIMIT_ENABLED", rate_limits),
    Check("switches", switches, grave=False),
)
