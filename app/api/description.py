"""What the API's description, an OpenAPI document, says beyond what stands above each of its views."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app

from app.api.bodies import fairy
from app.core.pages import MOST_ID

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
ID = NUMBER | {"minimum": 0, "maximum": MOST_ID}
ABOUT = """What people do on the site, for programs: with the same rules, and in the name of a user.

A token is had for a name and a password, and comes with every request after that. It is for everything, or
for some of these scopes: read for what the pages show, write for posts, follows and tasks, messages for
private messages, exports for archives, which hold whatever the user has here, and account for changing the
profile."""
# The groups of the operations, by how their paths begin; the first that fits.
GROUPS = {
    "Tokens": ("/api/tokens", "Getting a token, and giving it back."),
    "Posts": (r"/api/(posts|timeline|mentions|users/\{user_id\}/posts)", "Writing, and what others write."),
    "Messages": (r"/api/(conversations|users/\{user_id\}/messages)", "Private messages."),
    "Search": ("/api/search", "Posts and people by their words."),
    "Users": ("/api/(users|me)", "People, and who follows whom."),
    "Exports": ("/api/exports", "Taking along what one wrote."),
    "Tasks": ("/api/tasks", "What goes on in the background."),
    "Notifications": ("/api/notifications|/send-notification", "What is new, and noting it down."),
}
PROBLEM = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("type", "title", "detail", "reference"), TEXT),
        "status": NUMBER,
        "errors": {"type": "object", "description": "What is wrong with each field."},
    },
    "required": ["type", "title", "status", "detail", "reference"],
    "additionalProperties": False,
    "example": {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no such page. It may have been deleted, or the address has a typing error.",
        "reference": "ae81f600e3904a9bb76ec7315432c860",
    },
}
HEADERS = {
    "X-RateLimit-Limit": "How many requests of this kind a minute are allowed.",
    "X-RateLimit-Remaining": "How many of them are left.",
    "X-RateLimit-Reset": "When they begin anew, in Unix seconds.",
}
RETRY = {"Retry-After": {"description": "After how many seconds to ask again.", "schema": NUMBER}}
EVERYWHERE = {
    "400": "A text is not UTF-8, or has NUL in it.",
    "429": "Too many requests in a minute.",
}
WITH_A_TOKEN = {"401": "What was shown opens nothing."}
WITH_A_SCOPE = {"403": "The token is for something else, or the user may not do this."}
# Of two ways at one address, the router asks for the way before it looks at the number.
WITH_AN_ID = {"404": "There is no such thing.", "405": "No id is as large as this."}
WITH_A_QUERY = {"414": "The address is longer than 8 kB.", "422": "A part of the address is not right."}
# What is no JSON.
MEDIA = {
    "/api/exports/{export_id}/file": ("application/zip", TEXT | {"format": "binary"}),
    "/api/notifications/stream": ("text/event-stream", TEXT),
}
# What APIFairy takes an answer without a schema for.
NOTHING = {"description": "No Content"}
WITH_A_BODY = {
    "400": "The body is not valid JSON, or a text in it has NUL in it.",
    "413": "The body is larger than a megabyte.",
    "415": "The body is no JSON.",
    "422": "A field is missing, unknown, or not right.",
}


@fairy.process_apispec
def complete(document: dict[str, Any]) -> dict[str, Any]:
    """Describe errors as the problems that they are, and all else that no view says of itself."""
    document["info"]["description"] = ABOUT
    document["servers"] = [{"url": current_app.config["BASE_URL"]}]
    document["tags"] = [{"name": name, "description": words} for name, (_path, words) in GROUPS.items()]
    document["components"]["schemas"]["Problem"] = PROBLEM
    document["components"]["headers"] = {
        name: {"description": words, "schema": NUMBER} for name, words in HEADERS.items()
    }
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["tags"] = [next(name for name, (start, _) in GROUPS.items() if re.match(start, path))]
            _complete(operation, media=MEDIA.get(path))
    return document


def _complete(operation: dict[str, Any], *, media: tuple[str, dict[str, str]] | None) -> None:
    parameters = operation.get("parameters", [])
    for parameter in parameters:
        if parameter["name"] in {"user_id", "post_id"}:
            parameter["schema"] = ID
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]
        # Where nothing has to be said, no body says as much as an empty one.
        operation["requestBody"]["required"] = _has_to_be_there(content["schema"])
    described = _expected(operation)
    responses = {status: {"description": words} for status, words in described.items()}
    # What a view says of its own errors says more.
    responses |= operation["responses"]
    if "200" in responses and responses.get("204") == NOTHING:
        del responses["204"]
    for status, response in responses.items():
        if media and status in {"200", "206"}:
            response["content"] = {media[0]: {"schema": media[1]}}
        _complete_response(response, int(status))
    operation["responses"] = dict(sorted(responses.items()))


def _expected(operation: dict[str, Any]) -> dict[str, str]:
    scopes = [scope for scheme in operation.get("security", []) for each in scheme.values() for scope in each]
    has_query = any(parameter["in"] == "query" for parameter in operation.get("parameters", []))
    has_id = any(parameter.get("schema") == ID for parameter in operation.get("parameters", []))
    return {
        **EVERYWHERE,
        **(WITH_A_TOKEN if operation.get("security") else {}),
        **(WITH_A_SCOPE if scopes else {}),
        **(WITH_AN_ID if has_id else {}),
        **(WITH_A_QUERY if has_query else {}),
        **(WITH_A_BODY if "requestBody" in operation else {}),
    }


def _complete_response(response: dict[str, Any], status: int) -> None:
    if status >= 400:
        problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        # The server has no idea yet whom that would concern.
        response["content"] = {"text/html": {"schema": TEXT}} if status == 414 else problem
    headers: dict[str, Any] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    response["headers"] = headers | (RETRY if status in {202, 429, 503} else {})


def _has_to_be_there(schema: dict[str, Any]) -> bool:
    return schema["$ref"].rpartition("/")[2] in {
        *("NewUser", "NewPost", "ChangedPost", "NewMessage", "NewWebhook"),
    }
