"""`switchback evidence outcomes`: what it writes, and what it says when it cannot."""

import shutil

import pytest

from evidence import command
from evidence.outcome_file import HEADINGS


@pytest.fixture
def say(capsys):
    def run(*arguments):
        code = command.main(["outcomes", *map(str, arguments)])
        shown = capsys.readouterr()
        return code, shown.out + shown.err

    return run


@pytest.fixture
def copied(trials, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("everybody", "randomization", "uds", "derived_visitImputed"):
        shutil.copyfile(trials / f"{name}.rda", folder / f"{name}.rda")
    return folder


def words(tmp_path, *rows, heading="who,usePatternUDS"):
    file = tmp_path / "words.csv"
    file.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return file


def test_from_words_one_row_per_person_with_the_published_headings(tmp_path, say):
    out = tmp_path / "out.csv"
    code, said = say(words(tmp_path, "7,*---oo-o-o-o+oo", "8,--"), "--out", out)
    heading, first, second = out.read_text().splitlines()
    assert (code, said.split(" in ")[0]) == (0, "62 columns for 2 people")
    assert heading == ",".join(f'"{name}"' for name in HEADINGS)
    assert first.startswith(
        '7,"*---oo-o-o-o+oo",FALSE,6,TRUE,FALSE,3,FALSE,FALSE,1,1,6,1,1,3,1,1,FALSE,0.5625,FALSE,'
    )
    assert second.startswith('8,"--",,2,,')
    assert [file.name for file in tmp_path.iterdir() if "unfinished" in file.name] == []


def test_from_the_trials_files(trials, published, tmp_path, say):
    import pandas as pd

    code, said = say(trials, "--out", tmp_path / "out.csv")
    written = pd.read_csv(tmp_path / "out.csv").set_index("who")
    assert code == 0
    assert "never randomised" in said
    assert list(written.index) == list(published.index)
    assert list(written.columns) == list(published.columns)


def test_a_missing_file_is_named(copied, tmp_path, say):
    (copied / "uds.rda").unlink()
    code, said = say(copied, "--out", tmp_path / "out.csv")
    assert (code, "has no uds.rda" in said, (tmp_path / "out.csv").exists()) == (2, True, False)


@pytest.mark.parametrize("kept", [0, 3, 1000, -1])
def test_a_file_cut_short_is_named(copied, tmp_path, say, kept):
    whole = (copied / "randomization.rda").read_bytes()
    (copied / "randomization.rda").write_bytes(whole[:kept])
    code, said = say(copied, "--out", tmp_path / "out.csv")
    assert (code, "randomization.rda is damaged or cut short" in said) == (2, True)
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_holds_another_table_is_named(copied, tmp_path, say):
    shutil.copyfile(copied / "everybody.rda", copied / "uds.rda")
    code, said = say(copied, "--out", tmp_path / "out.csv")
    assert (code, "uds.rda does not hold the table uds" in said) == (2, True)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["1,--", "2,-x"], "row 2: week 2 of '-x' is 'x'"),
        (["1,--", "2,"], "row 2: the history is empty"),
        (["1,--", "1,++"], "row 2: person 1 is there twice"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_nothing_is_written(tmp_path, say, rows, says):
    out = tmp_path / "out.csv"
    out.write_text("as it was")
    code, said = say(words(tmp_path, *rows), "--out", out)
    assert (code, says in said, out.read_text()) == (2, True, "as it was")


def test_a_table_without_words_is_named(tmp_path, say):
    code, said = say(words(tmp_path, "1,--", heading="who,pattern"), "--out", tmp_path / "out.csv")
    assert (code, "has no column usePatternUDS" in said) == (2, True)


def test_a_folder_that_is_not_there(tmp_path, say):
    code, said = say(tmp_path / "nowhere", "--out", tmp_path / "out.csv")
    assert (code, "There is no folder" in said) == (2, True)


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path, say):
    code, said = say(tmp_path / "nowhere", "--out", tmp_path / "no" / "out.csv")
    assert (code, "to write out.csv into" in said) == (2, True)
