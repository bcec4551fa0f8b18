"""The site on a database of its own, which is still empty."""

import pytest

from app import db
from tests.support.apps import another_app


@pytest.fixture
def site(app, new_database):
    """The site, in its context."""
    with another_app(app, SQLALCHEMY_DATABASE_URI=new_database) as site, site.app_context():
        yield site
        db.session.remove()


@pytest.fixture
def flask_db(site):
    """`flask db …`: how it ended, and what it said."""

    def run(*arguments):
        result = site.test_cli_runner().invoke(args=["db", *arguments])
        return result.exit_code, result.output

    return run
