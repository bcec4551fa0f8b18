"""Who a request comes from, before the database is asked."""

import pytest
from flask import session

from app.core import visitor


@pytest.mark.parametrize(("key", "claimed"), [
    ("7.secret", 7), ("123456789.x", 123456789), ("7", 7), ("", None), (".7", None), ("x.7", None),
    ("1234567890.x", None), ("-7.x", None), ("7 .x", None), ("\u0667.x", None),
])  # fmt: skip
def test_a_session_says_whose_it_is(app, key, claimed):
    with app.test_request_context("/"):
        session["_user_id"] = key

        assert visitor.claimed_id() == claimed


def test_without_a_session_nobody_is_claimed(app):
    with app.test_request_context("/"):
        assert visitor.claimed_id() is None
