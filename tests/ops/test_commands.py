"""`flask doctor` and `flask check`."""

import pytest

from app.ops import checks
from tests.support.apps import another_app


@pytest.fixture
def flask(app):
    """`flask …`, whose exit code must be the expected one."""

    def run(*arguments, code=0):
        result = app.test_cli_runner().invoke(args=arguments)
        assert result.exit_code == code, result.output
        return result.output.splitlines()

    return run


def test_a_site_that_is_well(flask, migrated, worker):
    worker()

    names = ["database", "Redis", "SMTP", "storage", "clock", "workers"]
    assert [line.split() for line in flask("doctor")] == [[name, "OK"] for name in names]


def test_a_site_that_is_not(flask, migrated):
    assert flask("doctor", code=1)[-1].startswith("workers   None runs.")


def test_the_tables_alone(flask, migrated):
    assert flask("check") == ["migrations  OK"]


def test_a_site_for_people_needs_more(flask, migrated, worker):
    worker()
    lines = flask("check", "--deploy", code=1)

    assert lines[0].split()[:2] == ["production", "FLASK_DEBUG"]
    assert [line.split()[0] for line in lines[-4:]] == ["Redis", "workers", "worker", "backups"]


def test_without_anything_every_check_is_a_sentence(app, tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "WITHIN_S", 5)
    gone = {
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/no.db",
        "REDIS_URL": "redis://:geheim@127.0.0.1:1/0",
    }
    with another_app(app, BACKUP_URL=str(tmp_path / "none"), **gone) as site:
        result = site.test_cli_runner().invoke(args=["check", "--deploy"])

    assert result.exit_code == 1 and "geheim" not in result.output and len(result.output.splitlines()) == 16
