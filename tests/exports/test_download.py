"""Taking an archive away, whole or in parts."""

import pytest

from app.core import storage
from app.core.storage import StorageError
from tests import factories
from tests.factories import BEGINNING


@pytest.fixture
def download(as_, alice, exported):
    """Ask for Alice's archive: `download("bytes=0-9", expect=206)`."""
    factories.post(author=alice)
    export = exported(alice, created_at=BEGINNING)
    path = f"/exports/{export.id}/file"

    def ask(part=None, *, expect=200, **headers):
        headers |= {"Range": part} if part else {}
        response = as_(alice)._request(path, headers.pop("method", "GET"), headers=headers)
        assert response.status_code == expect, response.text
        return response

    with storage.open_file(export.path) as file:
        ask.content = file.read()
    ask.export = export
    return ask


def test_it_comes_whole_to_be_saved(download):
    response = download()

    assert response.data == download.content
    assert response.headers["Content-Disposition"] == "attachment; filename=microblog-alice-2026-01-01.zip"
    assert (response.mimetype, response.content_length) == ("application/zip", len(download.content))


def test_nobody_keeps_a_copy_on_the_way(download):
    response = download()

    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_head_tells_the_size_and_sends_nothing(download):
    response = download(method="HEAD")

    assert response.content_length == len(download.content) and response.data == b""
    assert response.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("part", "start", "stop"),
    [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=5-9999999", 5, None)],
)
def test_a_part_is_that_part(download, part, start, stop):
    response = download(part, expect=206)
    wanted = download.content[start:stop]

    assert response.data == wanted and response.content_length == len(wanted)
    assert response.headers["Content-Range"].endswith(f"/{len(download.content)}")


def test_a_download_that_broke_off_goes_on(download):
    tag = download().headers["ETag"]

    assert download("bytes=50-", expect=206, **{"If-Range": tag}).data == download.content[50:]
    assert download("bytes=50-", expect=200, **{"If-Range": '"another"'}).data == download.content


def test_the_tag_tells_nothing_of_the_place(download):
    assert download.export.key not in download().headers["ETag"]


def test_a_part_that_is_not_there_is_refused(download):
    response = download("bytes=99999999-", expect=416)

    assert response.headers["Content-Range"] == f"bytes */{len(download.content)}"


@pytest.mark.parametrize(
    "part", ["bytes=9-1", "bytes=", "lines=1-2", "bytes=a-b", "bytes=0-1,3-4", "bytes=" + "0-1," * 999]
)
def test_a_part_that_nobody_understands_is_the_whole(download, part):
    assert download(part).data == download.content


def test_a_file_that_is_not_on_this_machine_is_not_found(download):
    storage.delete(download.export.path)

    assert "nothing internal" not in download(expect=404).text


def test_a_store_that_is_away_is_tried_later(download, monkeypatch):
    def fail(_path):
        raise StorageError("connection refused by 10.0.0.1")

    monkeypatch.setattr(storage, "open_file", fail)

    assert "10.0.0.1" not in download(expect=503).text


def test_nginx_is_told_where_it_is_and_sends_the_part_itself(download, monkeypatch, app):
    monkeypatch.setitem(app.config, "ACCEL_REDIRECT", "/archives-of-microblog")
    response = download("bytes=0-9")

    assert response.headers["X-Accel-Redirect"] == f"/archives-of-microblog/{download.export.path}"
    assert response.headers["Content-Disposition"] == "attachment; filename=microblog-alice-2026-01-01.zip"
    assert (response.mimetype, response.data) == ("application/zip", b"")


def test_nginx_is_not_sent_to_what_is_gone(download, monkeypatch, app):
    monkeypatch.setitem(app.config, "ACCEL_REDIRECT", "/archives-of-microblog")
    storage.delete(download.export.path)

    assert "X-Accel-Redirect" not in download(expect=404).headers
