"""How large an archive would be."""

import pytest

from app.exports import archives, estimate
from app.exports.models import Export, Scope
from tests import factories


def of(user, **columns):
    return estimate.of(Export(user_id=user.id, **columns))


def test_nothing_is_nothing(alice):
    assert of(alice) == (0, 0, 0)


def test_it_is_near_the_truth(alice, exported):
    for _ in range(50):
        factories.post(author=alice, body="ä" * 100)
    export = exported(alice)

    assert of(alice).posts_count == 50
    assert of(alice).posts_bytes == pytest.approx(len(archives.posts_of(export)), rel=0.02)


def test_everything_is_more(alice, bob):
    factories.post(author=alice)
    factories.message(sender_id=alice.id, recipient_id=bob.id)
    told = of(alice, scope=Scope.ACCOUNT)

    assert (told.posts_count, told.posts_bytes) == of(alice)[:2]
    assert told.all_bytes > told.posts_bytes == of(alice).all_bytes


def test_it_knows_what_fits_a_mail(app, alice, monkeypatch):
    factories.post(author=alice)

    assert of(alice).fits_a_mail()
    monkeypatch.setitem(app.config, "MAIL_MAX_BYTES", 1000)
    assert not of(alice).fits_a_mail()
