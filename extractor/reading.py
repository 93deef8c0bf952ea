"""Document → everything that was read in it: each stage once, in order, its results in places of the source text.

A stage reads what stands to its left and returns new values: matching copy → header and sections → mentions → facts → tables → merged.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from .document import Document, Notice
from .facts import Facts
from .mentions import Approximation, Mention, MentionKind, find_figures
from .models import Header
from .normalize import MatchingCopy, matching_copy
from .periods import DocumentNumberMention, PeriodMention, find_document_numbers, find_periods

Kind = Literal["amount", "percentage", "quantity"]


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
    sections: Sequence[Any]  # sections.SectionMention
    figures: Sequence[Found]
    codes: Sequence[Any]  # subject_mentions.SubjectMention
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
    year = header.fiscal_year
    mentions = find_figures(copy.text)
    periods = find_periods(copy.text, year)
    codes = find_subjects(copy, year, document.tables)
    tables = _tables(document, header)
    figures = _text_figures(copy, document, mentions, periods, codes, sections, header, tables)
    return Reading(
        header=header,
        sections=[_moved(section, copy) for section in sections],
        figures=_merged(figures, tables),
        codes=[_moved(code, copy) for code in codes],
        periods=[_moved(period, copy) for period in periods],
        document_numbers=[_moved(number, copy) for number in find_document_numbers(copy.text)],
        tables=[TableAbout(table.title, table.unit, table.header_rows) for table in tables],
        notices=[*document.notices, *(notice for table in tables for notice in table.notices)],
    )
