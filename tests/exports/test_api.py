"""Exports for programs: asking for one, seeing how it stands, and throwing it away."""

from datetime import datetime, timedelta
from unittest.mock import ANY

import pytest
import sqlalchemy as sa

from app import db
from app.core import storage
from app.exports.models import Export, Scope
from tests import factories
from tests.factories import BEGINNING, token_of
from tests.support.apps import production_app
from tests.support.jobs import work
from tests.support.program import Program

EXPORTS = "/api/exports"
ODD = ["1", "0", "-1", "9" * 21, "x" * 300, "ünïcödé 💾", "%F0%9F", "' OR 1=1 --", "..", "null"]


@pytest.fixture
def asked(alices):
    """The address of an export that Alice's program asked for."""
    return alices.post(EXPORTS, expect=202).location


def exports():
    return db.session.scalars(sa.select(Export)).all()


def chosen():
    [export] = exports()
    return export.scope, export.since, export.until


def address(export):
    return f"{EXPORTS}/{export.id}"


def test_asking_makes_an_export_and_says_where_it_is(app, alices, alice):
    answer = alices.post(EXPORTS, expect=202)
    [export] = exports()

    assert answer.location == answer.json["_links"]["self"] == address(export)
    assert (answer.json["id"], answer.headers["Retry-After"]) == (export.id, "2")
    assert (export.user_id, app.task_queue.job_ids) == (alice.id, [export.id])


def test_one_that_waits_is_told_as_such(alices, asked):
    answer = alices.get(asked)
    nothing = (
        "since",
        "until",
        "eta_s",
        "posts_count",
        "archive_bytes",
        "exported_at",
        "expires_at",
        "reason",
    )

    assert answer.headers["Retry-After"] == "2"
    assert answer.json == dict.fromkeys(nothing) | {
        "id": asked.split("/")[-1], "state": "preparing", "scope": "posts", "progress": 0,
        "created_at": ANY, "reference": asked.split("/")[-1][:8], "_links": {"self": asked},
    }  # fmt: skip


def test_when_the_mail_is_out_it_is_ready(app, alices, alice, asked, outbox):
    factories.post(author=alice)
    work(app)
    answer = alices.get(asked)

    assert "Retry-After" not in answer.headers and len(outbox) == 1
    assert [answer.json[name] for name in ("state", "progress", "eta_s", "posts_count")] == [
        "ready",
        100,
        None,
        1,
    ]
    assert answer.json["archive_bytes"] == len(alices.get(answer.json["_links"]["file"]).data)


def test_moments_are_told_in_utc(alices, exported, alice):
    told = alices.get(address(exported(alice, created_at=BEGINNING, since=BEGINNING))).json

    assert told["created_at"] == told["since"] == "2026-01-01T00:00:00Z"
    kept = datetime.fromisoformat(told["expires_at"]) - datetime.fromisoformat(told["exported_at"])
    assert told["expires_at"].endswith("Z") and kept == timedelta(days=7)


def test_asking_again_leads_to_the_one_under_way(alices, asked):
    again = alices.post(EXPORTS, expect=202, json={"scope": "account"})

    assert (again.location, again.json["scope"]) == (asked, "posts") and len(exports()) == 1


def test_a_button_and_a_program_share_the_one_under_way(as_, alices, alice, asked):
    assert as_(alice).post("/export_posts").location == asked.removeprefix("/api")


def test_one_that_a_shell_launched_is_in_the_way(alices, alice):
    factories.task(user=alice, active_key=f"{alice.id}:export_posts")

    assert int(alices.post(EXPORTS, expect=409).headers["Retry-After"]) > 0


def test_too_many_in_a_day_are_refused(app, alices, alice, exported, monkeypatch):
    monkeypatch.setitem(app.config, "EXPORTS_PER_DAY", 1)
    exported(alice)

    assert 86_000 < int(alices.post(EXPORTS, expect=429).headers["Retry-After"]) <= 86_400


def test_the_last_of_the_day_is_told_while_it_is_under_way(app, alices, asked, monkeypatch):
    monkeypatch.setitem(app.config, "EXPORTS_PER_DAY", 1)

    assert alices.post(EXPORTS, expect=202).location == asked


def test_in_production_without_a_mail_server_nothing_starts(app, alice):
    with production_app(app, MAIL_SERVER=None) as site:
        Program(site, token_of(alice)).post(EXPORTS, expect=503)

    assert exports() == []


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, (Scope.POSTS, None, None)),
        ({"scope": "account", "new": False, "since": None}, (Scope.ACCOUNT, None, None)),
        ({"since": "2026-01-01T00:00:00Z"}, (Scope.POSTS, BEGINNING, None)),
        ({"since": "2026-01-01"}, (Scope.POSTS, BEGINNING, None)),
        ({"until": "2026-01-01T02:00:00+02:00"}, (Scope.POSTS, None, BEGINNING)),
        ({"until": "9998-12-31T23:59:59.999999-00:00"}, (Scope.POSTS, None, ANY)),
        ({"new": True}, (Scope.POSTS, None, None)),
    ],
)
def test_what_is_chosen_is_kept(alices, choice, expected):
    alices.post(EXPORTS, expect=202, json=choice)

    assert chosen() == expected


def test_what_is_new_begins_at_the_last_export(alices, alice, exported):
    last = exported(alice)
    told = alices.post(EXPORTS, expect=202, json={"new": True, "until": None}).json

    assert datetime.fromisoformat(told["since"]) == last.exported_at - timedelta(minutes=1)


WRONG = [
    *[("scope", value) for value in (None, "", "all", "POSTS", 1, True, [], ["posts"], {}, 10**19)],
    *[("since", value) for value in ("", "yesterday", "now", 0, 1767225600, 1e300, True, [], {}, [["x"]])],
    *[("since", f"{year}-01-01T00:00:00Z") for year in ("0000", "0001", "1969", "9999", "10000", "-2026")],
    *[("until", f"9999-12-31T23:59:59{zone}") for zone in ("-23:59", "+23:59", "")],
    *[("until", value) for value in ("0001-01-01T00:00:00+23:59", "2026-02-30", "2026-01-01T25:00")],
    *[("until", value) for value in ("2026-01-01T00:00+99:00", "x" * 100_000, "\uff12026-01-01", "12:00")],
    *[("new", value) for value in (None, 1, 0, 1.0, "true", "yes", [], {}, [True])],
    *[("format", "json"), ("user_id", 1), ("\u202e", {}), ("__class__", "x")],
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG, ids=lambda value: ascii(value)[:24])
def test_what_makes_no_sense_is_named(alices, name, value):
    assert set(alices.post(EXPORTS, expect=422, json={name: value}).json["errors"]) == {name}
    assert exports() == []


@pytest.mark.parametrize(("choice", "name"), [
    ({"since": "2026-01-02", "until": "2026-01-01"}, "until"),
    ({"since": "2026-01-01T00:00Z", "until": "2026-01-01T01:00+01:00"}, "until"),
    ({"since": "2026-01-01", "new": True}, "new"),
])  # fmt: skip
def test_what_contradicts_itself_is_named(alices, choice, name):
    assert set(alices.post(EXPORTS, expect=422, json=choice).json["errors"]) == {name}


def test_what_is_new_cannot_end_before_it_begins(alices, alice, exported):
    exported(alice)

    assert (
        "until" in alices.post(EXPORTS, expect=422, json={"new": True, "until": "2026-01-01"}).json["errors"]
    )


@pytest.mark.parametrize("body", [b'{"since": NaN}', b'{"new": Infinity}', b"{", b'{"scope": "\\u0000"}'])
def test_what_is_no_json_is_refused(alices, body):
    alices.post(EXPORTS, expect=400, data=body, content_type="application/json")


def test_the_list_has_ones_own_newest_first(alices, alice, bob, exported):
    first, second = exported(alice), exported(alice)
    exported(bob)
    items = alices.get(EXPORTS).json["items"]

    assert [each["id"] for each in items] == [second.id, first.id]
    assert items[0] == alices.get(address(second)).json


def test_without_any_the_list_is_empty(alices):
    assert alices.get(EXPORTS).json == {"items": []}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(("method", "end"), [("GET", ""), ("GET", "/file"), ("DELETE", "")])
def test_an_id_that_nobody_has_is_not_found(alices, method, odd, end):
    alices.ask(method, f"{EXPORTS}/{odd}{end}", expect=404)


def test_nobody_else_sees_deletes_or_downloads_it(app, mallory, alice, exported, asked):
    program = Program(app, token_of(mallory))
    ready = exported(alice)
    for path in (asked, address(ready)):
        program.get(path, expect=404)
        program.get(f"{path}/file", expect=404)
        program.delete(path, expect=404)

    assert program.get(EXPORTS).json == {"items": []}
    assert storage.size(ready.path) and alice.running_export()


@pytest.mark.parametrize(
    ("method", "end"), [("GET", ""), ("POST", ""), ("GET", "/1"), ("DELETE", "/1"), ("GET", "/1/file")]
)
def test_a_session_alone_opens_nothing(as_, alice, method, end):
    as_(alice)._open(EXPORTS + end, method, expect=401)
