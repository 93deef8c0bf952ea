"""Subject codes in the cells of tables: a column of codes, or columns 类 款 项 that hold a code between them.

A cell that holds nothing but digits is a code when its column's header says so, or when the name beside it is that
code's name. A bare number under any other header stays a number, though a code of those digits exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from .document import Cell, Table
from .normalize import MatchingCopy
from .patterns import load
from .subject_mentions import SubjectMention, mention
from .subjects import Subjects

_LEVELS = ("类", "款", "项", "目")
_LENGTHS = (3, 5, 7, 9)


@dataclass(frozen=True, slots=True)
class CellCodes:
    """What the tables hold: the mentions, and the places of all bare numbers, which the rules for text leave alone."""

    mentions: list[SubjectMention]
    numbers: list[tuple[int, int]]


def find_in_cells(copy: MatchingCopy, tables: Sequence[Table], codes: Subjects, year: int | None) -> CellCodes:
    """The codes in the tables of a document; places are places in the copy."""
    found = CellCodes([], [])
    for index, table in enumerate(tables):
        grid = _Grid(copy, table, codes, year)
        if not grid.read():
            continue
        found.numbers.extend(_place(copy, cell) for cell in grid.numbers)
        found.mentions.extend(
            replace(one, cell=(index, cell.row, cell.column))
            for cell, one in (*grid.split_codes(), *grid.plain_codes())
        )
    return found


def _place(copy: MatchingCopy, cell: Cell) -> tuple[int, int]:
    """Place in the copy of the cell's text without the blanks around it."""
    lead = len(cell.text) - len(cell.text.lstrip())
    start = copy.to_copy(cell.start + lead)
    return start, start + len(_digits(cell.text))


def _end(copy: MatchingCopy, cell: Cell) -> int:
    start, end = _place(copy, cell)
    return max(end, start + 1)


def _digits(text: str) -> str:
    """The cell's digits, half width; empty where it holds anything else."""
    bare = text.strip()
    if not 2 <= len(bare) <= 9 or not bare.isdecimal():
        return ""
    return "".join(str(int(char)) for char in bare)


def _part(text: str) -> str:
    """Digits of a 类, 款 or 项 cell; a spreadsheet may have made 2 of 02."""
    bare = text.strip()
    return "0" + str(int(bare)) if len(bare) == 1 and bare.isdecimal() else _digits(text)


@dataclass(slots=True)
class _Grid:
    """One table, seen as rows of cells."""

    copy: MatchingCopy
    table: Table
    codes: Subjects
    year: int | None
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    numbers: list[Cell] = field(default_factory=list)  # cells of two to nine digits and nothing else
    headers: list[Cell] = field(default_factory=list)  # cells that could head a code column
    split: dict[int, tuple[int, ...]] = field(default_factory=dict)  # row of a header 类 款 项 → its columns

    def read(self) -> bool:
        """Sorts the cells; says whether any of them could be a code."""
        head = load("codes.toml")["cell.code_header"].compiled
        for cell in self.table.cells:
            self.rows.setdefault(cell.row, {})[cell.column] = cell
            if _digits(cell.text):
                self.numbers.append(cell)
            elif len(cell.text) < 40 and head.search(cell.text):
                self.headers.append(cell)
        for number, row in self.rows.items():
            columns = tuple(column for column in sorted(row) if row[column].text.strip() in _LEVELS)
            words = tuple(row[column].text.strip() for column in columns)
            if len(words) > 1 and words == _LEVELS[: len(words)]:
                self.split[number] = columns
        return bool(self.numbers)

    def split_codes(self) -> Iterator[tuple[Cell, SubjectMention]]:
        """Codes whose 类, 款 and 项 stand in columns of their own. A level left blank is that of the row above."""
        for head, columns in self.split.items():
            above = ["" for _ in columns]
            end = min((row for row in self.split if row > head), default=self.table.rows)
            for number in range(head + 1, end):
                row = self.rows.get(number, {})
                cells = [row.get(column) for column in columns]
                parts = [_part(cell.text) if cell else "" for cell in cells]
                filled = [at for at, part in enumerate(parts) if part]
                if not filled:
                    continue
                parts[: filled[0]] = above[: filled[0]]
                above = parts[: filled[-1] + 1] + [""] * (len(parts) - filled[-1] - 1)
                code = "".join(parts[: filled[-1] + 1])
                first, last = cells[filled[0]], cells[filled[-1]]
                if len(parts[filled[-1]]) in _LENGTHS and filled[-1]:  # each column repeats the levels above
                    code, first = parts[filled[-1]], last
                if first and last and (code in self.codes or (len(code) in _LENGTHS[1:] and code[:3] in self.codes)):
                    name = self._name(number, columns[-1] + 1) or self._name_before(number, columns[0])
                    yield first, self._mention(_place(self.copy, first)[0], _end(self.copy, last), code, name)

    def plain_codes(self) -> Iterator[tuple[Cell, SubjectMention]]:
        """Codes in one piece."""
        taken = {column for columns in self.split.values() for column in columns}
        for cell in self.numbers:
            code = _digits(cell.text)
            if (
                cell.column in taken
                or len(code) not in _LENGTHS
                or (code not in self.codes and code[:3] not in self.codes)
            ):
                continue
            headed = self._headed(cell)
            name = self._name(cell.row, cell.column + cell.column_span) or self._name_before(cell.row, cell.column)
            own = name is not None and self.codes.status(code, name, self.year) in ("valid", "renamed")
            if own or (headed and (code in self.codes or (len(code) > 3 and name is not None))):
                start, end = _place(self.copy, cell)
                yield cell, self._mention(start, end, code, name)

    def _mention(self, start: int, end: int, code: str, name: str | None) -> SubjectMention:
        return mention(self.codes, start, end, code, name, self.year)

    def _headed(self, cell: Cell) -> bool:
        """Whether a header above says that the column holds subject codes."""
        return any(
            head.row < cell.row and head.column <= cell.column < head.column + head.column_span for head in self.headers
        )

    def _name(self, row: int, column: int) -> str | None:
        """The name in the next cell to the right that is not empty."""
        cells = self.rows.get(row, {})
        following = (cells[at] for at in range(column, column + 3) if at in cells)
        return next((_bare_name(cell.text) for cell in following if cell.text.strip()), None)

    def _name_before(self, row: int, column: int) -> str | None:
        cell = self.rows.get(row, {}).get(column - 1)
        return _bare_name(cell.text) if cell else None


def _bare_name(text: str) -> str | None:
    """A name cell without its list number and blanks; None for what is no name."""
    bare = "".join(text.split())
    name = load("codes.toml")["cell.list_number"].compiled.sub("", bare, count=1)
    return name if 1 < len(name) < 60 and not name[0].isdigit() else None
