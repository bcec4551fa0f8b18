"""Places: each keeps a backup whole, gives it back, and says in a line what is wrong with it."""

import errno
from pathlib import Path

import pytest

from app.backups import folder
from app.backups.bucket import Bucket
from app.backups.errors import BackupError
from app.backups.folder import Folder
from app.backups.hub import Hub
from app.backups.manifest import FILE, now_name
from app.backups.place import finished
from app.core import storage
from tests.support import bucket as buckets, hub as hubs


@pytest.fixture(scope="module")
def a_bucket(tmp_path_factory):
    with buckets.a_bucket(tmp_path_factory.mktemp("bucket")) as bucket, pytest.MonkeyPatch.context() as patch:
        for name, value in bucket.environ.items():
            patch.setenv(name, value)
        yield bucket


@pytest.fixture(scope="module")
def a_hub():
    with hubs.a_hub() as hub:
        yield hub


@pytest.fixture
def hub(a_hub, monkeypatch):
    """The Hub, where nobody has made anything."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", a_hub.url)
    template = f"{a_hub.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
    # Tests do not wait until it tries again.
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _seconds: None)
    a_hub.files, a_hub.private, a_hub.broken, a_hub.token = {}, None, None, hubs.TOKEN
    return a_hub


@pytest.fixture
def kept(request, tmp_path):
    """A place of each kind."""
    if request.param == "folder":
        (tmp_path / "place").mkdir()
        return Folder(tmp_path / "place")
    if request.param == "bucket":
        request.getfixturevalue("a_bucket")
        return Bucket(f"s3://{buckets.NAME}/{tmp_path.name}", timeout_s=5)
    request.getfixturevalue("hub")
    return Hub(hubs.NAME, token=hubs.TOKEN)


# The client's own way of uploading has one.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content:DeprecationWarning")
everywhere = pytest.mark.parametrize("kept", ["folder", "bucket", "hub"], indirect=True)


@pytest.fixture
def files(tmp_path):
    """The files of a backup, of which one is large."""
    contents = {"database.sqlite.gz": b"x" * 100_000, "reviews.csv": b"name\r\n", FILE: b"{}"}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in contents]


@everywhere
def test_a_new_place_is_empty(kept):
    assert kept.listing() == {}


@everywhere
def test_what_was_pushed_is_there_and_comes_back(kept, files, tmp_path):
    kept.push(name := now_name(), files, drop=[], halves=[])
    kept.fetch(f"{name}/database.sqlite.gz", to := tmp_path / "fetched")

    assert kept.listing() == {name: {file.name for file in files}}
    assert to.read_bytes() == b"x" * 100_000


@everywhere
def test_what_is_dropped_is_gone(kept, files):
    kept.push(old := now_name(), files, drop=[], halves=[])
    kept.push(new := now_name(), files, drop=[f"{old}/{file.name}" for file in files], halves=[])

    assert finished(kept.listing()) == [new]


@everywhere
def test_what_is_not_there_is_told(kept, files, tmp_path):
    kept.push(name := now_name(), files, drop=[], halves=[])

    with pytest.raises(BackupError, match="does not give"):
        kept.fetch(f"{name}/nothing", tmp_path / "fetched")


def test_what_somebody_else_keeps_there_is_left_alone(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / FILE).write_text("mine")

    assert Folder(tmp_path).listing() == {}


def test_a_folder_without_a_manifest_is_no_backup(tmp_path):
    (unfinished := tmp_path / now_name()).mkdir()
    (unfinished / "database.sqlite.gz").write_text("")

    assert finished(Folder(tmp_path).listing()) == []


def test_what_was_left_over_goes_first_and_a_half_goes_with_its_failure(tmp_path, files, monkeypatch):
    (left := tmp_path / now_name()).mkdir()
    (left / "database.sqlite.gz.part").touch()
    monkeypatch.setattr(folder.shutil, "copyfile", write_half)

    with pytest.raises(BackupError, match="the disk is full"):
        Folder(tmp_path).push(now_name(), files, drop=[], halves=[f"{left.name}/database.sqlite.gz.part"])
    assert not [*tmp_path.glob("2*")]


def write_half(_source, target):
    target.write_bytes(b"half")
    raise OSError(errno.ENOSPC, "No space left on device", str(target))


def test_what_cannot_be_deleted_is_told_and_the_backup_is_made(app, tmp_path, files, monkeypatch, caplog):
    kept = Folder(tmp_path)
    kept.push(old := now_name(), files, drop=[], halves=[])
    monkeypatch.setattr(Path, "unlink", refuse_to)
    kept.push(new := now_name(), files, drop=[f"{old}/{FILE}"], halves=[])

    assert new in kept.listing() and "cannot be deleted: Permission denied" in caplog.text


def refuse_to(path):
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def test_a_bucket_where_nothing_can_be_deleted_gets_its_backup(app, a_bucket, files, monkeypatch, caplog):
    def refuse(_store, _path):
        raise PermissionError("AccessDenied")

    monkeypatch.setattr(storage, "delete_from", refuse)
    kept = Bucket(f"s3://{buckets.NAME}/undeletable", timeout_s=5)
    kept.push(name := now_name(), files, drop=["x/y"], halves=[])

    assert name in kept.listing() and "cannot be deleted: AccessDenied" in caplog.text


@pytest.mark.parametrize("gone", ["@eaDir", "nothing"])
def test_what_is_gone_or_is_a_folder_keeps_nothing_from_being_dropped(tmp_path, files, gone):
    kept = Folder(tmp_path)
    kept.push(old := now_name(), files, drop=[], halves=[])
    (tmp_path / old / "@eaDir").mkdir()
    kept.push(now_name(), files, drop=[f"{old}/{gone}", f"{old}/{FILE}"], halves=[])

    assert old not in finished(kept.listing())


def test_nobody_else_may_read_a_folder(tmp_path, files):
    Folder(tmp_path).push(name := now_name(), files, drop=[], halves=[])

    assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_a_folder_that_is_missing_is_told_and_not_made(tmp_path, files):
    missing = Folder(tmp_path / "not mounted")

    with pytest.raises(BackupError, match="is missing: make it"):
        missing.listing()
    with pytest.raises(BackupError, match="cannot be written: No such file"):
        missing.push(now_name(), files, drop=[], halves=[])


def test_a_folder_that_must_not_be_read_is_not_empty(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "iterdir", refuse_to)

    with pytest.raises(BackupError, match="cannot be read: Permission denied"):
        Folder(tmp_path).listing()


def test_a_folder_that_cannot_be_written_is_told(tmp_path, files):
    (tmp_path / "place").write_text("a file")

    with pytest.raises(BackupError, match="cannot be written: Not a directory"):
        Folder(tmp_path / "place").push(now_name(), files, drop=[], halves=[])


@pytest.mark.parametrize("mode", ["503", "drop"])
def test_a_bucket_that_does_not_answer_is_told(a_bucket, monkeypatch, mode):
    a_bucket.fail(mode)
    try:
        with pytest.raises(BackupError, match="cannot be listed"):
            Bucket(f"s3://{buckets.NAME}", timeout_s=1).listing()
    finally:
        a_bucket.mend()


def test_a_panic_of_the_library_is_told(a_bucket, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "with its line's end\n")

    with pytest.raises(BackupError, match="InvalidHeaderValue"):
        Bucket(f"s3://{buckets.NAME}", timeout_s=1).listing()


def test_the_dataset_is_made_private_and_each_backup_is_a_commit(hub, files):
    kept = Hub(hubs.NAME, token=hubs.TOKEN)
    kept.push(name := now_name(), files, drop=[], halves=[])

    assert hub.private is True and hub.commits[-1] == f"Backup {name}"


def test_a_public_dataset_is_refused(hub, files):
    hub.private = False

    with pytest.raises(BackupError, match="is public"):
        Hub(hubs.NAME, token=hubs.TOKEN).push(now_name(), files, drop=[], halves=[])
    assert hub.files == {}


@pytest.mark.parametrize("made", [None, True])
@pytest.mark.parametrize("token", ["hf_another", None])
def test_a_token_that_was_revoked_is_told(hub, made, token):
    hub.private = made

    with pytest.raises(BackupError, match="does not accept HUB_TOKEN"):
        Hub(hubs.NAME, token=token).listing()


@pytest.mark.parametrize(("status", "words"), [(403, "does not let HUB_TOKEN write"), (500, "500")])
def test_a_hub_that_refuses_is_told(hub, status, words):
    hub.broken = status

    with pytest.raises(BackupError, match=words):
        Hub(hubs.NAME, token=hubs.TOKEN).listing()


def test_a_hub_that_is_away_is_told(hub, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")

    with pytest.raises(BackupError, match="cannot be listed"):
        Hub(hubs.NAME, token=hubs.TOKEN).listing()
