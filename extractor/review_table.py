"""A table of the report as HTML tables: column widths from their contents, numbers set right, long tables in chunks of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, TypeAlias
from unicodedata import east_asian_width

import regex

from .models import TableInfo
from .review_shell import html_text, plain_text

if TYPE_CHECKING:
    from .review_text import MarkedText

ROWS_A_CHUNK = 40
SAMPLE_ROWS = 400  # rows whose contents decide the widths
_NUMBER = regex.compile(r"\s*[-－+()（）¥￥]*[\d０-９][\d０-９,，.．\s]*[%％‰)）]?\s*")
_UNIT_WIDTH = 7  # pixels of half a Chinese character at the size of table text
_NARROWEST, _WIDEST = 8, 44  # of a column, in half characters

_Cells: TypeAlias = list[tuple[int, int]]


def _cells(text: str, start: int, end: int) -> Iterator[_Cells]:
    """The rows of a table, each the places of its cells."""
    while start <= end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        row: _Cells = []
        place = start
        for piece in text[start:stop].split("\t"):
            row.append((place, place + len(piece)))
            place += len(piece) + 1
        yield row
        start = stop + 1


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _column_widths(text: str, rows: Sequence[_Cells], columns: int) -> list[int]:
    """Pixels a column: wide enough for its numbers and for most of its words."""
    widths = [_NARROWEST] * columns
    for row in rows[:SAMPLE_ROWS]:
        for column, (start, end) in enumerate(row):
            content = text[start:end].strip()
            wanted = _width(content)
            if wanted > 24 and not _NUMBER.fullmatch(content):
                wanted = 24 + (wanted - 24) // 3  # long words may break
            widths[column] = max(widths[column], min(wanted + 3, _WIDEST))
    return [width * _UNIT_WIDTH for width in widths]


def _cell(marked: MarkedText, place: tuple[int, int], row: int, column: int, heads: int) -> str:
    start, end = place
    content = marked.text[start:end].strip()
    if row < heads:
        if not content:  # covered by a merged header cell: no line between the two
            return f'<td class="{"left" if row == 0 and column else "up"}"></td>'
        return f'<th scope="col">{marked.html(start, end)}</th>'
    if not content:
        return "<td></td>"
    if _NUMBER.fullmatch(content):
        return f'<td class="num">{marked.html(start, end)}</td>'
    if column == 0:
        return f'<th scope="row">{marked.html(start, end)}</th>'
    return f"<td>{marked.html(start, end)}</td>"


def _chunk(marked: MarkedText, table: TableInfo, rows: Sequence[_Cells], first: int, widths: Sequence[int]) -> str:
    columns = len(widths)
    head: list[str] = []
    body: list[str] = []
    for number, row in enumerate(rows[first : first + ROWS_A_CHUNK], first):
        cells = [_cell(marked, place, number, column, table.header_rows) for column, place in enumerate(row)]
        cells += ["<td></td>"] * (columns - len(cells))
        (head if number < table.header_rows else body).append("<tr>" + "".join(cells) + "</tr>")
    last = min(first + ROWS_A_CHUNK, len(rows))
    title = escape(plain_text(f"{table.title or ''} {table.id} {first + 1}–{last}".strip()))
    rows_note = f' data-a="{first + 1}" data-b="{last}"' if len(rows) > ROWS_A_CHUNK else ""
    cols = "".join(f'<col width="{width}">' for width in widths)
    thead = f"<thead>{''.join(head)}</thead>" if head else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}"{rows_note}>'
        f'<table width="{sum(widths)}" aria-label="{title}"><colgroup>{cols}</colgroup>{thead}<tbody>{"".join(body)}</tbody></table></div>'
    )


def table_chunks(marked: MarkedText, table: TableInfo) -> Iterator[str]:
    """The table as HTML, ROWS_A_CHUNK rows a piece, all pieces with the same columns."""
    rows = list(_cells(marked.text, table.start, table.end))
    while rows and not marked.text[rows[-1][0][0] : rows[-1][-1][1]].strip():
        rows.pop()  # the line break that ends the table
    if not rows:
        return
    widths = _column_widths(marked.text, rows, max(table.columns, max(map(len, rows))))
    for first in range(0, len(rows), ROWS_A_CHUNK):
        html = _chunk(marked, table, rows, first, widths)
        yield (_caption(table) + html) if first == 0 else html


def _caption(table: TableInfo) -> str:
    """The table's id as a quiet sign, its page and unit; the title itself stands in the text above."""
    page = f' · <span data-page="{table.page}"></span>' if table.page else ""
    unit = f" · {html_text(table.unit)}" if table.unit else ""
    return f'<p class="caption" id="m-{escape(table.id)}"><span class="tid">{escape(table.id)}</span>{page}{unit}</p>'
