"""Years, dates, words that stand for one (上年末), and document numbers (发文字号), with their places in the matching copy."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import regex

from . import patterns
from .numerals import read_number

_YEAR_BRACKET = regex.compile(r"[〔\[【（](?:19|20)\d{2}年?[〕\]】）]")
_LONGEST_ISSUER = 24  # with the words that introduce it
_LONGEST_NUMBER = 8


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A year, a date, or a word that stands for one. Places in the matching copy."""

    start: int
    end: int
    value: str  # 2020 | 2020-12 | 2020-12-31 | 2018/2020
    relative: bool = False  # 上年, 年初: resolved against the report's year


@dataclass(frozen=True, slots=True)
class DocumentNumberMention:
    """发文字号. Places in the matching copy."""

    start: int
    end: int
    issuer: str
    year: int
    number: int


def find_document_numbers(text: str) -> list[DocumentNumberMention]:
    """All document numbers.

    >>> [(n.issuer, n.year, n.number) for n in find_document_numbers("根据财预〔2021〕12号文件")]
    [('财预', 2021, 12)]
    """
    pattern = patterns.load("document_numbers.toml")["document_number.bracketed"].compiled
    found: list[DocumentNumberMention] = []
    for bracket in _YEAR_BRACKET.finditer(
        text
    ):  # rare, and found at once: the pattern itself would be tried at every Han
        before = max(bracket.start() - _LONGEST_ISSUER, found[-1].end if found else 0)
        match = pattern.search(text, before, bracket.end() + _LONGEST_NUMBER)
        if match and match.start("year") == bracket.start() + 1:
            issuer, year, number = match["issuer"], int(match["year"]), int(match["number"])
            found.append(DocumentNumberMention(match.start("issuer"), match.end(), issuer, year, number))
    return found


def find_periods(text: str, fiscal_year: int | None) -> list[PeriodMention]:
    """All periods. Relative words and bare months need the report's year; without one they are left out.

    >>> [(p.value, p.relative) for p in find_periods("截至2020年12月31日，比上年末减少", 2020)]
    [('2020-12-31', False), ('2019-12-31', True)]
    """
    taken: list[PeriodMention] = []
    covered: set[int] = set()
    for identifier, pattern in patterns.load("periods.toml").items():
        resolve = _RESOLVERS[identifier]
        for match in pattern.compiled.finditer(text):
            value = resolve(match, fiscal_year)
            if value is None or any(place in covered for place in range(*match.span())):
                continue
            covered.update(range(*match.span()))
            taken.append(PeriodMention(match.start(), match.end(), value, identifier == "period.relative"))
    return sorted(taken, key=lambda period: period.start)


class _Heading(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def in_passage(
    periods: Sequence[PeriodMention], text: str, fiscal_year: int | None, sections: Sequence[_Heading] = ()
) -> list[PeriodMention]:
    """The same periods, relative words and bare months read from the year that their passage speaks of.

    A budget report for 2026 tells of 2025 first: 上年 below the heading 2025年预算执行情况, or behind a sentence that begins with 2025年, is 2024.

    >>> text = "2025年，收入比上年增长。"
    >>> [p.value for p in in_passage(find_periods(text, 2026), text, 2026)]
    ['2025', '2024']
    """
    if fiscal_year is None:
        return list(periods)
    found: list[PeriodMention] = []
    headings = _HeadingYears(sections)
    year, paragraph_end = fiscal_year, -1
    for period in periods:
        if period.start > paragraph_end:
            paragraph_end = text.find("\n", period.start)
            paragraph_end = len(text) if paragraph_end < 0 else paragraph_end
            year = headings.at(period.start) or fiscal_year
        said = not period.relative and len(text[period.start : period.end]) > 3 and text[period.start].isdigit()
        if said and text[period.start + 4 : period.start + 5] == "年":
            if "/" not in period.value and _SENTENCE_START.search(text, max(0, period.start - 16), period.start):
                year = int(period.value[:4])
            found.append(period)
        elif period.value[:4] == text[period.start : period.start + 4]:
            found.append(period)  # 2024-02-09
        else:
            found.append(replace(period, value=_shifted(period.value, year - fiscal_year)))
    return found


_SENTENCE_START = regex.compile(
    r"(?:^|[。；\n：])(?:第?[一二三四五六七八九十\d]{1,3}[、.是]|（[一二三四五六七八九十\d]{1,3}）|[①-⑳])?(?:截至|截止|截止到|到|至)?$"
)


class _HeadingYears:
    """The year that the headings over a place name: that of the innermost which names just one."""

    def __init__(self, sections: Sequence[_Heading]) -> None:
        self.sections = sections
        self.open: list[tuple[int, int | None]] = []  # end, year
        self.next = 0

    def at(self, place: int) -> int | None:
        """Places must be asked for in order."""
        while self.next < len(self.sections) and self.sections[self.next].start <= place:
            section = self.sections[self.next]
            self._close(section.start)
            years = {int(year) for year in _TITLE_YEAR.findall(section.title)}
            above = self.open[-1][1] if self.open else None
            self.open.append((section.end, years.pop() if len(years) == 1 else above))
            self.next += 1
        self._close(place)
        return self.open[-1][1] if self.open else None

    def _close(self, place: int) -> None:
        while self.open and self.open[-1][0] <= place:
            self.open.pop()


_TITLE_YEAR = regex.compile(r"(?<!\d)((?:19|20)\d{2})年")


def _shifted(value: str, years: int) -> str:
    """`value` so many years later: every year in it.

    >>> _shifted("2026-01/2026-06", -1)
    '2025-01/2025-06'
    """
    if not years:
        return value
    return "/".join(f"{int(part[:4]) + years:04}{part[4:]}" for part in value.split("/"))


def _number(text: str) -> int:
    read = read_number(text.replace("○", "〇").replace("零", "〇") if len(text) == 4 else text)
    return int(read.value) if read else 0


def _day(year: int, month: int, day: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return f"{year:04}-{month:02}-{day:02}"


def _date(match: regex.Match[str], _: int | None) -> str | None:
    return _in_month(match, _number(match["year"]))


def _month(match: regex.Match[str], fiscal_year: int | None) -> str | None:
    return _in_month(match, fiscal_year) if fiscal_year else None


def _in_month(match: regex.Match[str], year: int) -> str | None:
    month = _number(match["month"])
    if not 1 <= month <= 12 or year < 1:
        return None
    if match["day"]:
        return _day(year, month, _number(match["day"]))
    if match["end"]:
        return _day(year, month, calendar.monthrange(year, month)[1])
    return _day(year, month, 1) if match["start"] else f"{year:04}-{month:02}"


def _months(match: regex.Match[str], fiscal_year: int | None) -> str | None:
    year = _number(match["year"]) if match["year"] else fiscal_year
    first, last = int(match["from"]), int(match["to"])
    return f"{year:04}-{first:02}/{year:04}-{last:02}" if year and first < last else None


def _year(match: regex.Match[str], _: int | None) -> str | None:
    return _in_year(match, _number(match["year"]))


def _in_year(match: regex.Match[str], year: int) -> str:
    if match["end"]:
        return f"{year:04}-12-31"
    return f"{year:04}-01-01" if match["start"] else f"{year:04}"


def _years(match: regex.Match[str], _: int | None) -> str | None:
    first, last = _number(match["from"]), _number(match["to"])
    return f"{first:04}/{last:04}" if first < last <= first + 30 else None


def _relative(match: regex.Match[str], fiscal_year: int | None) -> str | None:
    if fiscal_year is None:
        return None
    offset = -1 if match["last"] else -2 if match["before"] else 1 if match["next"] else 0
    return _in_year(match, fiscal_year + offset)


_RESOLVERS: dict[str, Callable[[regex.Match[str], int | None], str | None]] = {
    "period.range": _years,
    "period.date": _date,
    "period.months": _months,
    "period.year": _year,
    "period.month": _month,
    "period.relative": _relative,
}
