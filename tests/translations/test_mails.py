"""Mails, archives and what workers write: in the language of whoever reads it."""

import pytest

from app import db
from app.exports import regular
from app.exports.mail import mail_archive
from app.exports.models import Export
from app.exports.schedule import Every, ExportSchedule
from app.jobs.mail import tell_ending
from app.jobs.models import State
from tests import factories
from tests.exports.conftest import opened
from tests.support.jobs import Worker
from tests.support.mails import sent

SPANISH = {"Accept-Language": "es"}


@pytest.fixture
def work(app):
    """Work until the queue is empty."""

    def run():
        db.session.commit()
        Worker([app.task_queue], connection=app.redis).work(burst=True)
        db.session.expire_all()

    return run


def speaks(user, language):
    user.language = language
    db.session.commit()
    return user


def ask_for_reset(visitor, **options):
    fields = {"csrf_token": visitor.get("/auth/login").token, "email": "alice@example.com"}
    return visitor._open("/auth/reset_password_request", "POST", expect=303, data=fields, **options)


def register_with(visitor, user):
    secret = "an unrelated long phrase"
    names = {"username": "another", "email": user.email, "password": secret, "password2": secret}
    fields = {"csrf_token": visitor.get("/auth/register").token, **names}
    visitor._open("/auth/register", "POST", expect=303, data=fields, headers=SPANISH)


def export_in(user, browser, as_):
    """Ask for an export with a browser that likes a language; its task."""
    visitor = as_(user)
    fields = {"csrf_token": visitor.get("/auth/logout").token}
    visitor._open("/export_posts", "POST", expect=303, data=fields, headers={"Accept-Language": browser})
    return user.running_export()


def test_who_has_chosen_no_language_gets_the_link_in_that_of_their_browser(stranger, alice, outbox):
    ask_for_reset(stranger, headers=SPANISH)

    assert sent(outbox)[0].subject == "[Microblog] Restablece tu contraseña"
    assert "60 minutos" in outbox[0].body and '<html lang="es" dir="ltr">' in outbox[0].html


def test_who_has_chosen_a_language_gets_the_link_in_it(stranger, alice, outbox):
    speaks(alice, "ar")
    ask_for_reset(stranger, headers=SPANISH)

    assert "إعادة تعيين كلمة مرورك" in sent(outbox)[0].subject
    assert '<html lang="ar" dir="rtl">' in outbox[0].html and "60 دقيقة" in outbox[0].body


@pytest.mark.parametrize(("language", "subject"), [
    (None, "You already have an account"), ("ar", "لديك حساب بالفعل"),
])  # fmt: skip
def test_somebody_elses_language_tells_the_owner_nothing(stranger, alice, outbox, language, subject):
    register_with(stranger, speaks(alice, language))

    assert sent(outbox)[0].subject == f"[Microblog] {subject}"


@pytest.mark.parametrize(("language", "words"), [(None, "wrote to you"), ("es", "te ha escrito")])
def test_a_message_is_told_of_in_its_recipients_language_whatever_its_authors(
    as_, alice, bob, outbox, language, words
):
    speaks(alice, "ar")
    speaks(bob, language)
    as_(alice).post("/messages/bob", message="hello").response.close()

    assert outbox[0].subject == f"[Microblog] alice {words}"
    assert f'<html lang="{language or "en"}"' in outbox[0].html


@pytest.mark.parametrize(("chosen", "browser", "subject"), [
    (None, "es", "Tus publicaciones"), ("ar", "es", "منشورات مدونتك"), (None, "de", "Your blog posts"),
])  # fmt: skip
def test_an_archive_comes_in_the_language_chosen_or_asked_in(
    as_, alice, outbox, work, chosen, browser, subject
):
    export_in(speaks(alice, chosen), browser, as_)
    work()

    assert [mail.subject for mail in outbox] == [f"[Microblog] {subject}"]


def test_the_pages_to_read_in_an_archive_are_in_that_language_too(as_, alice, outbox, work):
    task = export_in(speaks(alice, "ar"), "es", as_)
    work()
    html = opened(db.session.get(Export, task.id)).read("index.html").decode()

    assert '<html lang="ar" dir="rtl">' in html and "لا توجد منشورات" in html


def test_an_export_that_nobody_has_asked_for_in_a_browser_is_in_the_accounts_language(alice, outbox):
    mail_archive(speaks(alice, "es"), on_progress=lambda _done, _total: None)

    assert outbox[0].subject == "[Microblog] Tus publicaciones"


def test_a_language_chosen_after_asking_counts(as_, alice, outbox, work):
    export_in(alice, "es", as_)
    speaks(alice, "ar")
    work()

    assert "منشورات" in outbox[0].subject


@pytest.mark.parametrize(
    ("language", "words"), [(None, "Exporting posts..."), ("es", "Exportando publicaciones...")]
)
def test_a_regular_export_is_in_its_owners_language_whoever_the_sweep_meets(app, alice, language, words):
    speaks(alice, language).export_regularly(Every.WEEK)
    db.session.query(ExportSchedule).update({"next_at": factories.BEGINNING})
    db.session.commit()
    with app.test_request_context(headers={"Accept-Language": "ar"}):
        regular.start_due()

    assert alice.running_export().description == words


@pytest.mark.parametrize(("chosen", "asked_in", "subject"), [
    ("es", "ar", "No ha funcionado"), (None, "es", "No ha funcionado"), (None, None, "It did not work"),
])  # fmt: skip
def test_a_failure_is_told_in_the_language_chosen_or_asked_in(alice, outbox, chosen, asked_in, subject):
    arguments = {"args": [], "kwargs": {}, "language": asked_in}
    task = factories.task(user=speaks(alice, chosen), state=State.FAILED, arguments=arguments)
    tell_ending(alice, task, attempt=task.attempt, state=task.state)

    assert outbox[0].subject.startswith(f"[Microblog] {subject}: ")


def test_a_task_from_before_there_were_languages_has_none(alice):
    assert factories.task(user=alice, arguments=None).language is None
