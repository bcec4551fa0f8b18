"""However much a page shows, it asks the database little."""

from __future__ import annotations

from tests.journeys.support import inventory, population

MOST_STATEMENTS = 8


def test_no_page_asks_the_database_more_than_eight_times(app, as_, statements, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "MAILBOX_DIR", str(tmp_path))
    people = population.people()
    visits = inventory.everything(people, mail_id=population.write_mail(tmp_path))
    asked = {}
    for name, seen in visits.items():
        visitor = as_(people.get(name))
        for visit in (visit for visit in seen if visit.fields is None):
            # The first time it is noted that somebody is here, and that they have read what is new.
            visitor._request(visit.path, "GET")
            statements.clear()
            visitor._request(visit.path, "GET")
            asked[name, visit.path] = [*statements]
    assert len(asked) > 30
    assert {page: told for page, told in asked.items() if len(told) > MOST_STATEMENTS} == {}
