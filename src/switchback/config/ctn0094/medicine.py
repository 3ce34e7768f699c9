"""Doses of the trial's medicine: treatment."""

from .participant import NO_DAY, Participant, at, made_id, on


def doses(person: Participant) -> None:
    """One dose per row. The drug is the arm's: the table has amounts only.

    For extended-release naltrexone the amount counts injections, so mg stay unknown.
    """
    drug = person.drug
    for _who, amount, when in person.rows("treatment"):
        if when is None:
            person.leave_out("treatment", NO_DAY)
        elif drug is None:
            person.leave_out("treatment", "never randomised: which medicine it was is not known")
        else:
            mg = None if drug == "naltrexone_xr" else amount
            key = made_id("treatment", person.who, when, amount)
            person.into.doses.append((key, person.id, mg, drug, on(int(when)), at(int(when))))  # type: ignore[arg-type]
            person.event("treatment", key, "dose.given", int(when), {"order": None, "mg": mg, "drug": drug})
            person.use("treatment")
