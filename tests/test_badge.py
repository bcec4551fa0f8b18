"""How many wait, beside a link."""

import pytest
from flask import render_template_string

FORMS = {"one": "{num} unread message", "other": "{num} unread messages"}
PAGE = '{% from "_badge.html" import badge with context %}{{ badge("news", count, forms) }}'


@pytest.fixture
def badge(app):
    def render(count):
        with app.test_request_context():
            return render_template_string(PAGE, count=count, forms=FORMS)

    return render


def test_a_badge_is_hidden_where_nothing_waits(badge):
    assert "hidden>0</span>" in badge(0) and "unread message<" not in badge(0)


@pytest.mark.parametrize(("count", "words"), [(1, "1 unread message<"), (2, "2 unread messages<")])
def test_it_says_what_waits_in_the_right_form(badge, count, words):
    assert f'aria-hidden="true">{count}</span>' in badge(count) and words in badge(count)


def test_more_than_ninety_nine_are_not_counted_out(badge):
    assert ">99<" in badge(99) and ">99+<" in badge(100) and "99+ unread messages" in badge(100)
