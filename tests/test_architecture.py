"""What the import linter cannot see, and proof that each contract of it bites."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.db import models

HERE = Path(__file__).parents[1]
ROAD = [
    "people", "journey", "observations", "contact", "detox", "assessment", "plan", "programme", "medication",
    "continuing", "relapse", "insight",
]  # fmt: skip

PLANTED = {
    "The house": ("clinical/values.py", "import switchback.care.people.door"),
    "The road": ("care/detox/queries.py", "import switchback.care.plan.queries"),
    "people: operations over queries over models": (
        "care/people/queries.py",
        "import switchback.care.people.operations",
    ),
    "Evidence imports the clinical rules and nothing else of the house": (
        "../evidence/command.py",
        "import switchback.care.people.door",
    ),
    "The house stands without evidence": ("clinical/outcomes/relapse.py", "import evidence.command"),
    "Clinical rules are pure": ("clinical/values.py", "import django"),
    "Clinical topics stand side by side": ("clinical/risk/rules.py", "import switchback.clinical.plan"),
    "Only people touches its tables": ("care/plan/queries.py", "import switchback.care.people.models"),
    "Faces share the kit, never each other": ("faces/person/urls.py", "import switchback.faces.team.urls"),
}


def test_foreign_keys_look_back_too() -> None:
    ahead = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and model._meta.app_label in ROAD
        and field.related_model._meta.app_label in ROAD
        and ROAD.index(field.related_model._meta.app_label) > ROAD.index(model._meta.app_label)
    ]
    assert ahead == []


def test_each_contract_bites(tmp_path: Path) -> None:
    """One violation planted for each kind of contract: the linter names each of them."""
    copy = tmp_path / "src" / "switchback"
    shutil.copytree(HERE / "src" / "evidence", tmp_path / "src" / "evidence")
    shutil.copytree(HERE / "src" / "switchback", copy, ignore=shutil.ignore_patterns("static", "templates"))
    shutil.copy(HERE / ".importlinter", tmp_path)
    for where, line in PLANTED.values():
        (copy / where).write_text((copy / where).read_text() + f"\n{line}\n")
    report = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=tmp_path, capture_output=True,
        text=True, env={"PYTHONPATH": str(tmp_path / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}, check=False,
    )  # fmt: skip
    assert set(PLANTED) <= set(re.findall(r"^(.+) BROKEN$", report.stdout, re.MULTILINE)), report.stdout


def test_views_and_templates_hold_no_tables() -> None:
    found = [
        str(file.relative_to(HERE))
        for file in (HERE / "src" / "switchback" / "faces").rglob("*.py")
        if re.search(r"care\.\w+\.models|care\.\w+ import models", file.read_text())
    ]
    assert found == []
