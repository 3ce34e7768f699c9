"""The imported people live at sites where nobody works: how somebody gets to see them."""

from uuid import UUID

from django.db import transaction

from switchback.care.people import door, operations, queries
from switchback.faces.accounts import demo as accounts

from .report import Report
from .writing import IMPORTER

ROLE = "medical_director"  # sees a whole site, medicines and the access log included


def let_trial_look(report: Report) -> queries.Colleague | None:
    """In a demo, make one medical director for the largest imported site, once. None elsewhere."""
    largest = largest_site(report)
    if largest is None or not accounts.is_demo():
        return None
    trial = accounts.TRIAL
    if not queries.is_username_taken(trial.username):
        with transaction.atomic():
            member_id = operations.add_team_member(
                site_id=UUID(largest[0]), name="Thea", role=ROLE, username=trial.username, password=None
            )
            accounts.create_trial_sign_in()
            door.write_log(
                actor=IMPORTER, action="member.added", person_id=None, allowed=True, because="demo",
                detail={"member": str(member_id), "site": largest[0]},
            )  # fmt: skip
    return queries.colleague(trial.username) if trial in accounts.sign_ins() else None


def how_to_look(report: Report, seen_by: queries.Colleague | None) -> str:
    largest = largest_site(report)
    if largest is None:
        return ""
    name, count = largest[1], report.sites[largest]
    sites = "1 site" if len(report.sites) == 1 else f"{len(report.sites)} sites"
    people = "1 person" if count == 1 else f"{count:,} people"
    said = [f"They are at {sites} of their own; the largest is {name}, with {people}."]
    if seen_by:
        said.append(
            f"To look at those of {seen_by.site}, sign in as {seen_by.username}, password {accounts.PASSWORD}."
        )
        said.append("To look at another site's (switchback list-sites), put somebody on its team:")
        name = "CTN site …"
    else:
        said.append(
            "Nobody sees them who does not work there. To look at them, put somebody on a site's team:"
        )
    said.append(f'  switchback add-member --site "{name}" --name … --role {ROLE} --username …')
    return "\n".join(said)


def largest_site(report: Report) -> tuple[str, str] | None:
    """(id, name); of two as large the first by name."""
    return min(report.sites, key=lambda site: (-report.sites[site], site[1]), default=None)
