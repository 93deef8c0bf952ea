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
_NARROWEST, _HEADING, _WIDEST = 8, 12, 44  # of a column, in half characters

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


def _column_widths(text: str, rows: Sequence[_Cells], columns: int, heads: int) -> list[int]:
    """Pixels a column: wide enough for its numbers and for most of its words; headings may break."""
    widths = [_NARROWEST] * columns
    for number, row in enumerate(rows[:SAMPLE_ROWS]):
        for column, (start, end) in enumerate(row):
            content = text[start:end].strip()
            wanted = _width(content)
            if wanted > 24 and not _NUMBER.fullmatch(content):
                wanted = 24 + (wanted - 24) // 3  # long words may break
            if number < heads:
                wanted = min(wanted, _HEADING)
            widths[column] = max(widths[column], min(wanted + 3, _WIDEST))
    return [width * _UNIT_WIDTH for width in widths]


def _header(marked: MarkedText, rows: Sequence[_Cells], columns: int) -> list[str]:
    """The header rows with their merged cells. The text of a merged cell stands at its top left place, the others are empty:
    an empty place with a heading below belongs to the heading on its left, one below a heading to that heading.
    """
    filled = [[bool(marked.text[s:e].strip()) for s, e in row] + [False] * (columns - len(row)) for row in rows]
    covered: set[tuple[int, int]] = set()
    made: list[str] = []
    for number, row in enumerate(rows):
        cells: list[str] = []
        for column in range(columns):
            if (number, column) in covered:
                continue
            if not filled[number][column]:
                cells.append("<td></td>")
                continue
            wide, high = _spans(filled, number, column)
            covered |= {(number + down, column + right) for down in range(high) for right in range(wide)}
            span = (f' colspan="{wide}"' if wide > 1 else "") + (f' rowspan="{high}"' if high > 1 else "")
            scope = "colgroup" if wide > 1 else "col"
            cells.append(f'<th scope="{scope}"{span}>{marked.html(*row[column])}</th>')
        made.append("<tr>" + "".join(cells) + "</tr>")
    return made


def _spans(filled: Sequence[Sequence[bool]], row: int, column: int) -> tuple[int, int]:
    """Columns and rows that the heading at this place reaches over."""
    wide = high = 1
    below = filled[row + 1 :]
    if any(line[column] for line in below):
        while (
            column + wide < len(filled[row])
            and not filled[row][column + wide]
            and any(line[column + wide] for line in below)
        ):
            wide += 1
    while row + high < len(filled) and not any(filled[row + high][column : column + wide]):
        high += 1
    return wide, high


def _cell(marked: MarkedText, place: tuple[int, int], column: int) -> str:
    content = marked.text[slice(*place)].strip()
    if not content:
        return "<td></td>"
    if _NUMBER.fullmatch(content):
        return f'<td class="num">{marked.html(*place)}</td>'
    if column == 0:
        return f'<th scope="row">{marked.html(*place)}</th>'
    return f"<td>{marked.html(*place)}</td>"


def _body(marked: MarkedText, rows: Sequence[_Cells], columns: int) -> str:
    lines: list[str] = []
    for row in rows:
        cells = [_cell(marked, place, column) for column, place in enumerate(row)]
        lines.append("<tr>" + "".join(cells) + "<td></td>" * (columns - len(row)) + "</tr>")
    return "".join(lines)


def _chunk(marked: MarkedText, table: TableInfo, rows: Sequence[_Cells], first: int, widths: Sequence[int]) -> str:
    last = min(first + ROWS_A_CHUNK, len(rows))
    heads = min(table.header_rows, ROWS_A_CHUNK) if first == 0 else 0
    head = "".join(_header(marked, rows[:heads], len(widths)))
    body = _body(marked, rows[first + heads : last], len(widths))
    title = escape(plain_text(f"{table.title or ''} {table.id} {first + 1}–{last}".strip()))
    rows_note = f' data-a="{first + 1}" data-b="{last}"' if len(rows) > ROWS_A_CHUNK else ""
    cols = "".join(f'<col width="{width}">' for width in widths)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{title}"{rows_note}>'
        f'<table width="{sum(widths)}" aria-label="{title}"><colgroup>{cols}</colgroup>'
        f"{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table></div>"
    )


def table_chunks(marked: MarkedText, table: TableInfo) -> Iterator[str]:
    """The table as HTML, ROWS_A_CHUNK rows a piece, all pieces with the same columns."""
    rows = list(_cells(marked.text, table.start, table.end))
    while rows and not marked.text[rows[-1][0][0] : rows[-1][-1][1]].strip():
        rows.pop()  # the line break that ends the table
    if not rows:
        return
    widths = _column_widths(marked.text, rows, max(table.columns, max(map(len, rows))), table.header_rows)
    for first in range(0, len(rows), ROWS_A_CHUNK):
        html = _chunk(marked, table, rows, first, widths)
        yield (_caption(table) + html) if first == 0 else html


def _caption(table: TableInfo) -> str:
    """The table's id as a quiet sign, its page and unit; the title itself stands in the text above."""
    page = f' · <span data-page="{table.page}"></span>' if table.page else ""
    unit = f" · {html_text(table.unit)}" if table.unit else ""
    return f'<p class="caption" id="m-{escape(table.id)}"><span class="tid">{escape(table.id)}</span>{page}{unit}</p>'
