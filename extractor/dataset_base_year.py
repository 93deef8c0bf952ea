"""This year's base against last year's report: what a report says of the year before must be what the report of that year says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from .dataset import Dataset
from .dataset_findings import Finding, Printed, allowed, compare
from .dataset_labels import label_sql

# a: this year's report, a figure of the year before. b: the report of that year, the same measure. Budgets are
# compared with budgets only.
_SQL = f"""
WITH levels AS (
    SELECT f.report, f.figure_id, f.label, f.indicator, f.value, coalesce(f.precision, 0) AS step, f.role, f.stage,
    f.flow, f.scope,
           f.subject_code, f.fiscal_year AS year, o.organization_id, o.organization, o.region_code, o.fiscal_year AS
           report_year, coalesce(f.indicator, {label_sql("f.label")}) AS measure
    FROM figures f JOIN organizations o USING (report)
    WHERE f.type = 'amount' AND f.value IS NOT NULL AND f.approximation IS NULL AND o.organization_id IS NOT NULL
)
SELECT a.report, a.figure_id, a.label, a.indicator, a.organization_id, a.organization, a.region_code, a.year, a.value,
a.step,
       b.report AS other_report, b.figure_id AS other_figure, b.value AS other_value, b.step AS other_step
FROM levels a JOIN levels b
  ON a.organization_id = b.organization_id AND a.measure = b.measure AND b.report_year = a.year AND b.year =
  b.report_year
 AND a.scope IS NOT DISTINCT FROM b.scope AND a.subject_code IS NOT DISTINCT FROM b.subject_code
 AND (a.flow IS NULL OR b.flow IS NULL OR a.flow = b.flow)
 AND coalesce(a.stage, 'final') = coalesce(b.stage, 'final')
WHERE a.year = a.report_year - 1 AND a.role IN ('base', 'level') AND b.role = 'level'
ORDER BY a.report, a.measure, a.figure_id, other_report, other_figure
"""


def base_years(dataset: Dataset) -> Iterator[Finding]:
    """One finding for every figure of the year before that last year's report states too.

    Where last year's report states the measure several times, a reading that fits is taken; where none fits and they
    contradict each other, nothing is said.
    """
    rows = dataset.rows(_SQL)
    for _, group in groupby(rows, key=lambda row: row[:2]):
        if (finding := _judge(list(group))) is not None:
            yield finding


def _judge(rows: list[tuple[Any, ...]]) -> Finding | None:
    report, figure, label, indicator, organization_id, organization, region, year, value, step = rows[0][:10]
    stated = Printed(value, step)
    readings = [(Printed(row[12], row[13]), row) for row in rows]
    verdicts = [(compare(stated, other), other, row) for other, row in readings]
    order = {"holds": 0, "rounding": 1, "violated": 2}
    verdict, expected, row = min(verdicts, key=lambda found: order[found[0]])
    if verdict == "violated" and any(compare(expected, other) == "violated" for other, _ in readings):
        return None
    low, high = allowed(expected, stated)
    words = {"holds": "与上年报告一致", "rounding": "与上年报告的差额在四舍五入范围内", "violated": "与上年报告不一致"}[
        verdict
    ]
    return Finding(
        kind="base_year",
        outcome=verdict,
        severity="info" if verdict != "violated" else "warning",
        message=f"{label or indicator}：本年报告所述{year}年度数为{stated.text}，{year}年度报告为{expected.text}，{words}。",
        organization_id=organization_id,
        organization=organization,
        region_code=region,
        fiscal_year=year,
        indicator=indicator,
        label=label,
        report=report,
        figure_id=figure,
        other_report=row[10],
        other_figure_id=row[11],
        stated=stated.value,
        expected=expected.value,
        difference=stated.value - expected.value,
        allowed_low=low,
        allowed_high=high,
    )
