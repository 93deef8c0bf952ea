"""Paragraphs and tables in reading order → Document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..document import Cell, Document, Notice, Page, Table


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell to be laid out."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    indent: int = 0
    percent: bool = False


# A number goes on below where the break stands beside its comma or point, or inside a group of thousands; else there are two.
_CELL_BREAK = re.compile(
    r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])|(?<=\d)\s*\n\s*(?=[^\x00-\x7f])"
    r"|(?<=\d[,.])\s*\n\s*(?=\d)|(?<=\d)\s*\n\s*(?=[,.]\d|[%％])|(?<=,\d)\s*\n\s*(?=\d\d\b)|(?<=,\d\d)\s*\n\s*(?=\d\b)"
)


def cell_text(text: str) -> str:
    """One line for a cell: a line break inside a word or a number goes, elsewhere it becomes a space.

    >>> cell_text("一般公共\\n服务支出"), cell_text("1,23\\n4.5"), cell_text("GDP\\nper head")
    ('一般公共服务支出', '1,234.5', 'GDP per head')
    """
    return " ".join(_CELL_BREAK.sub("", text).split())


_LINES_OF_TEXT = 200  # characters


class Flow:
    """Lays out the text of a document piece by piece and keeps the places."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._tables: list[Table] = []
        self._pages: list[list[int]] = []
        self.notices: list[Notice] = []

    def page(self, number: int) -> None:
        """What is added from now on stands on page `number`."""
        self._pages.append([number, self._length])

    def paragraph(self, text: str) -> None:
        """One paragraph, one line."""
        self._add(text + "\n")

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def table(
        self,
        cells: Iterable[GridCell],
        rows: int,
        columns: int,
        *,
        page: int | None = None,
        page_starts: tuple[tuple[int, int], ...] = (),
        header_rows: int | None = None,
        name: str | None = None,
    ) -> None:
        """A table: a line a row, cells parted by a tab. An iterator must give the cells by row and column."""
        start = self._length
        out: list[Cell] = []
        row = column = 0
        for cell in cells if isinstance(cells, Iterator) else sorted(cells, key=lambda cell: (cell.row, cell.column)):
            while row < cell.row:
                self._add("\t" * (columns - 1 - column) + "\n")
                row, column = row + 1, 0
            self._add("\t" * (cell.column - column))
            column = cell.column
            text = cell_text(cell.text)
            end = self._length + len(text)
            spans = cell.row_span, cell.column_span
            out.append(Cell(row, column, text, self._length, end, *spans, cell.indent, cell.percent))
            self._add(text)
        while row < rows:
            self._add("\t" * (columns - 1 - column) + "\n")
            row, column = row + 1, 0
        end = self._length - 1
        self._tables.append(Table(start, end, rows, columns, tuple(out), page, page_starts, header_rows, name))

    @property
    def is_empty(self) -> bool:
        """Has nothing been written?"""
        return not self._length

    def notice_pictures(self, pictures: int) -> None:
        """Says that pictures were not read where they may be scanned pages: with less than a few lines of text for each."""
        if pictures and self._length < pictures * _LINES_OF_TEXT:
            message = f"{pictures} pictures hold text perhaps; it was not read. Save the document as PDF, whose pictures gouji[ocr] reads."
            self.notices.append(Notice("pictures", message))

    def document(self, **facts: object) -> Document:
        """The document."""
        text = "".join(self._pieces)
        pages = tuple(
            Page(number, start, self._pages[i + 1][1] if i + 1 < len(self._pages) else len(text))
            for i, (number, start) in enumerate(self._pages)
        )
        return Document(text, tuple(self._tables), pages, notices=tuple(self.notices), **facts)  # type: ignore[arg-type]
