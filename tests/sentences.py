"""Marked-up sentences for facts: the text that is read, and what is expected of each figure.

`收入<10万元 label=收入 role=level>，其中：税收<6万元 parent=1>` → every figure must be marked, in order; a field that a mark does not name is not
tested. `parent`, `about`, `whole` count the marks from 1; `none` means that the field must be empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import marked

from extractor import words
from extractor.describe import describe
from extractor.facts import Facts
from extractor.mentions import find_figures
from extractor.normalize import matching_copy
from extractor.periods import find_periods
from extractor.sections import find_sections
from extractor.subject_mentions import find_subjects

_PLACES = ("parent", "about", "whole")


@dataclass(frozen=True)
class Header:
    """What describe() needs of a report's header."""

    fiscal_year: int | None = 2023
    kind: str = "other"
    organization: str | None = None


def facts_of(text: str, header: Header | None = None) -> tuple[list[str], list[Facts]]:
    """The figures of a text as printed, and their facts."""
    header = header or Header()
    copy = matching_copy(text)
    mentions = find_figures(copy.text)
    found = describe(
        copy,
        mentions,
        periods=find_periods(copy.text, header.fiscal_year),
        codes=find_subjects(copy, header.fiscal_year),
        sections=find_sections(copy),
        header=header,
        words=words.cut,
    )
    raws = [text[slice(*copy.span(m.start, m.end))] for m in mentions]
    return raws, found


def check(sentence: str, header: Header | None = None) -> None:
    """Read the sentence and compare what its marks expect."""
    text, marks = marked.parse(sentence)
    raws, found = facts_of(text, header)
    assert raws == [mark.raw for mark in marks], f"figures of {text}"
    for number, (mark, facts) in enumerate(zip(marks, found, strict=True), 1):
        for name, want in mark.fields.items():
            got = getattr(facts, name)
            if name in _PLACES and got is not None:
                got += 1
            shown = "none" if got is None else str(got)
            assert shown == want, (
                f"{text}\n{number} {mark.raw}: {name} is {shown}, not {want}; {SimpleNamespace(**facts.evidence)}"
            )
