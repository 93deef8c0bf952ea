"""A report as the checks want to see it: figures in reading order with their intervals, the words between them, and where they stand.

Takes a Report, changes nothing. A `Fig` is one figure; `gap` is the text between the figure before and this one, without line breaks and
spaces, with full-width brackets and colons, so that a cue that the layout broke in two is found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ..models import Amount, Figure, Percentage, Quantity, Report, SubjectCode
from .catalogue import cue
from .intervals import ZERO, Interval, around
from .names import flow_of, is_total, normal

if TYPE_CHECKING:
    from .grid import TableGrid

_SCOPE_REACH = 40  # characters: a word for whose figures these are stands at the head of the sentence
_SIGNS = str.maketrans("():;,", "（）：；，")
ONE = Decimal(1)
_SCALES = {"亿": Decimal(100000000), "万": Decimal(10000), "千": Decimal(1000), "百": Decimal(100)}


@lru_cache(maxsize=1024)
def scale_of(unit: str | None) -> Decimal:
    """How many base units one printed unit is.

    >>> scale_of("万元"), scale_of("亿元"), scale_of("元")
    (Decimal('10000'), Decimal('100000000'), Decimal('1'))
    """
    scale = Decimal(1)
    for char in unit or "":
        scale *= _SCALES.get(char, 1)
    return scale


@dataclass(slots=True, eq=False)
class Fig:
    """One figure of the report with what the checks ask of it again and again."""

    at: int  # position in reading order
    figure: Figure
    type: str
    value: Decimal | None
    exact: Decimal  # the printed value, zero for a range; ask `usable` first
    step: Decimal  # one unit of the last printed place
    unit: str | None
    scale: Decimal  # base units in one printed unit of money, else 1
    raw: str  # as printed, without layout; with the unit that stands elsewhere
    label: str
    name: str  # normal form of the label
    gap: str  # cleaned text since the figure before
    sentence: int
    paragraph: int
    role: str = ""
    direction: str | None = None
    stage: str | None = None
    flow: str | None = None
    year: int | None = None
    scope: str | None = None
    code: str | None = None
    in_table: bool = False
    parent: Fig | None = None
    about: Fig | None = None
    whole: Fig | None = None

    @property
    def id(self) -> str:
        return self.figure.id

    @property
    def usable(self) -> bool:
        """Whether the figure is one number, not a range."""
        return self.value is not None

    @property
    def rough(self) -> bool:
        """Whether the report itself says that the number is not exact: 约, 余, 近."""
        return self.figure.approximation is not None

    @property
    def interval(self) -> Interval:
        return around(self.exact, self.step)

    @property
    def point(self) -> Interval:
        """The printed number as it stands, without its rounding."""
        return Interval(self.exact, self.exact)

    @property
    def unit_is_points(self) -> bool:
        """Whether a percentage is a difference of percentages (个百分点)."""
        return self.unit == "percentage_point"

    @property
    def section(self) -> str | None:
        return self.figure.section


def clean(text: str) -> str:
    """Text without line breaks and spaces, brackets and colons full width."""
    return "".join(text.split()).translate(_SIGNS)


@dataclass(slots=True)
class _Walk:
    """Where the reading of the text stands."""

    end: int = 0
    sentence: int = 0
    paragraph: int = 0
    scope: str | None = None
    section: str | None = None


@dataclass(frozen=True)
class View:
    """All figures of one report in reading order, and look-ups over them."""

    report: Report
    figs: tuple[Fig, ...]
    tail: str  # cleaned text behind the last figure
    by_id: dict[str, Fig] = field(repr=False)

    @cached_property
    def prose(self) -> tuple[Fig, ...]:
        """Figures of the running text that are one number."""
        return tuple(f for f in self.figs if not f.in_table and f.usable)

    @cached_property
    def amounts(self) -> tuple[Fig, ...]:
        return tuple(f for f in self.prose if f.type == "amount")

    @cached_property
    def percentages(self) -> tuple[Fig, ...]:
        return tuple(f for f in self.prose if f.type == "percentage")

    @cached_property
    def quantities(self) -> tuple[Fig, ...]:
        return tuple(f for f in self.prose if f.type == "quantity")

    @cached_property
    def stated_levels(self) -> dict[tuple[str, str | None, int | None], list[Fig]]:
        """By name, flow and year the amounts that are no changes, each printed value once, so that long reports stay quick."""
        found: dict[tuple[str, str | None, int | None], dict[object, Fig]] = {}
        for name, figs in self.by_name.items():
            for fig in figs:
                if fig.role != "change":
                    found.setdefault((name, fig.flow, fig.year), {})[fig.value, fig.step, fig.unit] = fig
        return {key: list(values.values()) for key, values in found.items()}

    @cached_property
    def by_name(self) -> dict[str, list[Fig]]:
        """Amounts of the running text by the normal form of their label."""
        found: dict[str, list[Fig]] = {}
        for fig in self.amounts:
            if fig.name:
                found.setdefault(fig.name, []).append(fig)
        return found

    @cached_property
    def totals(self) -> tuple[Fig, ...]:
        """Levels that are called the total of all income or expenditure, each value once."""
        found: dict[Decimal, Fig] = {}
        for fig in self.amounts:
            if fig.role == "level" and is_total(fig.label) and flow_of(fig.label) is not None:
                found.setdefault(fig.exact, fig)
        return tuple(found.values())

    @cached_property
    def by_size(self) -> tuple[Fig, ...]:
        """Amounts of the running text that bear a label, the smallest first."""
        return tuple(sorted((fig for fig in self.amounts if fig.label and fig.value), key=lambda fig: fig.exact))

    def between_sizes(self, low: Decimal, high: Decimal) -> Sequence[Fig]:
        """Amounts with labels from `low` to `high` yuan, in reading order as far as they are equal."""
        start = bisect_left(self.by_size, low, key=lambda fig: fig.exact)
        return self.by_size[start : bisect_right(self.by_size, high, key=lambda fig: fig.exact)]

    @cached_property
    def children(self) -> dict[int, list[Fig]]:
        """Amounts of the text that are stated to be parts, by the position of their parent."""
        found: dict[int, list[Fig]] = {}
        for fig in self.amounts:
            if fig.parent is not None and fig.parent is not fig:
                found.setdefault(fig.parent.at, []).append(fig)
        return found

    @cached_property
    def grids(self) -> tuple[TableGrid, ...]:
        """The tables that hold figures."""
        from .grid import make_grids

        return tuple(make_grids(self))

    @cached_property
    def codes(self) -> dict[str, SubjectCode]:
        """One mention for each code."""
        return {code.code: code for code in reversed(self.report.subject_codes) if code.code}

    def behind(self, fig: Fig) -> str:
        """Cleaned text between this figure and the next."""
        return self.figs[fig.at + 1].gap if fig.at + 1 < len(self.figs) else self.tail

    def between(self, one: Fig, other: Fig) -> str:
        """Cleaned words between two figures, the figures between them left out."""
        first, last = sorted((one.at, other.at))
        return "".join(f.gap for f in self.figs[first + 1 : last + 1])

    def nearby(self, fig: Fig, reach: int) -> Iterator[Fig]:
        """The figures of the sentence at most `reach` places away, in order, the figure itself left out."""
        for other in self.figs[max(0, fig.at - reach) : fig.at + reach + 1]:
            if other.sentence == fig.sentence and other is not fig:
                yield other

    def before(self, fig: Fig, limit: int = 60) -> Iterator[Fig]:
        """Figures of the running text in front of this one, nearest first."""
        for at in range(fig.at - 1, max(-1, fig.at - 1 - limit), -1):
            other = self.figs[at]
            if not other.in_table and other.usable:
                yield other


def _raw(figure: Figure) -> str:
    text = "".join(figure.raw.split())
    if isinstance(figure, Amount) and figure.unit_inferred and figure.unit:
        return text + figure.unit
    return text


def _fig(at: int, figure: Figure, gap: str, walk: _Walk) -> Fig:
    label = figure.label or ""
    fig = Fig(
        at=at,
        figure=figure,
        type=figure.type,
        value=figure.value,
        exact=figure.value if figure.value is not None else ZERO,
        unit=figure.unit,
        scale=scale_of(figure.unit) if figure.type == "amount" else ONE,
        raw=_raw(figure),
        step=figure.precision if figure.precision is not None else ZERO,
        label=label,
        name=normal(label) if label else "",
        gap=gap,
        sentence=walk.sentence,
        paragraph=walk.paragraph,
        year=figure.fiscal_year,
        in_table=figure.cell is not None,
    )
    if isinstance(figure, Quantity):
        fig.role, fig.scope = "level", figure.scope
        if fig.step == 1:
            fig.step = ZERO  # a count is exact
        return fig
    fig.role, fig.direction, fig.stage, fig.flow = figure.role, figure.direction, figure.stage, figure.flow
    fig.scope, fig.code = figure.scope, figure.subject_code
    return fig


def _step_over(walk: _Walk, raw_gap: str, gap: str, section: str | None) -> None:
    if section != walk.section:
        walk.section, walk.scope = section, None
        walk.sentence += 1
        walk.paragraph += 1
    elif _paragraph_break(raw_gap):
        walk.sentence += 1
        walk.paragraph += 1
        walk.scope = None
    elif cue("sentence_end").search(gap):
        walk.sentence += 1
    named = cue("scope").findall(gap.rpartition("。")[2][-_SCOPE_REACH:])
    if named:
        walk.scope = named[-1]


def _paragraph_break(raw_gap: str) -> bool:
    return "\n" in raw_gap and cue("paragraph_break").search(raw_gap) is not None


def make_view(report: Report) -> View:
    """The view of one report; linear in text and figures."""
    text = report.text
    walk = _Walk()
    figs: list[Fig] = []
    for figure in sorted(report.figures, key=lambda f: (f.start, f.end)):
        raw_gap = text[walk.end : figure.start]
        if figure.cell is not None:
            gap = ""
        else:
            gap = clean(raw_gap)
            _step_over(walk, raw_gap, gap, figure.section)
        fig = _fig(len(figs), figure, gap, walk)
        if fig.scope is not None and cue("own_scope").fullmatch(fig.scope):
            fig.scope = None  # the report is about nobody else
        if fig.scope is None and not fig.in_table:
            own = cue("scope").search(fig.label) if fig.label else None
            fig.scope = own.group() if own else walk.scope
        figs.append(fig)
        walk.end = max(walk.end, figure.end)
    by_id = {fig.id: fig for fig in figs}
    for fig in figs:
        figure = fig.figure
        if isinstance(figure, Amount):
            fig.parent = by_id.get(figure.parent or "")
        elif isinstance(figure, Percentage):
            fig.about, fig.whole = by_id.get(figure.about or ""), by_id.get(figure.whole or "")
    return View(report, tuple(figs), clean(text[walk.end :]), by_id)
