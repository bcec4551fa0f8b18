"""The mailbox as pages."""

from tests.support.apps import production_app
from tests.support.page import Visitor


def test_a_developer_is_led_to_the_mailbox(stranger):
    [link] = stranger.get("/auth/login").all("a", href="/mailbox")

    stranger.get(link["href"])


def test_in_production_there_is_no_mailbox_and_no_way_to_it(app):
    with production_app(app, MAILBOX_DIR=app.config["MAILBOX_DIR"]) as site:
        assert not Visitor(site).get("/auth/login").all("a", href="/mailbox")
        Visitor(site).get("/mailbox", expect=404)
