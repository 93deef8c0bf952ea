"""Paragraphs and tables in reading order → Document."""

from __future__ import annotations

import re
from collections.abc import Iterable
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


_CELL_BREAK = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])|(?<=[\d,.])\s*\n\s*(?=[\d,.%％])|(?<=\d)\s*\n\s*(?=[^\x00-\x7f])")


def cell_text(text: str) -> str:
    """One line for a cell: a line break inside a word or a number goes, elsewhere it becomes a space.

    >>> cell_text("一般公共\\n服务支出"), cell_text("1,23\\n4.5"), cell_text("GDP\\nper head")
    ('一般公共服务支出', '1,234.5', 'GDP per head')
    """
    return " ".join(_CELL_BREAK.sub("", text).split())


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
        """A table: a line a row, cells parted by a tab."""
        start = self._length
        by_row: dict[int, list[GridCell]] = {}
        for cell in cells:
            by_row.setdefault(cell.row, []).append(cell)
        out: list[Cell] = []
        for row in range(rows):
            at = 0
            for cell in sorted(by_row.get(row, []), key=lambda c: c.column):
                self._add("\t" * (cell.column - at))
                at = cell.column
                text = cell_text(cell.text)
                begin = self._length
                self._add(text)
                out.append(
                    Cell(
                        row,
                        cell.column,
                        text,
                        begin,
                        self._length,
                        cell.row_span,
                        cell.column_span,
                        cell.indent,
                        cell.percent,
                    )
                )
            self._add("\t" * (columns - 1 - at) + "\n")
        self._tables.append(
            Table(start, self._length - 1, rows, columns, tuple(out), page, page_starts, header_rows, name)
        )

    def document(self, **facts: object) -> Document:
        """The document."""
        text = "".join(self._pieces)
        pages = tuple(
            Page(number, start, self._pages[i + 1][1] if i + 1 < len(self._pages) else len(text))
            for i, (number, start) in enumerate(self._pages)
        )
        return Document(text, tuple(self._tables), pages, notices=tuple(self.notices), **facts)  # type: ignore[arg-type]
