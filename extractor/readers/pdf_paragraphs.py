"""Printed lines → paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .pdf_lines import Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph and the page that it begins on."""

    text: str
    page: int
    first: Line


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the body text of pages of one size stands."""

    left: float
    right: float
    em: float


_TERMINAL = frozenset("。！？；：!?;:…")
_HEADING = re.compile(
    r"第[一二三四五六七八九十百零\d]{1,4}[部章节条]分?|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|\d{1,2}[)）]|[①-⑳●■◆★]|附(?:件|表|注)?\s*\d{0,2}\s*[:：]|目\s*录$|——"
)
_SIBLING = re.compile(
    r"(?P<table>附?表\s*[一二三四五六七八九十\d]{1,4})|(?P<han>[一二三四五六七八九十]{1,3}、)|(?P<bracket>[（(][一二三四五六七八九十]{1,3}[）)])"
    r"|(?P<digit>\d{1,2}[.．、](?!\d))|(?P<part>第[一二三四五六七八九十]{1,3}部分)"
)
_ENOUGH_LINES = 4
_SIDE_BY_SIDE = "    "  # what make_lines puts between things that stand apart on one line


def make_paragraphs(lines: Sequence[Line | None], widths: dict[int, float]) -> list[Paragraph | None]:
    """Join lines into paragraphs; None (a table's place) parts them and is kept.

    `widths`: page number → width of the page, since pages of different sizes have different margins.
    """
    frames = _frames([line for line in lines if line is not None], widths)
    out: list[Paragraph | None] = []
    run: list[Line] = []

    def close() -> None:
        if run:
            out.append(Paragraph(_text(run), run[0].page, run[0]))
            run.clear()

    for line in lines:
        if line is None:
            close()
            out.append(None)
            continue
        if run and not _goes_on(run, line, frames[round(widths[run[-1].page])], frames[round(widths[line.page])]):
            close()
        run.append(line)
    close()
    return out


def _frames(lines: Iterable[Line], widths: dict[int, float]) -> dict[int, _Frame]:
    """The text frame of each page width: the commonest left edge, and the right edge that full lines share."""
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(round(widths[line.page]), []).append(line)
    return {width: _frame(group, width) for width, group in groups.items()}


def _frame(lines: Sequence[Line], width: int) -> _Frame:
    em = Counter(round(line.em * 2) / 2 for line in lines).most_common(1)[0][0]
    body = [line for line in lines if abs(line.em - em) < 0.15 * em] or list(lines)
    widest = max(line.right - line.left for line in body)
    long = [line for line in body if line.right - line.left >= 0.75 * widest]
    lefts = Counter(round(line.left / em) for line in long)
    # Full lines start at the left edge or are indented; the left edge is the leftmost that is common.
    common = [left for left, count in lefts.items() if count * 5 >= lefts.most_common(1)[0][1]]
    edge = min(common)
    left = min(line.left for line in long if round(line.left / em) == edge)
    rights = sorted(line.right for line in long)
    right = rights[int(len(rights) * 0.9)]
    if len(long) < _ENOUGH_LINES:  # too few to show the margin: it is taken to be as wide as the left one
        right = max(right, width - left)
    return _Frame(left, right, em)


def _goes_on(run: Sequence[Line], line: Line, frame: _Frame, next_frame: _Frame) -> bool:
    """Whether `line` continues the paragraph that `run` began."""
    last = run[-1]
    em = min(last.em, line.em)
    if abs(last.em - line.em) > 0.15 * em or _SIDE_BY_SIDE in last.text or _SIDE_BY_SIDE in line.text:
        return False
    if last.page == line.page and line.top - last.bottom > _usual_gap(run, em):
        return False
    if _is_centred(last, frame) and last.em > 1.15 * frame.em:
        return _is_centred(line, next_frame) and last.page == line.page and not _HEADING.match(line.text)
    if _is_short(last, line, frame) or _is_sibling(run[0], line):
        return False
    indent = (line.left - next_frame.left) / line.em
    if last.text[-1] in _TERMINAL:
        return indent < 1.0 and not _HEADING.match(line.text)
    if indent > 1.2 and line.left > last.left + 0.7 * em:
        # Moved in under a full line that has not ended a sentence: a heading above, or a quotation; a new paragraph.
        return False
    return not (indent > 1.2 and _HEADING.match(line.text))


def _is_sibling(first: Line, line: Line) -> bool:
    """Whether two lines are entries of one list: numbered the same way, standing under each other."""
    marks = _SIBLING.match(first.text), _SIBLING.match(line.text)
    same = marks[0] and marks[1] and marks[0].lastgroup == marks[1].lastgroup
    return bool(same) and abs(first.left - line.left) < 0.5 * line.em


def _usual_gap(run: Sequence[Line], em: float) -> float:
    """The white between two lines of one paragraph, at most."""
    if len(run) >= 2 and run[-1].page == run[-2].page:
        return max(run[-1].top - run[-2].bottom, 0.0) + 0.6 * em
    return 1.8 * em


def _is_short(last: Line, line: Line, frame: _Frame) -> bool:
    """Whether `last` ended before it had to: the first word of `line` would have found room."""
    room = max(frame.right, last.right) - last.right
    return room > max(line.first_width, last.em) + 0.9 * last.em


def _is_centred(line: Line, frame: _Frame) -> bool:
    left, right = line.left - frame.left, frame.right - line.right
    return abs(left - right) < 2 * line.em and (left > 0.5 * line.em or line.em > 1.15 * frame.em)


def _text(run: Sequence[Line]) -> str:
    """The lines as one text: a space only where a line ends between two Latin words."""
    text = run[0].text
    for below in run[1:]:
        last, first = text[-1], below.text[0]
        parted = first.isascii() and first.isalpha() and last.isascii() and (last.isalpha() or last in ".,;:")
        text += (" " if parted else "") + below.text
    return text
