"""What a relation found, before it is put into words: a Draft. A Ledger collects drafts and counts what could not be judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from .intervals import ZERO, Interval, Verdict
from .view import Fig, View

if TYPE_CHECKING:
    from .lists import PartList

_RANK = {"holds": 0, "rounding": 1, "suspicious": 2, "violated": 3}


@dataclass(slots=True)
class Repair:
    """The single change that would make a relation hold."""

    cause: str  # key of [wording] in relations.toml: unit, shifted, swapped, digit, lost, extra, sign, missing, whole, nested, printed …
    figure: Fig | None = None  # which figure would change; None for a part that is absent
    raw: str | None = None  # how it should read
    words: dict[str, str] = field(default_factory=dict)  # what the wording wants filled in


@dataclass(slots=True)
class Draft:
    """One relation tested. Amounts in yuan, percentages as ratios, counts as they are."""

    relation: str  # id in relations.toml
    outcome: Verdict
    stated: Fig | None
    operands: Sequence[tuple[Fig, str]]
    formula: str
    computed: Decimal | None = None  # what the operands give
    allowed: Interval | None = None  # what it can be, from the printed places of every operand
    difference: Decimal | None = None  # stated − computed
    repair: Repair | None = None
    words: dict[str, str] = field(default_factory=dict)  # further fields of the message
    note: str | None = None  # key of [wording]: a remark behind the message
    code: str | None = None  # id of the subject code mention, for kind subject_code

    @property
    def rank(self) -> int:
        """0 for holds up to 3 for violated: of several readings the one with the lowest rank is meant."""
        return _RANK[self.outcome]

    def figures(self) -> list[Fig]:
        stated = [self.stated] if self.stated is not None else []
        return stated + [fig for fig, _ in self.operands]


@dataclass
class Ledger:
    """What the relations of one report gave."""

    view: View
    drafts: list[Draft] = field(default_factory=list)
    complete: list[tuple[PartList, bool]] = field(
        default_factory=list
    )  # lists that name all of their whole; surely or by all appearances
    unjudged: Counter[str] = field(
        default_factory=Counter
    )  # relation id → how often it was seen but could not be judged

    def add(self, draft: Draft) -> None:
        self.drafts.append(draft)

    def skip(self, relation: str) -> None:
        self.unjudged[relation] += 1

    def settle(self, relation: str, readings: Iterable[Draft], *, certain: bool) -> Draft | None:
        """Adds the reading under which the relation holds; a failing one only when the text leaves no doubt what is meant.

        Counts the relation as not judged where there is no reading, or where all fail and the reading is not `certain`.
        """
        best = min(readings, key=lambda draft: draft.rank, default=None)
        if best is None or (best.outcome == "violated" and not certain):
            self.skip(relation)
            return None
        self.add(best)
        return best


def plain(value: Decimal) -> str:
    """A decimal without exponent and needless zeros."""
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def show(value: Decimal, like: Fig) -> str:
    """A value in the unit of a printed figure: exact amounts, percentages with two places more than printed.

    A figure that differs from the printed one in places that its unit shows is never rounded to look the same.
    """
    if like.unit == "times":
        return show_ratio(value, like)
    if like.type == "percentage":
        places = max(-_exponent(like.step * 100), 0)
        return _round(value * 100, max(places, 2)) + "%"
    unit = like.unit or ""
    scaled = value / like.scale
    step = like.step / like.scale if like.scale else like.step
    places = max(-_exponent(step), 0)
    exact = plain(scaled) if scaled == scaled.quantize(Decimal(1).scaleb(-places - 4)) else _round(scaled, places + 2)
    shown_places = len(exact.partition(".")[2])
    return (_round(scaled, places) if shown_places < places else exact) + unit


def show_ratio(value: Decimal, like: Fig) -> str:
    """A ratio as the printed percentage shows it, with one place more where it does not round to what is printed."""
    if like.unit == "times":
        return _round(value, max(-_exponent(like.step), 0) + 1) + "倍"
    places = max(-_exponent(like.step * 100), 0)
    return _round(value * 100, max(places, 2)) + "%"


def _round(value: Decimal, places: int) -> str:
    return format(value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP), "f")


def _exponent(step: Decimal) -> int:
    exponent = step.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def widths(figs: Sequence[Fig]) -> tuple[Decimal, Decimal]:
    """How far figures that are added may lie off together: tight and wide half widths (see intervals.compare_values).

    A whole number among figures with decimals in the same unit is exact in the tight reading.
    """
    finest: dict[str | None, Decimal] = {}
    for fig in figs:
        known = finest.get(fig.unit)
        if known is None or fig.step < known:
            finest[fig.unit] = fig.step
    tight = wide = ZERO
    for fig in figs:
        wide += fig.step
        tight += finest[fig.unit] if fig.step == fig.scale else fig.step
    return tight / 2, wide / 2


def add_up(parts: Sequence[tuple[Fig, int]]) -> str:
    """The printed parts with their signs: 3.9万元 + 0.07万元 − 0.59万元."""
    pieces: list[str] = []
    for fig, sign in parts:
        if pieces:
            pieces.append("+" if sign > 0 else "−")
        elif sign < 0:
            pieces.append("−")
        pieces.append(fig.raw)
    return " ".join(pieces)
