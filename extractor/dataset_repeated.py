"""One report in two files: the same organization, kind, year and title, other bytes. Do the two say the same?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from .dataset import Dataset
from .dataset_findings import Finding, Printed, allowed, compare
from .dataset_labels import label_sql

# Figures that a report states once under a description are compared with the other report's under the same description.
_SQL = f"""
WITH figure AS (
    SELECT f.report, f.type, {label_sql("f.label")} AS measure, f.fiscal_year, f.stage, f.flow, f.role, f.scope,
    f.subject_code,
           any_value(f.figure_id) AS figure_id, any_value(f.label) AS label, any_value(f.indicator) AS indicator,
           any_value(f.value) AS value, coalesce(max(f.precision), 0) AS step
    FROM figures f WHERE f.value IS NOT NULL AND f.label IS NOT NULL
    GROUP BY ALL HAVING count(DISTINCT f.value) = 1
),
report AS (
    SELECT r.report, o.organization_id, r.organization, r.region_code, r.kind, r.fiscal_year,
           regexp_replace(coalesce(r.title, ''), '[\\s　]', '', 'g') AS title
    FROM reports r JOIN organizations o USING (report)
    WHERE o.organization_id IS NOT NULL AND r.fiscal_year IS NOT NULL
)
SELECT one.report, other.report, one.organization_id, one.organization, one.region_code, one.fiscal_year,
       a.figure_id, b.figure_id, a.label, a.indicator, a.type, a.value, a.step, b.value, b.step
FROM report one
JOIN report other USING (organization_id, kind, fiscal_year, title)
JOIN figure a ON a.report = one.report
JOIN figure b ON b.report = other.report AND a.type = b.type AND a.measure = b.measure AND a.role IS NOT DISTINCT FROM
b.role
 AND a.fiscal_year IS NOT DISTINCT FROM b.fiscal_year AND a.stage IS NOT DISTINCT FROM b.stage AND a.flow IS NOT
 DISTINCT FROM b.flow AND a.scope IS NOT DISTINCT FROM b.scope AND a.subject_code IS NOT DISTINCT FROM b.subject_code
WHERE one.report < other.report
ORDER BY one.report, other.report, a.figure_id
"""


def repeated_reports(dataset: Dataset) -> Iterator[Finding]:
    """A finding for every pair of files that are one report, and one for every figure in which they differ.

    Two files count as one report when at least half of the figures that both describe are the same; others are
    different reports of one organization.
    """
    for _, group in groupby(dataset.rows(_SQL), key=lambda row: row[:2]):
        rows = list(group)
        different = [row for row in rows if compare(Printed(row[11], row[12]), Printed(row[13], row[14])) == "violated"]
        if 2 * len(different) > len(rows):
            continue
        yield _pair(rows, len(different))
        yield from map(_difference, different)


def _pair(rows: list[tuple[Any, ...]], different: int) -> Finding:
    report, other, organization_id, organization, region, year = rows[0][:6]
    return Finding(
        kind="repeated_report",
        outcome="suspicious" if different else "holds",
        severity="warning" if different else "info",
        message=f"同一报告有两个文件：可比数字{len(rows)}个，其中{different}个不一致。",
        organization_id=organization_id,
        organization=organization,
        region_code=region,
        fiscal_year=year,
        report=report,
        other_report=other,
    )


def _difference(row: tuple[Any, ...]) -> Finding:
    report, other, organization_id, organization, region, year, figure, other_figure, label, indicator, type_ = row[:11]
    stated, expected = Printed(row[11], row[12]), Printed(row[13], row[14])
    low, high = allowed(expected, stated)
    one, two = (
        (stated.text, expected.text)
        if type_ == "amount"
        else (f"{stated.value.normalize():f}", f"{expected.value.normalize():f}")
    )
    return Finding(
        kind="repeated_report",
        outcome="violated",
        severity="warning",
        message=f"{label}：同一报告的两个文件分别为{one}和{two}。",
        organization_id=organization_id,
        organization=organization,
        region_code=region,
        fiscal_year=year,
        indicator=indicator,
        label=label,
        report=report,
        figure_id=figure,
        other_report=other,
        other_figure_id=other_figure,
        stated=stated.value,
        expected=expected.value,
        difference=stated.value - expected.value,
        allowed_low=low,
        allowed_high=high,
    )
