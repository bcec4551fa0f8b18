"""What a password must be."""

import pytest

from app.accounts.passwords import is_common


@pytest.mark.parametrize("password", [
    "password", "PassWord", "password1", "Password2026!", "microblog", "Microblog 1", "passwort99",
    "contraseña.",
    "12345678", "qwertyuiop", "aaaaaaaa", "abababab", "1111111111111",
])  # fmt: skip
def test_guessers_try_these_first(password):
    assert is_common(password)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "vier Wörter ohne Sinn", "😀 emoji count too", "h7#kQ!w2z"]
)
def test_guessers_do_not_try_these_early(password):
    assert not is_common(password)


@pytest.mark.parametrize("password", ["susannah", "SUSANNAH", "susannah1999", "susannah@example.com"])
def test_what_is_known_about_somebody_is_guessed(password):
    assert is_common(password, about=("susannah", "susannah@example.com", ""))
    assert not is_common("orange boat window", about=("susannah", ""))
