"""Whether the tables are those of the code."""

import pytest
from sqlalchemy.exc import SQLAlchemyError

from app import db
from app.ops import schema
from tests.support.stamps import head, stamped


@pytest.mark.parametrize(
    ("versions", "behind"),
    [((), True), (("0001",), True), ((head(),), False), (("9999",), False), (("0001", "9999"), False)],
)
def test_a_database_is_behind_that_lacks_what_the_code_has(app, versions, behind):
    with stamped(*versions):
        assert schema.is_behind() is behind


def test_a_database_without_migrations_is_an_error(app):
    with pytest.raises(SQLAlchemyError):
        schema.is_behind()
    db.session.rollback()
