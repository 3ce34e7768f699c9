"""These tests need no database and no Django. The trials' files are never copied here: they are read where they lie."""

import os
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SRC = str(REPOSITORY / "src")
if SRC not in sys.path:
    sys.path.insert(0, SRC)


@pytest.fixture(scope="session")
def trials():
    folder = Path(os.environ.get("CTN0094", REPOSITORY.parent / "shared" / "data" / "ctn0094"))
    if not (folder / "everybody.rda").is_file():
        pytest.skip(f"the CTN-0094 data files are not in {folder}; set CTN0094 to the folder that has them")
    return folder


@pytest.fixture(scope="session")
def published(trials):
    import pandas as pd

    file = trials / "published_outcomes.csv"
    if not file.is_file():
        pytest.skip(f"{trials} has no published_outcomes.csv to compare with")
    return pd.read_csv(file).set_index("who")


@pytest.fixture(scope="session")
def cohort(trials):
    from evidence.histories import read_histories

    return read_histories(trials)
