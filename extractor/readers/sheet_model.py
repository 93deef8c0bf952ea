"""What the spreadsheet formats have in common: a sheet as the user sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class ShownCell(NamedTuple):
    """A cell that is not empty: its text as shown, without spaces around it."""

    text: str
    percent: bool = False
    indent: int = 0  # half-width characters that the text is moved in by


MOST_CELLS = 400_000  # of a sheet: four times what a table may hold; a larger one is a data file


@dataclass(slots=True)
class Sheet:
    """One sheet. Rows and columns are 0-based and count hidden ones."""

    name: str
    cells: dict[int, dict[int, ShownCell]] = field(default_factory=dict)  # row → column → cell; no empty rows
    merges: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, first column, last row, last column
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: list[str] = field(default_factory=list)  # names of formula cells that the file holds no result for
    unseen: int = 0  # cells with a value that their number format does not show (;;;)
    visible: bool = True
    size: int = 0  # cells that were put
    unread: tuple[int, int] | None = None  # first and last row that were left out of a sheet beyond all measure

    def takes(self, row: int) -> bool:
        """Whether there is room for another row; what is refused is remembered. Rows come from top to bottom."""
        if self.size < MOST_CELLS:
            return True
        self.unread = (self.unread[0] if self.unread else row), row
        return False

    def put(self, row: int, column: int, text: str, *, percent: bool = False, indent: int = 0) -> None:
        """Add a cell; leading spaces of the text count as indentation."""
        inner = text.strip()
        if inner:
            lead = text[: len(text) - len(text.lstrip())]
            spaces = sum(2 if char == "\u3000" else char != "\n" for char in lead)
            self.size += 1
            self.cells.setdefault(row, {})[column] = ShownCell(inner, percent, indent + spaces)


def column_name(column: int) -> str:
    """The letters of a 0-based column.

    >>> column_name(0), column_name(26), column_name(701)
    ('A', 'AA', 'ZZ')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def ranges(numbers: set[int], *, letters: bool = False) -> str:
    """Row numbers or column letters, runs of them shortened.

    >>> ranges({0, 1, 2, 6}), ranges({2, 3}, letters=True)
    ('1-3, 7', 'C-D')
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])

    def write(number: int) -> str:
        return column_name(number) if letters else str(number + 1)

    return ", ".join(write(a) if a == b else f"{write(a)}-{write(b)}" for a, b in runs)
