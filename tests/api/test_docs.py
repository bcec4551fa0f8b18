"""The description of the API, for programs and for people."""

from tests.api.test_schema import OPERATIONS
from tests.support.description import description


def test_the_document_is_for_everybody(anybody):
    document = anybody.get("/api/openapi.json").json

    assert document["openapi"].startswith("3.1") and document["info"]["title"] == "Microblog"


def test_every_operation_is_on_the_page(stranger):
    text = stranger.get("/api/docs").text

    assert all(way in text and path in text for way, path in OPERATIONS)


def test_the_page_leads_who_is_logged_in_to_their_tokens(as_, stranger, alice):
    def links(visitor):
        return {link.get("href") for link in visitor.get("/api/docs").all("a")}

    assert "/tokens" in links(as_(alice)) - links(stranger)


def test_every_operation_tells_what_it_costs_and_how_it_fails(app):
    for operations in description(app)["paths"].values():
        for operation in operations.values():
            assert operation["summary"] and {"400", "429"} <= operation["responses"].keys()
            assert all("X-RateLimit-Limit" in answer["headers"] for answer in operation["responses"].values())
