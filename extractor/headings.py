"""What the headings above a place say about the figures under them, and what is needed of header, sections and budget subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from . import stages
from .cues import rules
from .models import Flow, Stage


class HeaderLike(Protocol):
    """What is needed of the report's header."""

    @property
    def fiscal_year(self) -> int | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def organization(self) -> str | None: ...


class SectionLike(Protocol):
    """What is needed of a section; places in the copy."""

    @property
    def title(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def parent(self) -> int | None: ...


class CodeLike(Protocol):
    """What is needed of a budget subject mention; places in the copy."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def code(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...


@dataclass(slots=True)
class Heading:
    """What the headings above a paragraph say."""

    titles: tuple[str, ...] = ()  # nearest first
    year: int | None = None
    stage: Stage | None = None
    weak_stage: Stage | None = None  # 支出情况: what the kind of report says goes before
    flow: Flow | None = None
    scope: str | None = None
    fund: str = ""
    latest: int | None = (
        None  # the last year that any heading names, where they name several: the year of the new budget
    )


class Headings:
    """The headings above each place, from the sections, read once a section."""

    def __init__(self, sections: Sequence[SectionLike], header: HeaderLike) -> None:
        self.sections, self.header = sections, header
        self.at = -1
        years = [year for section in sections if (year := stages.title_year([section.title])) is not None]
        self.latest = max(years) if len(set(years)) > 1 else None
        self.known: dict[int, Heading] = {-1: Heading()}

    def over(self, place: int) -> Heading:
        """The headings over a place; places come in rising order."""
        while self.at + 1 < len(self.sections) and self.sections[self.at + 1].start <= place:
            self.at += 1
        if self.at not in self.known:
            self.known[self.at] = self._read(self.at)
        return self.known[self.at]

    def _read(self, at: int) -> Heading:
        titles: list[str] = []
        position: int | None = at
        while position is not None and len(titles) < 12:
            titles.append(self.sections[position].title)
            position = self.sections[position].parent
        heading = Heading(tuple(titles), stages.title_year(titles), latest=self.latest)
        for title in titles:
            heading.stage = heading.stage or stages.section_stage(title)
            heading.weak_stage = heading.weak_stage or stages.section_stage(title, weak=True)
            scope = stages.scope_in(title)
            heading.scope = heading.scope or (scope if scope and scope[0] not in "我本" else None)
            if not heading.fund and (found := rules().fund.search(title)):
                heading.fund = found.group()
        heading.flow = next((flow for title in titles[:2] if (flow := stages.section_flow(title))), None)
        return heading
