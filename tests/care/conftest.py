import pytest

from tests import cast


@pytest.fixture
def road(db: None) -> cast.Cast:
    return cast.gather()
