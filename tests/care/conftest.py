import pytest

from switchback import reactions
from tests import cast


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reactions work at the moment the cast lives in."""
    monkeypatch.setattr(reactions, "_now", lambda: cast.NOW)


@pytest.fixture
def road(db: None) -> cast.Cast:
    return cast.gather()
