"""Glyphs of a PDF page with their places as a reader sees the page: origin top left, y downwards, lengths in points.

PDFium's loose boxes are used (font ascent to descent): tight boxes of "一" and of "，" lie at different heights, so that numbers and
words fall apart into several lines.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple


class Glyph(NamedTuple):
    """One character and its box on the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Matrix(NamedTuple):
    """An affine map: x' = a x + c y + e, y' = b x + d y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """The image of a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, other: Matrix) -> Matrix:
        """First this map, then `other`."""
        a, b, c, d, e, f = self
        return Matrix(
            a * other.a + b * other.c,
            a * other.b + b * other.d,
            c * other.a + d * other.c,
            c * other.b + d * other.d,
            e * other.a + f * other.c + other.e,
            e * other.b + f * other.d + other.f,
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """How user space of a page is turned to be read, and how large the page then is."""

    matrix: Matrix
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageGlyphs:
    """What is printed on a page: upright glyphs, the few that are turned by 90 degrees, and what could not be read."""

    glyphs: list[Glyph]
    turned: dict[int, list[Glyph]]  # 90 or 270 (degrees that the line runs clockwise) → glyphs
    slanted: str  # text at any other angle: water marks
    unmapped: int  # glyphs that the file gives no usable character for
    placement: Placement


_HYPHEN = 0x02  # PDFium's sign for a hyphen at a line's end
_PRIVATE = range(0xE000, 0xF900)
_FARTHEST = 1e5  # points
_LARGE = 36.0  # points; boxes higher than this are looked at twice


def read_glyphs(page: Any) -> PageGlyphs:
    """The glyphs of `page` (a pypdfium2 page). Spaces are left out: the gaps between boxes say more."""
    text_page = page.get_textpage()
    try:
        rows = _raw_glyphs(text_page)
    finally:
        text_page.close()
    upright = _placement(page, int(page.get_rotation()))
    angles = Counter(row[5] for row in rows)
    directions: Counter[int] = Counter()
    for angle, count in angles.items():
        directions[_direction(upright.matrix, angle)] += count
    placement = _turned(upright, max((0, 90, 180, 270), key=lambda angle: (directions[angle], angle == 0)))
    by_angle = {angle: _direction(placement.matrix, angle) for angle in angles}
    glyphs: list[Glyph] = []
    turned: dict[int, list[Glyph]] = {}
    slanted: list[str] = []
    unmapped = 0
    a, b, c, d, e, f = placement.matrix
    for text, left, bottom, right, top, angle in rows:
        x0, y0 = a * left + c * top + e, b * left + d * top + f
        x1, y1 = a * right + c * bottom + e, b * right + d * bottom + f
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        glyph = Glyph(text, x0, y0, x1, y1)
        if text >= "\ue000" and (text == "\ufffd" or ord(text) in _PRIVATE):
            unmapped += 1
        direction = by_angle[angle]
        if direction == 0:
            glyphs.append(glyph)
        elif direction > 0:
            turned.setdefault(direction, []).append(glyph)
        else:
            slanted.append(text)
    return PageGlyphs(_once(glyphs), turned, "".join(slanted), unmapped, placement)


def _raw_glyphs(text_page: Any) -> list[tuple[str, float, float, float, float, float]]:
    """(character, left, bottom, right, top, angle) in user space; a character beyond the BMP is put together again."""
    import pypdfium2.raw as raw

    handle = text_page.raw
    box = raw.FS_RECTF()
    reference = ctypes.byref(box)
    get_unicode, get_box, get_angle = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharAngle
    is_generated = raw.FPDFText_IsGenerated
    rows: list[tuple[str, float, float, float, float, float]] = []
    high = 0
    for index in range(raw.FPDFText_CountChars(handle)):
        code = get_unicode(handle, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code, high = (0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0) if high else (0xFFFD, 0)
        if code == _HYPHEN:
            code = 0x2D
        if code == 0:
            code = 0xFFFD
        text = chr(code)
        if code < 0x20 or 0x7F <= code < 0xA0 or text.isspace() or is_generated(handle, index) == 1:
            continue
        if not get_box(handle, index, reference):
            continue
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if not abs(left) + abs(bottom) + abs(right) + abs(top) < _FARTHEST:
            continue  # damaged files put glyphs nowhere (not a number) or miles away
        if top - bottom > _LARGE:
            left, bottom, right, top = _sized(handle, index, left, bottom, right, top)
        rows.append((text, left, bottom, right, top, get_angle(handle, index)))
    return rows


def _sized(
    handle: Any, index: int, left: float, bottom: float, right: float, top: float
) -> tuple[float, float, float, float]:
    """The box of a large glyph. PDFium forgets the scale of fonts that write downwards: then an em square around the tight box."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(handle, index, matrix)
    em = raw.FPDFText_GetFontSize(handle, index) * max(abs(matrix.a), abs(matrix.b))
    tight = [ctypes.c_double() for _ in range(4)]
    if not 0 < 1.8 * em < top - bottom or not raw.FPDFText_GetCharBox(handle, index, *tight):
        return left, bottom, right, top
    x, y = (tight[0].value + tight[1].value) / 2, (tight[2].value + tight[3].value) / 2
    return x - em / 2, y - em / 2, x + em / 2, y + em / 2


def _placement(page: Any, rotation: int) -> Placement:
    left, bottom, right, top = page.get_bbox()
    matrix = {
        0: Matrix(1, 0, 0, -1, -left, top),
        90: Matrix(0, 1, 1, 0, -bottom, -left),
        180: Matrix(-1, 0, 0, 1, right, -bottom),
        270: Matrix(0, -1, -1, 0, top, right),
    }[rotation % 360]
    width, height = right - left, top - bottom
    return Placement(matrix, *((height, width) if rotation % 180 else (width, height)))


def _turned(placement: Placement, turn: int) -> Placement:
    """The page turned back by `turn` degrees, so that lines which run clockwise by `turn` run to the right."""
    width, height = placement.width, placement.height
    if turn == 0:
        return placement
    back = {
        90: Matrix(0, -1, 1, 0, 0, width),
        180: Matrix(-1, 0, 0, -1, width, height),
        270: Matrix(0, 1, -1, 0, height, 0),
    }[turn]
    return Placement(placement.matrix.then(back), *((width, height) if turn == 180 else (height, width)))


def _direction(matrix: Matrix, angle: float) -> int:
    """Degrees clockwise, as seen on the page, at which a line of text at PDFium's `angle` (radians, clockwise) runs; -1 if slanted."""
    x, y = math.cos(angle), -math.sin(angle)
    degrees = math.degrees(math.atan2(matrix.b * x + matrix.d * y, matrix.a * x + matrix.c * y)) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) < 8 else -1


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Each glyph once: bold that is drawn by printing a glyph several times, a hair's breadth apart, is one glyph."""
    seen: dict[str, list[Glyph]] = {}
    out = []
    for glyph in glyphs:
        same = seen.get(glyph.text)
        if same is None:
            seen[glyph.text] = [glyph]
        else:
            limit = 0.35 * (glyph.right - glyph.left)
            left, top = glyph.left, glyph.top
            for other in same[-4:]:
                if -limit <= left - other.left <= limit and -limit <= top - other.top <= limit:
                    break
            else:
                same.append(glyph)
                out.append(glyph)
            continue
        out.append(glyph)
    return out
