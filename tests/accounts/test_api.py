"""People for programs: seeing them, joining them, changing oneself, following."""

import pytest
import sqlalchemy as sa

from app import db
from app.models import User
from tests import factories
from tests.factories import PASSWORD, token_of
from tests.support.apps import another_app
from tests.support.mails import sent
from tests.support.program import Program, basic

CAROL = {"username": "carol", "email": "carol@example.com", "password": PASSWORD}


@pytest.fixture
def anybody(app):
    return Program(app)


@pytest.fixture
def alices(app, alice):
    return Program(app, token_of(alice))


def put(program, path, *, expect=200, **options):
    return program.ask("PUT", path, expect=expect, **options)


def names(answer):
    return [one["username"] for one in answer.json["items"]]


def test_a_user_is_told_as_in_the_guide(alices, alice, bob):
    alice.follow(bob)
    factories.post(author=bob)
    told = alices.get(f"/api/users/{bob.id}").json

    counts = {"post_count": 1, "follower_count": 1, "following_count": 0}
    assert told | {"id": bob.id, "username": "bob", "about_me": None} | counts == told
    assert told["last_seen"].endswith("Z") and "email" not in told
    path = f"/api/users/{bob.id}"
    links = {"self": path, "followers": f"{path}/followers", "following": f"{path}/following"}
    assert told["_links"] | links == told["_links"] and told["_links"]["avatar"].startswith("/avatar/")


def test_the_address_is_told_of_oneself_only(alices, alice, bob):
    assert alices.get(f"/api/users/{alice.id}").json["email"] == "alice@example.com"
    assert alices.get("/api/me").json["email"] == "alice@example.com"
    assert "bob@example.com" not in alices.get("/api/users").text


def test_everybody_is_listed_a_page_at_a_time(alices, alice, bob, mallory):
    first = alices.get("/api/users?per_page=2")
    second = alices.get(first.json["_links"]["next"])

    assert names(first) + names(second) == ["mallory", "bob", "alice"]
    assert first.json["_meta"] == {"page": 1, "per_page": 2, "total_pages": 2, "total_items": 3}
    assert second.json["_links"]["next"] is None
    assert names(alices.get(second.json["_links"]["prev"])) == ["mallory", "bob"]


def test_pages_have_numbers_as_in_the_guide(alices, alice, bob, mallory):
    second = alices.get("/api/users?page=2&per_page=1").json

    assert [one["username"] for one in second["items"]] == ["bob"] and second["_meta"]["page"] == 2
    assert "page=3" in second["_links"]["next"] and "page=1" in second["_links"]["prev"]


def test_numbers_go_no_further_than_is_cheap(alices):
    assert "_links.next" in alices.get("/api/users?page=101", expect=422).json["errors"]["page"][0]


@pytest.mark.parametrize("place", ["before=x", "before=-1", "after=9999999999", "page=0", "per_page=101"])
def test_a_place_that_is_none_is_refused(alices, place):
    assert alices.get(f"/api/users?{place}", expect=422).json["errors"]


def test_a_page_of_people_costs_few_queries(alices, alice, statements):
    for _ in range(5):
        factories.user().follow(alice)
    path = f"/api/users/{alice.id}/followers"
    alices.get(path)
    statements.clear()
    alices.get(path)

    assert len(statements) <= 8


def test_followers_and_following_are_listed(alices, alice, bob, mallory):
    bob.follow(alice)
    mallory.follow(alice)
    path = f"/api/users/{alice.id}"

    assert names(alices.get(f"{path}/followers")) == ["mallory", "bob"]
    assert names(alices.get(f"/api/users/{bob.id}/following")) == ["alice"]
    newest = alices.get(f"{path}/followers?per_page=1")
    assert names(alices.get(newest.json["_links"]["next"])) == ["bob"]


def test_one_follows_and_stops_and_each_may_be_said_twice(alices, alice, bob):
    for _ in range(2):
        put(alices, f"/api/users/{bob.id}/follow", expect=204)
    assert alice.is_following(bob)
    for _ in range(2):
        alices.delete(f"/api/users/{bob.id}/follow")

    assert not alice.is_following(bob)


def test_nobody_follows_themselves(alices, alice):
    put(alices, f"/api/users/{alice.id}/follow", expect=409)


@pytest.mark.parametrize("way", ["", "/followers", "/following", "/posts"])
@pytest.mark.parametrize("user_id", ["0", "2147483647", "2147483648", "-1", "x", "9" * 30])
def test_who_is_not_there_is_not_found(alices, user_id, way):
    alices.get(f"/api/users/{user_id}{way}", expect=404)


def test_one_changes_oneself(alices, alice):
    told = put(alices, f"/api/users/{alice.id}", json={"username": "Alicia", "about_me": " Hello\r\nyou "})

    assert told.json["username"] == alice.username == "Alicia" and alice.about_me == "Hello\nyou"


def test_what_is_not_sent_stays(alices, alice):
    alice.about_me = "Hello"
    put(alices, f"/api/users/{alice.id}", json={"username": "alicia", "email": "ALICE@example.com"})

    assert (alice.about_me, alice.email) == ("Hello", "alice@example.com")


def test_nobody_changes_somebody_else(alices, bob):
    put(alices, f"/api/users/{bob.id}", expect=403, json={"about_me": "x"})

    assert bob.about_me is None


@pytest.mark.parametrize(("field", "value"), [
    ("username", "a"), ("username", "a b c"), ("username", None), ("username", 7), ("about_me", "x" * 141),
    ("password", PASSWORD), ("id", 7),
])  # fmt: skip
def test_what_the_form_refuses_is_refused(alices, alice, field, value):
    answer = put(alices, f"/api/users/{alice.id}", expect=422, json={field: value})

    assert set(answer.json["errors"]) == {field}


def test_a_name_that_somebody_has_is_refused(alices, alice, bob):
    answer = put(alices, f"/api/users/{alice.id}", expect=409, json={"username": "BOB"})

    assert "username" in answer.json["errors"] and alice.username == "alice"


def test_another_address_has_to_be_confirmed_on_the_site(alices, alice):
    answer = put(alices, f"/api/users/{alice.id}", expect=409, json={"email": "other@example.com"})

    assert "email" in answer.json["errors"] and alice.email == "alice@example.com"


def test_a_newcomer_joins_and_gets_a_token(app, anybody):
    answer = anybody.post("/api/users", expect=201, json=CAROL)
    token = anybody.post("/api/tokens", headers=basic("carol", PASSWORD)).json["token"]
    told = Program(app, token).get(answer.headers["Location"]).json

    assert told.items() >= (answer.json | {"last_seen": told["last_seen"]}).items()


@pytest.mark.parametrize(("field", "value"), [
    ("password", ""), ("password", "x"), ("password", "password123"), ("password", "carol@example.com"),
    ("password", "x" * 129), ("username", "ab"), ("username", "a b c"), ("email", "carol"), ("email", ""),
    ("email", f"{'c' * 64}@{'d' * 60}.example"),
])  # fmt: skip
def test_what_registration_refuses_is_refused(anybody, field, value):
    answer = anybody.post("/api/users", expect=422, json=CAROL | {field: value})

    assert set(answer.json["errors"]) == {field}


@pytest.mark.parametrize("field", CAROL)
def test_all_three_have_to_be_there(anybody, field):
    wanted = {name: value for name, value in CAROL.items() if name != field}

    assert set(anybody.post("/api/users", expect=422, json=wanted).json["errors"]) == {field}


def test_a_name_that_is_taken_is_no_secret(anybody, alice):
    anybody.post("/api/users", expect=409, json=CAROL | {"username": "ALICE"})


def test_an_address_with_an_account_gets_the_same_answer(anybody, alice, outbox):
    taken = anybody.post("/api/users", expect=201, json=CAROL | {"email": "ALICE@example.com"})
    free = anybody.post("/api/users", expect=201, json=CAROL)
    ids = taken.json["id"], free.json["id"]

    assert ids[0] < ids[1] and [mail.recipients for mail in sent(outbox)] == [["alice@example.com"]]
    assert taken.json.keys() == free.json.keys() and {*taken.headers.keys()} == {*free.headers.keys()}
    assert db.session.scalars(sa.select(User.username)).all() == ["alice", "carol"]


def test_sixty_accounts_an_hour_are_enough(app):
    with another_app(app, RATELIMIT_ENABLED=True, API_WRITES_PER_MINUTE=1000) as limited:
        program = Program(limited)
        for number in range(60):
            program.post("/api/users", expect=409 if number else 201, json=CAROL)
        wanted = [{"username": f"carol{n}", "email": f"c{n}@example.com"} for n in range(60)]
        for one in wanted[:59]:
            program.post("/api/users", expect=201, json=CAROL | one)

        program.post("/api/users", expect=429, json=CAROL | wanted[59])


def test_an_account_that_is_being_deleted_is_not_told(alices, alice, bob):
    bob_id = bob.id
    bob.close()

    alices.get(f"/api/users/{bob_id}", expect=404)
    assert [one["id"] for one in alices.get("/api/users").json["items"]] == [alice.id]


def test_who_is_suspended_is_not_listed(alices, alice, bob):
    bob.suspend("spam")
    db.session.commit()

    assert [user["id"] for user in alices.get("/api/users").json["items"]] == [alice.id]
