"""What a row is about: its label, code, unit, scope, year and stage, and how deep it stands in the list of rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import regex

from .models import Stage
from .subjects import Subjects
from .table_columns import Column, Group, Part
from .table_grid import NOTHING, Grid
from .table_headers import is_generic, join_label, qualified, read_words
from .table_numbers import Content
from .table_units import PERCENT, Unit, parse_unit, take_units, unit_cell
from .table_words import compiled, found, value_of

_RANKS = {"part": 5, "han": 10, "bracket": 20, "arabic": 30, "dotted": 35, "small": 40, "circle": 50}


@dataclass(frozen=True)
class RowHead:
    """What the cells that name a row say."""

    row: int
    label: str = ""
    path: tuple[str, ...] = ()  # labels of the columns above it in rank: 一级指标, 二级指标
    code: str | None = None
    unit: Unit | None = None
    sign: str = ""  # of a column of comparison signs
    scope: str | None = None
    year: int | None = None
    offset: int | None = None  # 上年 -1
    period: Literal["start", "end"] | None = None
    stage: Stage | None = None
    ratio: bool = False
    total: bool = False
    bare_total: bool = False  # 合计, which does not say of what
    among: bool = False
    rank: int | None = None  # of the numbering: 一、 10, （一） 20, 1. 30
    indent: int = 0
    named: bool = True  # a cell of this row says the label; not carried down from above
    text: str = ""  # the label as printed

    def but(self, **changes: object) -> RowHead:
        """A copy with some fields changed, in a tenth of the time of dataclasses.replace: it is wanted several times a row."""
        made = object.__new__(RowHead)
        made.__dict__.update(self.__dict__, **changes)
        return made


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A subject code printed in a row. `start`, `end` are places in Document.text."""

    start: int
    end: int
    code: str
    name: str | None
    row: int
    column: int


@lru_cache(maxsize=65536)
def read_label(text: str, *, item: bool) -> RowHead:
    """What a row label says; `item`: the rows are named things (项目名称), whose years and numbers belong to the name.

    >>> head = read_label("（一）2024年末一般债务余额（亿元）", item=False)
    >>> head.label, head.rank, head.year, head.period, head.unit.name
    ('一般债务余额', 20, 2024, 'end', '亿元')
    >>> read_label("其中：1.办公费", item=False).among
    True
    """
    bare, rank, among = _strip_marks(text)
    bare, units = take_units(compiled("label.mark").sub("", bare) or bare)
    level = found("unit.level", bare)
    bare = (bare[: bare.rindex("（")] if level else bare).strip(" ：:、，")
    head = RowHead(0, label=bare, unit=units[0] if units else None, rank=rank, among=among, text=text)
    if found("row.total", bare):
        head = head.but(total=True, bare_total=found("row.total_bare", bare) is not None)
    if found("scope.column", bare):
        return head.but(scope=bare)
    if not item:
        head = _dated(head)
    ratio = units == (PERCENT,) or found("role.rate", head.label) is not None
    return head.but(ratio=ratio)


def _strip_marks(text: str) -> tuple[str, int | None, bool]:
    rank: int | None = None
    among = False
    for _ in range(3):
        match = found("row.number", text)
        if match and match.end() < len(text):
            kind = next(name for name, value in match.groupdict().items() if value)
            rank = rank if rank is not None else _RANKS[kind]
            text = text[match.end() :]
            continue
        match = found("row.among", text)
        if not match or match.end() >= len(text):
            break
        among, text = True, text[match.end() :]
    return text, rank, among


def _dated(head: RowHead) -> RowHead:
    text = head.label
    stage: regex.Match[str] | None = found("row.stage", text)
    if found("row.dated", text) or (stage and found("cell.year", text[: stage.start()])):
        words = read_words(text)
        return head.but(label=words.label, year=words.year, period=words.period, stage=words.stage)
    if found("row.relative", text):
        words = read_words(text)
        if words.label and words.offset is not None and found("row.balance", text):  # 上年末余额: a dated balance
            return head.but(label=words.label, offset=words.offset, period=words.period, stage=words.stage)
        head = head.but(period=words.period)  # 上年结转, 年末结余 stay whole: they are the items' names
    if stage:
        return head.but(label=text[: stage.start()], stage=read_words(stage.group()).stage)
    return head


def inherited(heads: dict[int, RowHead], parents: dict[int, int]) -> dict[int, RowHead]:
    """Rows with what the rows say that they are parts of: their year, and their name where the row's own occurs more than once."""
    counts = Counter((head.label, head.scope) for head in heads.values() if head.label and head.named and not head.code)
    made: dict[int, RowHead] = {}
    for row, head in heads.items():
        upper = made.get(parents[row]) if row in parents else None
        if upper is not None and not head.total:
            undated = head.year is None and head.period is None and head.offset is None
            if undated and (upper.year is not None or upper.offset is not None):
                stage = head.stage or upper.stage
                head = head.but(year=upper.year, offset=upper.offset, period=upper.period, stage=stage)
            if not head.code and counts[head.label, head.scope] > 1 and not upper.bare_total:
                head = head.but(label=qualified(upper.label, head.label))
        made[row] = head
    return made


def _only_measures(column: Column) -> bool:
    """Whether the column's words say nothing but what is counted: 金额, 平均利率%."""
    words = [read_label(text, item=True) for text in set(column.content.texts)]
    return bool(words) and all(head.unit or head.ratio or is_generic(head.label) for head in words)


class RowReader:
    """Reads the rows of one group of columns."""

    def __init__(self, grid: Grid, group: Group, subjects: Subjects | None) -> None:
        self.grid = grid
        self.group = group
        self.subjects = subjects
        labels = group.of(Part.LABEL)
        has_levels = any(found("column.level", column.leaf) for column in labels)
        if has_levels:
            self.main = list(reversed(labels))
        else:
            named = [column for column in labels if found("column.name", column.leaf)]
            rest = [column for column in reversed(labels) if column not in named]
            self.main = sorted(named[:1] + rest + named[1:], key=_only_measures)
        self.item = any("项目名称" in column.leaf or "企业" in column.leaf for column in self.main[:1])
        self.listed = self.item or bool(group.of(Part.SERIAL))  # a list of things one beside the other
        self.last = RowHead(-1)
        self.upper_code = ["", "", ""]
        self.codes: list[CodeCell] = []

    def read(self, row: int) -> RowHead:
        """What the row's cells say; where they say nothing, the label above holds on."""
        head = self._labelled(row)
        head = self._coded(row, head)
        head = self._scoped(row, head)
        for column in self.group.of(Part.UNIT):
            unit = unit_cell(self.grid.place_text(row, column.index))
            head = head.but(unit=unit) if unit else head
        for column in self.group.of(Part.SIGN):
            head = head.but(sign=self.grid.place_text(row, column.index))
        if head.unit is None and head.label:
            head = head.but(unit=self._unit_above(head))
        self.last = head
        return head

    def _labelled(self, row: int) -> RowHead:
        grid = self.grid
        for column in self.main:
            index = grid.at[row][column.index]
            if index == NOTHING or grid.kinds[index] is not Content.TEXT:
                continue
            head = self._measured(row, column, read_label(grid.text(index), item=self.item))
            uppers = [other for other in self.group.of(Part.LABEL) if other.index < column.index]
            path = [grid.place_text(row, other.index) for other in uppers if grid.at[row][other.index] != index]
            return head.but(row=row, indent=grid.cells[index].indent, path=tuple(text for text in path if text),
                year=head.year or self._year_beside(row),
            )  # fmt: skip
        for column in self.group.stub:  # 合计 stands in the column of serial numbers or codes
            index = grid.at[row][column.index]
            if (
                index != NOTHING
                and grid.kinds[index] is Content.TEXT
                and column.part in (Part.SERIAL, Part.CODE, Part.CODE_PART)
            ):
                return read_label(grid.text(index), item=False).but(row=row, indent=grid.cells[index].indent)
        year = self._year_beside(row)
        if self.main and year is None and not any(self._filled(row, column) for column in self.group.stub):
            return self.last.but(row=row, named=False)
        return RowHead(row, year=year)

    def _measured(self, row: int, main: Column, head: RowHead) -> RowHead:
        """5年 | 金额, 5年 | 平均利率%: a second column of words that says what the numbers of the row are."""
        for column in self.group.of(Part.LABEL):
            text = self.grid.place_text(row, column.index) if column.index > main.index else ""
            if not text or self.grid.at[row][column.index] == self.grid.at[row][main.index]:
                continue
            beside = read_label(text, item=True)
            if beside.unit or beside.ratio or is_generic(beside.label):
                label = head.label if is_generic(beside.label) else join_label(head.label, beside.label)
                return head.but(label=label, unit=beside.unit or head.unit, ratio=beside.ratio or head.ratio)
        return head

    def _filled(self, row: int, column: Column) -> bool:
        index = self.grid.at[row][column.index]
        return index != NOTHING and self.grid.kinds[index] in (Content.TEXT, Content.NUMBER)

    def _year_beside(self, row: int) -> int | None:
        """The year of a row under 年份."""
        for column in self.group.of(Part.ATTRIBUTE):
            index = self.grid.at[row][column.index]
            if index != NOTHING and column.leaf in ("年份", "年度") and self.grid.is_year(index):
                return int(self.grid.text(index)[:4])
        return None

    def _scoped(self, row: int, head: RowHead) -> RowHead:
        for column in self.group.of(Part.SCOPE):
            text = self.grid.place_text(row, column.index)
            if not text:
                continue
            total = found("row.total", text) is not None
            if head.label or head.code:
                return head.but(scope=None if total else text)
            index = self.grid.at[row][column.index]
            return head.but(scope=None if found("row.total_bare", text) else text, total=total, text=text, row=row, named=True,
                bare_total=found("row.total_bare", text) is not None, indent=self.grid.cells[index].indent,
            )  # fmt: skip
        return head

    def _unit_above(self, head: RowHead) -> Unit | None:
        """项目资金（万元） beside several rows."""
        for text in reversed(head.path):
            units = take_units(text)[1]
            if units:
                return units[0]
        word = value_of("quantity", head.label)
        if word is None or head.total:
            return None
        return parse_unit(word) or None

    def _coded(self, row: int, head: RowHead) -> RowHead:
        cell = self._code_in_column(row) or self._code_in_parts(row) or self._code_in_label(row, head)
        if cell is None:
            return head
        name = cell.name or head.label or None if head.row == row and head.named else cell.name
        self.codes.append(replace(cell, name=name))
        label = name or self._official(cell.code)
        if label and (not head.label or cell.name):
            head = head.but(label=read_label(label, item=True).label)
        return head.but(code=cell.code, row=row, named=True, total=False, bare_total=False)

    def _official(self, code: str) -> str | None:
        subject = self.subjects.lookup(code) if self.subjects else None
        return subject.name if subject else None

    def _code_in_column(self, row: int) -> CodeCell | None:
        for column in self.group.of(Part.CODE):
            index = self.grid.at[row][column.index]
            if index == NOTHING or self.grid.cells[index].row != row:
                continue
            text = self.grid.text(index)
            cell = self.grid.cells[index]
            if found("cell.code", text):
                start = cell.start + cell.text.index(cell.text.strip())
                return CodeCell(start, start + len(cell.text.strip()), text, None, row, column.index)
            joined = self._code_name(row, column.index)
            if joined:
                return joined
        return None

    def _code_in_label(self, row: int, head: RowHead) -> CodeCell | None:
        for column in self.main[:2]:
            joined = self._code_name(row, column.index)
            if joined and not self.item and self._plausible(joined):
                return joined
        return None

    def _plausible(self, cell: CodeCell) -> bool:
        """110便民警务站 is no code: three digits before words want the name that the tables have."""
        if self.subjects is None:
            return len(cell.code) > 3
        status = self.subjects.status(cell.code, cell.name)
        return status in ("valid", "renamed") or (status == "name_mismatch" and len(cell.code) > 3)

    def _code_name(self, row: int, column: int) -> CodeCell | None:
        index = self.grid.at[row][column]
        if index == NOTHING or not self.grid.begins(index, row, column):
            return None
        match = found("cell.code_name", self.grid.text(index))
        if match is None:
            return None
        cell = self.grid.cells[index]
        at = cell.text.find(match["code"])
        if at < 0:
            return None
        start = cell.start + at
        return CodeCell(start, start + len(match["code"]), match["code"], match["name"].strip("-—、. "), row, column)

    def _code_in_parts(self, row: int) -> CodeCell | None:
        """类 款 项 in columns of their own; what stands above holds on where a cell is empty."""
        parts = self.group.of(Part.CODE_PART)[:3]
        if not parts:
            return None
        pieces: list[tuple[int, str]] = []
        for depth, column in enumerate(parts):
            index = self.grid.at[row][column.index]
            text = self.grid.text(index) if index != NOTHING else ""
            if not (text.isdigit() and len(text) <= 7):
                continue
            pieces.append((index, text))
            self.upper_code[depth:] = [text] + [""] * (2 - depth)
        if not pieces:
            return None
        code = ""
        for text in self.upper_code:
            code = (
                text
                if text.startswith(code) and len(text) > len(code) and code
                else code + (text.zfill(2) if code and text else text)
            )
        if not found("cell.code", code):
            return None
        first, last = self.grid.cells[pieces[0][0]], self.grid.cells[pieces[-1][0]]
        return CodeCell(first.start, last.end, code, None, row, last.column)
