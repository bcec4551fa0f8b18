"""Probes."""

import pytest
from flask import Flask

from app.core import redis
from tests.support.apps import another_app
from tests.support.page import Visitor
from tests.support.stamps import head, stamped


@pytest.fixture
def migrated(app):
    with stamped(head()):
        yield


@pytest.fixture
def without_redis(app: Flask, monkeypatch):
    # Nobody listens on port 1.
    monkeypatch.setattr(app, "redis", redis.connect("redis://127.0.0.1:1/0"))


def test_the_process_lives(stranger):
    assert stranger.get("/livez").json == {"status": "ok"}


def test_it_is_ready_when_all_answer(migrated, stranger):
    assert stranger.get("/readyz").json == {"status": "ok", "database": "ok", "redis": "ok"}


def test_without_redis_it_can_still_work(migrated, without_redis, stranger):
    assert stranger.get("/readyz").json == {"status": "degraded", "database": "ok", "redis": "down"}


def test_before_the_migrations_it_is_not_ready(stranger, caplog):
    told = {"status": "migrate", "database": "migrate", "redis": "ok"}

    assert stranger.get("/readyz", expect=503).json == told
    assert "has not been migrated" in caplog.text


def test_a_database_that_is_older_than_the_code_is_not_ready(app, stranger):
    with stamped("0001"):
        assert stranger.get("/readyz", expect=503).json["status"] == "migrate"


def test_a_database_that_a_newer_release_has_changed_is_ready(app, stranger):
    with stamped("9999"):
        assert stranger.get("/readyz").json["status"] == "ok"


def test_with_nothing_it_lives_but_is_not_ready(without_redis, stranger):
    stranger.get("/livez")
    assert stranger.get("/readyz", expect=503).json["status"] == "migrate"


def test_probes_know_nobody_and_ask_for_nobody(app, alice, tmp_path):
    with another_app(app, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/no/such/folder.db") as site:
        Visitor(site, alice).get("/livez")
        Visitor(site, alice).get("/readyz", expect=503)


def test_a_probe_that_fails_is_no_error_to_be_mailed(stranger, caplog):
    stranger.get("/readyz", expect=503)

    assert {record.levelname for record in caplog.records} == {"WARNING"}


def test_a_database_that_is_gone_is_told(app, tmp_path):
    with another_app(app, SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/no/such/folder.db") as site:
        told = {"status": "down", "database": "down", "redis": "ok"}
        assert Visitor(site).get("/readyz", expect=503).json == told


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_probe_may_name_any_host(migrated, stranger, path):
    stranger.get(path, base_url="http://10.0.0.7:8000")


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_probe_tells_nothing_of_the_inside(stranger, path, app):
    response = stranger._request(path, "GET")

    assert "sqlite" not in response.text and app.config["REDIS_URL"] not in response.text
