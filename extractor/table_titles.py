"""What stands above a table and says what it is: title, unit, year, scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .document import Document, Table
from .models import Flow, Kind, Stage
from .table_headers import flow_of, read_words
from .table_units import Unit, declared_units, parse_units
from .table_words import compiled, found, plain

_LINES = 8  # lines above a table that may belong to it
_REACH = 600  # characters
_KIND_STAGES: dict[str, Stage] = {
    "department_budget": "budget",
    "department_final_accounts": "final",
    "government_final_accounts": "final",
}


@dataclass(frozen=True)
class Context:
    """What is known of a table before its cells are read."""

    title: str | None = None
    units: tuple[Unit, ...] = ()
    years: tuple[int, ...] = ()
    year: int | None = None
    stage: Stage | None = None
    flow: Flow | None = None
    scope: str | None = None
    alone: bool = True  # words stand between this table and the one before: it does not go on with that one


def context(
    document: Document,
    at: int,
    inside: Sequence[str],
    units: tuple[Unit, ...],
    *,
    fiscal_year: int | None,
    kind: Kind | None,
) -> Context:
    """Context of the table number `at`; `inside`: title lines and `units`: units that stand in the table's own first rows."""
    table = document.tables[at]
    above = _lines_above(document, at)
    within = [plain(line) for line in inside]
    title = _sure_title(within) or _sure_title(_rejoined(above)) or _any_title(within) or _any_title(above)
    if title is None and table.name and found("title.heading", plain(table.name)):
        title = plain(table.name) if any("\u4e00" <= char <= "\u9fff" for char in table.name) else None
    declared = units or _units(above)
    years = tuple(
        int(match["year"]) for match in compiled("year.absolute").finditer(" ".join((title or "", *inside, *above[:3])))
    )
    titled = tuple(int(match["year"]) for match in compiled("year.absolute").finditer(title or ""))
    return Context(
        title=title,
        units=declared,
        years=titled or years,
        year=_year(titled or years, fiscal_year),
        stage=_stage(title, kind),
        flow=_title_flow(title),
        scope=_scope(title),
        alone=any(not found("title.furniture", line) for line in above),
    )


def _lines_above(document: Document, at: int) -> list[str]:
    """Lines between the table before and this one, the nearest first."""
    table = document.tables[at]
    begin = document.tables[at - 1].end if at else 0
    begin = max(begin, table.start - _REACH)
    lines = [plain(line) for line in document.text[begin : table.start].splitlines()]
    return [line for line in reversed(lines) if line][:_LINES]


def _rejoined(lines: Sequence[str]) -> list[str]:
    """Lines, the nearest first, where a title that takes two lines is one."""
    joined = list(lines)
    for at in range(len(joined) - 1):
        if found("title.sure", joined[at]) and found("title.open", joined[at + 1]) and _may_be_title(joined[at + 1]):
            joined[at] = joined[at + 1] + joined[at]
    return joined


def _sure_title(lines: Sequence[str]) -> str | None:
    return next((_cleaned(line) for line in lines if _may_be_title(line) and found("title.sure", _cleaned(line))), None)


def _any_title(lines: Sequence[str]) -> str | None:
    return next((_cleaned(line) for line in lines if _may_be_title(line)), None)


def _may_be_title(line: str) -> bool:
    if any(found(kind, line) for kind in ("title.furniture", "title.number", "title.form", "row.note")):
        return False
    bare = _cleaned(line)
    return found("title.heading", bare) is not None and not parse_units(bare.strip("（）"))


def _cleaned(line: str) -> str:
    """A title without the unit, the table number or the organization that stand in the same line."""
    line = compiled("unit.declaration").sub("", line).replace("（）", "")
    words = [
        word for word in line.split(" ") if word and not found("title.number", word) and not found("title.form", word)
    ]
    return "".join(words).strip(" ：:")


def _units(lines: Sequence[str]) -> tuple[Unit, ...]:
    for line in lines[:5]:
        units = declared_units(line) or (parse_units(line.strip("（）")) if len(line) < 8 else ())
        if units:
            return units
    return ()


def _year(years: tuple[int, ...], fiscal_year: int | None) -> int | None:
    """The year that 本年 means: the report's own where the title names it, else the latest that the title names."""
    if not years or fiscal_year in years:
        return fiscal_year
    return max(years)


def _stage(title: str | None, kind: Kind | None) -> Stage | None:
    stage = read_words(title).stage if title else None
    if stage or kind is None:
        return stage
    return _KIND_STAGES.get(kind)


def _title_flow(title: str | None) -> Flow | None:
    if not title or ("收入" in title and "支出" in title) or "收支" in title:
        return None
    return flow_of((title,))


def title_measure(title: str | None) -> str:
    """What a table is about, for cells whose row and column do not say it: the title without year, region and 情况表.

    >>> title_measure("2026年某市分地区税收返还和转移支付预算表")
    '税收返还和转移支付'
    """
    if not title or not found("title.sure", title):
        return ""
    label = compiled("year.absolute").sub("", title)
    return compiled("title.frame").sub("", label).strip(" ：:、-")


def _scope(title: str | None) -> str | None:
    match = found("scope.title", title) if title else None
    return match.group() if match else None


def goes_on(before: Table | None, table: Table) -> bool:
    """Whether a table without a header has the shape to go on with the one before."""
    return before is not None and before.columns == table.columns
