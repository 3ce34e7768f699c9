"""Four invented participants in the layout of the trials' data files: small enough to know every row."""

from pathlib import Path
from typing import Any

import pandas as pd
import rdata

NOTHING = float("nan")
REASONS = (
    "is_no_note", "is_dead", "is_no_show", "is_no_funding", "is_left_study", "is_in_jail", "is_forgot",
    "is_in_hospital", "is_illness", "is_moved", "is_missing_14_consecutive", "is_window", "is_unable",
    "is_on_vacation", "is_other",
)  # fmt: skip
# 1: CTN-0027, methadone. 2: CTN-0030, both phases. 3: CTN-0051, detox, naltrexone. 4: CTN-0027, never randomised.
TABLES: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]] = {
    "everybody": (("who", "project"), [(1, "27"), (2, "30"), (3, "51"), (4, "27")]),
    "site_masked": (("who", "site_masked"), [(1, "21"), (2, "35"), (3, "21"), (4, "7")]),
    "screening_date": (("who", "screening_day", "day_zero"), [(1, 0.0, NOTHING), (2, -2.0, -3.0)]),
    "first_survey": (("who", "when"), [(1, 0.0), (3, NOTHING)]),
    "randomization": (
        ("who", "treatment", "which", "when"),
        [
            (1, "Methadone", "1", 3.0), (1, "Methadone", "2", 3.0),
            (2, "Outpatient BUP + SMM", "1", 1.0), (2, "Outpatient BUP + EMM", "2", 40.0),
            (3, "Inpatient NR-NTX", "1", 2.0), (3, "Inpatient NR-NTX", "2", 2.0),
        ],
    ),
    "detox": (("who", "what", "when"), [(3, "admission", -4.0), (3, "discharge", 5.0)]),
    "treatment": (
        ("who", "amount", "when"), [(1, 30.0, 4.0), (1, 40.0, 5.0), (2, 8.0, 1.0), (3, 1.0, 6.0), (4, 40.0, 5.0)],
    ),
    "uds": (("who", "what", "when"), [(1, "Opioid", 7.0), (1, "Thc", 7.0), (2, "Mdma/Hallucinogen", 8.0)]),
    "uds_temp": (("who", "was_temp_ok", "when"), [(1, "1", 7.0), (1, "0", 14.0), (2, "99", 8.0), (3, "1", NOTHING)]),
    "meta_substance_groups_uds": (
        ("Substance", "CTN-0027", "CTN-0030", "CTN-0051"),
        [
            ("Alcohol", "Alcohol", "NO", "NO"), ("Barbiturate", "NO", "NO", "Barbiturate"),
            ("Buprenorphine", "NO", "Buprenorphine", "Buprenorphine"), ("Cannabinoids", "THC", "THC", "THC"),
            ("Methadone", "Methadone", "Methadone", "Methadone"), ("Opiate 300", "Opioid", "Opioid", "Opioid"),
        ],
    ),
    "tlfb": (("who", "what", "when"), [(1, "Heroin", -1.0), (1, "THC", -1.0), (2, "Opioid", 3.0)]),
    "all_drugs": (
        ("who", "what", "source", "when"),
        [
            (1, "Heroin", "TFB", -1.0), (1, "Thc", "TFB", -1.0), (1, "Oxycodone", "UDSAB", 7.0),
            (1, "Methadone", "UDSAB", 7.0), (2, "Codeine", "TFB", 3.0), (2, "Suboxone", "TFB", 4.0),
            (4, "Cocaine", "TFB", 2.0),
        ],
    ),
    "withdrawal": (
        ("who", "withdrawal", "when"), [(1, "2", 4.0), (1, "0", 11.0), (2, "1", 1.0), (3, NOTHING, 3.0), (3, "3", 4.0)],
    ),
    "withdrawal_pre_post": (
        ("who", "what", "withdrawal", "when"),
        [(1, "pre", "2", 4.0), (1, "post", "1", 4.0), (2, "pre", "1", NOTHING), (4, "pre", "2", NOTHING)],
    ),
    "visit": (
        ("who", "visit", "what", *REASONS, "when"),
        [
            (1, "BASELINE", "visit", *[NOTHING] * 15, 0.0),
            (1, "WK1", "visit", "1", *[NOTHING] * 14, 10.0),
            (1, "WK2", "no visit", NOTHING, NOTHING, "1", NOTHING, NOTHING, "1", *[NOTHING] * 9, NOTHING),
            (2, "BASELINE", "", *[NOTHING] * 15, 0.0),
            (3, "M1F", "MISSING", "1", *[NOTHING] * 14, NOTHING),
            (3, "WK1", "final", *[NOTHING] * 15, 9.0), (3, "WK1", "final", *[NOTHING] * 15, 9.0),
        ],
    ),
    "demographics": (
        ("who", "age", "is_hispanic", "race", "job", "is_living_stable", "education", "marital", "is_male"),
        [
            (1, 43.0, "No", "White", "Full Time", "Yes", "HS/GED", "Never married", "Yes"),
            (2, NOTHING, NOTHING, "Refused/missing", NOTHING, NOTHING, NOTHING, NOTHING, "No"),
        ],
    ),
    "asi": (("who", "used_iv"), [(1, "No"), (2, NOTHING)]),
    "psychiatric": (("who", "has_major_dep", "depression"), [(1, "Yes", "Not answered"), (2, NOTHING, NOTHING)]),
    "pain": (("who", "pain", "when"), [(1, "Severe Pain", 0.0), (2, "Missing", 7.0)]),
    "qol": (("who", "is_homeless"), [(3, "Yes")]),
    "fagerstrom": (
        ("who", "is_smoker", "ftnd", "per_day"), [("2", "Yes", "6", "11-20"), ("3", "No", NOTHING, ""), ("NA", "No", NOTHING, "")],
    ),
    "rbs": (("who", "what", "did_use", "days"), [(1, "cocaine", "No", 0.0), (1, "heroin", "Yes", NOTHING)]),
    "rbs_iv": (("who", "days", "shared", "heroin_inject_days"), [(1, 0.0, "No", NOTHING)]),
    "sex": (("who", "t_p", "msw_npt"), [(1, 1.0, NOTHING)]),
    "meta_study_length": (("project", "weeks"), [("27", 24.0), ("51", 24.0)]),
    "derived_raceEthnicity": (("who", "race"), [(1, "White")]),
}  # fmt: skip


def write(folder: Path, **instead: pd.DataFrame) -> Path:
    """All tables as .rda files; `instead` replaces some."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in TABLES.items():
        write_table(folder, name, instead.get(name, pd.DataFrame(rows, columns=list(columns))))
    return folder


def write_table(folder: Path, name: str, frame: pd.DataFrame) -> None:
    rdata.write_rda(folder / f"{name}.rda", {name: frame}, compression="gzip")
