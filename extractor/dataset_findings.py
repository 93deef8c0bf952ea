"""What the checks over a dataset share: a finding, and how two printed numbers are compared."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from .models import plain_number

Verdict = Literal["holds", "rounding", "violated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One row of dataset_checks but for its key."""

    kind: str
    outcome: str
    severity: str
    message: str
    organization_id: str | None = None
    organization: str | None = None
    region_code: str | None = None
    fiscal_year: int | None = None
    indicator: str | None = None
    label: str | None = None
    report: str | None = None
    figure_id: str | None = None
    other_report: str | None = None
    other_figure_id: str | None = None
    stated: Decimal | None = None
    expected: Decimal | None = None
    difference: Decimal | None = None
    allowed_low: Decimal | None = None
    allowed_high: Decimal | None = None

    def row(self) -> dict[str, Any]:
        """The row as columns and values."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


@dataclass(frozen=True, slots=True)
class Printed:
    """A number and one unit of its last printed place."""

    value: Decimal
    step: Decimal

    @property
    def text(self) -> str:
        """The number in 万元, as a reader of reports knows it.

        >>> Printed(Decimal("1595800"), Decimal(100)).text
        '159.58万元'
        """
        return f"{plain_number(self.value / 10000)}万元"


def compare(stated: Printed, expected: Printed) -> Verdict:
    """Whether two printed numbers can stand for one value: equal, equal but for rounding or cutting, or not.

    >>> one, other = Printed(Decimal("1595800"), Decimal(100)), Printed(Decimal("1595832.40"), Decimal("0.01"))
    >>> compare(one, one), compare(one, other), compare(one, Printed(Decimal("1596900"), Decimal(100)))
    ('holds', 'rounding', 'violated')
    """
    distance = abs(stated.value - expected.value)
    if distance == 0:
        return "holds"
    rounded = 2 * distance <= stated.step + expected.step
    cut = distance < max(stated.step, expected.step)
    return "rounding" if rounded or cut else "violated"


def allowed(expected: Printed, stated: Printed) -> tuple[Decimal, Decimal]:
    """What the stated number may be, given the rounding of both."""
    half = (expected.step + stated.step) / 2
    return expected.value - half, expected.value + half
