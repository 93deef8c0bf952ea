"""Ruled tables: rules → grid of cells, merged cells resolved. Shared by PDF pages (points) and scanned pages (pixels).

Places have their origin at the top left, y downwards. `unit` is the length of one point in the caller's units (1 for PDF, dpi / 72 for
a scan): all tolerances are given in points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


class Rule(NamedTuple):
    """A ruled line: a horizontal one at y = `at` from x = `start` to `end`, a vertical one at x = `at` from y = `start` to `end`."""

    at: float
    start: float
    end: float


class Span(NamedTuple):
    """A cell of a grid: its top left place and how many rows and columns it covers."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """The grid of one ruled table: the places of its rules and, for every place (row, column), the cell that covers it."""

    xs: tuple[float, ...]  # ascending, columns + 1
    ys: tuple[float, ...]  # ascending, rows + 1
    owner: dict[tuple[int, int], Span]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom)."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> Span | None:
        """The cell that the point lies in; None outside the table."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        row = min(bisect_right(self.ys, y) - 1, self.rows - 1)
        column = min(bisect_right(self.xs, x) - 1, self.columns - 1)
        return self.owner[row, column]

    def spans(self) -> list[Span]:
        """All cells, by row and column."""
        return sorted(set(self.owner.values()))


_NEAR = 3.0  # rules that miss each other by less than this touch
_SAME = 2.5  # rules nearer than this are one
_OPEN = (
    14.0  # rules that stick out further than this past the last crossing rule bound a column with no border of its own
)


def find_lattices(horizontal: Iterable[Rule], vertical: Iterable[Rule], unit: float = 1.0) -> list[Lattice]:
    """The ruled tables that the rules draw, from top to bottom; those of one cell only are left out.

    >>> square = [Rule(0, 0, 60), Rule(20, 0, 60), Rule(40, 0, 60)], [Rule(0, 0, 40), Rule(30, 20, 40), Rule(60, 0, 40)]
    >>> [lattice] = find_lattices(*square)
    >>> lattice.rows, lattice.columns, lattice.at(45, 10)
    (2, 2, Span(row=0, column=0, row_span=1, column_span=2))
    """
    levels, uprights = _joined(horizontal, unit), _joined(vertical, unit)
    found = []
    for hs, vs in _components(levels, uprights, unit):
        lattice = _lattice(hs, vs, unit)
        if lattice is not None:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.ys[0], lattice.xs[0]))


def _joined(rules: Iterable[Rule], unit: float) -> list[Rule]:
    """Rules on one line that touch or overlap, as one: borders are often drawn cell by cell."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][-1].at <= _SAME * unit and rule.at - lines[-1][0].at <= 2 * _SAME * unit:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    out = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        line.sort(key=lambda rule: rule.start)
        start, end = line[0].start, line[0].end
        for rule in line[1:]:
            if rule.start > end + _NEAR * unit:
                out.append(Rule(at, start, end))
                start, end = rule.start, rule.end
            else:
                end = max(end, rule.end)
        out.append(Rule(at, start, end))
    return out


def _components(levels: Sequence[Rule], uprights: Sequence[Rule], unit: float) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that hang together, and what lies within 4 points of them (cells drawn apart)."""
    near = _NEAR * unit
    groups: list[tuple[list[Rule], list[Rule]]] = []
    pending = set(range(len(levels)))
    while pending:
        hs, vs, queue = set(), set(), [pending.pop()]
        while queue:
            h = queue.pop()
            hs.add(h)
            level = levels[h]
            for v, upright in enumerate(uprights):
                if v not in vs and _cross(level, upright, near):
                    vs.add(v)
                    hit = [k for k in pending if _cross(levels[k], upright, near)]
                    pending.difference_update(hit)
                    queue += hit
        if vs:
            groups.append(([levels[h] for h in hs], [uprights[v] for v in vs]))
    return _merged(groups, 4 * unit)


def _cross(level: Rule, upright: Rule, near: float) -> bool:
    return (
        level.start - near <= upright.at <= level.end + near and upright.start - near <= level.at <= upright.end + near
    )


def _merged(groups: list[tuple[list[Rule], list[Rule]]], near: float) -> list[tuple[list[Rule], list[Rule]]]:
    boxes = [(_box(*group), group) for group in groups]
    merged = True
    while merged:
        merged = False
        for (i, (first, one)), (j, (second, other)) in (
            (p, q) for p in enumerate(boxes) for q in enumerate(boxes) if p[0] < q[0]
        ):
            if (
                first[0] - near <= second[2]
                and second[0] - near <= first[2]
                and first[1] - near <= second[3]
                and second[1] - near <= first[3]
            ):
                group = (one[0] + other[0], one[1] + other[1])
                boxes[i] = (_box(*group), group)
                del boxes[j]
                merged = True
                break
    return [group for _, group in boxes]


def _box(hs: Sequence[Rule], vs: Sequence[Rule]) -> tuple[float, float, float, float]:
    return (
        min([h.start for h in hs] + [v.at for v in vs]),
        min([h.at for h in hs] + [v.start for v in vs]),
        max([h.end for h in hs] + [v.at for v in vs]),
        max([h.at for h in hs] + [v.end for v in vs]),
    )


def _lattice(hs: list[Rule], vs: list[Rule], unit: float) -> Lattice | None:
    xs, ys = _places((v.at for v in vs), unit), _places((h.at for h in hs), unit)
    if not xs or not ys:
        return None
    left, top, right, bottom = _box(hs, vs)
    # Tables without an outer border: the inner rules stick out past the last crossing one.
    open_x = [
        x for x in (left, right) if min(abs(x - xs[0]), abs(x - xs[-1])) > _OPEN * unit and not xs[0] < x < xs[-1]
    ]
    open_y = [
        y for y in (top, bottom) if min(abs(y - ys[0]), abs(y - ys[-1])) > _OPEN * unit and not ys[0] < y < ys[-1]
    ]
    xs, ys = sorted(xs + open_x), sorted(ys + open_y)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns < 2:
        return None
    vs = vs + [Rule(x, ys[0], ys[-1]) for x in open_x]
    hs = hs + [Rule(y, xs[0], xs[-1]) for y in open_y]
    return Lattice(tuple(xs), tuple(ys), _owners(xs, ys, _borders(vs, xs, ys, unit), _borders(hs, ys, xs, unit)))


def _places(values: Iterable[float], unit: float) -> list[float]:
    """Where rules lie, those that are nearer than a hand's breadth taken together."""
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][-1] <= _SAME * unit:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [sum(cluster) / len(cluster) for cluster in clusters]


def _borders(rules: Sequence[Rule], places: Sequence[float], across: Sequence[float], unit: float) -> list[list[bool]]:
    """[k][n]: whether there is a rule at `places[k]` beside the n-th stretch of `across`."""
    near = _NEAR * unit
    borders = []
    for place in places:
        here = [rule for rule in rules if abs(rule.at - place) < near]
        middles = [(low + high) / 2 for low, high in pairwise(across)]
        borders.append([any(rule.start - 2 * unit <= m <= rule.end + 2 * unit for rule in here) for m in middles])
    return borders


def _owners(
    xs: Sequence[float], ys: Sequence[float], upright: list[list[bool]], level: list[list[bool]]
) -> dict[tuple[int, int], Span]:
    """For each place the cell that covers it: from its top left place rightwards, then downwards, until a rule is met."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner: dict[tuple[int, int], Span] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owner:
                continue
            last = column
            while last + 1 < columns and not upright[last + 1][row] and (row, last + 1) not in owner:
                last += 1
            low = row
            while low + 1 < rows and _goes_down(low, column, last, upright, level, owner):
                low += 1
            span = Span(row, column, low - row + 1, last - column + 1)
            for r in range(row, low + 1):
                for c in range(column, last + 1):
                    owner[r, c] = span
    return owner


def _goes_down(
    row: int,
    first: int,
    last: int,
    upright: list[list[bool]],
    level: list[list[bool]],
    owner: dict[tuple[int, int], Span],
) -> bool:
    """Whether the cell over columns `first` to `last` of `row` reaches into the next row: no rule below, none inside."""
    if any(level[row + 1][column] for column in range(first, last + 1)):
        return False
    below = row + 1
    inside = any(upright[column][below] for column in range(first + 1, last + 1))
    return not inside and (below, first) not in owner
