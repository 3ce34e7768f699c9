"""Who is at the demo centre. Everybody is invented; nobody has a family name."""

from dataclasses import dataclass
from datetime import date

DETOX, HOUSE, IOP, OUT, SOBER, AFTER = (
    "withdrawal_management", "residential", "intensive_outpatient", "outpatient", "sober_living", "aftercare",
)  # fmt: skip
BUP, METHADONE, NALTREXONE = "buprenorphine", "methadone", "naltrexone_xr"


@dataclass(frozen=True)
class Colleague:
    username: str
    name: str
    role: str
    signs_in: bool = True


TEAM = (
    Colleague("desk", "Dee", "front_desk"),
    Colleague("cara", "Cara", "counsellor"),
    Colleague("noor", "Noor", "nurse"),
    Colleague("piet", "Piet", "prescriber"),
    Colleague("pele", "Pele", "peer_specialist"),
    Colleague("hale", "Hale", "house_manager"),
    Colleague("dora", "Dora", "medical_director"),
    Colleague("adam", "Adam", "administrator"),
    # At work as well, without a demo sign-in.
    Colleague("ivo", "Ivo", "counsellor", signs_in=False),
    Colleague("nia", "Nia", "nurse", signs_in=False),
)


@dataclass(frozen=True)
class Someone:
    """One person of the cast.

    `ago`: days since they came. `road`: the levels of care and how many days at each; the last one lasts until today,
    or until `left` days ago. `lapses`: days ago on which a return to use was told and later looked at together.
    `today`: what stands out this week, see this_week.py.
    """

    name: str
    pronouns: str
    born_on: date
    ago: float
    road: tuple[tuple[str, float], ...]
    medicine: str = BUP
    opioid: str = "short_acting"
    lapses: tuple[int, ...] = ()
    left: float | None = None
    today: str = ""
    counsellor: str = "cara"
    keen: float = 0.36  # how often they check in, on days when a check-in is looked for
    daily_until: int = 42  # days of observed doses at the centre; later their own doctor prescribes
    phone: str = ""


def _someone(name: str, pronouns: str, born: str, ago: float, *road: str | float, **more: object) -> Someone:
    levels = [level for level in road if isinstance(level, str)]
    lengths = [days for days in road if not isinstance(days, str)]
    stays = tuple(zip(levels, [*lengths, float("inf")], strict=False))
    return Someone(name, pronouns, date.fromisoformat(born), ago, stays, **more)  # type: ignore[arg-type]


SHE, HE, THEY = "she/her", "he/him", "they/them"

ANA = _someone(
    "Ana", SHE, "1991-04-17", 204, DETOX, 6, HOUSE, 28, IOP, 56, OUT,
    opioid="fentanyl", lapses=(131, 58), keen=0.85, daily_until=400, phone="518-555-0117",
)  # fmt: skip

CAST: tuple[Someone, ...] = (
    ANA,
    # Detox: hours, not days.
    _someone("Rafe", HE, "1987-11-02", 0.22, DETOX, opioid="fentanyl", today="in_severe_withdrawal"),
    _someone("Odile", SHE, "1995-02-20", 0.55, DETOX, today="waits_for_an_order"),
    _someone("Bo", HE, "1979-06-30", 1.25, DETOX, opioid="fentanyl", counsellor="ivo"),
    _someone("Winnie", SHE, "1999-09-09", 2.3, DETOX),
    _someone("Kit", THEY, "2001-01-15", 3.3, DETOX, counsellor="ivo"),
    _someone("Selma", SHE, "1983-12-05", 4.2, DETOX),
    # The house.
    _someone("Milo", HE, "1990-03-28", 12, DETOX, 5, HOUSE, counsellor="ivo"),
    _someone("Petra", SHE, "1972-08-14", 19, HOUSE, medicine=METHADONE),
    _someone("Ansel", HE, "1996-05-23", 29, HOUSE, opioid="extended_release"),
    _someone("Ilse", SHE, "1988-10-11", 38, DETOX, 5, HOUSE, opioid="fentanyl"),
    _someone("Cato", HE, "1993-07-07", 47, DETOX, 6, HOUSE, opioid="fentanyl", lapses=(20,), counsellor="ivo"),
    _someone("Juno", SHE, "2000-02-29", 54, DETOX, 5, HOUSE),
    _someone("Abel", HE, "1969-04-02", 66, HOUSE, medicine=METHADONE, counsellor="ivo"),
    # Intensive outpatient.
    _someone("Tess", SHE, "1994-06-18", 47, DETOX, 6, IOP, opioid="fentanyl", today="told_of_use_lately"),
    _someone("Dev", HE, "1985-01-27", 41, IOP, today="has_strong_urges"),
    _someone("Gus", HE, "1977-09-19", 36, IOP, medicine=METHADONE, today="missed_doses", counsellor="ivo"),
    _someone("Yara", SHE, "1998-03-03", 57, DETOX, 5, IOP, opioid="fentanyl"),
    _someone("Lior", HE, "1992-12-21", 62, HOUSE, 28, IOP, counsellor="ivo"),
    _someone("Maeve", SHE, "1989-08-08", 71, DETOX, 6, HOUSE, 30, IOP, opioid="fentanyl", lapses=(17,)),
    _someone("Silas", HE, "1981-05-05", 33, IOP, keen=0.6, today="plan_to_agree"),
    _someone("Noemi", SHE, "2002-10-30", 24, IOP, counsellor="ivo"),
    # Outpatient.
    _someone("Jonah", HE, "1986-02-13", 52, IOP, 30, OUT, today="answered_item_nine"),
    _someone("Marcus", HE, "1984-11-24", 96, DETOX, 5, IOP, 40, OUT, opioid="fentanyl", today="told_of_use"),
    _someone("Mo", HE, "1974-07-16", 81, OUT, today="is_silent", counsellor="ivo"),
    _someone("Perle", SHE, "1997-04-26", 88, OUT, medicine=METHADONE, daily_until=400),
    _someone("Idris", HE, "1968-12-12", 104, OUT, medicine=METHADONE, daily_until=400, counsellor="ivo"),
    _someone("Freya", SHE, "1990-09-01", 120, IOP, 45, OUT, opioid="extended_release", lapses=(70,)),
    _someone("Tomas", HE, "1982-03-19", 133, DETOX, 7, IOP, 42, OUT, medicine=NALTREXONE),
    _someone("Wren", THEY, "1999-11-11", 141, IOP, 40, OUT, counsellor="ivo", today="missed_a_visit"),
    _someone("Bettina", SHE, "1976-06-06", 160, DETOX, 6, HOUSE, 28, OUT, opioid="fentanyl"),
    _someone("Cyrus", HE, "1991-01-08", 178, IOP, 50, OUT, lapses=(66,)),
    _someone("Esme", SHE, "1995-08-28", 190, DETOX, 8, IOP, 60, OUT, medicine=NALTREXONE),
    _someone("Hugo", HE, "1980-10-17", 212, OUT, counsellor="ivo", today="is_quiet"),
    _someone("Lotte", SHE, "1987-05-14", 236, DETOX, 5, IOP, 56, OUT, opioid="fentanyl", lapses=(150, 61)),
    _someone("Rory", HE, "2003-02-02", 35, OUT, opioid="extended_release", today="missed_a_dose"),
    # Sober living.
    _someone("Sunniva", SHE, "1993-09-25", 108, DETOX, 6, HOUSE, 40, SOBER, opioid="fentanyl"),
    _someone("Emil", HE, "1989-07-21", 126, HOUSE, 42, SOBER, counsellor="ivo", today="is_quiet"),
    _someone("Asha", SHE, "1998-12-01", 149, DETOX, 6, HOUSE, 35, IOP, 40, SOBER, lapses=(52,)),
    _someone("Clement", HE, "1978-03-10", 171, HOUSE, 56, SOBER, medicine=NALTREXONE),
    _someone("Dario", HE, "1994-01-30", 93, DETOX, 5, HOUSE, 50, SOBER, opioid="fentanyl", counsellor="ivo"),
    # Aftercare: years.
    _someone("Greta", SHE, "1971-11-18", 395, DETOX, 6, HOUSE, 28, IOP, 60, OUT, 120, AFTER, lapses=(210,)),
    _someone("Nils", HE, "1983-06-09", 540, IOP, 60, OUT, 150, AFTER, counsellor="ivo"),
    _someone("Viola", SHE, "1979-02-24", 722, DETOX, 7, HOUSE, 30, OUT, 180, AFTER, lapses=(640, 433)),
    _someone("Caspar", HE, "1990-10-03", 905, OUT, 200, AFTER, medicine=METHADONE),
    _someone("Linnea", SHE, "1986-04-04", 1093, DETOX, 6, HOUSE, 28, IOP, 60, OUT, 240, AFTER, lapses=(1010, 860, 420)),
    # No longer in care; two of them only just.
    _someone("Lena", SHE, "1996-07-29", 33, DETOX, 6, HOUSE, left=5, opioid="fentanyl"),
    _someone("Otto", HE, "1973-05-20", 48, HOUSE, left=18, counsellor="ivo"),
    _someone("Katharina", SHE, "1992-03-12", 240, IOP, 45, OUT, left=120, phone="518-555-0163"),
    _someone("Basil", HE, "1985-08-31", 310, DETOX, 6, OUT, left=255, medicine=NALTREXONE, counsellor="ivo"),
    _someone("Thea", SHE, "2000-06-22", 420, DETOX, 5, IOP, 40, OUT, left=290),
    _someone("Aldo", HE, "1966-09-14", 505, OUT, left=402, medicine=METHADONE, counsellor="ivo"),
)  # fmt: skip


@dataclass(frozen=True)
class Asker:
    """An enquiry: hours ago, and the answer with its hours ago when there is one."""

    hours_ago: float
    name: str
    how_to_reach: str
    about: str
    words: str
    answer: str = ""
    answered_hours_ago: float = 0
    safe_to_leave_message: bool = False


ASKERS = (
    Asker(
        3,
        "Mika",
        "518-555-0128, after five",
        "self",
        "I take pills every day and I can not stop alone. Do I have to stay with you?",
    ),
    Asker(15, "", "", "self", "Is there a place for me if I have no insurance?"),
    Asker(
        29,
        "Roos",
        "518-555-0149",
        "someone_else",
        "My brother came home from the hospital on Sunday. What can we do now?",
        safe_to_leave_message=True,
    ),
    Asker(
        52,
        "Pim",
        "pim@example.org",
        "self",
        "Can I keep my job while I come to you?",
        "Yes, most people do. Our groups meet before and after work. Call us any weekday morning, or just come by.",
        47,
    ),
    Asker(
        98,
        "Elke",
        "518-555-0171",
        "self",
        "I am pregnant and I use. I am afraid to ask.",
        "Thank you for asking. You are welcome here, and so is your baby. Call us today or come in: Noor will see you.",
        96,
        safe_to_leave_message=True,
    ),
)
