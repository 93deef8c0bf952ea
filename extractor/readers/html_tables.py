"""Tables of web pages: which of them hold data, and their cells with rowspan and colspan resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .flow import GridCell

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LONG = 400  # letters in a cell: so much text is an article that a table lays out
_SPAN_LIMIT = 2000
_BREAK = re.compile(r"[ \t\r\n\f\v\xa0]+")
_BLOCKS = frozenset(("p", "div", "br", "li", "tr"))


@dataclass(frozen=True, slots=True)
class HtmlGrid:
    """A table as cells."""

    cells: list[GridCell]
    rows: int
    columns: int
    header_rows: int | None


def is_data_table(table: LexborNode) -> bool:
    """A table with two rows and columns at least, no table inside it and no cell that holds an article."""
    if table.css_first("table table") is not None or any(node != table for node in table.css("table")):
        return False
    rows = [list(_cells(row)) for row in _rows(table)]
    filled = [cell for row in rows for cell in row]
    if len(rows) < 2 or max((len(row) for row in rows), default=0) < 2:
        return False
    lengths = [len(_BREAK.sub("", cell.text())) for cell in filled]
    return max(lengths, default=0) < _LONG or sum(length >= _LONG for length in lengths) * 8 < len(lengths)


def grid_of(table: LexborNode) -> HtmlGrid:
    """The cells of a table; places covered by a span from above are left free."""
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    head_rows = 0
    at = -1
    columns = 0
    for at, row in enumerate(_rows(table)):
        column = 0
        only_heads = True
        for node in _cells(row):
            while (at, column) in taken:
                column += 1
            down, right = _span(node, "rowspan"), _span(node, "colspan")
            text = _text(node)
            indent = len(text) - len(text.lstrip(" \u3000")) + text[: len(text) - len(text.lstrip(" \u3000"))].count("\u3000")
            cells.append(GridCell(at, column, text.strip(" \u3000"), down, right, indent))
            if down > 1 or right > 1:
                taken.update((at + r, column + c) for r in range(down) for c in range(right))
            only_heads = only_heads and node.tag == "th"
            column += right
        columns = max(columns, column)
        head_rows = head_rows + 1 if only_heads and column and head_rows == at else head_rows
    rows = at + 1
    cells = [cell if cell.row + cell.row_span <= rows else _cut(cell, rows) for cell in cells]
    return HtmlGrid(cells, rows, columns, head_rows or None)


def _cut(cell: GridCell, rows: int) -> GridCell:
    """A cell whose rowspan reaches below the table, cut at its end."""
    return GridCell(cell.row, cell.column, cell.text, rows - cell.row, cell.column_span, cell.indent, cell.percent)


def _span(node: LexborNode, name: str) -> int:
    value = (node.attributes.get(name) or "1").strip()
    return min(max(int(value), 1), _SPAN_LIMIT) if value.isdecimal() else 1


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (child for child in row.iter() if child.tag in ("td", "th"))


def _text(node: LexborNode) -> str:
    """The cell's text: blanks of the source count once, a break between blocks joins (the grid knows how)."""
    pieces: list[str] = []
    _gather(node, pieces)
    return "\n".join(line for line in ("".join(pieces)).split("\n") if line.strip())


def _gather(node: LexborNode, pieces: list[str], depth: int = 0) -> None:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            pieces.append(_BREAK.sub(" ", (child.text_content or "").replace("\xa0", " ")) if (child.text_content or "").strip() else "")
        elif depth > 50:
            pieces.append(child.text())
        else:
            pieces.append("\n" if child.tag in _BLOCKS else "")
            _gather(child, pieces, depth + 1)
            pieces.append("\n" if child.tag in _BLOCKS else "")
