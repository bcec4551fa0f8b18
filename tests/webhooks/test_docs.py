"""What docs/progress.md says is so. Its Python runs against a site in a journey of its own."""

import json
import re
import time
from http.client import HTTPMessage
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from app.models import Webhook
from app.webhooks.models import Fault, Standing
from app.webhooks.told import SetWebhook
from tests.support.description import description

PAGE = (Path(__file__).parent.parent.parent / "docs" / "progress.md").read_text()


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def is_genuine():
    """The page's own way to verify a call."""
    names = {}
    [code] = [block for block in blocks("python") if "def is_genuine" in block]
    exec(compile(code, "progress.md", "exec"), names)  # noqa: S102
    return names["is_genuine"]


@pytest.fixture
def call(watched, hooks, work):
    """A call as it came: its headers, its body, and the secret."""
    secret = Webhook.of(watched.id).secret
    work()
    headers = HTTPMessage()
    for name, value in hooks.calls[0].headers.items():
        headers[name] = value
    return headers, hooks.calls[0].body, secret


def test_a_call_is_verified_as_the_page_says(is_genuine, call):
    headers, body, secret = call

    assert is_genuine(headers, body, secret)
    assert not is_genuine(headers, body + b" ", secret)
    assert not is_genuine(headers, body, "whsec_" + "A" * 44)


def test_an_old_call_is_not_genuine_any_more(is_genuine, call, monkeypatch):
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)

    assert not is_genuine(*call)


def test_a_call_is_verified_by_the_library_of_the_specification(call):
    headers, body, secret = call

    assert Verifier(secret).verify(body, dict(headers)) == json.loads(body)


def test_the_verification_has_ten_lines():
    [code] = [block for block in blocks("python") if "def is_genuine" in block]
    [_imports, function] = code.split("\n\n\n")

    assert len(function.strip().splitlines()) <= 10


def test_every_address_of_the_page_is_one_of_the_api(app):
    paths = {re.sub(r"{\w+}", "…", path) for path in description(app)["paths"]}
    shown = re.findall(r"(?:\$site|`(?:GET|PUT|POST|DELETE) )(/api/[^\s`?]*)", PAGE)

    assert len(shown) > 6 and {re.sub(r"\$task|<id>", "…", path) for path in shown} <= paths


def test_every_word_of_the_answers_is_told(app):
    told = json.loads(next(block for block in blocks("json") if '"secret"' in block))

    assert told.keys() == SetWebhook().fields.keys()
    assert all(f"`{word}`" in PAGE for word in [*Standing, *Fault])
