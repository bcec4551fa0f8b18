"""The description of the API: a document for programs, and a page for people."""

from __future__ import annotations

import json
from typing import Any

import orjson
from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from app.api.bodies import fairy
from app.core.web import api

Document = dict[str, Any]


@api.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """The description, for programs."""
    return Response(orjson.dumps(fairy.apispec), mimetype="application/json")


@api.get("/docs")
def docs() -> ResponseReturnValue:
    """The description, for people."""
    document = fairy.apispec
    return render_template("api/docs.html", document=document, groups=groups(document))


def groups(document: Document) -> list[Document]:
    """The operations as the page shows them, by group."""
    told = [
        _told(document, path, method, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return [
        tag | {"operations": [one for one in told if one["group"] == tag["name"]]} for tag in document["tags"]
    ]


def _told(document: Document, path: str, method: str, operation: Document) -> Document:
    schema = _content(operation.get("requestBody", {}))
    schemes = [scheme for each in operation.get("security", []) for scheme in each.items()]
    return {
        "id": operation["operationId"].removeprefix("api_"),
        "group": operation["tags"][0],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "scheme": schemes[0][0] if schemes else None,
        "scope": next((scope for _, scopes in schemes for scope in scopes), None),
        "parameters": [_row(one, one["schema"]) for one in operation.get("parameters", [])],
        "fields": _fields(document, schema),
        "answers": operation["responses"],
        "example": _answer(document, operation),
        "curl": _curl(document, path, method, schema, schemes),
    }


def _content(holder: Document) -> Document:
    return holder.get("content", {}).get("application/json", {}).get("schema", {})


def _fields(document: Document, schema: Document) -> list[Document]:
    found = _resolved(document, schema)
    required = found.get("required", [])
    properties = found.get("properties", {}).items()
    return [_row({"name": name, "required": name in required}, each) for name, each in properties]


def _row(told: Document, schema: Document) -> Document:
    kinds = schema.get("type", "string")
    bounds = [str(schema[bound]) for bound in ("minimum", "maximum") if bound in schema]
    return {
        "name": told["name"],
        "required": told.get("required", False),
        "kind": kinds if isinstance(kinds, str) else " / ".join(kinds),
        "bounds": "…".join(bounds),
        "description": told.get("description") or schema.get("description", ""),
    }


def _answer(document: Document, operation: Document) -> str:
    """An example of what is answered when all goes well."""
    good = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    schema = _content(good)
    return json.dumps(_example(document, schema), indent=2, ensure_ascii=False) if schema else ""


def _curl(
    document: Document, path: str, method: str, schema: Document, schemes: list[tuple[str, list[str]]]
) -> str:
    """The operation as a command."""
    named = any(scheme == "basic_auth" for scheme, _scopes in schemes)
    shown = ["-u susan"] if named else ['-H "Authorization: Bearer $TOKEN"'] if schemes else []
    # With --json it is a POST already.
    asked = [] if method == "get" or (schema and method == "post") else [f"-X {method.upper()}"]
    said = [f"--json '{json.dumps(_example(document, schema), ensure_ascii=False)}'"] if schema else []
    address = current_app.config["BASE_URL"] + path.replace("{user_id}", "1").replace("{post_id}", "42")
    return " ".join(["curl", *asked, *shown, *said, address.replace("{", "$").replace("}", "")])


def _example(document: Document, schema: Document) -> Any:
    schema = _resolved(document, schema)
    if "example" in schema:
        return schema["example"]
    if "properties" in schema:
        return {name: _example(document, each) for name, each in schema["properties"].items()}
    if "items" in schema:
        return [_example(document, schema["items"])]
    if schema.get("format") == "date-time":
        return "2026-11-21T10:30:35.123456Z"
    return schema["enum"][0] if "enum" in schema else schema.get("default", EXAMPLES.get(_kind(schema)))


def _kind(schema: Document) -> str:
    kind = schema.get("type", "")
    return "null" if "null" in kind else kind


EXAMPLES: Document = {"string": "…", "integer": 1, "number": 1.5, "boolean": False, "null": None}


def _resolved(document: Document, schema: Document) -> Document:
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema
