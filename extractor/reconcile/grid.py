"""One table as the checks want to see it: cells with their figures, what names each row and each column.

Values are also kept as whole numbers (twice the value in units of the table's finest printed place, with the printed place as slack), since learning
which relations a table was built by means trying many of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..models import TableInfo
from .catalogue import cue
from .intervals import ZERO
from .view import Fig, View, clean


@dataclass
class TableGrid:
    """The figures of one table by row and column."""

    info: TableInfo
    texts: list[list[str]]  # cell texts, covered places empty
    figs: dict[tuple[int, int], Fig]
    slack: dict[tuple[int, int], int] = field(default_factory=dict)
    whole: dict[tuple[int, int], int] = field(default_factory=dict)

    @cached_property
    def columns(self) -> list[int]:
        """Columns that hold amounts or counts, left to right."""
        return sorted({column for _, column in self.whole})

    @cached_property
    def rows(self) -> list[int]:
        return sorted({row for row, _ in self.figs})

    @cached_property
    def first_row(self) -> int:
        """The first row that holds figures."""
        return self.rows[0] if self.rows else 0

    def text(self, row: int, column: int) -> str:
        if row < len(self.texts) and column < len(self.texts[row]):
            return self.texts[row][column]
        return ""

    @cached_property
    def header_height(self) -> int:
        return max(self.info.header_rows, 1) if self.info.header_rows else self.first_row

    def header(self, column: int) -> tuple[str, ...]:
        """Header cells over a column, top to bottom; a merged cell stands at its left end."""
        found: list[str] = []
        for row in range(min(self.header_height, len(self.texts))):
            text = clean(self.text(row, column))
            if not text:
                below = any(self.text(under, column).strip() for under in range(row + 1, self.header_height))
                left = next(
                    (clean(self.text(row, at)) for at in range(column - 1, -1, -1) if self.text(row, at).strip()), ""
                )
                text = left if below else ""
            if text and text not in found:
                found.append(text)
        return tuple(found)

    @cached_property
    def headers(self) -> dict[int, tuple[str, ...]]:
        return {column: self.header(column) for column in self.columns}

    @cached_property
    def named_by(self) -> dict[int, int]:
        """Column of figures → the nearest column of words to its left, which names its rows."""
        counts: dict[int, int] = defaultdict(int)
        body = range(self.header_height, len(self.texts))
        for row in body:
            for column, text in enumerate(self.texts[row]):
                if text.strip() and (row, column) not in self.figs and not cue("code_cell").fullmatch(clean(text)):
                    counts[column] += 1
        worded = [column for column, count in counts.items() if count * 3 >= len(body)]
        found: dict[int, int] = {}
        for column in self.columns:
            left = [other for other in worded if other < column and other not in self.columns]
            if left:
                found[column] = max(left)
        return found

    def row_name(self, row: int, column: int) -> str:
        """What the row is called for a column of figures, as printed."""
        named = self.named_by.get(column)
        text = self.text(row, named).strip() if named is not None else ""
        if not text:
            text = next((cell.strip() for at, cell in enumerate(self.texts[row]) if cell.strip() and at < column), "")
        return clean(text)

    def column_name(self, column: int) -> str:
        return "".join(self.headers.get(column, ())[-1:]) or f"#{column + 1}"

    def value(self, row: int, column: int) -> int | None:
        return self.whole.get((row, column))


def make_grids(view: View) -> Iterator[TableGrid]:
    """The tables of a report that hold figures."""
    cells: dict[str, dict[tuple[int, int], Fig]] = defaultdict(dict)
    for fig in view.figs:
        place = fig.figure.cell
        if place is not None:
            cells[place.table].setdefault((place.row, place.column), fig)
    for info in view.report.tables:
        figs = cells.get(info.id)
        if figs:
            yield _grid(info, view.report.text[info.start : info.end], figs)


def _grid(info: TableInfo, text: str, figs: dict[tuple[int, int], Fig]) -> TableGrid:
    grid = TableGrid(info, [line.split("\t") for line in text.split("\n")], figs)
    additive = {place: fig for place, fig in figs.items() if fig.usable and fig.type != "percentage" and not fig.rough}
    if not additive:
        return grid
    finest = min((fig.step or 1) for fig in additive.values()) or 1
    for place, fig in additive.items():
        grid.whole[place] = int(fig.exact * 2 / finest)
        grid.slack[place] = int((fig.step or ZERO) / finest)
    return grid
