"""What no request may carry."""

import pytest
from gunicorn.http.errors import InvalidChunkSize, NoMoreData

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("bad", [b"%FF%FE%ED%A0%80", b"%ff", b"\xff"])
def test_bytes_that_are_no_text_in_a_field(as_, alice, bad):
    visitor = as_(alice)
    body = b"csrf_token=" + visitor._any_token().encode() + b"&post=x" + bad

    assert visitor._request("/", "POST", data=body, content_type=FORM).status_code == 400


@pytest.mark.parametrize("query", ["x=%FF", "%ED%A0%80=x", "a=1&next=/%C3%28"])
def test_bytes_that_are_no_text_in_a_query(stranger, query):
    stranger.get(f"/auth/login?{query}", expect=400)


def test_percent_signs_and_letters_of_all_kinds_are_text(as_, alice):
    visitor = as_(alice)
    visitor.post("/", post="100% é %FF 😀")

    assert "100% é %FF 😀" in visitor.get("/?x=%C3%A9%25FF").text


class Broken:
    """A body that does not go on as it promised."""

    def __init__(self, error):
        self.error = error

    def read(self, *_size):
        raise self.error

    readline = read


@pytest.mark.parametrize("error", [InvalidChunkSize(b"x"), NoMoreData(), OSError("Invalid chunk header")])
def test_a_body_in_broken_chunks(stranger, error):
    environ = {"wsgi.input": Broken(error), "wsgi.input_terminated": True}

    stranger._open("/auth/login", "POST", expect=400, content_type=FORM, environ_overrides=environ)
