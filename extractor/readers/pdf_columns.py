"""Tables without rules between the columns: aligned columns of numbers, three-line tables.

What makes such a table is its body: three or more lines in a row whose wide gaps part a label from one or more numbers, with the
numbers of all lines under each other. The lines above it that stand over its columns are its header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from .lattice import Rule
from .pdf_grid import GridCell, PageTable
from .pdf_lines import NUMERIC, Line, Segment, nearest

_LEADERS = re.compile(r"[.·…．]{4,}|[-—_]{4,}")
_SMALL_INTEGER = re.compile(r"\d{1,3}")
_UNIT_LINE = re.compile(r"(?:计量)?\s*单位\s*[:：]|金额单位")
_MOST_HEADER_LINES = 6
_SENTENCE_END = "。；;！？"


@dataclass(slots=True)
class _Region:
    """Lines `first` to `last` (exclusive) are the body of a table with these columns."""

    first: int
    last: int
    columns: list[tuple[float, float]]


def find_tables(lines: Sequence[Line], level: Sequence[Rule] = ()) -> list[tuple[int, int, PageTable]]:
    """The borderless tables in the lines of one page, as (first line, last line exclusive, table).

    `level`: horizontal rules of the page that belong to no ruled table; a rule over the whole width of a table bounds its header.
    """
    out: list[tuple[int, int, PageTable]] = []
    index = 0
    while index < len(lines):
        region = _body(lines, index)
        if region is None:
            index += 1
            continue
        floor = out[-1][1] if out else 0
        head = _header(lines, region, floor, level)
        out.append((head, region.last, _table(lines, head, region)))
        index = region.last
    return out


def _is_row(line: Line) -> bool:
    """Whether a line may be a row: parts with wide gaps between them, one of them a number."""
    return (
        len(line.segments) >= 2
        and any(NUMERIC.fullmatch(segment.text) for segment in line.segments)
        and not _LEADERS.search(line.text)
    )


def _body(lines: Sequence[Line], first: int) -> _Region | None:
    if not _is_row(lines[first]):
        return None
    last, rows = first + 1, [lines[first]]
    while last < len(lines):
        line, above = lines[last], lines[last - 1]
        if line.top - above.bottom > 2.5 * above.em:
            break
        if _is_row(line):
            rows.append(line)
        elif not _belongs(line, rows, lines[last + 1 : last + 3]):
            break
        last += 1
    while last > first and not _is_row(lines[last - 1]) and not _wraps(lines[last - 1], rows):
        last -= 1
    columns = _columns(rows)
    return _Region(first, last, columns) if _is_table(rows, columns) else None


def _belongs(line: Line, rows: Sequence[Line], following: Sequence[Line]) -> bool:
    """Whether a line without a number is part of the body: a label alone, or the rest of one, with rows after it."""
    edge = min((segment.left for row in rows for segment in row.segments[1:]), default=line.right)
    inside = line.right <= edge and line.text[-1] not in _SENTENCE_END
    return inside and (any(map(_is_row, following)) or _wraps(line, rows))


def _wraps(line: Line, rows: Sequence[Line]) -> bool:
    """Whether the line is what did not fit into the label above."""
    label = rows[-1].segments[0]
    edge = max(row.segments[0].right for row in rows)
    close = line.top - rows[-1].bottom < 0.6 * line.em
    return close and len(line.segments) == 1 and label.right >= edge - 1.5 * line.em and line.right <= edge


def _columns(rows: Sequence[Line]) -> list[tuple[float, float]]:
    """Where the columns stand: what all rows together cover."""
    stretches = sorted((segment.left, segment.right) for row in rows for segment in row.segments)
    columns: list[tuple[float, float]] = []
    for left, right in stretches:
        if columns and left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    return columns


def _is_table(rows: Sequence[Line], columns: Sequence[tuple[float, float]]) -> bool:
    if len(rows) < 3 or len(columns) < 2:
        return False
    numeric = 0
    for left, right in columns:
        inside = [s for row in rows for s in row.segments if left <= s.left and s.right <= right]
        numbers = [s for s in inside if NUMERIC.fullmatch(s.text)]
        # Numbers under each other: their right edges agree, or their middles do, or their points.
        if len(numbers) * 5 >= len(inside) * 3 and len(numbers) * 2 >= len(rows) and _aligned(numbers, rows[0].em):
            numeric += 1
    if numeric == 0:
        return False
    return numeric >= 2 or len(columns) > 2 or not _is_contents(rows)


def _aligned(numbers: Sequence[Segment], em: float) -> bool:
    def spread(values: list[float]) -> float:
        middle = median(values)
        return sorted(abs(value - middle) for value in values)[int(0.8 * (len(values) - 1))]

    return (
        min(
            spread([s.right for s in numbers]),
            spread([(s.left + s.right) / 2 for s in numbers]),
            spread([s.left for s in numbers]),
        )
        < 0.5 * em
    )


def _is_contents(rows: Sequence[Line]) -> bool:
    """A table of contents: the last part of each line a page number, never falling."""
    last = [row.segments[-1].text for row in rows]
    if not all(_SMALL_INTEGER.fullmatch(text) for text in last):
        return False
    numbers = [int(text) for text in last]
    return all(a <= b for a, b in pairwise(numbers)) and numbers[-1] <= 500


def _header(lines: Sequence[Line], region: _Region, floor: int, level: Sequence[Rule]) -> int:
    """Index of the first header line above the body."""
    left, right = region.columns[0][0], region.columns[-1][1]
    em = lines[region.first].em
    bound = max(
        (
            rule.at
            for rule in level
            if rule.at < lines[region.first].top - 1.2 * em and rule.end - rule.start > 0.8 * (right - left)
        ),
        default=None,
    )
    first = region.first
    while first > floor and region.first - first < _MOST_HEADER_LINES:
        line, below = lines[first - 1], lines[first]
        if _UNIT_LINE.search(line.text) or below.top - line.bottom > 2.2 * em or line.text[-1] in _SENTENCE_END:
            break
        if bound is not None and bound < line.middle:
            first -= 1
            continue
        if (bound is not None and bound < below.middle) or not _over_columns(
            line, region, em, started=first < region.first
        ):
            break
        first -= 1
    return first


def _over_columns(line: Line, region: _Region, em: float, *, started: bool) -> bool:
    """Whether a line above the body names columns: several parts, or one that stands over some columns only."""
    left, right = region.columns[0][0], region.columns[-1][1]
    if line.em > 1.15 * em or line.left < left - 2 * em or line.right > right + 2 * em:
        return False
    if len(line.segments) >= 2:
        return True
    centre = (line.left + line.right) / 2
    narrow = line.right - line.left < 0.6 * (right - left)
    return started and narrow and abs(centre - (left + right) / 2) > 1.5 * em and line.left > left + 2 * em


def _table(lines: Sequence[Line], head: int, region: _Region) -> PageTable:
    columns = region.columns
    edges = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    xs = (columns[0][0], *edges, columns[-1][1])
    rows: list[dict[int, tuple[Segment, int]]] = []  # column → (segment, columns covered)
    for index in range(head, region.last):
        line = lines[index]
        if index < region.first:
            rows.append(_header_row(line, columns))
        else:
            row = _body_row(line, columns)
            if rows and index > region.first and _continues(line, row, rows[-1], lines[region.first : index]):
                segment, span = rows[-1][0]
                rows[-1][0] = (Segment(segment.text + line.text, segment.left, max(segment.right, line.right)), span)
                continue
            rows.append(row)
    em = lines[region.first].em
    label_edge = min((row[0][0].left for row in rows[region.first - head :] if 0 in row), default=columns[0][0])
    cells: list[GridCell] = []
    for number, row in enumerate(rows):
        covered = 0
        for column in range(len(columns)):
            if column < covered:
                if column in row:  # a word in the way of one that spans columns joins it
                    cells[-1] = replace(cells[-1], text=cells[-1].text + " " + row[column][0].text)
                continue
            segment, span = row.get(column, (Segment("", 0, 0), 1))
            indent = 0
            if column == 0 and number >= region.first - head and segment.text:
                indent = max(0, round((segment.left - label_edge) / em * 2))
            cells.append(GridCell(number, column, 1, span, segment.text, indent))
            covered = column + span
    bottom = lines[region.last - 1].bottom
    return PageTable(tuple(cells), len(rows), xs, lines[head].top, bottom, lines[head].page)


def _continues(
    line: Line, row: dict[int, tuple[Segment, int]], above: dict[int, tuple[Segment, int]], body: Sequence[Line]
) -> bool:
    full = [other for other in body if _is_row(other)]
    return set(row) == {0} and 0 in above and bool(full) and body[-1] is full[-1] and _wraps(line, full)


def _body_row(line: Line, columns: Sequence[tuple[float, float]]) -> dict[int, tuple[Segment, int]]:
    middles = [(left + right) / 2 for left, right in columns]
    row: dict[int, tuple[Segment, int]] = {}
    for segment in line.segments:
        _put(row, _home(segment, columns, middles), segment, 1)
    return row


def _home(segment: Segment, columns: Sequence[tuple[float, float]], middles: Sequence[float]) -> int:
    overlap = [min(segment.right, right) - max(segment.left, left) for left, right in columns]
    best = max(range(len(columns)), key=overlap.__getitem__)
    return best if overlap[best] > 0 else nearest(middles, (segment.left + segment.right) / 2)


def _put(row: dict[int, tuple[Segment, int]], column: int, segment: Segment, span: int) -> None:
    if column in row:
        other, wide = row[column]
        segment = Segment(other.text + " " + segment.text, other.left, segment.right)
        span = max(span, wide)
    row[column] = (segment, span)


def _header_row(line: Line, columns: Sequence[tuple[float, float]]) -> dict[int, tuple[Segment, int]]:
    """Header words over their columns; one for each column where the counts agree, whatever their alignment."""
    row: dict[int, tuple[Segment, int]] = {}
    if len(line.segments) == len(columns):
        return {column: (segment, 1) for column, segment in enumerate(line.segments)}
    middles = [(left + right) / 2 for left, right in columns]
    homes = [
        [k for k, (left, right) in enumerate(columns) if min(segment.right, right) - max(segment.left, left) > 0]
        for segment in line.segments
    ]
    for segment, over in zip(line.segments, homes, strict=True):
        if not over:
            over = [nearest(middles, (segment.left + segment.right) / 2)]
        _put(row, over[0], segment, len(over))
    return _centred(row, columns)


def _centred(
    row: dict[int, tuple[Segment, int]], columns: Sequence[tuple[float, float]]
) -> dict[int, tuple[Segment, int]]:
    """A header word between two columns that nothing else names stands over all columns that it is in the middle of."""
    out = dict(row)
    starts = sorted(row)
    for at, column in enumerate(starts):
        segment, span = row[column]
        low = starts[at - 1] + row[starts[at - 1]][1] if at else 1
        high = starts[at + 1] if at + 1 < len(starts) else len(columns)
        centre = (segment.left + segment.right) / 2
        best = (column, span)
        for first in range(max(low, 0), column + 1):
            for last in range(max(column + span, first + 2), high + 1):
                middle = (columns[first][0] + columns[last - 1][1]) / 2
                now = (columns[best[0]][0] + columns[best[0] + best[1] - 1][1]) / 2
                if abs(middle - centre) < abs(now - centre) - 2:
                    best = (first, last - first)
        if column and best != (column, span):
            del out[column]
            out[best[0]] = (segment, best[1])
    return out
