"""Whose report it is and about which year: title, organization, region, kind, fiscal year, date of issue.

Everything is taken from what the report prints; what it does not say stays None.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast, get_args

import regex

from .document import Document
from .models import Header, Kind, Region
from .normalize import MatchingCopy
from .numerals import read_number
from .patterns import Pattern, PatternError, load
from .regions import Division, regions
from .sections import SectionMention

_HEAD = 3000  # characters in which cover, title and form fields stand
_TAIL = 600  # characters in which a signature stands
_TITLE_LINES = 40
_LONGEST_TITLE = 90
_LOOKING_BACK = frozenset(
    {
        "department_self_evaluation",
        "project_self_evaluation",
        "project_evaluation",
        "department_final_accounts",
        "audit_report",
        "government_final_accounts",
        "statistical_bulletin",
    }
)  # kinds that are issued in the year after the one they are about
_BUDGETS = frozenset({"department_budget", "government_budget_report"})


def read_header(
    copy: MatchingCopy, document: Document, sections: Sequence[SectionMention] = (), *, fiscal_year: int | None = None
) -> Header:
    """The header of a report. `fiscal_year` where the caller knows it better than the text says."""
    reader = _Reader(
        copy.text,
        _as_laid_out(copy, document.text, 0, _HEAD),
        _as_laid_out(copy, document.text, len(copy.text) - _TAIL, len(copy.text)),
        document.title,
    )
    title = reader.title()
    kind = reader.kind(title)
    organization = reader.organization(title)
    issued_on = reader.issued_on()
    return Header(
        title=title,
        organization=organization,
        region=reader.region(title, organization),
        kind=kind,
        fiscal_year=fiscal_year or reader.fiscal_year(title, kind, issued_on),
        issued_on=issued_on,
    )


def _as_laid_out(copy: MatchingCopy, text: str, start: int, end: int) -> str:
    """`[start, end)` of the matching copy with the line breaks of the source, blank lines left out."""
    start, end = max(start, 0), min(end, len(copy.text))
    at, last = copy.span(start, end) if start < end else (0, 0)
    lines = []
    while at < last:
        stop = text.find("\n", at, last)
        stop = last if stop < 0 else stop
        line = copy.text[copy.to_copy(at) : min(copy.to_copy(stop), end)].strip() if stop > at else ""
        if line:
            lines.append(line)
        at = stop + 1
    return "\n".join(lines)


def _pattern(name: str) -> regex.Pattern[str]:
    return load("kinds.toml")[name].compiled


@dataclass(slots=True)
class _Reader:
    """One report's text, asked for one thing after the other."""

    text: str
    head: str  # the first pages and the last lines with the line breaks of the source: a title's line is not joined
    tail: str
    hint: str | None  # title that the file format carries

    def title(self) -> str | None:
        """The title: up to four lines of the report's head that together end as titles end; else the file's own title.

        A web page's title comes first where it ends as titles do (the site's name behind it is left out), for the head
        of a page is navigation.
        """
        hint = _page_title(self.hint)
        if hint and _pattern("line.title_end").search(hint):
            return hint
        found = self._title_in_text()
        if hint and found and not any(pattern.compiled.search(found) for _, pattern in _named("title.")):
            return hint
        return found or hint

    def _title_in_text(self) -> str | None:
        lines = self._head_lines()
        for at, line in enumerate(lines):
            joined = ""
            for following in lines[at : at + 4]:
                if not following or len(joined) + len(following) > _LONGEST_TITLE:
                    break
                joined += following
                if _pattern("line.title_end").search(joined):
                    return _pattern("line.title_number").sub("", joined, count=1) or joined
            if line and len(line) > _LONGEST_TITLE:
                break
        return None

    def _head_lines(self) -> list[str]:
        """Lines that could be of the title, the first cell of a table's row for a row; empty for those that cannot."""
        lines = []
        for line in self.head.split("\n")[:_TITLE_LINES]:
            if len(line) > 20 and "。" in line:
                break  # the body has begun
            cell = _pattern("line.unit_behind").sub("", line.lstrip("\t ").split("\t", 1)[0]).strip()
            usable = cell and len(cell) <= _LONGEST_TITLE and not any(mark in cell for mark in "，。；！…")
            lines.append(cell.replace(" ", "") if usable and not _pattern("line.not_title").match(cell) else "")
        return lines

    def kind(self, title: str | None) -> Kind:
        """What kind of report it is: by its title, else by what its text speaks of most."""
        if title:
            for name, pattern in _named("title."):
                if pattern.compiled.search(title):
                    return _kind(name)
        sample = self.text[: 4 * _HEAD]
        counts = [(len(pattern.compiled.findall(sample)), _kind(name)) for name, pattern in _named("contents.")]
        times, kind = max(counts, key=lambda pair: pair[0])
        return kind if times > 1 else "other"

    def organization(self, title: str | None) -> str | None:
        """The organization whose report it is: from the title, a form field, the signature, a line below the title."""
        match = _pattern("organization.title").match(title or "")
        if match:
            return str(match["name"])
        field = _pattern("organization.field").search(self.head)
        if field:
            return str(field["name"]).strip("（）")
        return self._signature() or self._below_title(title)

    def _signature(self) -> str | None:
        """The organization in a line of its own, before the date or at the very end."""
        tail = self.tail
        dated = _pattern("date.line").search(tail)
        for match in reversed(list(_pattern("organization.line").finditer(tail))):
            near_date = dated is not None and 0 <= dated.start() - match.end() < 60
            if near_date or tail.count("\n", match.end()) < 4:
                return str(match["name"])
        return None

    def _below_title(self, title: str | None) -> str | None:
        """The organization in a line of its own, shortly below the title."""
        at = self.head.find(title[-4:]) if title else 0
        match = _pattern("organization.line").search(self.head, at, at + 160) if at >= 0 else None
        return str(match["name"]) if match else None

    def region(self, title: str | None, organization: str | None) -> Region | None:
        """The region of the organization or the title, else of the head's lines; the text settles a name of several."""
        table = regions()
        context = self.text[: 4 * _HEAD]
        named = [found for part in (organization, title) if part and (found := table.find(part, context))]
        # the organization may say 县教育局 only where the title names the province, and the other way round
        division = max(named, key=lambda one: one.level) if named else self._region_of_head(context)
        if division is None:
            return None
        return Region(code=division.code, name=division.name, path=table.path(division))

    def _region_of_head(self, context: str) -> Division | None:
        """The region of a short line of the head; for 全省, 市本级 … the only one of that level named there."""
        table = regions()
        for line in self.head[:800].split("\n"):
            if 3 < len(line) < 60 and (found := table.find(line.split("\t", 1)[0], context)):
                return found
        relative = _pattern("region.relative").search(self.head)
        if not relative:
            return None
        level = 1 if relative["level"] == "省" else 2 if relative["level"] in "市州盟" else 3
        same = {one for one in table.mentioned(self.head) if one.level == level}
        return same.pop() if len(same) == 1 else None

    def fiscal_year(self, title: str | None, kind: Kind, issued_on: str | None) -> int | None:
        """The year that the report is about.

        A year of the title; of several the last: a budget report that gives an account of 2024 and proposes 2025 is the
        budget report of 2025, an evaluation of 2020-2021 is made at the end of 2021. Else a line （2020年度） below the
        title, else the year that the text names most as 年度 or 年, else the year of issue, less one for the kinds that
        look back.
        """
        years = [year for match in _pattern("year.title").finditer(title or "") if (year := _year_of(match))]
        if years:
            return max(years)
        line = _pattern("year.line").search(self.head)
        if line:
            return int(line["year"])
        counts: Counter[int] = Counter()
        for match in _pattern("year.text").finditer(self.text[: 10 * _HEAD]):
            own = match["budget"] if kind in _BUDGETS else match["final"] if kind in _LOOKING_BACK else None
            counts[int(match["year"])] += 3 if match["span"] or own else 1
        issued = int(issued_on[:4]) if issued_on else None
        if counts:
            most = max(counts.values())
            return max(year for year, times in counts.items() if times == most)
        return issued - 1 if issued and kind in _LOOKING_BACK else issued

    def issued_on(self) -> str | None:
        """ISO date of issue: of the signature, else of the sitting or the page, else of a line in the head."""
        dates = [date for match in _pattern("date.line").finditer(self.tail) if (date := _date(match))]
        if dates:
            return dates[-1]
        for name in ("date.labelled", "date.line"):
            for match in _pattern(name).finditer(self.head):
                date = _date(match)
                if date:
                    return date
        return None


def _named(prefix: str) -> list[tuple[str, Pattern]]:
    return [(name, pattern) for name, pattern in load("kinds.toml").items() if name.startswith(prefix)]


def _kind(name: str) -> Kind:
    kind = name.split(".")[1]
    if kind not in get_args(Kind):
        raise PatternError(
            f"patterns/kinds.toml, {name}: {kind} is no kind of report. Use one of {', '.join(get_args(Kind))}."
        )
    return cast(Kind, kind)


def _page_title(title: str | None) -> str | None:
    """A page's title without the name of the site behind it."""
    if not title:
        return None
    parts = regex.split(_pattern("line.site_name"), title.strip())
    return max((part.strip() for part in parts), key=len) or None


def _year_of(match: regex.Match[str]) -> int | None:
    if match["year"]:
        return int(match["year"])
    read = read_number(match["han"]) if len(match["han"]) == 4 else None
    return int(read.value) if read and 2000 <= read.value < 2050 else None


def _date(match: regex.Match[str]) -> str | None:
    parts = [match["year"], match["month"], match["day"]]
    if parts[0] is None:
        parts = [match["han"], match["hm"], match["hd"]]
    numbers = [int(part) if part.isdigit() else int(read.value) if (read := read_number(part)) else 0 for part in parts]
    try:
        return dt.date(*numbers).isoformat()
    except ValueError:
        return None
