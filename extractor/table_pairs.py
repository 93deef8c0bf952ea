"""Percent columns tested against the columns that they go with: percent or ratio, and which pair where the words leave it open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from .table_meaning import Meaning
from .table_numbers import CellNumber
from .table_units import RATIO

_JUDGED = 100  # rows that are enough to tell
_NEAR = 6  # columns that may be meant

Numbers = Mapping[tuple[int, int], CellNumber]  # (row, column) → number


class Sample(NamedTuple):
    """A row's percentage with the two amounts that should give it, as printed."""

    printed: Decimal
    precision: Decimal
    about: Decimal
    whole: Decimal

    def true(self, meaning: Meaning) -> Decimal:
        """The ratio that the amounts give."""
        return self.about / self.whole - (1 if meaning.role == "change" else 0)


def settle_pairs(columns: Sequence[Meaning], rows: Sequence[int], numbers: Numbers) -> None:
    """Fills in about, whole and unit of percent columns: that reading is taken under which the rows agree."""
    levels = [meaning for meaning in columns if not meaning.percent and meaning.role in (None, "base")]
    for meaning in columns:
        if not meaning.percent or meaning.role not in ("change", "rate"):
            continue
        if meaning.about is not None and meaning.whole is not None:
            _settle_ratio(meaning, _samples(meaning, meaning.about, meaning.whole, rows, numbers))
        if not meaning.of and (meaning.whole is not None or meaning.role == "change"):
            _repair(meaning, levels, rows, numbers)


def _settle_ratio(meaning: Meaning, samples: Sequence[Sample]) -> None:
    """Whether bare numbers are percents or ratios."""
    as_percent = as_ratio = 0
    for sample in samples:
        if sample.printed:
            true = sample.true(meaning)
            near_percent, near_ratio = abs(sample.printed / 100 - true), abs(sample.printed - true)
            as_percent += near_percent < near_ratio
            as_ratio += near_ratio < near_percent
    if as_ratio > as_percent:
        meaning.unit = RATIO


def _repair(meaning: Meaning, levels: Sequence[Meaning], rows: Sequence[int], numbers: Numbers) -> None:
    """Another pair of columns, where the pair that the words suggest does not give the percentages and that one does."""

    def agreement(pair: tuple[int, int]) -> int:
        if meaning.unit is None:
            return 0
        factor = meaning.unit.factor
        samples = _samples(meaning, *pair, rows, numbers)
        return sum(abs(one.printed * factor - one.true(meaning)) <= one.precision * factor for one in samples)

    near = sorted(levels, key=lambda other: abs(other.index - meaning.index))[:_NEAR]
    pairs = [(about.index, whole.index) for about in near for whole in near if about is not whole]
    now = agreement((meaning.about, meaning.whole)) if meaning.about is not None and meaning.whole is not None else 0
    best = max(pairs, key=agreement, default=None)
    if best is not None and agreement(best) > max(2 * now, 1):
        meaning.about, meaning.whole = best


def _samples(meaning: Meaning, about: int, whole: int, rows: Sequence[int], numbers: Numbers) -> list[Sample]:
    found: list[Sample] = []
    for row in rows[:_JUDGED]:
        printed, one, other = (numbers.get((row, column)) for column in (meaning.index, about, whole))
        if printed is None or one is None or other is None or printed.unit is not None:
            continue
        if printed.value is not None and one.value is not None and other.value:
            found.append(Sample(printed.value, printed.precision, one.value, other.value))
    return found
