"""Mentions, facts and table readings → the Report: places mapped to the source, ids given, references resolved.

Ids are `a1 …` for amounts, `p1 …` percentages, `q1 …` quantities, `k1 …` subject codes, `d1 …` periods, `n1 …` document numbers, `s1 …`
sections, `t1 …` tables, each counted in reading order, so that the same text always gives the same ids.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .document import Document
from .facts import Facts
from .models import (
    Amount,
    CellPlace,
    DocumentNumber,
    Figure,
    Generator,
    Percentage,
    Period,
    Quantity,
    Report,
    Section,
    Source,
    SubjectCode,
    TableInfo,
    Warning,
)
from .reading import Found, Reading

_LETTERS = {"amount": "a", "percentage": "p", "quantity": "q"}


@dataclass(frozen=True, slots=True)
class _Places:
    """Which section, page and table a place of the source text lies in."""

    sections: Sequence[Section]
    pages: Sequence[tuple[int, int]]  # start, number

    def page(self, start: int) -> int | None:
        at = bisect_right(self.pages, (start, 1 << 40)) - 1
        return self.pages[at][1] if at >= 0 else None


def assemble(document: Document, reading: Reading, *, generator: Generator, source: Source) -> Report:
    """The Report of a document from what was read in it."""
    sections = _sections(reading)
    tables = _tables(document, reading)
    pages = sorted((page.start, page.number) for page in document.pages)
    places = _Places(sections, pages)
    return Report(
        generator=generator,
        source=source,
        report=reading.header,
        text=document.text,
        sections=sections,
        tables=tables,
        figures=_figures(document.text, reading.figures, places),
        subject_codes=_codes(document.text, reading),
        periods=_periods(document.text, reading),
        document_numbers=_numbers(document.text, reading),
        warnings=tuple(
            Warning(code=n.code, message=n.message, start=n.start, end=n.end, page=n.page) for n in reading.notices
        ),
    )


def figure_ids(figures: Sequence[Found]) -> list[str]:
    """The ids of figures in reading order."""
    counts = dict.fromkeys(_LETTERS, 0)
    ids = []
    for figure in figures:
        counts[figure.kind] += 1
        ids.append(f"{_LETTERS[figure.kind]}{counts[figure.kind]}")
    return ids


def _figures(text: str, found: Sequence[Found], places: _Places) -> tuple[Figure, ...]:
    ids = figure_ids(found)
    starts = [section.start for section in places.sections]
    names = [section.id for section in places.sections]
    made: list[Figure] = []
    for identifier, figure in zip(ids, found, strict=True):
        at = bisect_right(starts, figure.start) - 1
        common = {
            **_placed(text, identifier, figure.start, figure.end),
            "value": figure.value,
            "precision": figure.precision,
            "approximation": figure.approximation,
            "low": figure.low,
            "high": figure.high,
            "label": figure.facts.label,
            "indicator": figure.facts.indicator,
            "fiscal_year": figure.facts.fiscal_year,
            "section": names[at] if at >= 0 else None,
            "page": figure.page or places.page(figure.start),
            "cell": _cell(figure.cell),
        }
        made.append(_MAKERS[figure.kind](common, figure, figure.facts, ids))
    return tuple(made)


def _amount(common: dict[str, Any], figure: Found, facts: Facts, ids: Sequence[str]) -> Amount:
    return Amount(
        **common,
        currency=figure.currency,
        unit=figure.unit,
        unit_inferred=figure.unit_inferred,
        period=facts.period,
        stage=facts.stage,
        flow=facts.flow,
        scope=facts.scope,
        role=facts.role or "level",  # type: ignore[arg-type]
        direction=facts.direction,
        subject_code=facts.subject_code,
        parent=_id(facts.parent, ids),
    )


def _percentage(common: dict[str, Any], figure: Found, facts: Facts, ids: Sequence[str]) -> Percentage:
    return Percentage(
        **common,
        unit=figure.unit or "percent",
        stage=facts.stage,
        flow=facts.flow,
        scope=facts.scope,
        role=facts.role or "rate",  # type: ignore[arg-type]
        direction=facts.direction,
        subject_code=facts.subject_code,
        of=facts.of,
        whole=_id(facts.whole, ids),
        about=_id(facts.about, ids),
    )


def _quantity(common: dict[str, Any], figure: Found, facts: Facts, ids: Sequence[str]) -> Quantity:
    return Quantity(**common, unit=figure.unit, scope=facts.scope)


_MAKERS: dict[str, Callable[[dict[str, Any], Found, Facts, Sequence[str]], Figure]] = {
    "amount": _amount,
    "percentage": _percentage,
    "quantity": _quantity,
}


def _id(position: int | None, ids: Sequence[str]) -> str | None:
    return None if position is None else ids[position]


def _cell(cell: tuple[int, int, int] | None) -> CellPlace | None:
    return CellPlace(table=f"t{cell[0] + 1}", row=cell[1], column=cell[2]) if cell else None


def _sections(reading: Reading) -> tuple[Section, ...]:
    return tuple(
        Section(
            id=f"s{at + 1}",
            level=section.level,
            number=section.number,
            title=section.title,
            start=section.start,
            end=section.end,
            parent=None if section.parent is None else f"s{section.parent + 1}",
        )
        for at, section in enumerate(reading.sections)
    )


def _tables(document: Document, reading: Reading) -> tuple[TableInfo, ...]:
    return tuple(
        TableInfo(
            id=f"t{at + 1}",
            title=about.title,
            unit=about.unit,
            page=table.page,
            start=table.start,
            end=table.end,
            header_rows=about.header_rows,
            rows=table.rows,
            columns=table.columns,
        )
        for at, (table, about) in enumerate(zip(document.tables, reading.tables, strict=True))
    )


def _placed(text: str, identifier: str, start: int, end: int) -> dict[str, Any]:
    """What every record says of its place."""
    return {"id": identifier, "raw": text[start:end], "start": start, "end": end}


def _codes(text: str, reading: Reading) -> tuple[SubjectCode, ...]:
    return tuple(
        SubjectCode(
            **_placed(text, f"k{at}", code.start, code.end),
            code=code.code,
            name=code.name,
            classification=code.classification,
            official_name=code.official_name,
            status=code.status,
            path=code.path,
            cell=_cell(code.cell),
        )
        for at, code in enumerate(reading.codes, 1)
    )


def _periods(text: str, reading: Reading) -> tuple[Period, ...]:
    return tuple(
        Period(**_placed(text, f"d{at}", period.start, period.end), value=period.value)
        for at, period in enumerate(reading.periods, 1)
    )


def _numbers(text: str, reading: Reading) -> tuple[DocumentNumber, ...]:
    return tuple(
        DocumentNumber(
            **_placed(text, f"n{at}", number.start, number.end),
            issuer=number.issuer,
            year=number.year,
            number=number.number,
        )
        for at, number in enumerate(reading.document_numbers, 1)
    )
