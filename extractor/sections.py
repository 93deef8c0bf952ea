"""Headings → section tree, and declared units (单位：万元) with the stretch of text for which they hold.

A heading is a numbered line with a short title: （一）概况。 or 3、人员情况. An enumeration item that carries a figure,
a line of a table of contents, a row of a table, a clause of a list that ends in ； are none. Styles nest as they do in
the report at hand, not in a fixed order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .document import Table
from .normalize import MatchingCopy
from .numerals import read_number
from .patterns import Pattern, load

_LONGEST_TITLE = 42  # characters; a longer line is a sentence
_LONGEST_GLUED = 30  # of a title that ends in 。 with text behind it in the same line
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMBER_BEGINS = frozenset("第（①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳一二三四五六七八九十123456789 ")


@dataclass(frozen=True, slots=True)
class SectionMention:
    """One heading and what stands under it. Places in the matching copy."""

    level: int  # 1 is the highest
    number: str  # as printed: 一、 （四） 1.
    title: str
    start: int
    end: int  # where the next heading of its level or a higher one begins
    parent: int | None  # position in the list of sections


@dataclass(frozen=True, slots=True)
class DeclaredUnit:
    """单位：万元, and the stretch `[start, end)` of the copy for which it holds."""

    unit: str
    start: int
    end: int
    at: int  # where it is declared


@dataclass(frozen=True, slots=True)
class _Line:
    """A numbered line that may be a heading."""

    start: int
    style: str
    value: int
    number: str
    title: str
    kind: str  # heading | sentence (a title that ends in 。) | item | contents


def find_sections(copy: MatchingCopy, tables: Sequence[Table] = ()) -> tuple[SectionMention, ...]:
    """All headings, in reading order."""
    grids = [(copy.to_copy(table.start), copy.to_copy(table.end)) for table in tables]
    lines = _without_contents(copy.text, list(_numbered_lines(copy.text, grids)))
    headings = [line for line in _without_lists(lines) if line.kind in ("heading", "sentence")]
    return _nested(headings, len(copy.text))


def find_units(
    copy: MatchingCopy, sections: Sequence[SectionMention] = (), tables: Sequence[Table] = ()
) -> tuple[DeclaredUnit, ...]:
    """Declared money units.

    One holds until the next, or to the end of the table or section that it stands in or before; with 下同 to the end.
    """
    patterns = load("headings.toml")
    found = [(match, bool(match["all"])) for match in patterns["unit.declared"].compiled.finditer(copy.text)]
    found += [(match, True) for match in patterns["unit.throughout"].compiled.finditer(copy.text)]
    found.sort(key=lambda pair: pair[0].start())
    grids = sorted((copy.to_copy(table.start), copy.to_copy(table.end)) for table in tables)
    firsts = [start for start, _ in grids]
    starts = [section.start for section in sections]
    units = []
    for number, (match, throughout) in enumerate(found):
        end = len(copy.text)
        if not throughout:
            at = bisect_right(firsts, match.start() + 120)
            if at and (grids[at - 1][0] <= match.start() + 120) and grids[at - 1][1] > match.start():
                end = grids[at - 1][1]
            elif (place := bisect_right(starts, match.start())) > 0:
                end = sections[place - 1].end
            if number + 1 < len(found):
                end = min(end, found[number + 1][0].start())
        units.append(DeclaredUnit(match["unit"], match.start(), max(end, match.end()), match.start()))
    return tuple(units)


def _styles() -> list[Pattern]:
    return [pattern for name, pattern in load("headings.toml").items() if name.startswith("number.")]


def _numbered_lines(text: str, grids: list[tuple[int, int]]) -> Iterator[_Line]:
    styles = _styles()
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > 2 and text[start] in _NUMBER_BEGINS and not _in_grid(grids, start):
            for pattern in styles:
                match = pattern.compiled.match(text, start, min(end, start + 60))
                if match:
                    title, kind = _title(text, match.end(), end)
                    yield _Line(start, pattern.id, _value(match["value"]), match["number"], title, kind)
                    break
        start = end + 1


def _in_grid(grids: list[tuple[int, int]], start: int) -> bool:
    at = bisect_right(grids, (start, 1 << 62)) - 1
    return at >= 0 and start < grids[at][1]


def _value(number: str) -> int:
    if number in _CIRCLED:
        return _CIRCLED.index(number) + 1
    read = read_number(number)
    return int(read.value) if read else 0


def _title(text: str, start: int, end: int) -> tuple[str, str]:
    """The title behind a number, and what kind of line this is."""
    patterns = load("headings.toml")
    line = text[start : min(end, start + 120)].strip()
    if patterns["line.leader"].compiled.search(line):
        return line, "contents"
    stop = line.find("。")
    whole = end - start <= _LONGEST_TITLE and (stop < 0 or stop == len(line) - 1)
    title = line if whole else line[: stop + 1] if 0 < stop < _LONGEST_GLUED else ""
    colon = title.find("：")
    if len(title) < 2 or "\t" in title or title[-1] in "；，、" or patterns["line.figure"].compiled.search(title):
        return title, "item"
    if 0 <= colon < len(title) - 1 and title.find("》") < colon and colon < 14:
        return title, "item"
    if title[-1] == "。":
        return title, "sentence" if title.count("，") < 2 else "item"
    return title, "heading"


def _without_contents(text: str, lines: list[_Line]) -> list[_Line]:
    """Without a table of contents: the lines behind 目录 until the first comes again, and those with leaders."""
    match = load("headings.toml")["line.contents"].compiled.search(text, 0, min(len(text), 20000))
    listed = [line for line in lines if match and line.start > match.start()]
    if listed:
        first = listed[0]
        again = (line for line in listed[1:] if (line.style, line.value) == (first.style, first.value))
        begin = next((line.start for line in again if line.title[:4] == first.title[:4]), None)
        if begin is None:  # the headings are worded otherwise: the contents end where text begins
            gaps = (left for left, right in pairwise(listed) if text.count("\n", left.start, right.start) > 1)
            begin = next((line.start + 1 for line in gaps), 0)
        lines = [line for line in lines if line.start < first.start or line.start >= begin]
    return [line for line in lines if line.kind != "contents"]


def _without_lists(lines: list[_Line]) -> list[_Line]:
    """Without the members of lists whose members are mostly sentences or clauses: （1）…；（2）…。"""
    kept: list[_Line] = []
    open_lists: dict[str, list[_Line]] = {}
    groups: list[list[_Line]] = []
    for line in lines:
        group = open_lists.get(line.style)
        if group is None or line.value <= group[-1].value:
            group = open_lists[line.style] = []
            groups.append(group)
        group.append(line)
    noun_end = load("headings.toml")["line.noun_end"].compiled
    for group in groups:
        items = sum(line.kind == "item" for line in group)
        clauses = any(line.title[-1:] == "；" for line in group)
        for line in group:
            if clauses and items * 2 >= len(group):
                continue
            if line.kind != "sentence" or not items or noun_end.search(line.title):
                kept.append(line)
    return sorted(kept, key=lambda line: line.start)


def _nested(lines: list[_Line], length: int) -> tuple[SectionMention, ...]:
    order = _Order(lines)
    depth = order.usual_depth()
    stack: list[tuple[str, int]] = []  # style, position in the list
    levels: list[int] = []
    parents: list[int | None] = []
    ends = [length] * len(lines)
    for position, line in enumerate(lines):
        while stack and not order.above(stack[-1][0], line.style):
            ends[stack.pop()[1]] = line.start
        parent = stack[-1][1] if stack else None
        parents.append(parent)
        levels.append(depth[line.style] if parent is None else levels[parent] + 1)
        stack.append((line.style, position))
    return tuple(
        SectionMention(levels[at], line.number, line.title, line.start, ends[at], parents[at])
        for at, line in enumerate(lines)
    )


class _Order:
    """Which style stands above which: the one under which the other's count begins in this report; else usage."""

    def __init__(self, lines: list[_Line]) -> None:
        self._usual = {pattern.id: rank for rank, pattern in enumerate(_styles())}
        self._votes: Counter[tuple[str, str]] = Counter()
        self._present = [style for style in self._usual if any(line.style == style for line in lines)]
        for before, line in pairwise(lines):
            if line.style != before.style and line.value == 1:
                self._votes[before.style, line.style] += 1

    def above(self, upper: str, lower: str) -> bool:
        """Whether `upper` is the higher style of the two."""
        votes = self._votes[upper, lower] - self._votes[lower, upper]
        return upper != lower and (votes > 0 or (votes == 0 and self._usual[upper] < self._usual[lower]))

    def usual_depth(self) -> dict[str, int]:
        """Level of a style where no heading stands above it: one more than the styles that begin it elsewhere."""
        depth: dict[str, int] = {}
        for style in sorted(self._present, key=lambda one: sum(self.above(other, one) for other in self._present)):
            starters = [
                upper for (upper, lower), votes in self._votes.items() if lower == style and votes and upper in depth
            ]
            depth[style] = 1 + min((depth[upper] for upper in starters if self.above(upper, style)), default=0)
        return depth
