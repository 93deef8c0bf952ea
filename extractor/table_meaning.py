"""What the numbers of each value column mean: year, stage, role, unit, and which columns a percentage or a change goes with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from .models import Stage
from .table_columns import Column, Group, column_unit
from .table_headers import Role, Words, read_words
from .table_titles import Context
from .table_units import PERCENT, Unit, parse_unit
from .table_words import compiled, found, value_of

_DOWN = frozenset(("减少", "下降", "减", "降幅"))


@dataclass
class Meaning:
    """One value column, resolved."""

    column: Column
    label: str = ""
    unit: Unit | None = None
    fixed: bool = False  # the unit holds against one that a row names: percentages, scores
    year: int | None = None
    period: str | None = None
    stage: Stage | None = None
    role: Role | None = None
    down: bool = False  # the header says 减少: a positive number is a fall
    of: str | None = None
    scope: str | None = None
    own: tuple[str, ...] = ()  # header texts, lowest first, without those that stand over the labels too
    target: bool = False
    about: int | None = None  # column that a percentage or change describes
    whole: int | None = None  # column that it is measured against
    evidence: dict[str, str] = field(default_factory=dict)

    @property
    def index(self) -> int:
        return self.column.index

    @property
    def percent(self) -> bool:
        return self.unit is not None and self.unit.kind == "percentage"


def meanings(group: Group, context: Context) -> list[Meaning]:
    """The value columns of a group, resolved against the table's title and against each other."""
    made = [_meaning(column, context) for column in group.values]
    _pair(made, context)
    return made


def _meaning(column: Column, context: Context) -> Meaning:
    words = column.words
    meaning = Meaning(column, label=column.label, scope=column.region)
    for one in words:  # the lower header says it more exactly
        meaning.stage = one.stage or meaning.stage
        meaning.scope = one.scope or meaning.scope
        meaning.evidence.update(one.evidence)
        if one.year is not None:
            meaning.year = one.year
        elif one.offset is not None and context.year is not None:
            meaning.year = context.year + one.offset
        meaning.period = one.period or meaning.period
        _take_role(meaning, one)
    _take_unit(meaning)
    leaf = column.leaf
    meaning.target = found("column.target", leaf) is not None and meaning.stage != "final"
    if meaning.target and not meaning.label:
        meaning.label = meaning.evidence.get("stage", "")
    meaning.own = tuple(text for text in reversed(column.path) if text not in column.of_group)
    return meaning


def _take_role(meaning: Meaning, words: Words) -> None:
    if words.role is None:
        return
    if meaning.role and words.role == "rate" and words.of is None and meaning.role != "rate":
        return  # 比上年增减 | %: the sign below says the unit, the words above the role
    meaning.role = words.role
    meaning.of = words.of or meaning.of
    meaning.down = words.change_word in _DOWN


def _take_unit(meaning: Meaning) -> None:
    column = meaning.column
    leaf = column.words[-1] if column.words else Words()
    ratio = any(words.ratio for words in column.words) and not found("label.generic", leaf.label or "-")
    unit = column_unit(column)
    if unit and unit.kind == "percentage":
        meaning.unit, meaning.fixed = unit, True
    elif ratio and (unit is None or leaf.ratio):
        meaning.unit, meaning.fixed = PERCENT, True
    elif unit:
        meaning.unit = unit
    else:
        for text in reversed(column.path):
            word = value_of("quantity", compiled("label.mark").sub("", text))
            if word is not None:
                meaning.unit = parse_unit(word) or Unit("quantity", None, Decimal(1))
                meaning.fixed = word == "分"
                return
    if meaning.unit is None and column.content.signed * 2 > column.content.numbers:
        meaning.unit = PERCENT


def _pair(made: Sequence[Meaning], context: Context) -> None:
    for meaning in made:
        if meaning.role in ("change", "rate", "share"):
            siblings = _siblings(made, meaning)
            if meaning.role == "share":
                meaning.about = _nearest(siblings, meaning)
                continue
            meaning.whole = _whole(siblings, meaning, context)
            meaning.about = _about(siblings, meaning, context)
    by_index = {meaning.index: meaning for meaning in made}
    for meaning in made:
        described = by_index.get(meaning.about) if meaning.about is not None else None
        if described is not None:
            meaning.stage = meaning.stage or described.stage
            meaning.year = meaning.year or described.year
            meaning.scope = meaning.scope or described.scope
            meaning.label = meaning.label or described.label
            meaning.own += described.own


def mark_bases(made: Sequence[Meaning]) -> None:
    """The columns that changes are measured from."""
    bases = {meaning.whole for meaning in made if meaning.role == "change" and meaning.whole is not None}
    for meaning in made:
        if meaning.index in bases and meaning.role is None:
            meaning.role = "base"


def _siblings(made: Sequence[Meaning], meaning: Meaning) -> list[Meaning]:
    """Level columns that the words can refer to: those under the same upper header where there are such."""
    levels = [
        other for other in made if other.role is None and not other.percent and (other.unit is None or not other.fixed)
    ]
    path = meaning.column.path
    near = [
        other for other in levels if len(path) > 1 and other.column.path[:1] == path[:1] and len(other.column.path) > 1
    ]
    same = [other for other in near if other.label == meaning.label or not meaning.label]
    return same if len(same) > 1 else near if len(near) > 1 else levels


def _nearest(siblings: Sequence[Meaning], meaning: Meaning) -> int | None:
    before = [other.index for other in siblings if other.index < meaning.index]
    return before[-1] if before else None


def _wanted(meaning: Meaning, context: Context) -> tuple[int | None, Stage | None]:
    """Year and stage that the words after 比 or 完成 name."""
    if not meaning.of:
        return None, None
    words = read_words(meaning.of)
    year = words.year
    if year is None and words.offset is not None and context.year is not None:
        year = (meaning.year or context.year) + words.offset
    return year, words.stage


def _whole(siblings: Sequence[Meaning], meaning: Meaning, context: Context) -> int | None:
    year, stage = _wanted(meaning, context)
    base = meaning.year or context.year
    if meaning.role == "change" and year is None and stage is None:
        year = base - 1 if base is not None else None
    if meaning.role == "rate":
        if not meaning.of and meaning.stage is None and not found("role.completion", meaning.column.leaf):
            return None
        if year is None:
            year, stage = base, stage or "budget"
    candidates = [
        other for other in siblings if year is None or (other.year if other.year is not None else context.year) == year
    ]
    candidates = [
        other for other in candidates if not (meaning.role == "rate" and other.stage == "final" and stage != "final")
    ]
    if not candidates:
        return None

    def rank(other: Meaning) -> tuple[bool, bool, bool, bool, int]:
        said = bool(meaning.of) and any((meaning.of or "-").rstrip("数的") in text for text in other.column.path)
        budget = stage == "budget" and (other.stage or "") in ("budget", "adjusted_budget")
        closer = other.stage == "adjusted_budget" if not meaning.of else other.stage == stage
        left = other.index < meaning.index
        return (
            left,
            said,
            closer or (stage is None and other.stage == "final"),
            budget,
            -abs(other.index - meaning.index),
        )

    return max(candidates, key=rank).index


def _about(siblings: Sequence[Meaning], meaning: Meaning, context: Context) -> int | None:
    whole = next((other for other in siblings if other.index == meaning.whole), None)
    base = meaning.year or context.year
    candidates = [other for other in siblings if other is not whole and other.index < meaning.index] or [
        other for other in siblings if other is not whole
    ]
    stage: Stage | None = "final" if meaning.role == "rate" else meaning.stage or (whole.stage if whole else None)
    if not candidates or (meaning.role == "rate" and whole is None and not meaning.of):
        return None

    def rank(other: Meaning) -> tuple[bool, bool, int, int]:
        year = other.year if other.year is not None else context.year
        stages: list[Stage | None] = ["budget", "adjusted_budget", "final"]
        late = stages.index(other.stage) if other.stage in stages else -1
        return (year == base, other.stage == stage, late, other.index)

    best = max(candidates, key=rank)
    year = best.year if best.year is not None else context.year
    if (
        whole is not None
        and meaning.role == "change"
        and (whole.year or context.year) == year
        and whole.stage == best.stage
    ):
        return None
    return best.index
