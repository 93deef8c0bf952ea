"""Text and patterns → mentions with exact places.

Takes the matching copy, gives what stands printed there: amounts, percentages, quantities, periods, document numbers. What a figure
measures is not said here (labels.py), nor which figure belongs to which (links.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MentionKind = Literal["amount", "percentage", "quantity"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure as printed. `start`, `end` are places in the matching copy."""

    kind: MentionKind
    start: int
    end: int
    value: Decimal | None  # yuan; ratio; count. None for a range
    precision: Decimal  # one unit of the last printed place, in the unit of `value`
    unit: str  # as written: 万元; for percentages percent | permille | percentage_point | tenth | times; measure word
    unit_inferred: bool = False
    currency: str = "CNY"
    approximation: Literal["about", "over", "under", "nearly"] | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    rule: str = ""  # id of the pattern that found it


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A year, a date, or a word that stands for one. Places in the matching copy."""

    start: int
    end: int
    value: str  # 2020 | 2020-12 | 2020-12-31 | 2018/2020
    relative: bool = False  # 上年, 年初: resolved against the report's year


@dataclass(frozen=True, slots=True)
class DocumentNumberMention:
    """发文字号. Places in the matching copy."""

    start: int
    end: int
    issuer: str
    year: int
    number: int
