"""What every response says about safety."""

import pytest
from flask import request

from app.headers import FIXED, content_policy
from tests.support.apps import another_app
from tests.support.page import Visitor

HSTS = "max-age=31536000; includeSubDomains"
ANSWERS = [
    ("/auth/login", 200), ("/", 303), ("/nowhere", 404), ("/explore?before=x", 303), ("/livez", 200),
    ("/avatar/0123456789abcdef.svg", 200), ("/static/nothing.css", 404), ("/auth/login?x=%00", 400),
]  # fmt: skip


@pytest.fixture
def over_https(app):
    with another_app(app, BASE_URL="https://localhost") as site:
        yield site


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_has_them(stranger, path, status):
    headers = stranger.get(path, expect=status).headers

    assert {name: headers[name] for name in FIXED} == FIXED
    assert headers["Content-Security-Policy"] == content_policy(gravatar=False)


def test_an_answer_to_another_host_has_them_too(stranger):
    headers = stranger._request("/", "GET", base_url="http://evil.example").headers

    assert {name: headers[name] for name in FIXED} == FIXED
    assert headers["Content-Security-Policy"] == content_policy(gravatar=False)


@pytest.mark.parametrize("path", ["/", "/user/alice", "/edit_profile", "/notifications", "/auth/logout"])
def test_pages_of_somebody_who_is_logged_in_are_kept_nowhere(as_, alice, path):
    assert as_(alice).get(path).headers["Cache-Control"] == "private, no-store"


def test_an_error_page_of_somebody_who_is_logged_in_is_kept_nowhere(as_, alice):
    assert as_(alice).get("/nowhere", expect=404).headers["Cache-Control"] == "private, no-store"


def test_pages_for_everybody_are_asked_for_again(stranger):
    assert stranger.get("/auth/login").headers["Cache-Control"] == "no-cache"


def test_nothing_may_come_from_elsewhere():
    policy = content_policy(gravatar=False)

    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy


def test_gravatar_adds_its_pictures_and_nothing_else():
    added = content_policy(gravatar=True).replace(
        "img-src 'self' data: https://www.gravatar.com;", "img-src 'self' data:;"
    )

    assert added == content_policy(gravatar=False)


def test_gravatar_is_allowed_where_it_is_switched_on(app, stranger, monkeypatch):
    monkeypatch.setitem(app.config, "GRAVATAR", True)

    assert stranger.get("/auth/login").headers["Content-Security-Policy"] == content_policy(gravatar=True)


@pytest.mark.parametrize("path", ["/auth/login", "/nowhere", "/livez"])
def test_https_is_asked_for_where_the_site_has_it(over_https, path):
    response = Visitor(over_https)._request(path, "GET", base_url="https://localhost")

    assert response.headers["Strict-Transport-Security"] == HSTS


def test_https_is_not_asked_for_where_the_site_has_none(stranger):
    assert "Strict-Transport-Security" not in stranger.get("/auth/login").headers


def cookies_of_login(site, base_url):
    visitor = Visitor(site)
    token = visitor.get("/auth/login", base_url=base_url).token
    fields = {
        "csrf_token": token,
        "username": "alice",
        "password": "correct horse battery",
        "remember_me": "y",
    }
    page = visitor._open(
        "/auth/login", "POST", expect=303, data=fields, base_url=base_url, headers={"Referer": base_url}
    )
    return {cookie.split("=")[0]: cookie for cookie in page.headers.getlist("Set-Cookie")}


def test_over_https_both_cookies_are_bound_to_this_host(over_https, alice):
    cookies = cookies_of_login(over_https, "https://localhost")

    assert set(cookies) == {"__Host-session", "__Host-remember_token"}
    for cookie in cookies.values():
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain=" not in cookie


def test_over_http_both_cookies_are_out_of_reach_of_scripts(app, alice):
    cookies = cookies_of_login(app, "http://localhost")

    assert set(cookies) == {"session", "remember_token"}
    for cookie in cookies.values():
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Secure" not in cookie and "Domain=" not in cookie


SPOOFED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.9", "X-Forwarded-Host": "localhost:1"}


@pytest.mark.parametrize(("hops", "seen"), [
    (0, {"host": "http://localhost/", "address": "127.0.0.1"}),
    (1, {"host": "https://localhost:1/", "address": "192.0.2.9"}),
])  # fmt: skip
def test_proxies_are_believed_where_there_are_some(app, hops, seen):
    with another_app(app, PROXY_HOPS=hops) as site:
        site.add_url_rule("/seen", view_func=tell_what_is_seen)
        assert Visitor(site).get("/seen", headers=SPOOFED).json == seen


def test_only_as_many_proxies_as_there_are_are_believed(app):
    with another_app(app, PROXY_HOPS=2) as site:
        site.add_url_rule("/seen", view_func=tell_what_is_seen)
        headers = {"X-Forwarded-For": "6.6.6.6, 192.0.2.9, 10.0.0.1"}
        assert Visitor(site).get("/seen", headers=headers).json["address"] == "192.0.2.9"


def tell_what_is_seen():
    return {"host": request.host_url, "address": request.remote_addr}
