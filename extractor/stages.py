"""Which year's, which stage's, whose money a figure is, and which way it flows: the words of patterns/stages.toml, read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import regex

from . import patterns
from .labels import last
from .models import Flow, Stage
from .periods import PeriodMention

STAGED_FLOWS = frozenset({"income", "expenditure"})  # a balance or an asset is a state, not a stage of the budget
_KIND_STAGE: dict[str, Stage] = {
    "department_final_accounts": "final",
    "government_final_accounts": "final",
    "department_budget": "budget",
    "performance_targets": "budget",
}


class _Rules:
    def __init__(self) -> None:
        found = patterns.load("stages.toml")
        self.stage, self.section = found["stage"].compiled, found["stage_section"].compiled
        self.done: regex.Pattern[str] = found["done"].compiled
        self.flow, self.weak, self.verb = (found[key].compiled for key in ("flow", "flow_weak", "flow_verb"))
        self.title_year: regex.Pattern[str] = found["title_year"].compiled
        self.scope, self.year_name, self.day = (found[key].compiled for key in ("scope", "year_name", "balance_day"))


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    return _Rules()


@lru_cache(maxsize=4096)
def stage_in(words: str) -> tuple[Stage | None, str]:
    """The stage that words say, and the word: the one nearest to the figure.

    >>> stage_in("一般公共预算收入完成")
    ('final', '完成')
    >>> stage_in("一般公共预算收入")
    (None, '')
    """
    stage: Stage | None = None
    word = ""
    for found in _rules().stage.finditer(words):
        if found.lastgroup != "name":
            stage, word = cast(Stage, found.lastgroup), found.group()
    return stage, word


@lru_cache(maxsize=4096)
def is_done(words: str) -> bool:
    """Whether words say that money has moved.

    >>> is_done("支付利息"), is_done("拟支付利息")
    (True, False)
    """
    return _rules().done.match(words) is not None


@lru_cache(maxsize=512)
def section_stage(title: str, *, weak: bool = False) -> Stage | None:
    """What a heading says about the stage of the figures under it; the last word counts. 支出情况 says final, but weakly."""
    stage: Stage | None = None
    for found in _rules().section.finditer(title):
        if (found.lastgroup == "weak") == weak:
            stage = "final" if weak else cast(Stage, found.lastgroup)
    return stage


def kind_stage(kind: str) -> Stage | None:
    """The stage of all money in a report of this kind, unless its words say another."""
    return _KIND_STAGE.get(kind)


@lru_cache(maxsize=4096)
def flow_in(label: str) -> tuple[Flow | None, bool]:
    """The way of the money that a name says, and whether the name settles it (`收入支出总计` settles that there is none).

    >>> flow_in("其他收入"), flow_in("人员经费"), flow_in("收入支出总计")
    (('income', True), (None, False), (None, True))
    """
    flow: Flow | None = None
    sure = False
    for found in _rules().flow.finditer(label):
        sure = True
        flow = None if found.lastgroup == "none" else cast(Flow, found.lastgroup)
    return flow, sure


@lru_cache(maxsize=4096)
def is_spending(label: str, words: str) -> bool:
    """Whether a name like 经费, 补助, or the verb beside it, says that the money is spent."""
    return _rules().weak.search(label) is not None or _rules().verb.search(words) is not None


@lru_cache(maxsize=1024)
def scope_in(words: str) -> str | None:
    """Whose money the words say it is."""
    found = _rules().scope.search(words)
    return found.group() if found else None


@lru_cache(maxsize=1024)
def section_flow(title: str) -> Flow | None:
    """收入情况, 支出决算: a heading about one side only."""
    income, expenditure = "收入" in title, "支出" in title or "经费" in title or "采购" in title
    if income != expenditure:
        return "income" if income else "expenditure"
    return None


@lru_cache(maxsize=1024)
def is_scope(words: str) -> bool:
    """Whether a name says nothing but whose money it is: 市本级."""
    return _rules().scope.fullmatch(words) is not None


@dataclass(frozen=True, slots=True)
class YearUse:
    """What a period in a clause does."""

    kind: str  # set: the year of what follows; once: of the next figure only; compare: what is compared with; name: part of the money's name
    year: int | None
    date: str | None  # ISO day, for balances


_COMPARE_BEFORE = "比较与同和跟从由自"
_NAME_AFTER = ("结转", "结余", "余额", "预算", "滚存", "安排", "财政拨款结转")
_NAME_BEHIND = ("起", "以前", "之前", "以后", "之后", "前后")  # the year dates a thing, not the figure
_SET_BEFORE = "，、：；（至到在截于止，及"


def year_use(text: str, start: int, period: PeriodMention, current: int | None, report: int | None) -> YearUse:
    """What the period does in the clause that begins at `start` of `text`; `current` is the year that is spoken of.

    上年 was resolved against the report's year; where the text speaks of another year it is meant from there.
    """
    before = text[start : period.start]
    value = period.value
    year = int(value[:4]) if value[:4].isdigit() and "/" not in value else None
    if period.relative and year is not None and current is not None and report is not None and current != report:
        year += current - report
        value = f"{year}{value[4:]}"
    date = value if len(value) == 10 else None
    first, _, until = value.partition("/")
    if until and first[:4] == until[:4]:
        value, year = first, int(first[:4]) if first[:4].isdigit() else None  # 1—9月: one year all the same
    if "/" in value and before[-1:] not in ("比", "较", "与", "同"):
        return YearUse("set", None, None)
    behind = text[period.end : period.end + 1]
    if before.endswith(("是", "为", "占", "达", "相当于")) and (behind == "的" or behind.isdigit()):
        return YearUse("compare", year, date)
    if before and before[-1] in _COMPARE_BEFORE and not before.endswith(("截至", "中和")):
        return YearUse("compare", year, date)
    if period.relative and text.startswith(_NAME_AFTER, period.end):
        return YearUse("name", year, date)
    if text.startswith(_NAME_BEHIND, period.end) or 0 <= text.find("以来", period.end, period.end + 16) < text.find(
        "，", period.end, period.end + 18
    ):
        return YearUse("name", year, date)
    if before and before[-1] not in _SET_BEFORE and _rules().year_name.search(before[-8:]):
        return YearUse("name", year, date)
    if period.relative and year is not None and year != current:
        return YearUse("once", year, date)
    return YearUse("set", year, date)


@lru_cache(maxsize=1024)
def balance_day(words: str, year: int) -> str | None:
    """The ISO day of a balance, from 年末, 年初, 上年结转 beside it.

    >>> balance_day("年末滚存结余", 2025), balance_day("上年结转", 2025)
    ('2025-12-31', '2024-12-31')
    """
    found = last(_rules().day, words)
    if found is None:
        return None
    return {"end": f"{year}-12-31", "begin": f"{year}-01-01", "last": f"{year - 1}-12-31"}[found.lastgroup or "end"]


def title_year(titles: Sequence[str]) -> int | None:
    """The year that the nearest heading names; a heading that names two says nothing."""
    for title in titles:
        years = {int(found.group()) for found in _rules().title_year.finditer(title)}
        if len(years) == 1:
            return years.pop()
        if years:
            return None
    return None
