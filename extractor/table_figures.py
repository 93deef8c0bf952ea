"""The figures of one part of a table: each numeric cell with its unit, its label and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from .facts import Facts
from .mentions import Approximation
from .models import Direction, Flow, Stage
from .numerals import EXACT
from .subjects import Subjects
from .table_columns import Column, Group, Part
from .table_grid import NOTHING, Grid
from .table_headers import flow_of, join_label
from .table_hierarchy import Values, column_parents, row_parents
from .table_layout import Segment
from .table_meaning import Meaning, mark_bases, meanings
from .table_numbers import CellNumber, Content, is_unread_number, read_number_cell, read_own_unit
from .table_pairs import settle_pairs
from .table_rows import CodeCell, RowHead, RowReader, inherited
from .table_titles import Context, title_measure
from .table_units import PERCENT, Unit, UnitKind, money_unit
from .table_words import found

_SIGNS: dict[str, Approximation] = {"≥": "over", ">": "over", "≤": "under", "<": "under"}
_FLOW_WORDS = {"income": "收入", "expenditure": "支出"}
_PERMILLE = Unit("percentage", "permille", Decimal("0.001"))


@dataclass(frozen=True, slots=True)
class TableFigure:
    """One numeric cell. `start`, `end` are places in Document.text.

    The positions in `facts` (parent, about, whole) and `across` count the figures of this table.
    """

    kind: UnitKind
    start: int
    end: int
    value: Decimal | None  # yuan; ratio; count. None for a range
    precision: Decimal
    unit: str | None
    unit_inferred: bool
    approximation: Approximation | None
    low: Decimal | None
    high: Decimal | None
    currency: str
    facts: Facts
    row: int
    column: int
    across: int | None = None  # the figure of the same row that this one is a part of: 合计 over 基本支出


@dataclass
class PartReading:
    """What one part of a table gave, before the parts are put together."""

    figures: list[TableFigure] = field(default_factory=list)
    codes: list[CodeCell] = field(default_factory=list)
    why: dict[tuple[int, int], str] = field(default_factory=dict)  # (row, column) → why its number is no figure
    at: dict[tuple[int, int], int] = field(default_factory=dict)  # (row, column) → figure


class PartReader:
    """Reads one part that has a header."""

    def __init__(self, grid: Grid, segment: Segment, context: Context, subjects: Subjects | None) -> None:
        self.grid = grid
        self.segment = segment
        self.context = context
        self.subjects = subjects
        self.reading = PartReading()
        self.unit = money_unit(context.units)

    def read(self, part_groups: list[Group]) -> PartReading:
        for group in part_groups:
            self._read_group(group)
        return self.reading

    def _read_group(self, group: Group) -> None:
        rows = RowReader(self.grid, group, self.subjects)
        heads = {row: rows.read(row) for row in self.segment.body}
        known = {code.start for code in self.reading.codes}
        self.reading.codes += [code for code in rows.codes if code.start not in known]
        self.unit = self._stub_unit(group) or money_unit(self.context.units)
        columns = meanings(group, self.context)
        numbers = self._numbers(columns)
        settle_pairs(columns, self.segment.body, numbers)
        mark_bases(columns)
        upper_rows = row_parents(list(heads.values()), _values(columns, numbers), listed=rows.listed)
        heads = inherited(heads, upper_rows)
        maker = _Maker(self, group, columns)
        by_index = {meaning.index: meaning for meaning in columns}
        for (row, column), number in numbers.items():
            maker.make(heads[row], by_index[column], number)
        self._link(heads, columns, upper_rows)

    def _stub_unit(self, group: Group) -> Unit | None:
        """项目资金（万元） over or beside the rows: the unit of their money."""
        units = [unit for column in group.stub for words in column.words for unit in words.units]
        return next((unit for unit in units if unit.kind == "amount"), None)

    def _numbers(self, columns: list[Meaning]) -> dict[tuple[int, int], CellNumber]:
        """Numbers of the value columns, row by row."""
        grid = self.grid
        places = [meaning.index for meaning in columns]
        numbers: dict[tuple[int, int], CellNumber] = {}
        cells, kinds = grid.cells, grid.kinds
        for row in self.segment.body:
            line = grid.at[row]
            for column in places:
                index = line[column]
                if index == NOTHING or kinds[index] < Content.NUMBER:
                    continue
                cell = cells[index]
                if cell.row != row or cell.column != column:
                    continue
                number = read_number_cell(cell.text) if kinds[index] is Content.NUMBER else read_own_unit(cell.text)
                if number is not None:
                    numbers[row, column] = number
        return numbers

    def _link(self, heads: dict[int, RowHead], columns: list[Meaning], upper_rows: dict[int, int]) -> None:
        """Parent by row, part of a total column, about and whole of percentages."""
        upper_columns = column_parents([meaning.column for meaning in columns if not meaning.percent])
        by_index = {meaning.index: meaning for meaning in columns}
        for (row, column), place in list(self.reading.at.items()):
            meaning = by_index.get(column)
            if meaning is not None and row in heads:
                self._link_one(row, column, place, meaning, upper_rows, upper_columns)

    def _link_one(
        self,
        row: int,
        column: int,
        place: int,
        meaning: Meaning,
        upper_rows: dict[int, int],
        upper_columns: dict[int, int],
    ) -> None:
        at, figures = self.reading.at, self.reading.figures
        figure = figures[place]
        if figure.kind == "amount":
            upper = at.get((upper_rows[row], column)) if row in upper_rows else None
            beside = at.get((row, upper_columns[column])) if column in upper_columns else None
            if upper is not None and figures[upper].kind == "amount":
                figure.facts.parent = upper
            if beside is not None and figures[beside].kind == "amount" and _same_time(figure, figures[beside]):
                figures[place] = replace(figure, across=beside)
                if figure.facts.parent is None:
                    figure.facts.parent = beside
        if meaning.about is not None:
            figure.facts.about = at.get((row, meaning.about))
        if meaning.whole is not None:
            figure.facts.whole = at.get((row, meaning.whole))
        elif meaning.role == "share" and meaning.about is not None and row in upper_rows:
            figure.facts.whole = at.get((self._top(row, upper_rows), meaning.about))

    @staticmethod
    def _top(row: int, upper_rows: dict[int, int]) -> int:
        seen = {row}
        while row in upper_rows and upper_rows[row] not in seen:
            row = upper_rows[row]
            seen.add(row)
        return row


def _values(columns: list[Meaning], numbers: dict[tuple[int, int], CellNumber]) -> dict[int, Values]:
    """The bare numbers of the columns that are no percentages, by row: what tells which rows a total is the sum of."""
    amounts = {meaning.index for meaning in columns if not meaning.percent and not meaning.fixed}
    values: dict[int, Values] = {}
    for (row, column), number in numbers.items():
        if column in amounts and number.value is not None and not number.ratio and number.unit is None:
            values.setdefault(row, {})[column] = (number.value, number.precision)
    return values


def _same_time(one: TableFigure, other: TableFigure) -> bool:
    return one.facts.fiscal_year == other.facts.fiscal_year and one.facts.stage == other.facts.stage


class _Maker:
    """Makes the figures of one group."""

    def __init__(self, reader: PartReader, group: Group, columns: list[Meaning]) -> None:
        self.columns = columns
        self.reader = reader
        self.context = reader.context
        self.reading = reader.reading
        self.scoped = bool(group.of(Part.SCOPE))
        self.column_flows: dict[int, tuple[Flow | None, Flow | None]] = {}
        self._enter(RowHead(-1))

    def make(self, head: RowHead, meaning: Meaning, number: CellNumber) -> None:
        unit = self._unit(head, meaning, number)
        cell = self.reader.grid.cells[self.reader.grid.at[head.row][meaning.index]]
        if unit is None:
            self.reading.why[head.row, meaning.index] = "no unit"
            return
        factor = unit.factor
        value = EXACT.multiply(number.value, factor) if number.value is not None else None
        facts = self._facts(head, meaning, unit, value)
        if cell.column_span > 1:
            self._widen(facts, meaning, cell.column + cell.column_span)
        if not facts.label:
            self.reading.why[head.row, meaning.index] = "no label"
            return
        place = len(self.reading.figures)
        self.reading.at[head.row, meaning.index] = place
        self.reading.figures.append(
            TableFigure(
                unit.kind, cell.start + number.start, cell.start + number.end, value, _times(number.precision, factor),
                unit.name, number.unit is None and not number.ratio, number.approximation or _SIGNS.get(head.sign[:1]),
                number.low, number.high, unit.currency, facts, cell.row, cell.column,
            )
        )  # fmt: skip

    def _widen(self, facts: Facts, meaning: Meaning, end: int) -> None:
        """A number that stands over several columns is of none of their years and stages where these differ."""
        others = [other for other in self.columns if meaning.index < other.index < end]
        if any(other.year != meaning.year for other in others):
            facts.fiscal_year = facts.period = None
        if any(other.stage != meaning.stage for other in others):
            facts.stage = None

    def _unit(self, head: RowHead, meaning: Meaning, number: CellNumber) -> Unit | None:
        """The cell's own unit, else the column's where it holds against rows, the row's, the column's, the table's."""
        if number.unit is not None:
            return number.unit
        if number.ratio:
            return PERCENT if number.ratio == "%" else _PERMILLE
        if meaning.fixed:
            return meaning.unit
        if head.unit is not None and not (
            head.unit.kind == "quantity" and meaning.unit and meaning.unit.kind == "amount"
        ):
            return head.unit  # but 车辆（辆） under 金额（万元） is money
        if head.ratio and meaning.unit is None:
            return PERCENT
        return meaning.unit or self.reader.unit

    def _facts(self, head: RowHead, meaning: Meaning, unit: Unit, value: Decimal | None) -> Facts:
        context = self.context
        year = meaning.year if meaning.year is not None else head.year
        period = meaning.period or head.period
        if year is None and head.offset is not None and context.year is not None:
            year = context.year + head.offset
        own_year = year
        year = year if year is not None else context.year
        role = meaning.role or ("rate" if unit.kind == "percentage" else "level")
        facts = Facts(
            label=self._label(head, meaning),
            fiscal_year=year,
            period=_date(year, period),
            stage=self._stage(head, meaning, own_year),
            flow=self._flow(head, meaning) if unit.kind != "quantity" else None,
            scope=head.scope or meaning.scope or context.scope,
            role=role,
            subject_code=head.code,
            of=meaning.of,
            evidence=dict(meaning.evidence),
        )
        if role == "change":
            facts.direction = _direction(value, down=meaning.down)
        return facts

    def _label(self, head: RowHead, meaning: Meaning) -> str:
        if head.bare_total and not self.scoped:
            label = meaning.label or self._word(head, meaning)
            return label if label.endswith(head.label) else label + head.label
        if meaning.column.total and head.code and head.label and meaning.label in ("", *_FLOW_WORDS.values()):
            taken_in = head.code[0] != "1" and self._flow(head, meaning) == "income"  # 行政运行 in a table of income
            taken_in = taken_in and not head.label.endswith("支出")
            return join_label(head.label, "收入") if taken_in else head.label
        label = join_label("" if self.scoped and head.bare_total else head.label, meaning.label)
        if label:
            return label
        stage = meaning.evidence.get("stage", "")
        return (
            title_measure(self.context.title)
            or stage
            or (self._word(head, meaning) + "合计" if meaning.column.total else "")
        )

    def _word(self, head: RowHead, meaning: Meaning) -> str:
        return _FLOW_WORDS.get(self._flow(head, meaning) or "", "")

    def _stage(self, head: RowHead, meaning: Meaning, own_year: int | None) -> Stage | None:
        stage = meaning.stage or head.stage
        if stage is not None or meaning.role not in (None, "base"):
            return stage
        if own_year is not None and own_year != self.context.year and self.context.stage != "final":
            return None
        return self.context.stage

    def _flow(self, head: RowHead, meaning: Meaning) -> Flow | None:
        """The words nearest to the number that say it; 结余 and the like in the row go before the column's 收入 and 支出.

        A row with a code is income or outlay whatever its name: 无形资产购置.
        """
        if head is not self.row:
            self._enter(head)
        if self.row_flow == "balance" and self.row_said is None:
            return self.row_flow
        if meaning.index not in self.column_flows:
            said = flow_of(meaning.own, said=True) or flow_of(meaning.column.of_group, said=True)
            self.column_flows[meaning.index] = (said, flow_of(meaning.own))
        said, weak = self.column_flows[meaning.index]
        if said is None:
            said = self.row_said
        if said is not None:
            return said
        if self.row_flow in ("liability", "asset") and self.row_code_flow is None:
            return self.row_flow
        return weak or self.row_code_flow or self.row_flow or self.context.flow

    def _enter(self, head: RowHead) -> None:
        """What a row says for all its figures."""
        label = "" if head.bare_total else head.label
        self.row = head
        self.row_flow, self.row_said = flow_of((label,)), flow_of((label,), said=True)
        self.row_code_flow: Flow | None = None
        if head.code:
            self.row_code_flow = "income" if head.code[0] == "1" else "expenditure"


@lru_cache(maxsize=1024)
def _times(precision: Decimal, factor: Decimal) -> Decimal:
    return EXACT.multiply(precision, factor)


@lru_cache(maxsize=1024)
def _date(year: int | None, period: str | None) -> str | None:
    if year is None or period is None:
        return None
    return f"{year:04}-12-31" if period == "end" else f"{year:04}-01-01"


def _direction(value: Decimal | None, *, down: bool) -> Direction | None:
    if value is None or value == 0:
        return None
    return "down" if (value < 0) != down else "up"


def numbers_left(grid: Grid, rows: list[int], reading: PartReading) -> Iterator[tuple[int, int, int]]:
    """(row, column, cell) of the numeric cells of `rows` that gave no figure, with those whose digits are no single number."""
    for row, column, index in grid.body(rows):
        kind = grid.kinds[index]
        if kind < Content.NUMBER or (row, column) in reading.at:
            continue
        if kind is Content.NUMBER or is_unread_number(grid.cells[index].text):
            yield row, column, index


_BY_PART = {Part.SERIAL: "serial numbers", Part.CODE: "codes", Part.CODE_PART: "codes", Part.OTHER_CODE: "codes"}


def explain_left(grid: Grid, rows: list[int], made: list[Column], reading: PartReading) -> None:
    """Says of every numeric cell that gave no figure why not."""
    for row, column, index in numbers_left(grid, rows, reading):
        if (row, column) in reading.why:
            continue
        part = made[column].part if column < len(made) else None
        if grid.kinds[index] is Content.NUMBER:
            leaf = made[column].leaf if column < len(made) else ""
            why = _BY_PART.get(part, f"column {leaf!r} describes rows") if part else "no header over it"
            reading.why[row, column] = why
        elif part is Part.VALUE:  # elsewhere 2024-08-26 or 1.2.3 may well stand
            reading.why[row, column] = "its digits are no single number"


def column_name(columns: list[Column], index: int) -> str:
    """A column as a message names it."""
    path = columns[index].path if index < len(columns) else ()
    words = [text for text in path if not found("title.furniture", text)]
    return "/".join(words) or f"number {index + 1}"
