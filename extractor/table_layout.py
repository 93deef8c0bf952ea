"""The parts of a table: lines before the header, header rows, rows of data, and where another header begins a new part."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from .table_grid import NOTHING, Grid
from .table_numbers import Content
from .table_units import Unit, declared_units, parse_units
from .table_words import found

_TALLEST = 4  # rows of the tallest header cell
_LONGEST_HEAD = 12  # characters of a header cell beside 项目名称; what is longer was filled in


@dataclass
class Segment:
    """One header with the rows below it. A table is one segment, save where a new header begins within it."""

    header: list[int] = field(default_factory=list)  # header rows
    body: list[int] = field(default_factory=list)  # rows of data
    titles: list[str] = field(default_factory=list)  # lines of words above the header, inside the table
    units: tuple[Unit, ...] = ()  # declared inside the table
    formulas: dict[int, str] = field(default_factory=dict)  # column → A=B+C of a formula row
    bands: dict[int, str] = field(default_factory=dict)  # row → heading that stands alone above it, over all columns

    @property
    def empty(self) -> bool:
        return not (self.header or self.body)


def segments(grid: Grid) -> list[Segment]:
    """The parts of a table, top to bottom."""
    return _Splitter(grid).split()


class _Splitter:
    """Goes down the rows once and says of each what it is."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.found: list[Segment] = [Segment()]
        self.marked = grid.table.header_rows or 0

    @property
    def now(self) -> Segment:
        return self.found[-1]

    def split(self) -> list[Segment]:
        for row in range(self.grid.rows):
            cells = self.grid.line(row) if self._may_be_words(row) else None
            if cells is None:
                self.now.body.append(row)
            elif cells:
                self._take(row, cells)
        return [segment for segment in self.found if not segment.empty]

    def _may_be_words(self, row: int) -> bool:
        """Most rows of a big table are data and need no closer look."""
        return not self.now.body or self.grid.numbers[row] == 0

    def _take(self, row: int, cells: list[int]) -> None:
        if self.now.body:
            if self._is_note(row, cells):
                return
            if self._repeats_header(cells):
                return
            if not self._begins_part(row, cells):
                self._body(row, cells)
                return
            self.found.append(Segment())
        if not self.now.header and self._prelude(row, cells):
            return
        if self.now.header and (self._is_index_row(row, cells) or self._take_formulas(row, cells)):
            return
        if self._is_header(row, cells):
            self.now.header.append(row)
        else:
            self._body(row, cells)

    def _body(self, row: int, cells: list[int]) -> None:
        if len(cells) == 1 and self.grid.kinds[cells[0]] is Content.TEXT and self.grid.columns > 1:
            cell = self.grid.cells[cells[0]]
            if cell.column_span >= self.grid.columns:
                self.now.bands[row] = self.grid.text(cells[0])
                return
        self.now.body.append(row)

    def _is_note(self, row: int, cells: list[int]) -> bool:
        return found("row.note", self.grid.text(cells[0])) is not None and len(cells) <= 2

    def _texts(self, cells: list[int]) -> list[str]:
        return [self.grid.text(index) for index in cells]

    def _prelude(self, row: int, cells: list[int]) -> bool:
        """Title, table number, 单位：万元, 编制单位：… above the header. Takes what it says."""
        texts = self._texts(cells)
        known = 0
        for text in texts:
            units = declared_units(text) or (parse_units(text.strip("（）")) if len(cells) == 1 else ())
            if units:
                self.now.units = units
                known += 1
            elif found("title.number", text) or found("title.form", text):
                known += 1
        if known == len(texts):
            return True
        rest = [
            text
            for text in texts
            if not (declared_units(text) or found("title.number", text) or found("title.form", text))
        ]
        alone = len(rest) == 1 and self.grid.numbers[row] == 0 and (known > 0 or len(cells) == 1)
        if alone and not any(found(kind, rest[0]) for kind in ("row.number", "row.total", "header.strict")):
            self.now.titles.append(rest[0])
            return True
        return False

    def _is_index_row(self, row: int, cells: list[int]) -> bool:
        """栏次 1 2 3 …: numbers that count the columns."""
        numbers = []
        for index in cells:
            text = self.grid.text(index)
            if self.grid.kinds[index] is Content.NUMBER and text.isdigit():
                numbers.append(int(text))
            elif not found("cell.index", text) and not found("cell.formula", text):
                return False
        if len(numbers) < 2 or numbers[0] > 2:
            return False
        named = any(found("cell.index", self.grid.text(index)) for index in cells)
        return all(b - a in (1, 2) for a, b in itertools.pairwise(numbers)) and (named or len(numbers) > 2)

    def _take_formulas(self, row: int, cells: list[int]) -> bool:
        """公式 A=B+C B C: how the columns go together. Keeps what it says."""
        texts = self._texts(cells)
        formulas = [text for text in texts if found("cell.formula", text) and not text.isdigit()]
        if len(formulas) < 2 or len(formulas) < len([t for t in texts if not found("cell.index", t)]):
            return False
        for index, text in zip(cells, texts, strict=True):
            if found("cell.formula", text):
                self.now.formulas[self.grid.cells[index].column] = text
        return True

    def _is_header(self, row: int, cells: list[int]) -> bool:
        if row < self.marked:
            return True
        grid = self.grid
        kinds = [grid.kinds[index] for index in cells]
        if Content.BLANK in kinds:
            return False
        if grid.numbers[row] and not self._is_year_row(row, cells):
            return False
        if any(found("row.total", text) and len(cells) < 3 for text in self._texts(cells)[:1]):
            return False
        if not self.now.header:
            return len(cells) > 1 and not self._is_form_row(row, cells)
        return self._continues_header(row, cells)

    def _is_year_row(self, row: int, cells: list[int]) -> bool:
        numeric = [index for index in cells if self.grid.kinds[index] is Content.NUMBER]
        return all(self.grid.is_year(index) for index in numeric) and (len(numeric) > 1 or len(cells) > 2)

    def _is_form_row(self, row: int, cells: list[int]) -> bool:
        """项目名称 | what somebody filled in: a form has no header there."""
        texts = self._texts(cells)
        for at, text in enumerate(texts):
            if found("header.form", text):
                following = texts[at + 1] if at + 1 < len(texts) else ""
                if text.endswith("：") or not following or not found("header.word", following):
                    return True
                words = sum(1 for other in texts if found("header.word", other))
                if len(following) > _LONGEST_HEAD and (len(cells) == 2 or words * 2 < len(cells)):
                    return True
        return False

    def _continues_header(self, row: int, cells: list[int]) -> bool:
        """Whether a row without numbers below a header row still belongs to the header."""
        grid = self.grid
        above = self.now.header[-1]
        if any(self._hangs_down(index) for index in cells):
            return True
        own = [index for index in cells if grid.cells[index].row == row]
        texts = self._texts(own)
        words = sum(1 for text in texts if found("header.word", text) and not found("row.number", text))
        first = grid.place_text(row, 0)
        stub_like = not first or (found("header.word", first) is not None and not found("row.number", first))
        grouped = any(
            grid.cells[index].column_span > 1 and grid.cells[index].row == above for index in grid.line(above)
        )
        gaps = any(
            grid.at[above][column] == NOTHING or grid.kinds[grid.at[above][column]] is Content.EMPTY
            for column in range(grid.columns)
        )
        if len(own) < 2:
            return grouped and not first
        head = grid.at[above][0]
        if found("row.total", first) and (head == NOTHING or grid.cells[head].column_span == 1):
            return False
        units = all(parse_units(text) for text in texts if text != first)
        return units or (stub_like and words * 2 >= len(own) and (grouped or gaps))

    def _hangs_down(self, index: int) -> bool:
        """Whether a header cell reaches into the rows below; one that goes on to the end is a band beside the data, not a header."""
        cell = self.grid.cells[index]
        return cell.row in self.now.header and cell.row_span <= _TALLEST

    def _repeats_header(self, cells: list[int]) -> bool:
        """The same header again, where a table goes on over a page."""
        if not self.now.header:
            return False
        texts = self._texts(cells)
        return any(texts == self._texts(self.grid.line(row)) for segment in self.found for row in segment.header)

    def _begins_part(self, row: int, cells: list[int]) -> bool:
        """Whether a row of words within the data is another header, or the title of another table."""
        texts = self._texts(cells)
        if self.grid.numbers[row] or any(self.grid.kinds[index] is Content.BLANK for index in cells):
            return False
        if len(cells) == 1:
            text = texts[0]
            below = row + 1 < self.grid.rows and self.grid.numbers[row + 1] == 0
            return below and found("title.sure", text) is not None and not found("row.number", text)
        if any(found("row.number", text) or found("row.total", text) for text in texts[:1]):
            return False
        strict = sum(1 for text in texts if found("header.strict", text) or declared_units("（" + text + "）"))
        return strict >= 2 and strict * 2 >= len(texts)
