"""What a printed number can stand for, and whether two statements agree.

A figure printed as 13.83万元 was rounded from something between 13.825 and 13.835: it stands for an interval, half a unit of its last
printed place either way. Two statements agree when their intervals overlap (XBRL Calculations 1.1 works so). No tolerance stands
anywhere: how far two figures may lie apart follows from how they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Verdict = Literal["holds", "rounding", "suspicious", "violated"]
ZERO = Decimal(0)
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high`, both included.

    >>> Interval(Decimal(1), Decimal(2)) + Interval(Decimal(10), Decimal(20))
    Interval(low=Decimal('11'), high=Decimal('22'))
    """

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def overlaps(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high

    def __contains__(self, value: Decimal) -> bool:
        return self.low <= value <= self.high


def around(value: Decimal, step: Decimal) -> Interval:
    """The values that round to `value` when `step` is one unit of its last printed place.

    >>> around(Decimal("138300"), Decimal(100))
    Interval(low=Decimal('138250.0'), high=Decimal('138350.0'))
    """
    half = step * HALF
    return Interval(value - half, value + half)


def cut(value: Decimal, step: Decimal) -> Interval:
    """The values that give `value` when digits are cut off instead of rounded: 0.853 printed as 0.8.

    >>> cut(Decimal("0.8"), Decimal("0.1"))
    Interval(low=Decimal('0.8'), high=Decimal('0.9'))
    """
    return Interval(value, value + step) if value >= 0 else Interval(value - step, value)


def total(intervals: Iterable[Interval]) -> Interval:
    """The interval of a sum: the parts' halves add up."""
    low = high = ZERO
    for interval in intervals:
        low += interval.low
        high += interval.high
    return Interval(low, high)


def quotient(part: Interval, whole: Interval) -> Interval | None:
    """The interval of a ratio, None where the whole can be zero.

    >>> quotient(Interval(Decimal(1), Decimal(2)), Interval(Decimal(4), Decimal(5)))
    Interval(low=Decimal('0.2'), high=Decimal('0.5'))
    """
    if whole.low <= 0 <= whole.high:
        return None
    corners = (part.low / whole.low, part.low / whole.high, part.high / whole.low, part.high / whole.high)
    return Interval(min(corners), max(corners))


def compare_ratio(printed: Decimal, step: Decimal, computed: Decimal, allowed: Interval) -> Verdict:
    """Does a printed percentage agree with what its operands give?

    `computed` is the ratio of the operands as printed, `allowed` what it can be when each of them stands for its interval.
    A ratio that was cut instead of rounded is `rounding`: 81% for 81.83%.

    >>> compare_ratio(Decimal("0.72"), Decimal("0.01"), Decimal("0.7227"), Interval(Decimal("0.722"), Decimal("0.723")))
    'holds'
    """
    stands_for = around(printed, step)
    if computed in stands_for:
        return "holds"
    if stands_for.overlaps(allowed):
        return "rounding"
    fits = cut(printed, step)
    # a cut figure never reaches the next one up
    if (
        allowed.low < fits.high and fits.low <= allowed.high
        if printed >= 0
        else fits.low < allowed.high and allowed.low <= fits.high
    ):
        return "rounding"
    return "violated"


def compare_values(difference: Decimal, tight: Decimal, wide: Decimal) -> Verdict:
    """Do two statements of one amount agree?

    `tight` is what their printed places allow when a whole number among decimals is read as exact (150万元 beside 306.90万元 is
    150.00), `wide` when it may be rounded itself. Between the two the report can only be right if it mixes both ways of printing.

    >>> compare_values(Decimal("0.01"), Decimal("0.015"), Decimal("0.015"))
    'rounding'
    """
    gap = abs(difference)
    if gap == 0:
        return "holds"
    if gap <= tight:
        return "rounding"
    return "suspicious" if gap <= wide else "violated"
