"""Small tables written as rows of cell texts → Document, as a reader would lay them out.

`<` continues the cell on its left, `^` the cell above; leading spaces of a cell are its indentation.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.document import Cell, Document, Table
from extractor.models import Kind
from extractor.subjects import subjects
from extractor.tables import TableFigure, TableReading, read_tables


def table_document(*parts: str | Sequence[Sequence[str]]) -> Document:
    """Paragraphs (strings) and tables (lists of rows) in the given order."""
    text = ""
    tables = []
    for part in parts:
        if isinstance(part, str):
            text += part + "\n"
        else:
            table, written = _table(part, len(text))
            tables.append(table)
            text += written + "\n"
    return Document(text, tables=tuple(tables))


def _table(rows: Sequence[Sequence[str]], start: int) -> tuple[Table, str]:
    cells = []
    lines = []
    at = start
    for row, texts in enumerate(rows):
        line = []
        for column, text in enumerate(texts):
            printed = "" if text in ("<", "^") else text
            if text not in ("<", "^"):
                right = next((c for c in range(column + 1, len(texts)) if texts[c] != "<"), len(texts))
                down = next((r for r in range(row + 1, len(rows)) if rows[r][column] != "^"), len(rows))
                indent = sum(2 if char == "\u3000" else 1 for char in text[: len(text) - len(text.lstrip())])
                cells.append(Cell(row, column, text, at, at + len(text), down - row, right - column, indent))
            line.append(printed)
            at += len(printed) + 1
        lines.append("\t".join(line))
    written = "\n".join(lines)
    return Table(start, start + len(written), len(rows), max(map(len, rows)), tuple(cells)), written


class Read:
    """One table, read; figures by place."""

    def __init__(self, document: Document, reading: TableReading) -> None:
        self.document = document
        self.reading = reading
        self.by_place = {(figure.row, figure.column): figure for figure in reading.figures}

    def __getitem__(self, place: tuple[int, int]) -> TableFigure:
        return self.by_place[place]

    def raw(self, place: tuple[int, int]) -> str:
        figure = self[place]
        return self.document.text[figure.start : figure.end]

    def upper(self, place: tuple[int, int]) -> tuple[int, int] | None:
        """Place of the figure that the figure at `place` is a part of."""
        return self._place(self[place].facts.parent)

    def about(self, place: tuple[int, int]) -> tuple[int, int] | None:
        return self._place(self[place].facts.about)

    def whole(self, place: tuple[int, int]) -> tuple[int, int] | None:
        return self._place(self[place].facts.whole)

    def _place(self, at: int | None) -> tuple[int, int] | None:
        if at is None:
            return None
        figure = self.reading.figures[at]
        return figure.row, figure.column

    def labels(self) -> dict[tuple[int, int], str | None]:
        return {place: figure.facts.label for place, figure in self.by_place.items()}


def read_all(*parts: str | Sequence[Sequence[str]], year: int | None = 2024, kind: Kind | None = None) -> list[Read]:
    """Every table of a document made of `parts`, read."""
    document = table_document(*parts)
    readings = read_tables(document, fiscal_year=year, kind=kind, subjects=subjects())
    return [Read(document, reading) for reading in readings]


def read_one(*parts: str | Sequence[Sequence[str]], year: int | None = 2024, kind: Kind | None = None) -> Read:
    """The last table of a document made of `parts`, read."""
    return read_all(*parts, year=year, kind=kind)[-1]
