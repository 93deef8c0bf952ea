"""A table as a grid: which cell covers a place, what kind of thing stands there, which rows hold numbers."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Table
from .table_numbers import Content, content
from .table_words import found, plain

NOTHING = -1


class Grid:
    """Dense view of one table. Cells are named by their index in `cells`; `at[row][column]` is the cell that covers a place."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.cells = table.cells
        self.rows = table.rows
        self.columns = table.columns
        self.at: list[list[int]] = [[NOTHING] * self.columns for _ in range(self.rows)]
        self.kinds: list[Content] = [content(cell.text) for cell in self.cells]
        self.numbers: list[int] = [0] * self.rows  # numeric cells that begin in a row
        self._place()

    def _place(self) -> None:
        room = 4 * self.rows * self.columns + 1000  # spans that lie about their reach must not cost more than the table
        for index, cell in enumerate(self.cells):
            if not (0 <= cell.row < self.rows and 0 <= cell.column < self.columns):
                continue
            if self.kinds[index] is Content.NUMBER:
                self.numbers[cell.row] += 1
            if cell.row_span == 1 and cell.column_span == 1:
                self.at[cell.row][cell.column] = index
                continue
            bottom = min(cell.row + cell.row_span, self.rows)
            right = min(cell.column + cell.column_span, self.columns)
            room -= (bottom - cell.row) * (right - cell.column)
            if room < 0:
                bottom, right = cell.row + 1, cell.column + 1
            for row in range(cell.row, bottom):
                line = self.at[row]
                for column in range(cell.column, right):
                    if line[column] == NOTHING or self.kinds[line[column]] is Content.EMPTY:
                        line[column] = index

    def line(self, row: int) -> list[int]:
        """Distinct cells with something printed that cover a row, left to right."""
        found_cells: list[int] = []
        last = NOTHING
        for index in self.at[row]:
            if index != last and index != NOTHING and self.kinds[index] is not Content.EMPTY:
                found_cells.append(index)
            last = index
        return found_cells

    def own(self, row: int) -> list[int]:
        """Distinct printed cells that begin in a row."""
        return [index for index in self.line(row) if self.cells[index].row == row]

    def begins(self, index: int, row: int, column: int) -> bool:
        """Whether the cell's top left corner is that place."""
        cell = self.cells[index]
        return cell.row == row and cell.column == column

    def text(self, index: int) -> str:
        """The cell's text in one line, in the signs of the matching copy."""
        return plain(self.cells[index].text)

    def place_text(self, row: int, column: int) -> str:
        """Text of the cell that covers a place; empty where none does."""
        index = self.at[row][column]
        return self.text(index) if index != NOTHING else ""

    def is_year(self, index: int) -> bool:
        """Whether the cell holds nothing but a year."""
        return found("cell.year", self.text(index)) is not None

    def body(self, rows: list[int]) -> Iterator[tuple[int, int, int]]:
        """(row, column, cell) of every cell that begins in one of `rows`."""
        for row in rows:
            for column, index in enumerate(self.at[row]):
                if index != NOTHING:
                    cell = self.cells[index]
                    if cell.row == row and cell.column == column:
                        yield row, column, index
