"""Requests that schemathesis makes from the API's own description, and how the answers compare with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from app import db
from app.api.bodies import fairy

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
]
# The same requests in each run: a test that fails by chance says nothing of what was changed.
SAME_EVERY_TIME = settings(
    derandomize=True, deadline=None, database=None, suppress_health_check=[*HealthCheck]
)


def description(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of the site."""
    with app.test_request_context():
        return fairy.apispec


def try_out(
    app: Flask,
    operation: tuple[str, str],
    *,
    headers: Callable[[], dict[str, str]],
    ids: Callable[[], dict[str, Any]] = dict,
    most: int = 12,
    **options: Any,
) -> set[int]:
    """Send requests of all shapes to an operation, such as `("GET", "/api/exports")`; which statuses came.

    `headers` is called for each, and `ids`, which may name what there is. Fails where an answer is not as
    described.
    """
    statuses: set[int] = set()

    @settings(SAME_EVERY_TIME, max_examples=most)
    @given(case=_operation(app, *operation).as_strategy(**options))
    def ask(case: schemathesis.Case) -> None:
        statuses.add(_ask(app, case, headers=headers(), ids=ids()))

    ask()
    return statuses


def _ask(app: Flask, case: schemathesis.Case, *, headers: dict[str, str], ids: dict[str, Any]) -> int:
    case.path_parameters.update({name: ids[name] for name in case.path_parameters if name in ids})
    # What was read here must not stand where the next request's people are written.
    db.session.commit()
    with app.app_context():
        response = case.call(headers=headers)
    db.session.expire_all()
    case.validate_response(response, checks=CHECKS)
    return response.status_code


def _operation(app: Flask, method: str, path: str) -> Any:
    return _schema(app)[path][method]


@cache
def _schema(app: Flask) -> Any:
    # Read once: it looks for words to try in all of the application's modules.
    schema = schemathesis.openapi.from_dict(description(app))
    schema.app = app
    return schema
