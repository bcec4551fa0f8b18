"""The API answers as its description says, to what that allows and to what it does not. Requirement 23."""

import pytest
from schemathesis import GenerationMode

from tests.factories import PASSWORD, token_of
from tests.support.description import description, try_out
from tests.support.program import basic, bearer

# Each with the answers to what is right in its form.
OPERATIONS = {
    ("POST", "/api/tokens"): {200}, ("DELETE", "/api/tokens"): {204},
    ("GET", "/api/exports"): {200}, ("POST", "/api/exports"): {202, 422},
    ("GET", "/api/exports/{export_id}"): {404}, ("DELETE", "/api/exports/{export_id}"): {404},
    ("GET", "/api/exports/{export_id}/file"): {404},
}  # fmt: skip


@pytest.fixture
def shown(alice):
    """What opens an operation, shown anew for each request: `shown(operation)()`."""

    def of(operation):
        named = operation == ("POST", "/api/tokens")
        return lambda: basic("alice", PASSWORD) if named else bearer(token_of(alice))

    return of


def test_the_description_has_all_that_there_is(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    there = {(way, rule.rule) for rule in rules for way in rule.methods - {"HEAD", "OPTIONS"}}
    paths = description(app)["paths"]

    assert {(way.upper(), path) for path in paths for way in paths[path]} == set(OPERATIONS)
    assert {(way, path.replace("<", "{").replace(">", "}")) for way, path in there} == set(OPERATIONS)


@pytest.mark.parametrize(("operation", "statuses"), OPERATIONS.items())
def test_what_is_described_is_answered_as_described(app, shown, operation, statuses):
    assert try_out(app, operation, headers=shown(operation)) == statuses


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_is_not_described_is_refused_as_described(app, shown, operation):
    wrong = GenerationMode.NEGATIVE

    assert try_out(app, operation, headers=shown(operation), generation_mode=wrong) & {401, 404, 422}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_a_token_nothing_is_answered_but_that(app, alice, operation):
    assert try_out(app, operation, headers=dict) == {401}
