"""Ruled tables of a page: a lattice filled with the glyphs that lie in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from .lattice import Lattice, Span
from .pdf_glyphs import Glyph
from .pdf_lines import NUMERIC, Line, cell_text, make_lines, nearest


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: place, spans, text, its indentation in half-width characters, and whether its last line fills its width."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    indent: int = 0
    full: bool = False


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table as it stands on one page."""

    cells: tuple[GridCell, ...]  # by row and column; empty cells included
    rows: int
    xs: tuple[float, ...]  # borders of the columns, columns + 1
    top: float
    bottom: float
    page: int = 0

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1


@dataclass(slots=True)
class _Filled:
    """A cell of the lattice with its lines."""

    span: Span
    lines: list[Line]
    box: tuple[float, float, float, float]


def fill(lattice: Lattice, glyphs: Sequence[Glyph], turned: Iterable[Line] = (), page: int = 0) -> PageTable | None:
    """The table of `lattice` with the text that lies in it; None for a frame around text, which is no table."""
    inside: dict[Span, list[Glyph]] = defaultdict(list)
    for glyph, span in zip(glyphs, _owners(lattice, glyphs), strict=True):
        inside[span].append(glyph)
    cells = {
        span: _Filled(span, make_lines(inside.get(span, ()), page), _box(lattice, span)) for span in lattice.spans()
    }
    for line in turned:
        home = lattice.at((line.left + line.right) / 2, line.middle)
        if home is not None:
            cells[home].lines.append(line)
            cells[home].lines.sort(key=lambda other: other.middle)
    ys = list(lattice.ys)
    filled = _split_rows(list(cells.values()), ys)
    if lattice.columns < 2 or sum(bool(cell.lines) for cell in filled) < 2:
        return None
    indents = _indents(filled)
    out = tuple(_cell(cell, indents.get(cell.span, 0)) for cell in sorted(filled, key=lambda cell: cell.span))
    rows = max(cell.span.row + cell.span.row_span for cell in filled)
    return PageTable(out, rows, lattice.xs, lattice.ys[0], lattice.ys[-1], page)


def _cell(cell: _Filled, indent: int) -> GridCell:
    left, _, right, _ = cell.box
    full = False
    if cell.lines:
        last = cell.lines[-1]
        full = right - left - (last.right - last.left) < 2 * last.em
    return GridCell(*cell.span, text=cell_text(cell.lines, left, right), indent=indent, full=full)


def _box(lattice: Lattice, span: Span) -> tuple[float, float, float, float]:
    return (
        lattice.xs[span.column],
        lattice.ys[span.row],
        lattice.xs[span.column + span.column_span],
        lattice.ys[span.row + span.row_span],
    )


def _owners(lattice: Lattice, glyphs: Sequence[Glyph]) -> list[Span]:
    """The cell of each glyph: where its middle lies. A run of glyphs printed across a border lies where most of it lies."""
    left, top, right, bottom = lattice.box
    homes = []
    across = []
    for index, glyph in enumerate(glyphs):
        x = min(max((glyph.left + glyph.right) / 2, left), right)
        y = min(max((glyph.top + glyph.bottom) / 2, top), bottom)
        home = lattice.at(x, y)
        assert home is not None  # the point was brought inside
        homes.append(home)
        margin = 0.25 * (glyph.right - glyph.left)
        box = _box(lattice, home)
        if left < glyph.left < box[0] - margin or box[2] + margin < glyph.right < right:
            across.append(index)
    for index in across:
        _settle(glyphs, homes, index)
    return homes


def _settle(glyphs: Sequence[Glyph], homes: list[Span], index: int) -> None:
    """Give the unbroken run around glyph `index` to the one cell that holds most of it."""
    glyph = glyphs[index]
    height = glyph.bottom - glyph.top
    level = sorted(
        (k for k, g in enumerate(glyphs) if abs(g.top + g.bottom - glyph.top - glyph.bottom) < 0.4 * height),
        key=lambda k: glyphs[k].left,
    )
    at = level.index(index)
    first = last = at
    while first and glyphs[level[first]].left - glyphs[level[first - 1]].right < 0.15 * height:
        first -= 1
    while last + 1 < len(level) and glyphs[level[last + 1]].left - glyphs[level[last]].right < 0.15 * height:
        last += 1
    run = level[first : last + 1]
    spans = [homes[k] for k in run]
    if len(set(spans)) == 2:
        most = max(set(spans), key=spans.count)
        parts = ["".join(glyphs[k].text for k in run if homes[k] == span) for span in set(spans)]
        if not all(NUMERIC.fullmatch(part) for part in parts) or NUMERIC.fullmatch(
            "".join(glyphs[k].text for k in run)
        ):
            for k in run:
                homes[k] = most


def _split_rows(cells: list[_Filled], ys: list[float]) -> list[_Filled]:
    """Rows that no rule parts (only the columns are ruled): one row a line of numbers."""
    by_row: dict[int, list[_Filled]] = defaultdict(list)
    for cell in cells:
        by_row[cell.span.row].append(cell)
    out: list[_Filled] = []
    shift = 0
    for row in sorted(by_row):
        group = by_row[row]
        anchors = _anchors(group) if all(cell.span.row_span == 1 for cell in group) and not _crossed(cells, row) else []
        if len(anchors) < 2:
            out += [_moved(cell, shift) for cell in group]
            continue
        for cell in group:
            out += _cut(cell, anchors, shift)
        shift += len(anchors) - 1
    return out


def _crossed(cells: Iterable[_Filled], row: int) -> bool:
    """Whether a merged cell reaches into `row` from above."""
    return any(cell.span.row < row < cell.span.row + cell.span.row_span for cell in cells)


def _moved(cell: _Filled, shift: int) -> _Filled:
    return replace(cell, span=cell.span._replace(row=cell.span.row + shift)) if shift else cell


def _anchors(group: Sequence[_Filled]) -> list[float]:
    """Heights of the rows inside one ruled row: at least two columns have numbers on every one of them."""
    columns = [
        [line.middle for line in cell.lines]
        for cell in group
        if len(cell.lines) >= 2 and all(NUMERIC.fullmatch(line.text) for line in cell.lines)
    ]
    if len(columns) < 2:
        return []
    height = median(line.bottom - line.top for cell in group for line in cell.lines)
    anchors: list[float] = []
    for middle in sorted(middle for column in columns for middle in column):
        if not anchors or middle - anchors[-1] > 0.5 * height:
            anchors.append(middle)
    shared = sum(
        sum(any(abs(middle - anchor) <= 0.5 * height for middle in column) for column in columns) >= 2
        for anchor in anchors
    )
    return anchors if shared * 2 >= len(anchors) else []


def _cut(cell: _Filled, anchors: Sequence[float], shift: int) -> list[_Filled]:
    """The cell as one cell an anchor, each line with the anchor that it stands on, or is the second line of."""
    parts: list[list[Line]] = [[] for _ in anchors]
    for line in cell.lines:
        parts[nearest(anchors, line.middle)].append(line)
    return [
        _Filled(cell.span._replace(row=cell.span.row + shift + index), lines, cell.box)
        for index, lines in enumerate(parts)
    ]


def _indents(cells: Sequence[_Filled]) -> dict[Span, int]:
    """How far the text of each cell is moved in from its column's left edge, in half-width characters.

    Only in columns that are aligned left: in a centred or right aligned one the distance means nothing.
    """
    columns: dict[int, list[tuple[_Filled, float, float]]] = defaultdict(list)
    for cell in cells:
        if cell.lines and cell.span.column_span == 1 and not NUMERIC.fullmatch(cell.lines[0].text):
            em = cell.lines[0].em
            left = cell.lines[0].left - cell.box[0]
            right = cell.box[2] - max(line.right for line in cell.lines)
            columns[cell.span.column].append((cell, left / em, right / em))
    out = {}
    for column in columns.values():
        centred = [abs(left - right) < 0.7 and left > 0.5 for _, left, right in column]
        if len(column) < 3 or sum(centred) * 2 > len(column):
            continue
        levels = [left for (_, left, _), middle in zip(column, centred, strict=True) if not middle]
        for cell, left, _ in column:
            # A word may lie in the middle by accident: it is moved in if it stands where others do.
            if any(abs(left - level) < 0.25 for level in levels):
                out[cell.span] = max(0, round((left - min(levels)) * 2))
    return out
