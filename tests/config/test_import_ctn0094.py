"""Real histories: every row accounted for, nothing unknown turned into "no", nothing half-written."""

import html
import io
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

from switchback.care.journey import bulk as journey
from switchback.care.journey.operations import NotPossible, UnknownKind
from switchback.care.people import bulk, door, operations, queries
from switchback.care.people.door import Actor
from switchback.config import ctn0094
from switchback.config.ctn0094 import Report, writing
from switchback.faces.accounts import demo
from tests import database
from tests.config import small_trials

REPOSITORY = Path(__file__).parents[2]
REAL = Path(os.environ.get("CTN0094", REPOSITORY.parent / "shared" / "data" / "ctn0094"))
needs_real_data = pytest.mark.skipif(
    not (REAL / "everybody.rda").exists(),
    reason="the trials' data files are not here; set CTN0094 to their folder",
)
RECORDS = (
    "people_site", "people_person", "journey_episode", "journey_placement", "observations_measurement",
    "observations_urinetest", "observations_useday", "observations_baseline", "medication_dose", "programme_visit",
)  # fmt: skip
IN_CARE = datetime(2000, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_trials.write(tmp_path / "trials")


@pytest.fixture
def looking(owner: Any) -> Iterator[Any]:
    """The owner's view, behind the second wall."""
    yield owner


def bring_in(folder: Path, **options: Any) -> Report:
    return ctn0094.bring_in(ctn0094.read(folder), **options)


def everything(owner: Any) -> dict[str, list[Any]]:
    """Every row an import writes, without what tells only when and in which order it was written."""
    kept: dict[str, list[Any]] = {
        table: owner.execute(f"SELECT to_jsonb(t) - 'registered_at' FROM {table} t ORDER BY id").fetchall()
        for table in RECORDS
    }
    kept["journey_event"] = owner.execute(
        "SELECT to_jsonb(e) - '{id,recorded_at,transaction_id}'::text[] FROM journey_event e ORDER BY key"
    ).fetchall()
    return kept


def events_of(owner: Any, name: str) -> list[tuple[Any, ...]]:
    """(kind, day, detail without ids) of one participant, in order."""
    rows = owner.execute(
        "SELECT kind, e.at, detail FROM journey_event e JOIN people_person p ON p.id = person_id"
        " WHERE chosen_name = %s ORDER BY e.at, kind, detail::text", [name],
    ).fetchall()  # fmt: skip
    ids = {"baseline", "episode", "placement", "test", "visit", "measurement"}
    return [
        (kind, (at - IN_CARE).days, {k: v for k, v in detail.items() if k not in ids})
        for kind, at, detail in rows
    ]


# --- what rows become -------------------------------------------------------------------------------------------------


def test_a_person_on_methadone(folder: Path, looking: Any) -> None:
    bring_in(folder)
    panel = ["opioid", "thc"]  # without alcohol (a breath test) and without the person's own medicine
    assert events_of(looking, "Participant 0001") == [
        ("use.reported", -1, {"on": "1999-12-31", "source": "timeline_follow_back", "substances": ["heroin", "thc"]}),
        ("baseline.recorded", 0, {"topic": "conditions"}),
        ("baseline.recorded", 0, {"topic": "demographics"}),
        ("baseline.recorded", 0, {"topic": "housing"}),
        ("baseline.recorded", 0, {"topic": "injecting"}),
        ("baseline.recorded", 0, {"topic": "pain"}),
        ("baseline.recorded", 0, {"topic": "sexual_risk"}),
        ("baseline.recorded", 0, {"topic": "trial"}),
        ("baseline.recorded", 0, {"topic": "use_before"}),
        ("baseline.recorded", 0, {"topic": "work"}),
        ("episode.opened", 0, {}),
        ("person.registered", 0, {}),
        ("visit.attended", 0, {"what": "BASELINE"}),
        ("baseline.recorded", 3, {"topic": "trial_arm"}),
        ("placement.started", 3, {"level": "outpatient"}),
        ("dose.given", 4, {"order": None, "mg": 30, "drug": "methadone"}),
        ("withdrawal.recorded", 4, {"level": 1, "scale": "cows", "moment": "after_induction"}),
        ("withdrawal.recorded", 4, {"level": 2, "scale": "cows", "moment": "before_induction"}),
        ("dose.given", 5, {"order": None, "mg": 40, "drug": "methadone"}),
        ("urine.tested", 7, {"tested": panel, "positive": ["opioid", "thc"]}),
        ("visit.attended", 10, {"what": "WK1", "noted": ["no_note"]}),
        ("withdrawal.recorded", 11, {"level": 0, "scale": "cows"}),
        ("urine.tested", 14, {"tested": panel, "positive": []}),
        ("episode.closed", 17, {"reason": "end_of_data"}),
        ("placement.ended", 17, {"level": "outpatient", "reason": "end_of_data"}),
        ("visit.missed", 17, {"what": "WK2", "reasons": ["in_jail", "no_show"], "day_reckoned": True}),
    ]  # fmt: skip


def test_detox_comes_before_consent_and_outpatient_care_after_it(folder: Path, looking: Any) -> None:
    bring_in(folder)
    found = [e for e in events_of(looking, "Participant 0003") if not e[0].startswith("baseline")]
    assert found == [
        ("episode.opened", -4, {}),
        ("person.registered", -4, {}),
        ("placement.started", -4, {"level": "withdrawal_management"}),
        ("withdrawal.recorded", 4, {"level": 3, "scale": "sows"}),
        ("placement.ended", 5, {"level": "withdrawal_management", "reason": "discharge"}),
        ("placement.started", 5, {"level": "outpatient"}),
        ("dose.given", 6, {"order": None, "mg": None, "drug": "naltrexone_xr"}),
        ("episode.closed", 9, {"reason": "end_of_data"}),
        ("placement.ended", 9, {"level": "outpatient", "reason": "end_of_data"}),
        ("visit.attended", 9, {"what": "WK1"}),
    ]  # fmt: skip


def test_unknown_stays_unknown(folder: Path, looking: Any) -> None:
    bring_in(folder)
    facts = dict(
        looking.execute(
            "SELECT topic, facts FROM observations_baseline b JOIN people_person p ON p.id = person_id"
            " WHERE chosen_name = 'Participant 0002' AND topic <> 'trial_arm'"
        ).fetchall()
    )
    assert facts == {
        "trial": {"trial": "CTN-0030", "screening_day": -2, "use_told_to_day": -3},
        "demographics": {
            "age": "unknown", "is_hispanic": "unknown", "race": "refused_missing", "education": "unknown",
            "marital": "unknown", "is_male": "no",
        },
        "work": {"job": "unknown"},
        "housing": {"is_living_stable": "unknown"},
        "conditions": {"has_major_dep": "unknown", "depression": "unknown"},
        "injecting": {"used_iv": "unknown"},
        "nicotine": {"is_smoker": "yes", "ftnd": "6", "per_day": "11_20"},
        "pain": {"pain": "missing"},
    }  # fmt: skip


def test_every_row_of_the_small_trials_is_used_or_left_out_with_its_reason(
    folder: Path, db: None, transactional_db: None
) -> None:
    report = bring_in(folder)
    assert {name: (t.read, t.used, dict(t.left_out)) for name, t in report.tables.items() if t.left_out} == {
        "randomization": (6, 4, {"copy of the first randomisation (CTN-0027 and CTN-0051 have one)": 2}),
        "treatment": (5, 4, {"never randomised: which medicine it was is not known": 1}),
        "uds_temp": (4, 3, {"no day in the source": 1}),
        "all_drugs": (7, 0, {
            "the same day and drug is in tlfb, under its group's name": 3,
            "the same sample and drug is in uds, under its group's name": 1,
            "the person's own medicine of the trial, which the authors took out of tlfb and uds": 2,
            "in neither tlfb nor uds, for a reason the authors do not give": 1,
        }),
        "withdrawal": (5, 2, {
            "the same day and level is in withdrawal_pre_post": 2, "no level in the source": 1,
        }),
        "withdrawal_pre_post": (4, 3, {"no day in the source": 1}),
        "visit": (7, 4, {
            "the source does not say whether the person came": 1,
            "no day in the source, and none can be reckoned": 1,
            "exact duplicate of another row": 1,
        }),
        "fagerstrom": (3, 2, {"no person named in the source": 1}),
        "meta_study_length": (2, 0, {"about the trials' schedules, not about a person": 2}),
        "derived_raceEthnicity": (1, 0, {"worked out by its authors from demographics": 1}),
    }  # fmt: skip
    assert report.unaccounted == ()


# --- again, in part, killed -------------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing(folder: Path, looking: Any) -> None:
    first = bring_in(folder)
    before = everything(looking)
    second = bring_in(folder)
    assert (first.new, second.new, second.events) == (first.events, 0, first.events)
    assert everything(looking) == before


def test_first_some_then_all(folder: Path, looking: Any) -> None:
    some = bring_in(folder, people_asked=2)
    assert (some.people, some.unaccounted) == (2, ())
    assert some.tables["everybody"].left_out == Counter({"not among the people asked for": 2})
    names = "SELECT chosen_name FROM people_person ORDER BY 1"
    assert looking.execute(names).fetchall() == [("Participant 0001",), ("Participant 0002",)]
    every = bring_in(folder)
    assert every.new == every.events - some.events
    assert looking.execute("SELECT count(*) FROM journey_event").fetchone() == (every.events,)


KILLED_IN_THE_MIDDLE = """
import sys, time, pathlib, django
django.setup()
from switchback.config import ctn0094
from switchback.config.ctn0094 import writing
portions, visits = [], writing.programme.visits
def stop_in_the_second(rows):
    portions.append(1)
    if len(portions) == 2:
        print("in the middle", flush=True)
        time.sleep(60)
    return visits(rows)
writing.AT_A_TIME, writing.WRITERS, writing.programme.visits = 2, 1, stop_in_the_second
ctn0094.bring_in(ctn0094.read(pathlib.Path(sys.argv[1])))
"""


def test_a_killed_import_leaves_whole_people_and_the_next_run_completes_it(
    folder: Path, looking: Any
) -> None:
    bring_in(folder)
    uninterrupted = everything(looking)
    database.empty()
    _kill_in_the_middle(folder)
    left = everything(looking)
    whole = {row["id"] for (row,) in left["people_person"]}
    assert len(whole) == 2
    assert left["journey_event"] == [
        (e,) for (e,) in uninterrupted["journey_event"] if e["person_id"] in whole
    ]
    assert left["medication_dose"] == [
        (d,) for (d,) in uninterrupted["medication_dose"] if d["person_id"] in whole
    ]
    bring_in(folder)
    assert everything(looking) == uninterrupted


def _kill_in_the_middle(folder: Path) -> None:
    here = connection.settings_dict
    url = make_conninfo(
        host=here["HOST"], port=here["PORT"] or None, user=here["USER"], password=here["PASSWORD"] or None,
        dbname=here["NAME"],
    )  # fmt: skip
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "switchback.config.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", KILLED_IN_THE_MIDDLE, str(folder)],
        env=env, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        process.send_signal(signal.SIGKILL)


# --- bad input --------------------------------------------------------------------------------------------------------


def refused(folder: Path, **options: Any) -> str:
    with pytest.raises(CommandError) as caught:
        call_command("import_ctn0094", str(folder), stdout=io.StringIO(), **options)
    assert caught.value.returncode == 2
    return str(caught.value)


def test_no_such_folder(tmp_path: Path, looking: Any) -> None:
    assert refused(tmp_path / "nowhere") == (
        f"There is no folder {tmp_path}/nowhere. Give the folder that holds the .rda files of the R package"
        " public.ctn0094data."
    )


def test_a_missing_table(folder: Path, looking: Any) -> None:
    (folder / "uds.rda").unlink()
    assert refused(folder) == (
        f"{folder} lacks uds.rda. Put every data file of the R package public.ctn0094data into this folder and run"
        " again."
    )


@pytest.mark.parametrize("kept", [0, 5, 200, -1])
def test_a_file_cut_short(folder: Path, looking: Any, kept: int) -> None:
    file = folder / "visit.rda"
    file.write_bytes(file.read_bytes()[:kept])
    assert refused(folder) == (
        f"{file} is damaged or cut short. Copy it again from the R package public.ctn0094data and run the import"
        " again; nothing was written."
    )
    assert not any(everything(looking).values())


def test_a_damaged_file(folder: Path, looking: Any) -> None:
    file = folder / "tlfb.rda"
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 255
    file.write_bytes(damaged)
    assert "tlfb.rda is damaged or cut short." in refused(folder)


def test_a_file_that_holds_another_table(folder: Path, looking: Any) -> None:
    (folder / "uds.rda").write_bytes((folder / "tlfb.rda").read_bytes())
    assert f"{folder}/uds.rda does not hold the table uds." in refused(folder)


def test_a_table_of_another_version(tmp_path: Path, looking: Any) -> None:
    folder = small_trials.write(tmp_path / "trials", pain=pd.DataFrame({"who": [1], "hurts": ["No Pain"]}))
    assert refused(folder) == (
        "The table pain has no column pain, when: it is of a version this import does not know."
        " Take public.ctn0094data 1.0.6."
    )


def test_no_number_of_people(folder: Path, looking: Any) -> None:
    assert refused(folder, people=0) == "--people asks for a number of people, 1 or more."


def test_the_command_shows_what_became_of_every_row(folder: Path, looking: Any) -> None:
    out = io.StringIO()
    call_command("import_ctn0094", str(folder), stdout=out)
    said = " ".join(out.getvalue().split())
    assert "4 people" in said
    assert "treatment 5 4 1 4 4" in said
    assert "consent is set to 1 January 2000, noon UTC." in said
    assert said.endswith(
        "They are at 3 sites of their own; the largest is CTN site 21, with 2 people. Nobody sees them who does not work"
        " there. To look at them, put somebody on a site's team:"
        ' switchback add-member --site "CTN site 21" --name … --role medical_director --username …'
    )
    assert looking.execute("SELECT count(*) FROM people_user").fetchone() == (0,)


# --- looking at them ---------------------------------------------------------------------------------------------------


def imported(folder: Path, **options: Any) -> str:
    out = io.StringIO()
    call_command("import_ctn0094", str(folder), stdout=out, **options)
    return " ".join(out.getvalue().split())


def test_in_a_demo_a_newcomer_signs_in_and_sees_a_real_history(
    folder: Path, looking: Any, settings: Any, client: Client
) -> None:
    settings.DEMO = True
    said = imported(folder)
    assert "To look at those of CTN site 21, sign in as trial, password take-the-next-bend." in said
    page = client.get("/accounts/login/").content.decode()
    assert [s.username for s in demo.sign_ins()] == ["trial"]
    assert demo.TRIAL.role in html.unescape(page)
    client.post("/accounts/login/", {"login": "trial", "password": demo.PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": demo.current_code("trial")})
    people = client.get("/team/people/").content.decode()
    assert [f"Participant 000{who}" in people for who in (1, 2, 3, 4)] == [True, False, True, False]
    (methadone,) = looking.execute(
        "SELECT id FROM people_person WHERE chosen_name = 'Participant 0001'"
    ).fetchone()
    assert "Methadone" in client.get(f"/team/people/{methadone}/").content.decode()


def test_the_demos_director_is_made_once_and_written_in_the_log(
    folder: Path, looking: Any, settings: Any
) -> None:
    settings.DEMO = True
    imported(folder, people=2)
    assert "To look at those of CTN site 21, sign in as trial" in imported(folder)
    assert looking.execute("SELECT name, role FROM people_teammember").fetchall() == [
        ("Thea", "medical_director")
    ]
    assert looking.execute(
        "SELECT actor, because FROM people_accesslogentry WHERE action = 'member.added'"
    ).fetchall() == [("system:import:ctn0094", "demo")]


def test_beside_a_demo_centre_the_setting_need_not_be_given_again(
    folder: Path, looking: Any, settings: Any
) -> None:
    settings.DEMO = True
    site_id = operations.open_site(name="A demo centre", zone="America/New_York", phone="518-555-0100")
    operations.add_team_member(site_id=site_id, name="Noor", role="nurse", username="noor", password=None)
    demo.create_demo_sign_in("noor")
    settings.DEMO = False
    assert "sign in as trial" in imported(folder)
    assert queries.site() == queries.site(site_id)  # the public pages stay the centre's own


def test_a_colleague_of_that_name_is_left_alone(folder: Path, looking: Any, settings: Any) -> None:
    settings.DEMO = True
    site_id = operations.open_site(name="A centre", zone="America/New_York")
    operations.add_team_member(site_id=site_id, name="Trial", role="nurse", username="trial", password=None)
    assert "sign in as trial" not in imported(folder)
    assert demo.sign_ins() == ()


# --- behind the door --------------------------------------------------------------------------------------------------


def test_the_access_log_says_who_brought_people_in(folder: Path, looking: Any) -> None:
    bring_in(folder)
    assert looking.execute(
        "SELECT actor, action, allowed, detail FROM people_accesslogentry ORDER BY id"
    ).fetchall() == [
        ("system:import:ctn0094", "import", True, {"people": 4}),
        ("system:import:ctn0094", "import", True, {"people": 4, "events": 63}),
    ]


def test_bulk_operations_are_for_the_program_only(db: None) -> None:
    with pytest.raises(LookupError):
        bulk.people([])
    nurse = Actor(kind="team", id=door.NOBODY, role="nurse")
    with door.enter_bulk("people.list", actor=nurse), pytest.raises(bulk.NotAnImport):
        bulk.people([])


def test_bulk_operations_refuse_what_the_journey_does_not_know(db: None) -> None:
    importer = Actor.system("import:test")
    with pytest.raises(UnknownKind), door.as_system(importer):
        journey.events([("0" * 32, "0" * 32, "person.flew", IN_CARE, {}, "test")])
    with pytest.raises(NotPossible), door.as_system(importer):
        journey.placements([("0" * 32, "0" * 32, "0" * 32, "on_the_moon", IN_CARE, None, "")])


# --- the real files ---------------------------------------------------------------------------------------------------


@needs_real_data
def test_the_sums_of_every_real_table_add_up() -> None:
    tables = ctn0094.read(REAL)
    chosen = sorted(who for who in tables["everybody"].rows if who is not None)
    report = Report.about((name, table.count) for name, table in tables.items())
    report.add(writing.left_out_whole(tables, chosen=set(chosen), known=set(chosen)))
    gathered = writing.gather(tables, chosen)
    report.add(gathered.tallies)
    assert {name: (t.read, t.used + t.left_out.total()) for name, t in report.tables.items()} == {
        name: (table.count, table.count) for name, table in tables.items()
    }
    assert report.events == len(gathered.events) == len({event[0] for event in gathered.events})


@needs_real_data
def test_real_people_are_brought_in_once(looking: Any) -> None:
    tables = ctn0094.read(REAL)
    first = ctn0094.bring_in(tables, people_asked=60)
    assert (first.people, first.new, first.unaccounted) == (60, first.events, ())
    before = everything(looking)
    assert len(before["journey_event"]) == first.events
    second = ctn0094.bring_in(tables, people_asked=60)
    assert second.new == 0
    assert everything(looking) == before
