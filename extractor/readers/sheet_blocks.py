"""A sheet → paragraphs and tables: titles and unit lines before the header, notes after the last row, tables parted by empty rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .sheet_model import Sheet, ShownCell


class BlockCell(NamedTuple):
    """A cell of a block, placed within the block; hidden rows and columns are closed up."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    percent: bool
    indent: int


@dataclass(frozen=True, slots=True)
class TableBlock:
    """One table."""

    rows: int
    columns: int
    cells: Iterator[BlockCell]  # cells with text, by row and column; can be gone through once


# What stands above or below a table but belongs to none of its columns.
_ASIDE = re.compile(
    r"(?:(?:金额|计量|货币)?单位|币种|编制(?:单位|部门|日期|时间)|填报(?:单位|部门|日期|人)|(?:预算|主管)?(?:部门|单位)(?:名称|（公章）|（盖章）)?"
    r"|(?:单位)?负责人|财务负责人|制表人?|审核人?|经办人|联系人|联系电话|日期|报表(?:日期|编号)|表号)\s*[:：]"
    r"|(?:附件?|续)?表\s*[（(]?[\d一二三四五六七八九十]{1,3}(?:[-—－.]\d{1,2})*[）)]?\s*[:：]?$|公开\s*\d{2}\s*表$|(?:\d{4}\s*年)?\d{1,2}\s*月(?:\d{1,2}\s*日)?$"
    r"|\d{4}\s*年(?:\d{1,2}\s*月)?(?:\d{1,2}\s*日)?$|(?:金额)?单位\s*[（(]?[万亿千百]?元[）)]?$|附件?\s*\d{0,2}\s*[:：]?$"
)
_NOTE = re.compile(r"注\s*[:：\d.、]|备注\s*[:：]|说明\s*[:：]|附注|\*|※|本表|\d\s*[.、]\s*本表")
_NUMBER = re.compile(r"[-+−(（]?[\d,]*\.?\d+[)）]?[%％]?|-")


@dataclass(slots=True)
class _Rows:
    """The visible rows of a sheet, hidden rows and columns closed up."""

    rows: list[dict[int, ShownCell]]
    gaps: list[int]  # how many empty rows stand before each
    merges: dict[tuple[int, int], tuple[int, int]]  # top left place → spans, in closed-up rows and columns
    covered: set[tuple[int, int]]  # places under a merged cell, its top left one left out
    reached: set[int]  # rows that a merged cell from above reaches into


def blocks(sheet: Sheet) -> Iterator[str | TableBlock]:
    """The paragraphs (strings) and tables of a sheet, from top to bottom. The cells of `sheet` are used up."""
    seen = _visible(sheet)
    first = 0
    while first < len(seen.rows):
        last = _block_end(seen, first)
        yield from _split(seen, first, last)
        first = last


def _visible(sheet: Sheet) -> _Rows:
    hidden = sheet.hidden_columns
    width = max((max(cells) for cells in sheet.cells.values() if cells), default=-1) + 1
    width = max([width, *(merge[3] + 1 for merge in sheet.merges if merge[3] < 16_384)], default=width)
    place = {column: at for at, column in enumerate(c for c in range(width) if c not in hidden)}
    moved = _moved_tops(sheet)
    under = _under(sheet)
    rows: list[dict[int, ShownCell]] = []
    gaps: list[int] = []
    row_place: dict[int, int] = {}
    empty = 0
    for row in range(max(sheet.cells, default=-1) + 1):
        if row in sheet.hidden_rows:
            sheet.cells.pop(row, None)
            continue
        cells = sheet.cells.pop(row, {})
        if hidden:
            cells = {place[c]: cell for c, cell in cells.items() if c in place}
        cells.update({place[c]: cell for c, cell in moved.get(row, {}).items() if c in place})
        if cells or row in under:
            row_place[row] = len(rows)
            rows.append(cells)
            gaps.append(empty)
            empty = 0
        else:
            empty += 1
    merges, covered = _spans(sheet, row_place, place)
    reached = {r for (row, _), (height, _) in merges.items() for r in range(row + 1, row + height)}
    return _Rows(rows, gaps, merges, covered, reached)


def _under(sheet: Sheet) -> set[int]:
    """Rows that a merged cell with text reaches into: they belong to its table though they may be empty."""
    return {
        row
        for top, left, bottom, _ in sheet.merges
        if left in sheet.cells.get(top, {}) and bottom - top < 1000
        for row in range(top + 1, bottom + 1)
    }


def _moved_tops(sheet: Sheet) -> dict[int, dict[int, ShownCell]]:
    """Texts of merged cells whose top left place is hidden: they are seen at the first place that is not."""
    out: dict[int, dict[int, ShownCell]] = {}
    for top, left, bottom, right in sheet.merges:
        cell = sheet.cells.get(top, {}).get(left)
        if cell is None or (top not in sheet.hidden_rows and left not in sheet.hidden_columns):
            continue
        row = next((r for r in range(top, bottom + 1) if r not in sheet.hidden_rows), None)
        column = next((c for c in range(left, right + 1) if c not in sheet.hidden_columns), None)
        if row is not None and column is not None:
            out.setdefault(row, {})[column] = cell
    return out


def _spans(
    sheet: Sheet, row_place: dict[int, int], place: dict[int, int]
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        rows = [row_place[r] for r in range(top, min(bottom, top + 100_000) + 1) if r in row_place]
        columns = [place[c] for c in range(left, min(right, 16_383) + 1) if c in place]
        if rows and columns and (len(rows) > 1 or len(columns) > 1):
            merges[rows[0], columns[0]] = (rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1)
            covered.update((r, c) for r in rows for c in columns)
            covered.discard((rows[0], columns[0]))
    return merges, covered


def _block_end(seen: _Rows, first: int) -> int:
    """Index after the last row of the block that begins at `first`."""
    body = False  # a row of a table has been met
    for index in range(first, len(seen.rows)):
        if index > first and body and _starts_block(seen, index):
            return index
        body = body or not _is_aside(seen, index)
    return len(seen.rows)


def _starts_block(seen: _Rows, index: int) -> bool:
    """Whether a new table begins at a row below a table: after a gap with a title, or with a title and a unit line at once."""
    if any((index, column) in seen.covered for column in seen.rows[index]) or index in seen.reached:
        return False
    gap = seen.gaps[index]
    if gap == 0:
        return _is_title(seen, index) and index + 1 < len(seen.rows) and _is_unit_row(seen.rows[index + 1])
    if gap >= 2:
        return True
    return _is_aside(seen, index) and not _NOTE.match(_texts(seen.rows[index])[0])


def _texts(row: dict[int, ShownCell]) -> list[str]:
    return [row[column].text for column in sorted(row)] or [""]


def _is_unit_row(row: dict[int, ShownCell]) -> bool:
    return bool(row) and all(_ASIDE.match(text) for text in _texts(row)) and any("单位" in text for text in _texts(row))


def _is_title(seen: _Rows, index: int) -> bool:
    """Whether a row holds one text only and that text spans several columns or is a long one."""
    row = seen.rows[index]
    if len(row) != 1:
        return False
    column, cell = next(iter(row.items()))
    _, width = seen.merges.get((index, column), (1, 1))
    return not _NUMBER.fullmatch(cell.text) and (width > 1 or len(cell.text) > 12)


def _is_aside(seen: _Rows, index: int) -> bool:
    """Whether a row is no row of a table: one text alone, or unit, organization and date lines."""
    row = seen.rows[index]
    if index in seen.reached or any(seen.merges.get((index, column), (1, 1))[0] > 1 and len(row) > 1 for column in row):
        return False
    texts = _texts(row)
    if len(row) <= 1:
        return not _NUMBER.fullmatch(texts[0])
    return all(_ASIDE.match(text) for text in texts) or (len(set(texts)) == 1 and len(texts[0]) > 6)


def _split(seen: _Rows, first: int, last: int) -> Iterator[str | TableBlock]:
    """Titles above, table, notes below."""
    start = first
    while start < last and _is_aside(seen, start):
        start += 1
    end = last
    while end > start and _is_tail(seen, end - 1, start):
        end -= 1
    if end - start < 2 and not any(_NUMBER.fullmatch(text) for i in range(start, end) for text in _texts(seen.rows[i])):
        start = end = last  # a line or two of words is no table
    for index in range(first, start):
        yield from _paragraphs(seen.rows[index])
    if end > start:
        yield _table(seen, start, end)
        for index in range(end, last):
            yield from _paragraphs(seen.rows[index])


def _is_tail(seen: _Rows, index: int, start: int) -> bool:
    """Whether a row below the table is a note or a line of signatures."""
    row = seen.rows[index]
    if not row or index in seen.reached:
        return not row and index not in seen.reached
    texts = _texts(row)
    if len(row) == 1:
        column = next(iter(row))
        wide = seen.merges.get((index, column), (1, 1))[1] * 2 > max(map(len, seen.rows[start:index]), default=1)
        return bool(_NOTE.match(texts[0]) or _ASIDE.match(texts[0])) or (wide and len(texts[0]) > 30)
    return all(_ASIDE.match(text) for text in texts) or bool(
        _NOTE.match(texts[0]) and len(texts) <= 2 and not _NUMBER.fullmatch(texts[1])
    )


def _paragraphs(row: dict[int, ShownCell]) -> Iterator[str]:
    """A row above or below a table as lines of text; a text that stands in several cells of the row stands once."""
    texts = list(dict.fromkeys(_texts(row)))
    if len(texts) == 1:
        yield from (line.strip() for line in texts[0].splitlines() if line.strip())
    else:
        yield "    ".join(" ".join(text.split()) for text in texts)


def _table(seen: _Rows, start: int, end: int) -> TableBlock:
    used = _used_columns(seen, start, end)
    return TableBlock(end - start, len(used), _cells(seen, start, end, used))


def _cells(seen: _Rows, start: int, end: int, used: range) -> Iterator[BlockCell]:
    """The cells of a table. Rows are given up as they are passed: a large sheet need not be held twice."""
    for index in range(start, end):
        row = seen.rows[index]
        for column in sorted(row):
            if (index, column) in seen.covered:
                continue  # what stands under a merged cell is not shown
            text, percent, indent = row[column]
            height, width = seen.merges.get((index, column), (1, 1))
            spans = min(height, end - index), min(width, used.stop - column)
            yield BlockCell(index - start, column - used.start, *spans, text, percent, indent)
        seen.rows[index] = {}


def _used_columns(seen: _Rows, start: int, end: int) -> range:
    """Columns with text. An empty one inside stays where a merged cell ends on it: forms leave columns to be filled in."""
    used = {column for index in range(start, end) for column in seen.rows[index] if (index, column) not in seen.covered}
    if not used:
        return range(0)
    for (row, column), (_, width) in seen.merges.items():
        if start <= row < end and column in used:
            used.update(range(column, column + min(width, 256)))
    return range(min(used), max(used) + 1)
