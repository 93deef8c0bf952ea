"""What the page's script needs to know of a report, as compact JSON: figures by column, checks, sections.

Figures are written as columns (every field one list) and a column of few different values as the list of these and an index for
each figure: a report with 50,000 figures stays some megabytes. Fields that no figure has are left out.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from .models import Check, Report
from .review_shell import plain_text

# The fields of a figure that the page shows; `start` and `end` are not among them, since the marks stand in the text already.
FIGURE_FIELDS = [
    "id",
    "type",
    "raw",
    "value",
    "unit",
    "unit_inferred",
    "currency",
    "precision",
    "approximation",
    "low",
    "high",
    "label",
    "indicator",
    "fiscal_year",
    "period",
    "stage",
    "flow",
    "scope",
    "role",
    "direction",
    "subject_code",
    "parent",
    "of",
    "whole",
    "about",
    "section",
    "page",
]


def content_key(report: Report) -> str:
    """The key under which the browser keeps the verdicts: the file's SHA-256, or that of its text where there is no file."""
    return report.source.sha256 or hashlib.sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest()


def _shown(value: object) -> object:
    return plain_text(value) if isinstance(value, str) else value


def _column(values: Sequence[object]) -> object:
    """A list, or `{"d": different values, "i": index of each}` where that is shorter."""
    different = list(dict.fromkeys(values))
    if len(different) * 2 > len(values):
        return list(values)
    index = {value: number for number, value in enumerate(different)}
    return {"d": different, "i": [index[value] for value in values]}


def figure_columns(report: Report) -> dict[str, object]:
    """The figures of a report by column, in the order of the text."""
    rows = [figure.model_dump(mode="json") for figure in sorted(report.figures, key=lambda figure: figure.start)]
    columns: dict[str, object] = {}
    for name in FIGURE_FIELDS:
        values = [_shown(row.get(name)) for row in rows]
        if any(value not in (None, False, "") for value in values):
            columns[name] = _column(values)
    cells = [row["cell"] and f"{row['cell']['table']},{row['cell']['row']},{row['cell']['column']}" for row in rows]
    if any(cells):
        columns["cell"] = cells
    return {"n": len(rows), "columns": columns}


def check_keys(report: Report) -> list[str]:
    """For each check a key that stays the same when another version numbers the checks differently: kind and places."""
    places = {figure.id: (figure.start, figure.end) for figure in report.figures}
    places.update((code.id, (code.start, code.end)) for code in report.subject_codes)
    seen: Counter[str] = Counter()
    keys: list[str] = []
    for check in report.checks:
        tested = check.stated.figure if check.stated else check.subject_code
        start, end = places.get(tested or "", (0, 0))
        operands = ".".join(str(places.get(operand.figure, (0, 0))[0]) for operand in check.operands)
        digest = hashlib.sha256(operands.encode()).hexdigest()[:6] if len(operands) > 24 else operands
        key = f"{check.kind}@{start}-{end}:{digest}"
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return keys


def _check(check: Check, key: str) -> dict[str, object]:
    row = check.model_dump(mode="json", by_alias=True, exclude_none=True)
    row["operands"] = [[operand.figure, operand.as_] for operand in check.operands]
    row["stated"] = check.stated.figure if check.stated else check.subject_code
    row.pop("subject_code", None)
    row["key"] = key
    for name in ("formula", "message"):
        if name in row:
            row[name] = plain_text(row[name])
    if check.suggestion:
        row["suggestion"] = {name: _shown(value) for name, value in row["suggestion"].items()}
    return row


def _codes(report: Report) -> list[dict[str, object]]:
    rows = []
    for code in report.subject_codes:
        row = code.model_dump(mode="json", exclude_none=True, exclude={"start", "end", "cell"})
        row["path"] = [plain_text(name) for name in code.path]
        rows.append({name: _shown(value) for name, value in row.items()})
    return rows


def payload(report: Report, inside: Mapping[str, str]) -> dict[str, object]:
    """All that the page's script reads. `inside`: mentions that have no mark of their own → the mark they stand in."""
    return {
        "key": content_key(report),
        "source": {"name": _shown(report.source.name), "sha256": report.source.sha256},
        "title": _shown(report.report.title),
        "generator": report.generator.version,
        "figures": figure_columns(report),
        "codes": _codes(report),
        "periods": [[period.id, plain_text(period.raw), period.value] for period in report.periods],
        "numbers": [[number.id, plain_text(number.raw)] for number in report.document_numbers],
        "checks": [_check(check, key) for check, key in zip(report.checks, check_keys(report), strict=True)],
        "sections": [
            [section.id, section.level, plain_text(f"{section.number or ''}{section.title}")]
            for section in report.sections
        ],
        "tables": [[table.id, _shown(table.title), table.page] for table in report.tables],
        "inside": dict(inside),
    }
