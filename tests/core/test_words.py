"""What may be shown of an error."""

import pytest
from sqlalchemy.exc import OperationalError

from app.core import words


def test_an_error_is_a_line(app):
    assert words.of(ValueError("\n first.\nsecond")) == "first"


def test_an_error_without_words_is_its_kind(app):
    assert words.of(KeyError()) == "KeyError"


def test_what_the_database_said_is_told_without_the_statement(app):
    assert words.of(OperationalError("SELECT 1", {}, OSError("away"))) == "away"


def test_a_long_error_is_cut(app):
    assert len(words.of(ValueError("x" * 5000))) == words.LONGEST


@pytest.mark.parametrize("name", words.SECRETS)
def test_no_secret_is_told(setting, name):
    setting(**{name: "geheim"})

    assert words.of(ValueError("geheim is wrong")) == "*** is wrong"


@pytest.mark.parametrize("name", words.ADDRESSES)
def test_no_password_of_an_address_is_told(setting, name):
    setting(**{name: "redis://me:ge%2Fheim@host/0"})

    assert words.of(ValueError("ge%2Fheim or ge/heim")) == "*** or ***"


@pytest.mark.parametrize("form", ["redis://:{}@host", "redis://me:{}@host/0", "x://host/?password={}&a=b"])
@pytest.mark.parametrize("password", ["gehe/im", "gehe[im", "gehe@im", "gehe:im"])
def test_no_password_is_told_of_an_address_that_cannot_be_read(setting, form, password):
    setting(REDIS_URL=form.format(password))

    assert words.of(ValueError(f"no port is called {password}")) == "no port is called ***"
