"""Signatures of calls, as Standard Webhooks has them (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

from app.webhooks.models import SECRET_BEGINS


def headers(body: bytes, *, secret: str, message_id: str, sent_at: int) -> dict[str, str]:
    """What goes with a body, sent at a moment (Unix seconds), so that its receiver knows from whom it is."""
    key = base64.b64decode(secret.removeprefix(SECRET_BEGINS))
    signed = f"{message_id}.{sent_at}.".encode() + body
    signature = base64.b64encode(hmac.digest(key, signed, sha256)).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(sent_at),
        "webhook-signature": f"v1,{signature}",
    }
