"""Where archives are kept."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from obstore.store import S3Store

from app.core import clock, storage


@pytest.fixture
def kept(tmp_path):
    """An empty place, in the context of an application that uses it."""
    app = Flask(__name__)
    app.config |= {"STORAGE_URL": f"file://{tmp_path / 'not' / 'yet'}", "STORAGE_TIMEOUT_S": 30}
    storage.init_app(app)
    with app.app_context():
        yield storage


def content(path):
    with storage.open_file(path) as file:
        return file.read()


def test_what_was_put_can_be_read(kept):
    kept.put("archives/one.json", BytesIO(b"words"))

    assert kept.size("archives/one.json") == 5 and content("archives/one.json") == b"words"


def test_what_is_put_again_takes_the_place_of_the_older(kept):
    kept.put("one", BytesIO(b"old and long"))
    kept.put("one", BytesIO(b"new"))

    assert content("one") == b"new"


def test_what_is_not_there_is_told(kept):
    assert kept.size("one") is None
    with pytest.raises(FileNotFoundError):
        kept.open_file("one")


def test_a_file_is_read_from_any_place(kept):
    kept.put("digits", BytesIO(b"0123456789" * 100_000))

    with kept.open_file("digits") as file:
        file.seek(-5, 2)
        assert file.read() == b"56789"
        file.seek(500_003)
        assert file.read(4) == b"3456" and file.tell() == 500_007


def test_a_file_of_several_parts_arrives_whole(kept):
    kept.put("large", BytesIO(b"x" * (2 * storage.PART_BYTES + 1)))

    assert len(content("large")) == 2 * storage.PART_BYTES + 1


def test_deleting_twice_is_deleting(kept):
    kept.put("one", BytesIO(b""))
    kept.delete("one")
    kept.delete("one")

    assert kept.size("one") is None


def test_the_files_under_a_prefix(kept):
    for path in ("archives/one", "archives/two", "elsewhere/three"):
        kept.put(path, BytesIO(b""))

    assert sorted(kept.paths("archives")) == ["archives/one", "archives/two"]


def test_a_place_that_cannot_be_written_passes(kept, tmp_path):
    (tmp_path / "not" / "yet" / "archives").write_text("a file where the folder should be")

    with pytest.raises(storage.StorageError):
        kept.put("archives/one", BytesIO(b""))


def test_hosts_that_share_no_disk_share_a_bucket():
    app = Flask(__name__)
    app.config |= {"STORAGE_URL": "s3://microblog", "STORAGE_TIMEOUT_S": 30}
    storage.init_app(app)

    assert isinstance(app.extensions["storage"], S3Store)


def test_what_a_killed_process_was_writing_is_found_and_deleted(kept, tmp_path):
    # The library's own name for it; test_a_file_under_way_has_this_name sees whether that is still so.
    left = tmp_path / "not" / "yet" / "archives" / "7" / "key.zip#1"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half of it")

    assert [*kept.paths("archives")] == ["archives/7/key.zip#1"]
    kept.delete("archives/7/key.zip#1")
    kept.delete("archives/7/key.zip#1")
    assert not left.parent.exists()


class Watched(BytesIO):
    """Content that notes what is in a folder when the last of it is read."""

    def __init__(self, folder):
        super().__init__(bytes(2 * storage.PART_BYTES))
        self.folder, self.seen = folder, []

    def read(self, *size):
        self.seen = [file.name for file in self.folder.rglob("*") if file.is_file()]
        return super().read(*size)


def test_a_file_under_way_has_this_name(kept, tmp_path):
    content = Watched(tmp_path)
    kept.put("archives/7/key.zip", content)

    assert content.seen == ["key.zip#1"]
    assert [*kept.paths("archives")] == ["archives/7/key.zip"]


def test_no_empty_folder_stays(kept, tmp_path):
    kept.put("archives/7/key.zip", BytesIO(b""))
    kept.delete("archives/7/key.zip")

    assert [*(tmp_path / "not" / "yet").rglob("*")] == []


def test_what_came_lately_may_be_left_out(kept):
    kept.put("one", BytesIO(b""))

    assert [*kept.paths("", older_than=timedelta(hours=1))] == []
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        assert [*kept.paths("", older_than=timedelta(hours=1))] == ["one"]
