"""A department's totals against the sum of its units.

Units are known from a list that the user gives (complete: the sum must be the department's total), from the name
(县教育局幼儿园 is a unit of 县教育局), or from the sentence in the department's report that lists them. In the last
two cases units may be missing, so that a smaller sum says nothing; a larger one cannot be.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import regex

from .dataset import Dataset
from .dataset_findings import Finding, Printed, allowed, compare
from .dataset_match import normalised
from .patterns import read_toml

_REPORTS = """
SELECT o.region_id, o.fiscal_year, r.kind, r.report, o.organization_id, o.organization, o.region_code
FROM organizations o JOIN reports r USING (report)
WHERE o.organization_id IS NOT NULL AND o.fiscal_year IS NOT NULL AND o.region_id IS NOT NULL
ORDER BY ALL
"""
_VALUES = """
SELECT v.report, v.indicator, v.figure_id, v.value, coalesce(f.precision, 0)
FROM indicator_values v JOIN figures f USING (report, figure_id)
WHERE v.type = 'amount' AND v.value IS NOT NULL AND v.scope IS NULL AND v.report IN (SELECT unnest($1))
ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class _Report:
    report: str
    organization_id: str
    organization: str
    region_code: str | None
    year: int


def department_totals(dataset: Dataset, listed: Mapping[str, list[str]]) -> Iterator[Finding]:
    """A finding for every measure of a department whose units state it too."""
    groups: dict[tuple[Any, ...], dict[str, _Report]] = defaultdict(dict)
    for region, year, kind, report, organization_id, organization, code in dataset.rows(_REPORTS):
        groups[region, year, kind].setdefault(
            organization_id, _Report(report, organization_id, organization, code, year)
        )
    names = {normalised(department): [normalised(unit) for unit in units] for department, units in listed.items()}
    for group in groups.values():
        if len(group) > 1:
            for department in group.values():
                units, complete = _units(dataset, department, list(group.values()), names)
                if units:
                    yield from _compare(dataset, department, units, complete=complete)


def _units(
    dataset: Dataset, department: _Report, others: list[_Report], listed: Mapping[str, list[str]]
) -> tuple[list[_Report], bool]:
    """The units of a department that have a report, and whether these are all."""
    name = normalised(department.organization)
    others = [other for other in others if other.organization_id != department.organization_id]
    if name in listed:
        found = [other for other in others if normalised(other.organization) in listed[name]]
        return found, len(found) == len(listed[name])
    by_name = {other.report: other for other in others if normalised(other.organization).startswith(name)}
    sentences = _listing(dataset, department.report)
    by_text = {other.report: other for other in others if sentences and normalised(other.organization) in sentences}
    return list((by_name | by_text).values()), False


def _listing(dataset: Dataset, report: str) -> str:
    """The sentences of a report that list units."""
    rows = dataset.rows("SELECT json FROM report_json WHERE report = $1", [report])
    if not rows:
        return ""
    text = json.loads(rows[0][0])["text"]
    pattern = read_toml("dataset.toml")["units"]["listing"]
    return normalised("\n".join(match.group() for match in regex.finditer(pattern, text, timeout=5)))


def _compare(dataset: Dataset, department: _Report, units: list[_Report], *, complete: bool) -> Iterator[Finding]:
    values: dict[str, dict[str, tuple[str, Printed]]] = defaultdict(dict)
    for report, indicator, figure, value, step in dataset.rows(
        _VALUES, [[department.report, *(unit.report for unit in units)]]
    ):
        values[indicator][report] = (figure, Printed(value, step))
    for indicator, stated in values.items():
        if department.report not in stated or not all(unit.report in stated for unit in units):
            continue
        figure, whole = stated[department.report]
        parts = [stated[unit.report][1] for unit in units]
        total = Printed(sum((part.value for part in parts), Decimal(0)), sum((part.step for part in parts), Decimal(0)))
        verdict = compare(whole, total)
        if verdict == "violated" and not complete and total.value < whole.value:
            continue
        low, high = allowed(total, whole)
        yield Finding(
            kind="department_total",
            outcome=verdict,
            severity="warning" if verdict == "violated" else "info",
            message=f"{indicator}：{department.organization}为{whole.text}，其{len(units)}个所属单位合计{total.text}"
            f"（{'、'.join(unit.organization for unit in units[:5])}{'等' if len(units) > 5 else ''}）。",
            organization_id=department.organization_id,
            organization=department.organization,
            region_code=department.region_code,
            fiscal_year=department.year,
            indicator=indicator,
            report=department.report,
            figure_id=figure,
            stated=whole.value,
            expected=total.value,
            difference=whole.value - total.value,
            allowed_low=low,
            allowed_high=high,
        )
