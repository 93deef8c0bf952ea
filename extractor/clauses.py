"""Cutting the matching copy around its figures: paragraphs, clauses, brackets, item numbers.

Only what figures need is cut: a paragraph without figures is known by its place and item number alone. A bracket that holds no figure
(因公出国（境）费) is part of the words and no border; so is a quotation. All work is linear in the length of the text, whatever it holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import regex

from . import patterns

STOPS = "。！？!?"
_LINE_FULL = 24  # characters: a shorter line without a sign at its end is a heading, not a broken line
_CELL_SENTENCE = 16  # characters: a shorter cell is a name or a number
_CLOSED = frozenset("。！？!?；：;:")


@dataclass(slots=True)
class Slot:
    """One figure in its clause. Places are in the copy."""

    figure: int  # position in the list of mentions
    start: int  # its own words begin here: behind the border or the figure before it
    end: int  # and end where the figure begins
    after: int  # words behind it reach to here: the next figure, or the clause's end
    previous: int | None  # the figure before it in the same clause


@dataclass(slots=True)
class Clause:
    """A stretch between two borders."""

    border: str  # the sign before it; "" at the beginning of a paragraph
    start: int
    end: int
    closing: str  # the sign behind it
    marker: str | None = None  # style of the item number that stood before it: han, paren_digit, first, …
    holder: int | None = None  # of a bracket's first clause: the figure just before the bracket
    slots: list[Slot] = field(default_factory=list)


@dataclass(slots=True)
class Paragraph:
    """A paragraph; `clauses` are cut only where it holds figures."""

    start: int
    end: int
    marker: str | None
    carried: bool  # its first words go on from the paragraph before, whose line broke in the wrong place
    clauses: list[Clause] = field(default_factory=list)


@lru_cache(maxsize=1)
def _compiled() -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    cues = patterns.load("cues.toml")
    return cues["border"].compiled, cues["marker"].compiled


def paragraphs(
    text: str, starts: Sequence[int], ends: Sequence[int], grids: Sequence[tuple[int, int]] = ()
) -> Iterator[Paragraph]:
    """The paragraphs of `text` outside `grids`, with their clauses where a figure (`starts[i]`, `ends[i]`) stands in them.

    >>> [p] = paragraphs("收入10万元，支出8万元。", [2, 10], [6, 13])
    >>> [(c.border, c.start, c.end, [s.figure for s in c.slots]) for c in p.clauses]
    [('', 0, 6, [0]), ('，', 7, 13, [1])]
    """
    marker = _compiled()[1]
    at, first, grid, length = 0, 0, 0, len(text)
    whole_before = False
    while at < length:
        while grid < len(grids) and grids[grid][1] <= at:
            grid += 1
        if grid < len(grids) and grids[grid][0] <= at:
            floor, at = at, grids[grid][1]
            last = bisect_left(starts, at, first)
            yield from _sentences_in_cells(text, starts, ends, first, last, floor)
            first, whole_before = last, True
            continue
        end = text.find("\n", at)
        end = length if end < 0 else end
        if grid < len(grids):
            end = min(end, grids[grid][0])
        if end > at:
            number = marker.match(text, at, end)
            last = bisect_left(starts, end, first)
            carried = number is None and at > 0 and (not whole_before or text[at - 2] == "：")
            paragraph = Paragraph(at, end, number.lastgroup if number else None, carried)
            if last > first:
                paragraph.clauses = _clauses(text, number.end() if number else at, end, starts, ends, first, last)
            yield paragraph
            whole_before = text[end - 1] in _CLOSED or end - at < _LINE_FULL
            first = last
        at = end + 1 if end < length and text[end] == "\n" else max(end, at + 1)


def _sentences_in_cells(
    text: str, starts: Sequence[int], ends: Sequence[int], first: int, last: int, floor: int
) -> Iterator[Paragraph]:
    """Cells that hold sentences, not numbers: each is read as a paragraph. `floor` is where the table begins."""
    marker, border = _compiled()[1], patterns.load("cues.toml")["cell_border"].compiled
    while first < last:
        begin = max(text.rfind("\n", floor, starts[first]), text.rfind("\t", floor, starts[first]), floor - 1) + 1
        found = border.search(text, starts[first])
        floor = end = found.start() if found else len(text)
        following = bisect_left(starts, max(end, starts[first] + 1), first, last)
        if end - begin >= _CELL_SENTENCE and any(sign in text[begin:end] for sign in "，。；："):
            number = marker.match(text, begin, end)
            paragraph = Paragraph(begin, end, number.lastgroup if number else None, False)
            inner = number.end() if number else begin
            paragraph.clauses = _clauses(text, inner, end, starts, ends, first, following)
            yield paragraph
        first = following


def _clauses(
    text: str, start: int, end: int, starts: Sequence[int], ends: Sequence[int], first: int, last: int
) -> list[Clause]:
    """Clauses of one paragraph with figures `first` … `last - 1`."""
    clauses: list[Clause] = []
    border, at, figure = "", start, first
    marker = _compiled()[1]
    style: str | None = None
    for place, sign in (*_borders(text, start, end, starts, ends, first, last), (end, "")):
        if place < at:  # a sign inside the item number
            continue
        clause = Clause(border, at, place, sign, style)
        if border == "（" and clauses and clauses[-1].slots and ends[clauses[-1].slots[-1].figure] >= at - 3:
            clause.holder = clauses[-1].slots[-1].figure
        figure = _fill(clause, starts, ends, figure, last)
        clauses.append(clause)
        border, at = sign, place + 1
        number = marker.match(text, at, end) if sign != "（" else None
        style = number.lastgroup if number else None
        if number:
            at = number.end()
    return clauses


def _fill(clause: Clause, starts: Sequence[int], ends: Sequence[int], figure: int, last: int) -> int:
    """Put the clause's figures into it; the number of the next figure."""
    at, previous = clause.start, None
    while figure < last and starts[figure] < clause.end:
        if clause.slots:
            clause.slots[-1].after = starts[figure]
        clause.slots.append(Slot(figure, at, starts[figure], clause.end, previous))
        at, previous = ends[figure], figure
        figure += 1
    return figure


def _borders(
    text: str, start: int, end: int, starts: Sequence[int], ends: Sequence[int], first: int, last: int
) -> list[tuple[int, str]]:
    """Signs that part clauses, without those in brackets that hold no figure. Brackets that miss their other half are no sign."""
    found: list[tuple[int, str]] = []
    opened: list[tuple[int, int]] = []  # position in `found`, figures before the bracket
    figure = first
    for match in _compiled()[0].finditer(text, start, end):
        place = match.start()
        while figure < last and ends[figure] <= place:
            figure += 1
        if match.end() - place > 1 or (figure < last and starts[figure] <= place):
            continue  # a quotation; a sign inside a figure
        sign = text[place]
        if sign == "（":
            opened.append((len(found), figure))
        elif sign == "）":
            if not opened:
                continue
            position, before = opened.pop()
            if before == figure:
                del found[position:]
                continue
        found.append((place, sign))
    for position, _ in reversed(opened):
        found[position] = (-1, "")
    return [item for item in found if item[0] >= 0]
