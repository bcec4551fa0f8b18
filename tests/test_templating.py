"""Templates, and what all of them may use."""

import pytest
from flask import render_template, render_template_string
from jinja2 import TemplateNotFound, UndefinedError

from app import templating
from app.jobs.models import State
from tests import factories


@pytest.fixture(autouse=True)
def in_a_request(app):
    with app.test_request_context():
        yield


def test_a_features_template_has_its_feature_in_front(app):
    assert "posts/home.html" in app.jinja_env.list_templates()
    with pytest.raises(TemplateNotFound):
        render_template("home.html")


def test_a_name_that_is_not_there_is_an_error():
    with pytest.raises(UndefinedError):
        render_template_string("{{ nothing }}")


def test_a_page_escapes_what_it_shows():
    assert render_template_string("{{ words }}", words="<b>") == "&lt;b&gt;"


def test_a_static_file_has_its_content_in_its_address(app):
    address = templating.asset("favicon.svg")

    assert address.startswith("/static/favicon.svg?v=")
    with app.test_client().get(address) as response:
        assert response.status_code == 200
    assert address != templating.asset("css/app.css").replace("css/app.css", "favicon.svg")


def test_an_asset_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError):
        templating.asset("nothing.css")


def test_every_module_is_named_to_the_browser_and_is_there(app):
    assert "/static/js/app.js" in templating.scripts()
    for address in templating.scripts():
        with app.test_client().get(address) as response:
            assert response.status_code == 200


def test_what_is_asked_once_is_true_once():
    assert [templating.once("a"), templating.once("a"), templating.once("b")] == [True, False, True]


def test_the_first_field_that_is_wrong_has_the_focus(stranger):
    page = stranger.post("/auth/register", expect=422, username="alice", email="x")

    assert [tag["name"] for tag in page.all("input") if "autofocus" in tag] == ["email"]


def test_a_form_that_is_new_leaves_the_focus_alone(stranger):
    assert not [tag for tag in stranger.get("/auth/register").all("input") if "autofocus" in tag]


def test_a_picture_is_drawn_here(alice):
    assert templating.avatar_url(alice, 48) == f"/avatar/{alice.avatar_key}.svg"


def test_a_picture_is_gravatars_where_that_is_switched_on(app, alice, monkeypatch):
    monkeypatch.setitem(app.config, "GRAVATAR", True)

    assert templating.avatar_url(alice, 48) == alice.avatar(48)


def test_nobody_has_no_tasks():
    assert templating.tasks_to_tell() == []


def test_a_page_shows_ones_own_tasks_that_are_not_over(as_, alice, bob):
    factories.task(user=alice, description="mine", active_key="1")
    factories.task(user=alice, description="over", complete=True, state=State.DONE, dismissed=True)
    factories.task(user=bob, description="his", active_key="2")
    text = as_(alice).get("/").text

    assert (
        "mine" in text
        and "over" not in text.split("Hi, alice!")[0]
        and "his" not in text.split("Hi, alice!")[0].split()
    )
