"""The figures as one page that needs nothing else: no network, no script, no file beside it."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from .plots import intervals, lines

STYLE = """
body{font:16px/1.55 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.7rem}h2{margin-top:2.4rem;font-size:1.25rem;border-bottom:1px solid #ccc}h3{font-size:1rem}
table{border-collapse:collapse;margin:.8rem 0;font-size:.92rem}
th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid #e4e4e4}
th:first-child,td:first-child{text-align:left}
.alarm{background:#fbe3dd;padding:.6rem 1rem}
.fine{background:#e6f1e4;padding:.6rem 1rem}
.pictures{display:flex;flex-wrap:wrap;gap:1rem}svg{max-width:100%;height:auto}figure{margin:0}figcaption{font-size:.9rem;color:#444}
"""
NAMES = {"entry": "At entry", "week1": "After week 1", "week2": "After week 2", "week3": "After week 3"}
WEEKLY_NAMES = {
    "next_week": "Next week positive or missing", "relapse_4_weeks": "Completed within four weeks",
    "slip": "A slip: positive, negative now, attends", "negative_now": "Positive or missing, negative now",
}  # fmt: skip
MEASURED = ("auroc", "auprc", "brier", "slope", "intercept")


def html(found: Mapping[str, Any]) -> str:
    parts = [
        "<h1>Return to use or lost contact: how well the models do</h1>", _about(found), _alarm(found["leak_alarm"]),
        "<h2>Who, and how often</h2>", _simple(found["simple_score"]), "<h2>People the model did not see</h2>",
        _models(found["models"]), "<h2>Places and trials the model did not see</h2>", _transport(found["models"]),
        "<h2>Does it say the right number?</h2>", _pictures(found["models"]),
        "<h2>For whom</h2>", _subgroups(found["models"]["week3"]["default"]["subgroups"]),
        "<h2>From week to week</h2>", _weekly(found["weekly"]),
        "<h2>The same files, the papers' figures</h2>", _external(found["external"]),
    ]  # fmt: skip
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Switchback: evidence</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body>{''.join(parts)}</body></html>\n"
    )


def _about(found: Mapping[str, Any]) -> str:
    c = found["cohort"]
    trials = ", ".join(f"CTN-{trial}: {n:,}" for trial, n in c["trials"].items())
    return (
        f"<p>{c['people']:,} people ({trials}) at {c['sites']} sites; {c['events']:,} ({100 * c['rate']:.1f} %)"
        f" returned to use or were lost to contact; the published cohort has {c['published']:,}."
        " A return is four positive or missing weeks in a row within weeks 3-12, so who stops coming counts."
        " Square brackets hold 95 % intervals"
        " over people. The models never lower care and are not shown to the person.</p>"
    )


def _alarm(alarms: Sequence[str]) -> str:
    if not alarms:
        return (
            '<p class="fine">No leak alarm: nothing is better than these data allow,'
            " and shuffled answers score about .5.</p>"
        )
    return f'<p class="alarm"><strong>Leak alarm.</strong> {escape("; ".join(alarms))}</p>'


def _table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    top = "".join(f"<th scope=col>{escape(str(cell))}</th>" for cell in heading)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _estimate(figures: Mapping[str, Any], name: str) -> str:
    value, interval = figures.get(name), figures.get(f"{name}_ci")
    if value is None:
        return "not answerable"
    return f"{value:.3f}" + (f" [{interval[0]:.3f}, {interval[1]:.3f}]" if interval else "")


def _simple(rows: Sequence[Mapping[str, Any]]) -> str:
    return _table(
        ("Bad weeks of the first three", "People", "Returned or lost"),
        [(row["score"], row["people"], f"{100 * row['rate']:.1f} %") for row in rows],
    )


def _models(models: Mapping[str, Any]) -> str:
    rows = [
        (f"{NAMES[name]}, {size}", *(_estimate(figures, measure) for measure in MEASURED))
        for name, sizes in models.items()
        for size, figures in sizes.items()
    ]
    return _table(("Model", "AUROC", "AUPRC", "Brier", "Slope", "Intercept"), rows)


def _transport(models: Mapping[str, Any]) -> str:
    rows = []
    for name, sizes in models.items():
        for size, figures in sizes.items():
            trials = figures["trials_left_out"]
            rows.append(
                (f"{NAMES[name]}, {size}", _estimate(figures["sites_left_out"], "auroc"),
                 *(f"{_estimate(trials[t], 'auroc')}; level {trials[t]['intercept']:+.2f}" if t in trials else ""
                   for t in ("27", "30", "51")))
            )  # fmt: skip
    heading = ("Model", "Sites left out, AUROC", "CTN-27 left out", "CTN-30 left out", "CTN-51 left out")
    return (
        _table(heading, rows)
        + "<p>At entry the order of people hardly carries over to a trial the model did not see; early urine does."
        " The level (intercept) does not carry over either: it is re-estimated from a site's own people.</p>"
    )


def _pictures(models: Mapping[str, Any]) -> str:
    parts = []
    for name, sizes in models.items():
        series = [(size, [(c["predicted"], c["observed"]) for c in f["curve"]]) for size, f in sizes.items()]
        picture = lines(
            series, x="predicted", y="observed", title=f"{NAMES[name]}: calibration", diagonal=True
        )
        parts.append(
            f"<figure>{picture}<figcaption>{NAMES[name]}: predicted against observed, in tenths</figcaption></figure>"
        )
    curve = models["week3"]["default"]["decision"]
    series = [
        ("call whom the model names", [(c["threshold"], c["model"]) for c in curve]),
        ("call everybody", [(c["threshold"], c["everybody"]) for c in curve]),
        ("call nobody", [(c["threshold"], 0.0) for c in curve]),
    ]
    picture = lines(
        series,
        x="threshold",
        y="net benefit",
        title="Decision curve, week 3",
        y_range=(-0.1, 0.5),
        dots=False,
    )
    parts.append(f"<figure>{picture}<figcaption>After week 3, default: net benefit</figcaption></figure>")
    return f'<div class="pictures">{"".join(parts)}</div>'


def _subgroups(groups: Mapping[str, Any]) -> str:
    rows, points = [], []
    for kind, labels in groups.items():
        for label, figures in labels.items():
            words = f"{kind.replace('_', ' and ')}: {label}"
            if "suppressed" in figures:
                rows.append((words, figures["suppressed"], "", ""))
                continue
            low, high = figures["observed_over_expected_ci"]
            rows.append((words, figures["people"], _estimate(figures, "auroc"),
                         f"{figures['observed_over_expected']:.2f} [{low:.2f}, {high:.2f}]"))  # fmt: skip
            if figures["auroc"] is not None:
                points.append((label, figures["auroc"], figures["auroc_ci"]))
    return (
        "<p>The default model after week 3. Observed over expected above 1: more happened than was said.</p>"
        + _table(("Group", "People", "AUROC", "Observed / expected"), rows)
        + intervals(points, title="AUROC by group", x="AUROC", x_range=(0.6, 1.0))
    )


def _weekly(weekly: Mapping[str, Any]) -> str:
    rows = []
    for name, sizes in weekly.items():
        for size, f in sizes.items():
            weeks = [v for v in f["by_week"].values() if v == v]
            spread = f"{min(weeks):.3f} to {max(weeks):.3f}" if weeks else ""
            rows.append((f"{WEEKLY_NAMES[name]}, {size}", f"{f['n']:,}", f"{f['rate']:.3f}", _estimate(f, "auroc"),
                         _estimate(f, "brier"), _estimate(f, "slope"), spread))  # fmt: skip
    heading = (
        "Question",
        "Person-weeks",
        "Rate",
        "AUROC",
        "Brier",
        "Slope",
        "AUROC within a week, least to most",
    )
    return _table(heading, rows)


def _external(checks: Sequence[Mapping[str, Any]]) -> str:
    rows = [(c["name"], c["published"], c["found"], c["people"]) for c in checks]
    return _table(("What", "Published", "Found here", "People"), rows)
