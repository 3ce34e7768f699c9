"""The access log as the tests of signing in read it."""

from collections.abc import Callable

import pytest
from django.db import connection

Row = tuple[str, str, bool, str]


@pytest.fixture
def log_rows(db: None) -> Callable[[], list[Row]]:
    """Everything logged so far but the test's own preparations: actor, action, allowed, because."""

    def read() -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT actor, action, allowed, because FROM people_accesslogentry"
                " WHERE actor NOT LIKE 'system:%%' ORDER BY id"
            )
            return cursor.fetchall()

    return read
