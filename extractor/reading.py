"""Document → everything that was read in it: each stage once, in order, its results in places of the source text.

A stage reads what stands to its left and returns new values: matching copy → sections and header → mentions → facts → tables → merged.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeVar

import regex

from .document import Cell, Document, Notice, Table
from .facts import Facts
from .mentions import Approximation, Mention, MentionKind, find_figures
from .models import Header
from .normalize import MatchingCopy, matching_copy
from .periods import DocumentNumberMention, PeriodMention, find_document_numbers, find_periods, in_passage

if TYPE_CHECKING:
    from .sections import SectionMention
    from .subject_mentions import SubjectMention
    from .tables import TableReading


@dataclass(frozen=True, slots=True)
class Found:
    """One figure with its facts, in places of the source text. References in `facts` are positions in `Reading.figures`."""

    kind: MentionKind
    start: int
    end: int
    value: Decimal | None
    precision: Decimal | None
    unit: str | None
    facts: Facts
    unit_inferred: bool = False
    currency: str = "CNY"
    approximation: Approximation | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    cell: tuple[int, int, int] | None = None  # position of the table, row, column
    page: int | None = None


@dataclass(frozen=True, slots=True)
class TableAbout:
    """What a table says of itself."""

    title: str | None = None
    unit: str | None = None
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in a document, sorted by place, in places of the source text."""

    header: Header
    sections: Sequence[SectionMention]
    figures: Sequence[Found]
    codes: Sequence[SubjectMention]
    periods: Sequence[PeriodMention]
    document_numbers: Sequence[DocumentNumberMention]
    tables: Sequence[TableAbout]
    notices: Sequence[Notice]


def read_document(document: Document, *, fiscal_year: int | None = None) -> Reading:
    """Everything that stands in a document; `fiscal_year` where the caller knows it better than the text says."""
    from .header import read_header
    from .sections import find_sections
    from .subject_mentions import find_subjects

    copy = matching_copy(document.text, [(table.start, table.end) for table in document.tables])
    sections = find_sections(copy, document.tables)
    header = read_header(copy, document, sections, fiscal_year=fiscal_year)
    text = _Text(
        copy=copy,
        mentions=find_figures(copy.text),
        periods=find_periods(copy.text, header.fiscal_year),
        codes=find_subjects(copy, header.fiscal_year, document.tables),
        sections=sections,
        header=header,
    )
    tables = _read_tables(document, header)
    return Reading(
        header=header,
        sections=[_moved(section, copy) for section in sections],
        figures=_merged(_text_figures(document, text), tables),
        codes=[_moved(code, copy) for code in text.codes],
        periods=[_moved(period, copy) for period in in_passage(text.periods, copy.text, header.fiscal_year, sections)],
        document_numbers=[_moved(number, copy) for number in find_document_numbers(copy.text)],
        tables=[TableAbout(table.title, table.unit, table.header_rows) for table in tables],
        notices=[*document.notices, *_endless_numbers(copy), *(notice for table in tables for notice in table.notices)],
    )


_LONGEST_NUMBER = 20  # digits; nothing that a report counts has more


def _endless_numbers(copy: MatchingCopy) -> list[Notice]:
    """A notice where digits run on beyond any figure: they were not read as one."""
    found = next(regex.finditer(rf"\d{{{_LONGEST_NUMBER + 1},}}", copy.text), None)
    if found is None:
        return []
    start, end = copy.span(*found.span())
    message = f"{end - start} digits without a break are no figure; they and any other such run were not read."
    return [Notice("number_too_long", message, start, end)]


def mention_spans(text: str) -> list[tuple[int, int]]:
    """Places of all mentions in a text, without what they mean: borders that no word may cross."""
    from .subject_mentions import find_subjects

    copy = matching_copy(text)
    found: list[_Placed] = [*find_figures(copy.text), *find_periods(copy.text, None)]
    found += [*find_document_numbers(copy.text), *find_subjects(copy)]
    return [copy.span(mention.start, mention.end) for mention in found]


@dataclass(frozen=True, slots=True)
class _Text:
    """What was found in the matching copy, in its places."""

    copy: MatchingCopy
    mentions: Sequence[Mention]
    periods: Sequence[PeriodMention]
    codes: Sequence[SubjectMention]
    sections: Sequence[SectionMention]
    header: Header


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=_Placed)


def _moved(mention: T, copy: MatchingCopy) -> T:
    """The same mention with its place in the source text."""
    start, end = copy.span(mention.start, mention.end)
    return replace(mention, start=start, end=end)  # type: ignore[type-var]


def _read_tables(document: Document, header: Header) -> list[TableReading]:
    if not document.tables:
        return []
    from .subjects import subjects
    from .tables import read_tables

    return read_tables(document, fiscal_year=header.fiscal_year, kind=header.kind, subjects=subjects())


def _text_figures(document: Document, text: _Text) -> list[Found]:
    """Figures of running text and of sentences in cells."""
    from . import words
    from .describe import describe

    copy = text.copy
    facts = describe(
        copy,
        text.mentions,
        periods=text.periods,
        codes=text.codes,
        sections=text.sections,
        header=text.header,
        words=words.cut,
        grids=[(copy.to_copy(table.start), copy.to_copy(table.end)) for table in document.tables],
    )
    cells = _Cells(document.tables)
    found = []
    for mention, meaning in zip(text.mentions, facts, strict=True):
        start, end = copy.span(mention.start, mention.end)
        found.append(
            Found(
                kind=mention.kind,
                start=start,
                end=end,
                value=mention.value,
                precision=mention.precision,
                unit=mention.unit,
                facts=meaning,
                unit_inferred=mention.unit_inferred,
                currency=mention.currency,
                approximation=mention.approximation,
                low=mention.low,
                high=mention.high,
                cell=cells.at(start),
            )
        )
    return found


class _Cells:
    """Which cell of which table a place lies in."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables
        self.starts = [table.start for table in tables]
        self.cells: dict[int, tuple[list[int], list[Cell]]] = {}

    def at(self, place: int) -> tuple[int, int, int] | None:
        number = bisect_right(self.starts, place) - 1
        if number < 0 or place >= self.tables[number].end:
            return None
        if number not in self.cells:
            ordered = sorted(self.tables[number].cells, key=lambda cell: cell.start)
            self.cells[number] = [cell.start for cell in ordered], ordered
        starts, ordered = self.cells[number]
        index = bisect_right(starts, place) - 1
        if index < 0 or place >= ordered[index].end:
            return None
        return number, ordered[index].row, ordered[index].column


def _merged(text: Sequence[Found], tables: Sequence[TableReading]) -> list[Found]:
    """Figures of text and of tables in reading order; where both claim a place the table knows better. References count anew."""
    if not tables:
        return list(text)
    merged: list[tuple[Found, int, int]] = []  # figure, group, position in its group; group -1 is the text
    taken: list[tuple[int, int]] = []
    for number, table in enumerate(tables):
        for at, figure in enumerate(table.figures):
            found = Found(
                kind=figure.kind,
                start=figure.start,
                end=figure.end,
                value=figure.value,
                precision=figure.precision,
                unit=figure.unit,
                facts=figure.facts,
                unit_inferred=figure.unit_inferred,
                currency=figure.currency,
                approximation=figure.approximation,
                low=figure.low,
                high=figure.high,
                cell=(number, figure.row, figure.column),
            )
            merged.append((found, number, at))
            taken.append((figure.start, figure.end))
    taken.sort()
    merged += [(found, -1, at) for at, found in enumerate(text) if not _overlaps(taken, found)]
    merged.sort(key=lambda item: (item[0].start, item[0].end))
    place = {(group, at): position for position, (_, group, at) in enumerate(merged)}
    return [replace(found, facts=_renumbered(found.facts, group, place)) for found, group, _ in merged]


def _overlaps(taken: Sequence[tuple[int, int]], found: Found) -> bool:
    at = bisect_right(taken, (found.end, -1)) - 1
    return at >= 0 and taken[at][1] > found.start


def _renumbered(facts: Facts, group: int, place: dict[tuple[int, int], int]) -> Facts:
    """Facts whose references count all figures; one to a figure that is not there any more falls away."""

    def there(position: int | None) -> int | None:
        return None if position is None else place.get((group, position))

    return replace(facts, parent=there(facts.parent), about=there(facts.about), whole=there(facts.whole))
