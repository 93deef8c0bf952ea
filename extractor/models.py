"""The data dictionary: every record of the normalised JSON (format 1), one line of meaning a field.

Numbers are `Decimal` here and strings in JSON. Offsets are `[start, end)` in `Report.text`. `None` means: not known.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer


def plain_number(value: Decimal) -> str:
    """A Decimal as JSON carries it: plain digits, never an exponent, no needless zeros.

    >>> plain_number(Decimal("1.595800E+6")), plain_number(Decimal("0.720")), plain_number(Decimal("-0"))
    ('1595800', '0.72', '0')
    """
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


Number = Annotated[Decimal, PlainSerializer(plain_number, return_type=str, when_used="json")]
Stage = Literal["budget", "adjusted_budget", "final"]
Flow = Literal["income", "expenditure", "asset", "liability", "balance"]
Direction = Literal["up", "down"]
Approximation = Literal["about", "over", "under", "nearly"]
Kind = Literal[
    "department_self_evaluation",
    "project_self_evaluation",
    "project_evaluation",
    "department_budget",
    "department_final_accounts",
    "government_budget_report",
    "government_final_accounts",
    "performance_targets",
    "audit_report",
    "government_work_report",
    "statistical_bulletin",
    "other",
]
Classification = Literal["functional", "department_economic", "government_economic", "revenue"]
CodeStatus = Literal["valid", "renamed", "name_mismatch", "unknown"]
CheckKind = Literal[
    "share",
    "sum",
    "difference",
    "change_rate",
    "completion_rate",
    "repeat",
    "unit",
    "share_total",
    "balance",
    "direction",
    "subject_code",
    "ratio",
]
Outcome = Literal["holds", "rounding", "violated", "suspicious"]
Severity = Literal["error", "warning", "info"]


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Generator(Record):
    """What made the JSON."""

    name: str = "gouji"  # the program
    version: str  # of the program
    patterns: str  # digest of the pattern data: two reports with the same digest were read by the same rules


class Source(Record):
    """The file that was read."""

    name: str | None = None  # of the file; archive.zip!member for a member of an archive
    sha256: str | None = None  # of the file's bytes
    bytes: int | None = None  # size of the file
    media_type: str | None = None  # what the file is by its content
    encoding: str | None = None  # of a text file
    pages: int | None = None  # of a paged format


class Region(Record):
    """An administrative division, GB/T 2260."""

    code: str  # six digits
    name: str  # of the division itself
    path: tuple[str, ...]  # from the province down


class Header(Record):
    """Whose report it is, about which year."""

    title: str | None = None  # as printed, its lines joined
    organization: str | None = None  # that the report is about, or that issues it
    region: Region | None = None  # where it is; null where the text leaves it open
    kind: Kind = "other"  # what sort of report it is
    fiscal_year: int | None = None  # that it is about; of a budget report the year of the budget
    issued_on: str | None = None  # ISO date


class Section(Record):
    """One heading and all that stands under it."""

    id: str  # s1, s2 … in reading order
    level: int  # 1 is the highest
    number: str | None  # as printed: 一、 （四） 1.
    title: str  # the heading without its number
    start: int  # of the heading
    end: int  # where the next heading of its level or a higher one begins
    parent: str | None = None  # id of the section that it lies in


class TableInfo(Record):
    """One table of the report."""

    id: str  # t1, t2 … in reading order
    title: str | None = None  # the line above it, or its own first row
    unit: str | None = None  # 单位：万元 as declared for the table
    page: int | None = None  # where it begins
    start: int  # of its first cell
    end: int  # of its last
    header_rows: int = 0  # rows that only name columns
    rows: int  # header rows included
    columns: int  # of the whole grid


class CellPlace(Record):
    """A place in a table, 0-based."""

    table: str  # id of the table
    row: int  # of the grid
    column: int  # of the grid


class FigureBase(Record):
    """What amounts, percentages and quantities have in common."""

    id: str  # a1 …, p1 …, q1 … in reading order
    raw: str  # text[start:end]
    start: int  # in `text`
    end: int  # in `text`
    value: Number | None  # None for a range
    precision: Number | None = None  # one unit of the last printed place, in the unit of `value`
    approximation: Approximation | None = None  # 约; 余 多 以上; 不足 以内; 近
    low: Number | None = None  # of a range
    high: Number | None = None  # of a range
    label: str | None = None  # what is measured, in the report's words, as an accountant would title the row
    indicator: str | None = None  # id of the well-known measure (patterns/indicators) that the label is a form of
    fiscal_year: int | None = None  # that the figure belongs to
    section: str | None = None  # id of the section that it stands in
    page: int | None = None  # where it stands, in a paged format
    cell: CellPlace | None = None  # where it stands in a table


class Amount(FigureBase):
    """Money."""

    type: Literal["amount"] = "amount"  # money
    currency: str = "CNY"  # ISO 4217
    unit: str | None = None  # as written or as declared for the list or table
    unit_inferred: bool = False  # the unit stands elsewhere: with a neighbour in the list, above the table
    period: str | None = None  # ISO date of a balance
    stage: Stage | None = None  # 预算, 调整预算 or 决算 / 执行
    flow: Flow | None = None  # what kind of money it is
    scope: str | None = None  # whose figure, in the report's words: 全市, 市本级, 本部门
    role: Literal["level", "change", "base"] = (
        "level"  # level; change: a stated rise, fall or difference; base: what a change is measured from
    )
    direction: Direction | None = None  # of a change
    subject_code: str | None = None  # the budget subject code that the figure is stated for
    parent: str | None = None  # id of the amount that this one is stated to be a part of


class Percentage(FigureBase):
    """A rate, a share or a rate of change; `value` is a ratio: 0.996 for 99.6%."""

    type: Literal["percentage"] = "percentage"  # a ratio
    unit: str = "percent"  # percent | permille | percentage_point | tenth (成, 折) | times (倍)
    stage: Stage | None = None  # of what it describes
    flow: Flow | None = None  # of what it describes
    scope: str | None = None  # whose, in the report's words
    role: Literal["share", "change", "rate"] = "rate"  # share: 占…的; change: 增长, 下降; rate: 完成率, 覆盖率 …
    direction: Direction | None = None  # of a change
    subject_code: str | None = None  # that it is stated for
    of: str | None = None  # the report's words for the whole of a share, or what a change is compared with
    whole: str | None = None  # id of the amount that is that whole
    about: str | None = None  # id of the amount that the percentage describes


class Quantity(FigureBase):
    """A count with its measure word."""

    type: Literal["quantity"] = "quantity"  # a count
    unit: str | None = None  # measure word as written
    scope: str | None = None  # whose, in the report's words


Figure = Annotated[Amount | Percentage | Quantity, Field(discriminator="type")]


class SubjectCode(Record):
    """A budget subject (政府收支分类科目) that the report names by code or by 类款项 path."""

    id: str  # k1, k2 … in reading order
    raw: str  # text[start:end]
    start: int  # in `text`
    end: int  # in `text`
    code: str | None  # 3, 5 or 7 digits; null for words that lead to no subject
    name: str | None = None  # as the report prints it
    classification: Classification | None = None  # functional, economic or revenue table
    official_name: str | None = None  # in the report's year
    status: CodeStatus  # valid; renamed: right code, the name of another year; name_mismatch; unknown
    path: tuple[str, ...] = ()  # official names from 类 down
    cell: CellPlace | None = None  # where it stands in a table


class Period(Record):
    """A year, month, date or a word that stands for one, resolved against the report's year."""

    id: str  # d1, d2 … in reading order
    raw: str  # text[start:end]
    start: int  # in `text`
    end: int  # in `text`
    value: str  # 2020 | 2020-12 | 2020-12-31 | 2018/2020


class DocumentNumber(Record):
    """发文字号: 财预〔2021〕12号."""

    id: str  # n1, n2 … in reading order
    raw: str  # text[start:end]
    start: int  # in `text`
    end: int  # in `text`
    issuer: str | None = None  # 发文机关代字
    year: int | None = None  # in the brackets
    number: int | None = None  # before 号


class Stated(Record):
    """The figure that a check tests."""

    figure: str  # its id


class Operand(Record):
    """A figure and its part in a check; `as` in JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    figure: str  # its id
    as_: str = Field(alias="as")  # part | whole | total | base | current | change | budget | final | same | …


class Suggestion(Record):
    """The single change that would make a check hold."""

    figure: str | None = None  # which figure would change; None for a part that is missing
    raw: str | None = None  # how it should read
    reason: str  # why that would repair it


class Check(Record):
    """One relation between figures, tested."""

    id: str  # c1, c2 …
    kind: CheckKind  # what sort of relation
    outcome: Outcome  # holds; rounding: explained by rounding or cutting; violated; suspicious: both cannot be right unless the report means different things
    severity: Severity  # error, warning or info
    stated: Stated | None = None  # the figure that is tested
    subject_code: str | None = None  # id of the subject code mention, for kind subject_code
    operands: tuple[Operand, ...] = ()  # the other figures and their parts in it
    expected: Number | None = None  # what the operands give
    allowed: tuple[Number, Number] | None = None  # the interval that the printed places allow
    formula: str | None = None  # the sum as a person would write it
    message: str  # what is stated, what was computed, the difference, what rounding allows
    suggestion: Suggestion | None = None  # the single change that would make it hold


class Warning(Record):
    """What could not be read or used; nothing is dropped in silence."""

    code: str  # what sort of warning
    message: str  # what it is and what to do
    start: int | None = None  # in `text`, where it has a place
    end: int | None = None  # in `text`
    page: int | None = None  # where it has one


class Report(Record):
    """One report, every figure in it, and whether they agree."""

    format: Literal[1] = 1  # of this contract
    generator: Generator  # what made it
    source: Source  # the file
    report: Header  # whose report, about which year
    text: str  # all that the offsets refer to
    sections: tuple[Section, ...] = ()  # heading tree, in reading order
    tables: tuple[TableInfo, ...] = ()  # in reading order
    figures: tuple[Figure, ...] = ()  # amounts, percentages and quantities in reading order
    subject_codes: tuple[SubjectCode, ...] = ()  # budget subjects named
    periods: tuple[Period, ...] = ()  # years, dates and words for them
    document_numbers: tuple[DocumentNumber, ...] = ()  # 发文字号
    checks: tuple[Check, ...] = ()  # relations that were tested
    warnings: tuple[Warning, ...] = ()  # what could not be read or used

    def to_json(self, *, indent: int | None = None) -> str:
        """The normalised JSON of format 1. A lone surrogate, which UTF-8 cannot carry, is written as its escape."""
        try:
            return self.model_dump_json(indent=indent, by_alias=True)
        except ValueError:
            import json

            # surrogates: the pure Python encoder writes them as \udXXX, which is valid JSON
            return json.dumps(self.to_dict(), ensure_ascii=True, indent=indent)

    @classmethod
    def from_json(cls, text: str | bytes) -> Report:
        """The report that `to_json` wrote, lone surrogates included, which the fast parser refuses."""
        try:
            return cls.model_validate_json(text)
        except ValueError:
            import json

            return cls.model_validate(json.loads(text))

    def to_dict(self) -> dict[str, object]:
        """The same as plain dicts, lists and strings."""
        return self.model_dump(mode="json", by_alias=True)
