"""Tables → figures: every numeric cell with its unit, what it measures, and what it is a part of.

Takes a Document, gives one TableReading a table. How a table is read: table_grid (which cell covers a place), table_layout (lines above,
header, data), table_columns (which columns name rows, which hold values), table_meaning (year, stage, role, unit of each column),
table_rows (label, code, unit of each row), table_hierarchy (what is a part of what), table_figures (the figures), table_forms (numbers
without a header). The words of headers are data: patterns/tables.toml.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from .document import Document, Notice, Table
from .models import Kind
from .subjects import Subjects
from .table_columns import Column, columns, groups, header_paths, name_values
from .table_figures import PartReader, PartReading, TableFigure, column_name, explain_left, numbers_left
from .table_forms import read_form, words_left
from .table_grid import Grid
from .table_layout import Segment, segments
from .table_numbers import Content
from .table_rows import CodeCell
from .table_titles import Context, context, goes_on
from .table_units import money_unit

__all__ = ["CodeCell", "Skipped", "TableFigure", "TableReading", "read_tables"]

_MOST = 100_000  # numeric cells of a table; what holds more is a data file, not a report's table
_BY_NATURE = ("serial numbers", "codes")  # numbers that are no figures whatever the report says


@dataclass(frozen=True, slots=True)
class Skipped:
    """Numeric cells of one column that are no figures by nature: serial numbers, codes, years, terms."""

    column: int
    why: str
    cells: int


@dataclass(frozen=True)
class TableReading:
    """One table, read. `figures` stand in reading order."""

    title: str | None
    unit: str | None  # as declared above or in the table; of a list 元、% the money unit
    header_rows: int
    figures: tuple[TableFigure, ...] = ()
    codes: tuple[CodeCell, ...] = ()
    notices: tuple[Notice, ...] = ()  # numbers that may be figures and were not taken, one a column, with the reason
    skipped: tuple[Skipped, ...] = ()
    formulas: tuple[tuple[int, str], ...] = ()  # (column, A=B+C) where the table prints how its columns go together


def read_tables(
    document: Document, *, fiscal_year: int | None = None, kind: Kind | None = None, subjects: Subjects | None = None
) -> list[TableReading]:
    """What the tables of a document say, one reading a table in the document's order.

    `fiscal_year`: the report's; a year in a table's title or header goes before it. `kind` helps where neither title nor header says
    whether a number is budget or final. Never raises on what a table holds.
    """
    reader = _Reader(document, fiscal_year, kind, subjects)
    return [reader.read(at) for at in range(len(document.tables))]


@dataclass
class _Header:
    """The header that a table had, kept for the next one if that goes on without one."""

    table: Table
    segment: Segment
    paths: list[tuple[str, ...]]
    context: Context


class _Reader:
    """Reads tables in order; a table without a header may go on with the one before."""

    def __init__(
        self, document: Document, fiscal_year: int | None, kind: Kind | None, subjects: Subjects | None
    ) -> None:
        self.document = document
        self.fiscal_year = fiscal_year
        self.kind = kind
        self.subjects = subjects
        self.before: _Header | None = None
        self.context = Context()

    def read(self, at: int) -> TableReading:
        table = self.document.tables[at]
        grid = Grid(table)
        numeric = sum(grid.numbers)
        if numeric > _MOST:
            return _too_large(table, numeric)
        parts = segments(grid)
        total = PartReading()
        made: list[Column] = []
        title, header_rows = None, 0
        for number, segment in enumerate(parts):
            where = self._context(at, segment, first=number == 0)
            title = title or where.title
            header_rows = header_rows or len(segment.header)
            part, part_columns = self._read_part(grid, segment, where)
            made = made or part_columns
            _append(total, part)
        unit = money_unit(self.context.units)
        reasons = Counter((column, why) for (_, column), why in total.why.items())
        return TableReading(
            title=title or self.context.title,
            unit=unit.name if unit else None,
            header_rows=header_rows,
            figures=_in_reading_order(total),
            codes=tuple(total.codes),
            notices=_notices(table, reasons, made),
            skipped=tuple(
                Skipped(column, why, cells) for (column, why), cells in sorted(reasons.items()) if _expected(why)
            ),
            formulas=tuple(sorted((column, text) for part_ in parts for column, text in part_.formulas.items())),
        )

    def _context(self, at: int, segment: Segment, *, first: bool) -> Context:
        """What stands above; a part further down the table, or a table right behind another, keeps what held before."""
        before = self.context
        if not first and not segment.titles and not segment.units:
            return before
        now = context(
            self.document, at, segment.titles, segment.units, fiscal_year=self.fiscal_year, kind=self.kind
        )  # fmt: skip
        if (not now.alone or not first) and not now.units:
            now = replace(now, units=before.units)
        if not now.alone and first and now.title is None:
            now = replace(before, units=now.units, alone=False)
        self.context = now
        return now

    def _read_part(self, grid: Grid, segment: Segment, where: Context) -> tuple[PartReading, list[Column]]:
        paths = header_paths(grid, segment)
        if not segment.header:
            if self.before and self._goes_on(grid.table, segment, where):
                paths, where = (
                    self.before.paths,
                    replace(self.before.context, units=where.units or self.before.context.units),
                )
            else:
                reading = PartReading()
                read_form(grid, segment.body, where, reading)
                explain_left(grid, segment.body, [], reading)
                return reading, []
        else:
            self.before = _Header(grid.table, segment, paths, where)
        made = columns(grid, segment, paths)
        table_groups = groups(made)
        for group in table_groups:
            name_values(group)
        reader = PartReader(grid, segment, where, self.subjects)
        reading = reader.read(table_groups)
        _read_labelled(grid, segment, where, reading)
        explain_left(grid, segment.body, made, reading)
        return reading, made

    def _goes_on(self, table: Table, segment: Segment, where: Context) -> bool:
        before = self.before
        return before is not None and before.table is not table and goes_on(before.table, table) and not where.alone


def _read_labelled(grid: Grid, segment: Segment, where: Context, reading: PartReading) -> None:
    """Numbers under a header that does not name them, behind words of their own that end in a colon: a form within a table."""
    rows = {
        row
        for row, column, _ in numbers_left(grid, segment.body, reading)
        if (left := next(words_left(grid, row, column), None)) is not None
        and grid.cells[left].text.rstrip().endswith(("：", ":"))
    }
    if rows:
        read_form(grid, sorted(rows), where, reading)


def _too_large(table: Table, numeric: int) -> TableReading:
    message = f"A table of {numeric} numeric cells was not read: more than {_MOST}. Split the sheet if its figures are wanted."
    notice = Notice("table_too_large", message, start=table.start, end=table.end, page=table.page)
    return TableReading(table.name, None, 0, notices=(notice,))


def _append(total: PartReading, part: PartReading) -> None:
    """Adds a part's figures; positions in their facts move with them."""
    shift = len(total.figures)
    for figure in part.figures:
        facts = figure.facts
        if shift:
            facts.parent = _moved(facts.parent, shift)
            facts.about = _moved(facts.about, shift)
            facts.whole = _moved(facts.whole, shift)
            figure = replace(figure, across=_moved(figure.across, shift))
        total.figures.append(figure)
    total.codes += part.codes
    total.why.update(part.why)
    total.at.update((place, at + shift) for place, at in part.at.items())


def _moved(at: int | None, shift: int) -> int | None:
    return None if at is None else at + shift


def _in_reading_order(total: PartReading) -> tuple[TableFigure, ...]:
    """Figures by place; the positions in their facts follow."""
    order = sorted(range(len(total.figures)), key=lambda at: total.figures[at].start)
    if order == list(range(len(order))):
        return tuple(total.figures)
    moved = {old: new for new, old in enumerate(order)}
    figures = []
    for old in order:
        figure = total.figures[old]
        facts = figure.facts
        facts.parent = moved.get(facts.parent) if facts.parent is not None else None
        facts.about = moved.get(facts.about) if facts.about is not None else None
        facts.whole = moved.get(facts.whole) if facts.whole is not None else None
        across = moved.get(figure.across) if figure.across is not None else None
        figures.append(replace(figure, across=across) if across != figure.across else figure)
    return tuple(figures)


def _expected(why: str) -> bool:
    return why in _BY_NATURE or why.startswith("column ")


def _notices(table: Table, reasons: Counter[tuple[int, str]], made: list[Column]) -> tuple[Notice, ...]:
    """One notice a column and reason, for numbers that may be figures."""
    notices = []
    for (column, why), cells in sorted(reasons.items()):
        if not _expected(why):
            code = "table_" + why.replace(" ", "_") if why in ("no unit", "no label") else "table_unread"
            message = f"Column {column_name(made, column)!r}: {cells} numeric cell(s) gave no figure: {why}."
            notices.append(Notice(code, message, start=table.start, end=table.end, page=table.page))
    return tuple(notices)


def count_numeric(table: Table) -> int:
    """How many cells of a table hold nothing but a number: what `figures`, `skipped` and `notices` together account for."""
    return sum(1 for kind in Grid(table).kinds if kind is Content.NUMBER)
