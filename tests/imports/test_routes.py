"""Uploading, and the page of an import."""

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import db
from app.core import storage
from app.core.storage import StorageError
from app.imports import uploads
from app.jobs.models import State
from app.models import Import, Task, User
from tests.imports.conftest import archive, bodies, entry, file
from tests.support.jobs import change

PATH = "/imports"
MIB = 1024 * 1024


def upload(visitor, content=None, *, name="posts.json", expect=303):
    content = file(entry()) if content is None else content
    return send(visitor, PATH, file=FileStorage(BytesIO(content), name), expect=expect)


def send(visitor, path, *, expect, **fields):
    # Encoded here: the test client would leave a file open.
    boundary, body = encode_multipart({"csrf_token": visitor._any_token(), **fields})
    form = f"multipart/form-data; boundary={boundary}"
    return visitor._open(path, "POST", data=body, content_type=form, expect=expect)


@pytest.fixture
def at_most_one_mb(app, monkeypatch):
    monkeypatch.setitem(app.config, "IMPORT_MOST_MB", 1)


@pytest.fixture
def refused(app, monkeypatch):
    """The store takes nothing."""

    def fail(*_arguments):
        raise StorageError("the store is away")

    monkeypatch.setattr(uploads, "keep", fail)


def test_the_page_offers_the_form(as_, alice):
    page = as_(alice).get(PATH)

    [form] = page.all("form", enctype="multipart/form-data")
    assert form["action"] == PATH and page.all("input", type="file", name="file")
    assert "At most 512 MB" in page.text


def test_an_upload_starts_an_import_and_leads_to_its_page(app, as_, alice):
    page = upload(as_(alice))
    [made], [task] = db.session.query(Import), db.session.query(Task)

    assert page.location == f"/imports/{made.id}" and made.id == task.id
    assert (task.name, app.task_queue.job_ids) == ("import_posts", [task.id])
    assert [*storage.paths("imports")] == [f"imports/{task.id}"]


def test_from_the_upload_to_the_post(as_, alice, work):
    visitor = as_(alice)
    page = upload(visitor, archive(file(entry("hello"), entry(""))), name="archive.zip")
    work()
    report = visitor.get(page.location)

    assert bodies(alice) == ["hello"]
    assert "Import of archive.zip" in report.text and "There is no text in it." in report.text
    assert "Done. The page of your imports tells what was added." in report.text


def test_while_it_runs_the_page_offers_to_refresh(as_, alice):
    visitor = as_(alice)
    page = visitor.get(upload(visitor).location)

    assert "Refresh" in page.text and page.all("meta", **{"http-equiv": "refresh"})
    assert "being checked" in page.text


def test_in_its_middle_the_page_says_how_far_it_is(as_, alice, asked):
    made = asked(alice, file(entry()))
    change(alice.find_task(made.id), state=State.RUNNING, items_done=4, items_total=10)

    # In the alert, and on the page itself.
    assert as_(alice).get(f"{PATH}/{made.id}").text.count("4 of 10 entries") == 2


def test_at_the_end_the_page_does_not_refresh_itself(as_, alice, imported):
    page = as_(alice).get(f"{PATH}/{imported(alice, file(entry())).id}")

    assert not page.all("meta", **{"http-equiv": "refresh"}) and "Refresh" not in page.text


def test_a_refused_file_is_told_in_words(as_, alice, imported):
    visitor = as_(alice)
    page = visitor.get(f"{PATH}/{imported(alice, b'hello').id}")

    assert "Nothing of this file was imported." in page.text
    assert "This is neither an archive of Microblog nor a posts.json." in page.text
    assert "This file was not imported." in visitor.get(PATH).text


def test_an_import_that_was_cancelled_says_that_one_may_begin_again(as_, alice, asked):
    made = asked(alice, file(entry()))
    db.session.get_one(Task, made.id).cancel()
    db.session.commit()

    assert "nothing will be there twice" in as_(alice).get(f"{PATH}/{made.id}").text


def test_of_many_problems_the_page_lists_the_first(as_, alice, imported):
    page = as_(alice).get(f"{PATH}/{imported(alice, file(*[entry('')] * 120)).id}")

    assert len(page.all("li", value="100")) == 1 and "Only the first 100 are listed." in page.text
    assert "120 entries: There is no text in it." in " ".join(page.text.split())


def test_the_history_is_ones_own(as_, alice, mallory, imported):
    imported(alice, file(entry()))

    assert "1 post was added." in as_(alice).get(PATH).text
    assert "Your imports" not in as_(mallory).get(PATH).text


def test_nobody_sees_the_import_of_another(as_, alice, mallory, imported):
    as_(mallory).get(f"{PATH}/{imported(alice, file(entry())).id}", expect=404)


def test_an_import_of_that_id_may_not_exist(as_, alice):
    as_(alice).get(f"{PATH}/nothing", expect=404)


def test_a_second_upload_leads_to_the_running_import(as_, alice):
    visitor = as_(alice)
    first = upload(visitor).location

    assert upload(visitor).location == first
    assert "An import is already under way." in visitor.get(first).text
    assert len([*storage.paths("imports")]) == db.session.query(Import).count() == 1


def test_of_two_at_the_same_time_one_is_imported(as_, alice, monkeypatch):
    keep, user_id = uploads.keep, alice.id

    def slowly(task_id, stream):
        keep(task_id, stream)
        db.session.get_one(User, user_id).launch_task("import_posts", "Importing posts...")
        db.session.commit()

    monkeypatch.setattr(uploads, "keep", slowly)

    assert upload(as_(alice)).location.startswith(f"{PATH}/")
    assert db.session.query(Import).count() == 0


def test_the_running_one_may_end_meanwhile(as_, alice, monkeypatch):
    monkeypatch.setattr("app.jobs.owner.TaskOwner.get_task_in_progress", lambda _self, _name: None)
    visitor = as_(alice)
    upload(visitor)

    assert upload(visitor).location == PATH


def test_without_a_file_nothing_starts(as_, alice):
    page = as_(alice).post(PATH, on=PATH, expect=422)

    assert "Please choose a file." in page.text and db.session.query(Task).count() == 0


def test_a_store_that_is_away_is_told(as_, alice, refused, caplog):
    page = upload(as_(alice), expect=503)

    assert "could not be kept" in page.text and db.session.query(Task).count() == 0


def test_a_file_may_be_larger_than_other_forms(as_, alice):
    assert upload(as_(alice), file(entry()) + b" " * 2 * MIB).status == 303


def test_a_file_that_is_too_large_is_refused(as_, alice, at_most_one_mb):
    page = upload(as_(alice), b" " * 3 * MIB, expect=413)

    assert "larger than this site accepts" in page.text


def test_a_file_that_is_somewhat_too_large_is_heard_out(as_, alice, at_most_one_mb):
    body = BytesIO(b" " * 3 * MIB)
    form = "multipart/form-data; boundary=x"
    as_(alice)._open(PATH, "POST", expect=413, input_stream=body, content_type=form, content_length=3 * MIB)

    assert body.tell() == 3 * MIB


def test_a_file_that_is_much_too_large_is_not_heard_out(as_, alice, at_most_one_mb):
    body = BytesIO(b" " * 5 * MIB)
    form = "multipart/form-data; boundary=x"
    as_(alice)._open(PATH, "POST", expect=413, input_stream=body, content_type=form, content_length=5 * MIB)

    assert body.tell() == 0


def test_a_stranger_may_not_send_much(stranger):
    upload(stranger, b" " * 2 * MIB, expect=413)


def test_other_forms_take_no_files(as_, alice):
    send(as_(alice), "/", post="hello", file=FileStorage(BytesIO(b"{}"), "posts.json"), expect=400)


def test_what_is_no_file_is_no_larger_than_elsewhere(as_, alice):
    send(as_(alice), PATH, file="x" * 2 * MIB, expect=413)


def test_a_form_of_another_kind_is_no_larger_than_elsewhere(as_, alice):
    as_(alice)._open(PATH, "POST", expect=413, data={"file": "x" * 2 * MIB})


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("posts.json", "posts.json"), ("../../etc/x", "x"),
        ("x" * 500, "x" * 120), ("a\u202eb\x07c", "abc"), ("<b>", "<b>"), ("žluť 😀.zip", "žluť 😀.zip"),
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_shown_as_a_name(as_, alice, name, shown):
    visitor = as_(alice)
    page = visitor.get(upload(visitor, name=name).location)

    assert f"Import of {shown}\n" in page.text + "\n" and db.session.query(Import).one().file_name == shown
