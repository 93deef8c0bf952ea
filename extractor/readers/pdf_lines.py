"""Glyphs → lines of text, with their segments (what stands between wide gaps) and the text as a person would retype it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .pdf_glyphs import Glyph


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line without a wide gap."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: places as on the page, y downwards."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    em: float  # width of one Han character
    first_width: float  # what the next line would have to leave room for: the first character, number or Latin word
    segments: tuple[Segment, ...]
    page: int = 0

    @property
    def middle(self) -> float:
        """Height of the line's middle."""
        return (self.top + self.bottom) / 2


_WORD = re.compile(r"[A-Za-z0-9.,%％\-+/]+")
_LETTER = re.compile(r"[A-Za-z]")
_WIDE_GAP = 1.0  # em; more than this parts segments
_COLUMN_GAP = 2.0  # em; so wide a gap parts two things on one line


def make_lines(glyphs: Iterable[Glyph], page: int = 0) -> list[Line]:
    """Glyphs grouped by height into lines, from top to bottom, each from left to right."""
    return [_line(row, page) for row in _rows(glyphs)]


def _rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    rows: list[tuple[list[float], list[Glyph]]] = []  # ([middle, height], glyphs)
    for glyph in sorted(glyphs, key=lambda g: g.top + g.bottom):
        middle, height = (glyph.top + glyph.bottom) / 2, glyph.bottom - glyph.top
        for shape, row in rows[:-4:-1]:
            if _on_line(middle, height, shape):
                row.append(glyph)
                if height > shape[1]:
                    shape[0], shape[1] = middle, height
                break
        else:
            rows.append(([middle, height], [glyph]))
    for _, row in rows:
        row.sort(key=lambda g: g.left)
    rows.sort(key=lambda item: item[0][0])
    return [row for _, row in rows]


def _on_line(middle: float, height: float, shape: Sequence[float]) -> bool:
    away = abs(middle - shape[0])
    small, large = sorted((height, shape[1]))
    if small < 0.75 * large:  # a raised or lowered small sign
        return away < 0.4 * large
    return away < 0.45 * small


def _line(row: list[Glyph], page: int) -> Line:
    em = _em(row)
    gaps = [max(b.left - a.right, 0.0) for a, b in pairwise(row)]
    base = min(median(gaps), 0.8 * em) if len(gaps) > 2 else 0.0  # letter spacing of the line
    segments: list[Segment] = []
    pieces = [row[0].text]
    start = 0
    for index, gap in enumerate(gaps):
        before, after = row[index], row[index + 1]
        if gap - base > _WIDE_GAP * em:
            segments.append(Segment("".join(pieces), row[start].left, before.right))
            pieces, start = [], index + 1
        elif gap - base > _word_gap(before.text, after.text) * em:
            pieces.append(" ")
        pieces.append(after.text)
    right = max(glyph.right for glyph in row)
    segments.append(Segment("".join(pieces), row[start].left, right))
    top, bottom = min(glyph.top for glyph in row), max(glyph.bottom for glyph in row)
    return Line(_joined(segments, em), row[0].left, top, right, bottom, em, _first_width(row), tuple(segments), page)


def _em(row: Sequence[Glyph]) -> float:
    """Width of a Han character of the line; guessed from the height where there is none."""
    wide = [g.right - g.left for g in row if g.text >= "\u2e80"]
    if wide:
        return max(median(wide), 1.0)
    return max(median(g.bottom - g.top for g in row) * 0.9, 1.0)


def _word_gap(before: str, after: str) -> float:
    """The gap (em) from which two neighbours are parted by a space; none between Han characters or Han and digits."""
    if _LETTER.match(before) and _LETTER.match(after):
        return 0.13
    if before.isascii() and after.isascii():
        return 0.3
    return 99.0


def _joined(segments: Sequence[Segment], em: float) -> str:
    """The segments as one text: characters spread over a line ("目　录") close up, columns stay four spaces apart."""
    text = segments[0].text
    for before, after in pairwise(segments):
        gap = (after.left - before.right) / em
        spread = len(before.text) == 1 and len(after.text) == 1 and not (before.text + after.text).isascii()
        text += "" if spread else "    " if gap > _COLUMN_GAP else " "
        text += after.text
    return text


def _first_width(row: Sequence[Glyph]) -> float:
    """Width of the first piece of the line that cannot be broken."""
    end = 0
    while end + 1 < len(row) and _WORD.match(row[end].text) and _WORD.match(row[end + 1].text):
        end += 1
    return row[end].right - row[0].left


# What stands in a column of numbers: a number, a dash or a cross for none.
NUMERIC = re.compile(r"[-+−－△▲(（]*\s*(?:\d[\d,，]*(?:[.．]\d*)?|[.．]\d+)\s*[%％‰]?[)）]?|[-—–－/×]{1,3}")
_NUMBER = re.compile(r"[-+−－△▲]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?[%％]?")
_NUMBER_HEAD = re.compile(r"[-+−－△▲]?[\d,，]+[.．]?\d*[,，]?")
_LIST_MARK = re.compile(
    r"[①-⑳]|[（(]?\d{1,2}[）).、．](?!\d)|[（(]?[一二三四五六七八九十]{1,3}[）)、]|目标\s*\d|[●■◆★※]"
)


def cell_text(lines: Sequence[Line], left: float, right: float) -> str:
    """The text of a table cell from its lines; `left` and `right` bound the cell.

    Words and numbers that were broken for want of room are whole again; entries of a list are parted by a space.
    """
    text = ""
    for index, line in enumerate(lines):
        piece = re.sub(" {2,}", " ", line.text)
        if index:
            text += _between(lines[index - 1], line, left, right, text, piece)
        text += piece
    return text


def _between(above: Line, below: Line, left: float, right: float, text: str, piece: str) -> str:
    room = right - left - (above.right - above.left)
    full = room < below.first_width + above.em
    last, first = text[-1:], piece[:1]
    if last.isascii() and first.isascii() and (last.isalnum() or last in ".,%") and (first.isalnum() or first in ".,"):
        if last.isalpha() and first.isalpha():
            return " "
        token = text.rsplit(" ", 1)[-1]
        whole = token + piece.split(" ", 1)[0]
        cut = bool(_NUMBER_HEAD.fullmatch(token)) and bool(_NUMBER.fullmatch(whole))
        return "" if (cut and (full or last in ".,")) or not token.isascii() else " "
    listed = _LIST_MARK.match(piece) and len(above.text) >= 4
    apart = below.top - above.bottom > 0.8 * above.em
    return " " if listed or apart or (not full and len(above.text) >= 8 and last in "。；;") else ""


def turned_lines(glyphs: Sequence[Glyph], direction: int, page: int = 0) -> list[Line]:
    """Lines that run downwards (90) or upwards (270) or upside down (180); their boxes are given as they stand on the page."""
    turned = [_turn(glyph, direction) for glyph in glyphs]
    out = []
    for line in make_lines(turned, page):
        # The box turned back: the inverse of a turn by d is one by 360 - d.
        box = _turn(Glyph("", line.left, line.top, line.right, line.bottom), (360 - direction) % 360)
        segment = Segment(line.text, box.left, box.right)
        out.append(Line(line.text, *box[1:], line.em, line.first_width, (segment,), page))
    return out


def _turn(glyph: Glyph, direction: int) -> Glyph:
    text, left, top, right, bottom = glyph
    if direction == 90:
        return Glyph(text, top, -right, bottom, -left)
    if direction == 270:
        return Glyph(text, -bottom, left, -top, right)
    if direction == 180:
        return Glyph(text, -right, -bottom, -left, -top)
    return glyph


def nearest(places: Sequence[float], value: float) -> int:
    """Index of the place nearest to `value`; `places` ascend."""
    at = bisect_left(places, value)
    if at and (at == len(places) or value - places[at - 1] <= places[at] - value):
        return at - 1
    return at
