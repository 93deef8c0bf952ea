"""Tables of web pages: which of them hold data, and their cells with rowspan and colspan resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .flow import GridCell

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LONG = 400  # letters in a cell: so much text is an article that a table lays out
_MOST_COLUMNS = 500
_SOURCE_BLANK = re.compile(r"[ \t\r\n\f\v]+")
_BLOCKS = frozenset(("p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4"))
_INDENT = re.compile(r"(?:padding-left|margin-left|text-indent)\s*:\s*(\d+)(?:\.\d+)?\s*(px|pt|em)", re.IGNORECASE)
_HALF_HAN = {"px": 8, "pt": 6}  # a Han of 16 px, 12 pt
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class HtmlGrid:
    """A table as cells."""

    cells: list[GridCell]
    rows: int
    columns: int
    header_rows: int | None


def is_data_table(table: LexborNode) -> bool:
    """A table with two rows and columns at least, no table inside it and no cell that holds an article."""
    if any(node != table for node in table.css("table")):
        return False
    rows = [list(_cells(row)) for row in _rows(table)]
    filled = [cell for row in rows for cell in row]
    if len(rows) < 2 or max((len(row) for row in rows), default=0) < 2:
        return False
    lengths = [len("".join(cell.text().split())) for cell in filled]
    return sum(lengths) > 0 and (max(lengths) < _LONG or sum(length >= _LONG for length in lengths) * 8 < len(lengths))


def grid_of(table: LexborNode) -> HtmlGrid:
    """The cells of a table; places that a span from above covers are left free."""
    rows = list(_rows(table))
    covered: dict[int, int] = {}  # column → the first row that no span from above covers
    cells: list[GridCell] = []
    header_rows = columns = 0
    for at, row in enumerate(rows):
        column, only_heads = 0, True
        for node in _cells(row):
            while covered.get(column, 0) > at:
                column += 1
            down = _span(node, "rowspan", len(rows) - at)
            across = _span(node, "colspan", _MOST_COLUMNS)
            if column < _MOST_COLUMNS:
                cells.append(_grid_cell(node, at, column, down, across))
            if down > 1:
                covered.update((place, at + down) for place in range(column, column + across))
            only_heads = only_heads and node.tag == "th"
            column += across
        columns = max(columns, min(column, _MOST_COLUMNS))
        in_head = row.parent is not None and row.parent.tag == "thead"
        header_rows += header_rows == at and bool(column) and (only_heads or in_head)
    cells = [
        cell if cell.column + cell.column_span <= columns else replace(cell, column_span=columns - cell.column)
        for cell in cells
    ]
    return HtmlGrid(cells, len(rows), columns, header_rows if 0 < header_rows < len(rows) else None)


def _grid_cell(node: LexborNode, row: int, column: int, down: int, across: int) -> GridCell:
    text = _text(node)
    blank = text[: len(text) - len(text.lstrip(" \xa0\u3000"))]
    stated = (_stated_indent(item) for item in (node, *_first_children(node)))
    indent = len(blank) + blank.count("\u3000") + next((halves for halves in stated if halves), 0)
    return GridCell(row, column, text, down, across, indent if text.strip() else 0)


def _stated_indent(node: LexborNode) -> int:
    """How far the style sets a cell's text in, in halves of a Han."""
    match = _INDENT.search(node.attributes.get("style") or "")
    if not match:
        return 0
    size, unit = int(match.group(1)[:4]), match.group(2).lower()
    return size * 2 if unit == "em" else size // _HALF_HAN[unit]


def _first_children(node: LexborNode) -> Iterator[LexborNode]:
    first = next((child for child in node.iter() if child.tag in ("p", "div", "span")), None)
    return iter(() if first is None else (first,))


def _span(node: LexborNode, name: str, most: int) -> int:
    value = (node.attributes.get(name) or "1").strip()
    if not value.isdecimal():
        return 1
    return max(min(int(value[:6]) or most, most), 1)  # rowspan=0 reaches to the end


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (child for child in row.iter() if child.tag in ("td", "th"))


def _text(node: LexborNode) -> str:
    """The cell's text with its leading blanks, a line a paragraph (the grid knows how to join them)."""
    pieces: list[str] = []
    _gather(node, pieces)
    lines = (line.strip(" ") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _gather(node: LexborNode, pieces: list[str], depth: int = 0) -> None:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            pieces.append(_SOURCE_BLANK.sub(" ", child.text_content or ""))
        elif depth >= _DEEPEST:
            pieces.append(child.text())
        elif child.tag not in ("-comment", "rt", "rp"):
            edge = "\n" if child.tag in _BLOCKS else ""
            pieces.append(edge)
            _gather(child, pieces, depth + 1)
            pieces.append(edge)
