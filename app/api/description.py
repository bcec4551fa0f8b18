"""What the API's description, an OpenAPI document, says beyond what stands above each of its views."""

from __future__ import annotations

from typing import Any

from app.api.bodies import fairy

TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "reference"), TEXT),
        "status": {"type": "integer"},
        "errors": {"type": "object"},
    },
    "required": ["type", "title", "status", "detail", "reference"],
    "additionalProperties": False,
}
EVERYWHERE = {"400": "A text is not UTF-8, or has NUL in it.", "401": "What was shown opens nothing."}
WITH_A_BODY = {
    "400": "The body is not valid JSON, or a text in it has NUL in it.",
    "413": "The body is larger than a megabyte.",
    "415": "The body is no JSON.",
    "422": "A field is missing, unknown, or not right.",
}


@fairy.process_apispec
def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Describe errors as the problems that they are, and an archive as the file that it is."""
    document["components"]["schemas"]["Problem"] = PROBLEM
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return document


def _complete(operation: dict[str, Any]) -> None:
    described = EVERYWHERE | (WITH_A_BODY if "requestBody" in operation else {})
    responses = {status: {"description": words} for status, words in described.items()}
    responses |= operation["responses"]
    if "requestBody" in operation:
        # No body says as much as an empty one.
        operation["requestBody"]["required"] = False
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = _content(
                "application/problem+json", {"$ref": "#/components/schemas/Problem"}
            )
        elif status != "204" and "content" not in response:
            response["content"] = _content("application/zip", TEXT | {"format": "binary"})
    if "200" in responses:
        # APIFairy takes an answer without a schema for one without content.
        responses.pop("204", None)
    operation["responses"] = responses


def _content(kind: str, schema: dict[str, str]) -> dict[str, Any]:
    return {kind: {"schema": schema}}
