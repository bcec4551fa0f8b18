"""Settings that are for a developer's machine."""

import pytest

from app.ops import deploy
from tests.support.apps import STRONG_KEY, production_app

WELL = {
    "RATELIMIT_ENABLED": True,
    "BASE_URL": "https://micro.blog",
    "MAIL_SERVER": "smtp.micro.blog",
    "ADMINS": ["me@micro.blog"],
}


@pytest.fixture
def told(app):
    """What the checks say of settings, by their names."""

    def tell(**settings):
        with production_app(app, **(WELL | {"PROXY_HOPS": 1} | settings)) as site, site.app_context():
            found = {check.name: check.look() for check in deploy.CHECKS}
        return {name: sentence for name, sentence in found.items() if sentence}

    return tell


def test_settings_of_a_site_that_people_use(told):
    assert told() == {}


@pytest.mark.parametrize(
    ("settings", "name", "words"),
    [
        ({"DEBUG": True}, "production", "FLASK_DEBUG is on"),
        ({"DEBUG": True, "SECRET_KEY": "short"}, "SECRET_KEY", "shorter than"),
        ({"BASE_URL": "http://micro.blog"}, "BASE_URL", "not https"),
        ({"BASE_URL": "http://127.0.0.1:8000"}, "BASE_URL", "127.0.0.1 is nobody's"),
        ({"BASE_URL": "https://localhost"}, "BASE_URL", "localhost is nobody's"),
        ({"BASE_URL": "https://m.example.org"}, "BASE_URL", "m.example.org is nobody's"),
        ({"PROXY_HOPS": 0}, "PROXY_HOPS", "0 although"),
        ({"MAIL_SERVER": None}, "MAIL_SERVER", "not set"),
        ({"RATELIMIT_ENABLED": False}, "RATELIMIT_ENABLED", "guess passwords"),
        ({"REDIS_TLS_INSECURE": True}, "switches", "REDIS_TLS_INSECURE believes"),
        ({"WEBHOOKS_TO_PRIVATE_ADDRESSES": True}, "switches", "opens the inner net"),
        ({"MAIL_PASSWORD": "geheim"}, "MAIL_SERVER", "in the clear"),
        (
            {"ADMINS": ["me@micro.blog", "microblog@example.com"]},
            "ADMINS",
            "Nobody reads microblog@example.com.",
        ),
    ],
)
def test_what_is_not_for_a_site_that_people_use(told, settings, name, words):
    assert words in told(**settings)[name]


@pytest.mark.parametrize("settings", [{"MAIL_USE_TLS": True}, {"MAIL_SERVER": "127.0.0.1"}])
def test_a_password_that_nobody_overhears(told, settings):
    assert told(MAIL_PASSWORD="geheim", **settings) == {}


def test_no_key_is_ever_shown(told):
    assert STRONG_KEY not in str(told(DEBUG=True, SECRET_KEY=STRONG_KEY))
