"""Measures that lie far from those of the same kind of organization.

Organizations of one kind: the same name without the region (财政局), the same level (county), the same kind of
report, the same year. Money is spread over orders of magnitude, so logarithms are compared: their median and the
median of their distances from it (MAD), which a few wrong values do not move. A value is an outlier when its distance
exceeds 3.5 times 1.4826 MAD, the limit of Iglewicz and Hoaglin (1993). Fewer than eight organizations, or a MAD of
zero, say nothing. An outlier is no error: severity info, outcome suspicious.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from .dataset import Dataset
from .dataset_findings import Finding, Printed
from .models import plain_number

FEWEST = 8
LIMIT = Decimal("3.5")
_CONSISTENT = Decimal("1.4826")  # makes the MAD of a normal distribution its standard deviation

_SQL = """
SELECT r.kind, o.core_name, o.level, o.fiscal_year, v.indicator, o.organization_id, o.organization, o.region_code,
v.report, v.figure_id, v.value FROM indicator_values v JOIN organizations o USING (report) JOIN reports r USING
(report) WHERE v.type = 'amount' AND v.value > 0 AND v.scope IS NULL AND o.core_name IS NOT NULL AND o.level IS NOT
NULL
  AND o.fiscal_year IS NOT NULL
ORDER BY ALL
"""


def median(values: list[Decimal]) -> Decimal:
    """The middle value.

    >>> median([Decimal(3), Decimal(1), Decimal(2), Decimal(10)])
    Decimal('2.5')
    """
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def scores(values: list[Decimal]) -> list[Decimal] | None:
    """Distance of each positive value from the median, in robust standard deviations of the logarithms; None where that says nothing.

    >>> [round(score, 1) for score in scores([Decimal(n) for n in (90, 95, 98, 100, 102, 105, 110, 1000000)])][-1] > 100
    True
    """
    if len(values) < FEWEST:
        return None
    logs = [value.ln() for value in values]
    middle = median(logs)
    spread = _CONSISTENT * median([abs(log - middle) for log in logs])
    return [(log - middle) / spread for log in logs] if spread else None


def outliers(dataset: Dataset) -> Iterator[Finding]:
    """A finding for every measure far from those of its kind."""
    for _, group in groupby(dataset.rows(_SQL), key=lambda row: row[:5]):
        rows = _once(list(group))
        found = scores([row[10] for row in rows])
        if found is None:
            continue
        middle = median([row[10] for row in rows])
        for row, score in zip(rows, found, strict=True):
            if abs(score) > LIMIT:
                yield _finding(row, score, middle, len(rows))


def _once(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """One report an organization, so that a report in two files does not count twice."""
    return list({row[5]: row for row in reversed(rows)}.values())[::-1]


def _finding(row: tuple[Any, ...], score: Decimal, middle: Decimal, count: int) -> Finding:
    _, core, _, year, indicator, organization_id, organization, region, report, figure, value = row
    ratio = value / middle
    hint = "，可能误用了计量单位（元与万元）" if 3000 < ratio < 30000 or 3000 < 1 / ratio < 30000 else ""
    stated, typical = Printed(value, Decimal(0)), Printed(middle, Decimal(0))
    times = plain_number(ratio.quantize(Decimal("0.01") if ratio > 1 else Decimal("0.000001")))
    return Finding(
        kind="outlier",
        outcome="suspicious",
        severity="info",
        message=f"{indicator}为{stated.text}，是{year}年度{count}个{core}中位数{typical.text}的{times}倍"
        f"（稳健离差{plain_number(score.quantize(Decimal('0.1')))}，界限{LIMIT}）{hint}。",
        organization_id=organization_id,
        organization=organization,
        region_code=region,
        fiscal_year=year,
        indicator=indicator,
        report=report,
        figure_id=figure,
        stated=value,
        expected=middle,
        difference=value - middle,
    )
