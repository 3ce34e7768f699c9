"""What every test can use: a database behind both walls, and a browser."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop of its own


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A fresh copy of the migrated database for this run; see tests/database.py."""
    from django.test import TransactionTestCase

    from tests import database

    TransactionTestCase._fixture_teardown = lambda self: database.empty()  # type: ignore[attr-defined]
    with django_db_blocker.unblock():
        database.create(f"test_switchback_{os.getpid()}")
    yield
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture
def owner(db: None, transactional_db: None) -> Iterator[Any]:
    """A connection of the role that owns the tables: for tests that tamper, and for looking behind the second wall."""
    from tests import database

    with database.as_owner() as connection:
        yield connection


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")  # Chromium's sandbox does not start as root
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": quiet,
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"page", "browser", "context"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    import sys

    if not hasattr(config, "workerinput") and "tests.settings" in sys.modules:
        from tests import database

        database.stop_server_if_last()
