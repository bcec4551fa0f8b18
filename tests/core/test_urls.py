"""Where forms may send people, and links in mails."""

import pytest

from app.core.urls import link, safe_next
from tests.support.apps import another_app


@pytest.mark.parametrize(
    "target", ["/", "/explore", "/user/alice?before=1-2", "/a//b", "/?next=https://evil.example", "/%5Cevil"]
)
def test_a_path_of_this_site_is_where_people_go(target):
    assert safe_next(target, default="/home") == target


@pytest.mark.parametrize("target", [
    None, "", "explore", "https://evil.example", "//evil.example", "///evil.example",
    "http:///evil.example", "/\\evil.example", "\\\\evil.example", "/a\\b", "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example", "\t//evil.example", " //evil.example", "/\x00/evil.example", "/\x7f/evil.example",
    "javascript:alert(1)", "data:text/html,x", "mailto:a@b", "@evil.example", "http:evil.example",
    "?next=/", "#",
])  # fmt: skip
def test_anything_else_is_not(target):
    assert safe_next(target, default="/home") == "/home"


@pytest.fixture(
    params=["https://microblog.example.org", "https://example.org:8443", "https://example.org/blog"]
)
def public_app(whole_app, request):
    with another_app(whole_app, BASE_URL=request.param) as app, app.app_context():
        yield app


def test_a_link_is_under_the_public_address(public_app):
    assert link("main.user", username="alice") == f"{public_app.config['BASE_URL']}/user/alice"


def test_a_link_is_under_the_public_address_whatever_the_request_says(public_app):
    with public_app.test_request_context(base_url="http://localhost/elsewhere"):
        assert link("auth.login") == f"{public_app.config['BASE_URL']}/auth/login"
