"""The API answers as its description says, to what that allows and to what it does not. Requirement 23."""

import re

import pytest
from openapi_spec_validator import validate
from schemathesis import GenerationMode

from app.core.web import API
from app.models import Webhook
from tests import factories
from tests.factories import PASSWORD, token_of
from tests.support.description import description, try_out
from tests.support.program import basic, bearer

pytestmark = pytest.mark.only_on("sqlite", "postgresql", why="it is about what comes in, not about rows")
# Each with the answers to what is right in its form.
OPERATIONS = {
    ("POST", "/api/tokens"): {200}, ("DELETE", "/api/tokens"): {204},
    ("GET", "/api/users"): {200}, ("POST", "/api/users"): {201}, ("GET", "/api/me"): {200},
    ("GET", "/api/users/{user_id}"): {404}, ("PUT", "/api/users/{user_id}"): {404},
    ("GET", "/api/users/{user_id}/followers"): {404}, ("GET", "/api/users/{user_id}/following"): {404},
    ("PUT", "/api/users/{user_id}/follow"): {404}, ("DELETE", "/api/users/{user_id}/follow"): {404},
    ("GET", "/api/posts"): {200}, ("POST", "/api/posts"): {201}, ("GET", "/api/timeline"): {200},
    ("GET", "/api/users/{user_id}/posts"): {404},
    ("GET", "/api/posts/{post_id}"): {404}, ("PUT", "/api/posts/{post_id}"): {404},
    ("DELETE", "/api/posts/{post_id}"): {404}, ("GET", "/api/posts/{post_id}/replies"): {404},
    ("GET", "/api/mentions"): {200}, ("POST", "/api/mentions/seen"): {204},
    ("GET", "/api/conversations"): {200}, ("GET", "/api/users/{user_id}/messages"): {404},
    ("POST", "/api/users/{user_id}/messages"): {404}, ("POST", "/api/users/{user_id}/messages/read"): {404},
    ("GET", "/api/search/posts"): {200}, ("GET", "/api/search/people"): {200},
    ("GET", "/api/exports"): {200}, ("POST", "/api/exports"): {202},
    ("GET", "/api/exports/{export_id}"): {404}, ("DELETE", "/api/exports/{export_id}"): {404},
    ("GET", "/api/exports/{export_id}/file"): {404},
    ("GET", "/api/tasks"): {200}, ("GET", "/api/tasks/{task_id}"): {404},
    ("POST", "/api/tasks/{task_id}/cancel"): {404},
    ("POST", "/send-notification/{email}"): {422},
    ("PUT", "/api/tasks/{task_id}/webhook"): {404}, ("GET", "/api/tasks/{task_id}/webhook"): {404},
    ("DELETE", "/api/tasks/{task_id}/webhook"): {404},
    ("GET", "/api/notifications"): {200},
    # There is no gunicorn here that would give its connection away.
    ("GET", "/api/notifications/stream"): {204},
}  # fmt: skip
# With what there is in the place of made-up ids.
OF_THINGS = {
    ("GET", "/api/users/{user_id}"): {200}, ("PUT", "/api/users/{user_id}"): {200},
    ("GET", "/api/users/{user_id}/followers"): {200}, ("GET", "/api/users/{user_id}/following"): {200},
    ("PUT", "/api/users/{user_id}/follow"): {409}, ("DELETE", "/api/users/{user_id}/follow"): {204},
    ("GET", "/api/users/{user_id}/posts"): {200},
    ("GET", "/api/posts/{post_id}"): {200}, ("PUT", "/api/posts/{post_id}"): {200},
    ("DELETE", "/api/posts/{post_id}"): {204}, ("GET", "/api/posts/{post_id}/replies"): {200},
    ("GET", "/api/users/{user_id}/messages"): {403}, ("POST", "/api/users/{user_id}/messages"): {403},
    ("GET", "/api/tasks/{task_id}"): {202}, ("POST", "/api/tasks/{task_id}/cancel"): {200},
    ("PUT", "/api/tasks/{task_id}/webhook"): {200}, ("GET", "/api/tasks/{task_id}/webhook"): {200},
    ("DELETE", "/api/tasks/{task_id}/webhook"): {204},
}  # fmt: skip
# With somebody else in the place of made-up ids.
BETWEEN_TWO = {
    ("GET", "/api/users/{user_id}/messages"): {200}, ("POST", "/api/users/{user_id}/messages"): {201},
    ("POST", "/api/users/{user_id}/messages/read"): {204},
}  # fmt: skip
OPEN = {("POST", "/api/users")}
# What describes the rest.
BESIDE = {("GET", "/api/openapi.json"), ("GET", "/api/docs")}
ARGUMENT = re.compile(r"<(?:[^<:]+:)?([a-z_]+)>")


@pytest.fixture
def shown(alice):
    """What opens an operation, shown anew for each request: `shown(operation)()`."""

    def of(operation):
        named = operation == ("POST", "/api/tokens")
        return lambda: basic("alice", PASSWORD) if named else bearer(token_of(alice))

    return of


def test_the_description_has_all_that_there_is(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(API)]
    there = {(way, rule.rule) for rule in rules for way in rule.methods - {"HEAD", "OPTIONS"}}
    paths = description(app)["paths"]

    assert {(way.upper(), path) for path in paths for way in paths[path]} == set(OPERATIONS)
    assert {(way, ARGUMENT.sub(r"{\1}", path)) for way, path in there - BESIDE} == set(OPERATIONS)


def test_the_description_is_valid(app):
    validate(description(app))


@pytest.mark.parametrize(("operation", "statuses"), OPERATIONS.items())
def test_what_is_described_is_answered_as_described(app, shown, operation, statuses):
    assert try_out(app, operation, headers=shown(operation)) >= statuses


@pytest.mark.parametrize(("operation", "statuses"), OF_THINGS.items())
def test_what_there_is_is_answered_as_described(app, alice, shown, operation, statuses):
    def ids():
        post, task = factories.post(author=alice), factories.task(user=alice)
        Webhook.put(task.id, "https://hooks.example.org/microblog")
        return {"user_id": alice.id, "post_id": post.id, "task_id": task.id}

    assert try_out(app, operation, headers=shown(operation), ids=ids) >= statuses


@pytest.mark.parametrize(("operation", "statuses"), BETWEEN_TWO.items())
def test_what_is_between_two_is_answered_as_described(app, bob, shown, operation, statuses):
    assert try_out(app, operation, headers=shown(operation), ids=lambda: {"user_id": bob.id}) >= statuses


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_is_not_described_is_refused_as_described(app, shown, operation):
    wrong = GenerationMode.NEGATIVE

    assert try_out(app, operation, headers=shown(operation), generation_mode=wrong) & {401, 404, 422}


@pytest.mark.parametrize("operation", sorted(OPERATIONS.keys() - OPEN))
def test_without_a_token_nothing_is_answered_but_that(app, alice, operation):
    assert try_out(app, operation, headers=dict, most=2) == {401}
