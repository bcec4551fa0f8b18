"""What becomes a link in a text, and what stays the text it is."""

import pytest

from app.posts import text

PEOPLE = {"susan": "Susan", "dots.": "dots."}
REL = 'rel="nofollow noopener ugc" dir="ltr"'


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context("/"):
        yield


def html(body):
    return str(text.to_html(body, PEOPLE))


def elsewhere(address):
    return f'<a href="{address}" {REL}>{address}</a>'


def person(words):
    return f'<a href="/user/Susan">{words}</a>'


@pytest.mark.parametrize(("body", "address", "rest"), [
    ("https://example.org", "https://example.org", ""),
    ("see http://example.org/a?b=c#d.", "http://example.org/a?b=c#d", "."),
    ("(https://example.org/a_(b))", "https://example.org/a_(b)", ")"),
    ("https://example.org, or", "https://example.org", ", or"),
    ("https://bücher.example/straße!", "https://bücher.example/straße", "!"),
    ("https://例え.テスト/あ", "https://例え.テスト/あ", ""),
    ("HTTPS://EXAMPLE.ORG", "HTTPS://EXAMPLE.ORG", ""),
    ("https://localhost:8000/@susan#tag", "https://localhost:8000/@susan#tag", ""),
    ("<https://example.org>", "https://example.org", "&gt;"),
])  # fmt: skip
def test_an_address_leads_elsewhere(body, address, rest):
    assert html(body).endswith(elsewhere(address) + rest)


def test_what_is_special_in_html_is_no_way_out_of_an_address():
    assert html('https://x.org/?a=1&b="onclick=x') == (
        elsewhere("https://x.org/?a=1&amp;b=") + "&#34;onclick=x"
    )


@pytest.mark.parametrize("body", [
    "javascript:alert(1)", "JaVaScRiPt://x.org/%0aalert(1)", "data:text/html,x", "vbscript:x", "file:///etc",
    "ftp://example.org", "mailto:a@example.org", "//example.org", "www.example.org", "example.org", "http://",
    "https://", "xhttps://example.org", "susan@example.org", "me@susan", "me+x@susan", "@sus", "@susanna",
    "@susan@example.org", "@susané", "a/@susan", "@", "@@", "#", "##", "#1", "#2026", "#_", "#️⃣", "a#b",
    "#!", "@nobody", "https:/example.org", "\\u0040susan",
])  # fmt: skip
def test_what_is_none_of_it_stays_text(body):
    assert html(body) == body


@pytest.mark.parametrize(("body", "expected"), [
    ("@susan", person("@susan")),
    ("@SUSAN!", person("@SUSAN") + "!"),
    ("Hi @susan.", "Hi " + person("@susan") + "."),
    ("(@susan)", "(" + person("@susan") + ")"),
    (".@susan says", "." + person("@susan") + " says"),
    ("@susan's", person("@susan") + "&#39;s"),
    ("@susan...", person("@susan") + "..."),
    ("こんにちは@susanさん", "こんにちは" + person("@susan") + "さん"),
    ("@dots.", '<a href="/user/dots.">@dots.</a>'),
    ("@susan,@susan", person("@susan") + "," + person("@susan")),
])  # fmt: skip
def test_a_name_leads_to_a_profile(body, expected):
    assert html(body) == expected


@pytest.mark.parametrize(("body", "topic", "asked"), [
    ("#flask", "#flask", "flask"),
    ("so #Flask3!", "#Flask3", "Flask3"),
    ("(#a_b)", "#a_b", "a_b"),
    ("#日本", "#日本", "%E6%97%A5%E6%9C%AC"),
    ("\uff03日本", "\uff03日本", "%E6%97%A5%E6%9C%AC"),
    ("#हिन्दी", "#हिन्दी", "%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80"),
    ("#2026goals", "#2026goals", "2026goals"),
    ("#שלום", "#שלום", "%D7%A9%D7%9C%D7%95%D7%9D"),
])  # fmt: skip
def test_a_topic_leads_to_the_search(body, topic, asked):
    assert f'<a href="/search?q=%23{asked}">{topic}</a>' in html(body)


@pytest.mark.parametrize("body", [
    "<script>alert(1)</script>", "<a href='javascript:alert(1)'>x</a>", '"><img src=x onerror=alert(1)>',
    "&lt;b&gt;", "</p></article>", "{{ 7 * 7 }}", "<b>@nobody</b>", "'\"<>&",
])  # fmt: skip
def test_markup_is_text(body):
    assert "<" not in html(body) and '"' not in html(body)


def test_lines_and_spaces_stay_as_they_were():
    assert html("a\n\n  b\u00a0c\n") == "a\n\n  b\u00a0c\n"


def test_a_name_is_told_as_it_stands_and_without_what_ends_a_sentence():
    assert text.named("@Susan. and @bob-, not a@b.org") == [("susan.", "susan"), ("bob-", "bob")]


def test_a_name_within_an_address_is_nobodys():
    assert text.named("https://example.org/@susan") == []
