"""Pictures of pages: deskewing, and the ruled lines in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import Any

from .lattice import Rule
from .pdf_glyphs import Glyph
from .pdf_rules import PageRules

_STEEPEST = 5.0  # degrees; scans are not more askew than this
_SHORTEST = 0.022  # of the page's width: shorter strokes belong to characters
_THICKEST = 4.0  # points


def deskewed(picture: Any) -> Any:
    """The picture turned so that its long lines (rules, or lines of text) are level."""
    import cv2

    angle = _skew(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    if abs(angle) < 0.05:
        return picture
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def turned_by(picture: Any, degrees: int) -> Any:
    """The picture turned clockwise by 90, 180 or 270 degrees."""
    import cv2

    return cv2.rotate(
        picture, {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}[degrees]
    )


def _skew(grey: Any) -> float:
    """Degrees by which the picture is askew: from its rules, or where it has none from lines of text smeared into bars."""
    import cv2
    import numpy

    dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    width = grey.shape[1]
    smeared = cv2.dilate(dark, numpy.ones((1, max(width // 60, 3)), numpy.uint8))
    for image, share in ((cv2.Canny(grey, 50, 150), 3), (cv2.Canny(smeared, 50, 150), 5)):
        lines = cv2.HoughLinesP(
            image, 1, math.pi / 1800, 150, minLineLength=width // share, maxLineGap=max(width // 100, 5)
        )
        if lines is None:
            continue
        angles = [math.degrees(math.atan2(y1 - y0, x1 - x0)) for x0, y0, x1, y1 in lines.reshape(-1, 4).tolist()]
        level = [angle for angle in angles if abs(angle) < _STEEPEST]
        if len(level) >= 3:
            return median(level)
    return 0.0


def find_rules(picture: Any, point: float) -> PageRules:
    """The level and upright rules of a deskewed picture, in points; `point` is the length of one in pixels."""
    import cv2
    import numpy

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    # Locally, since stamps, shading and the shadow of a book's fold make one threshold for the page useless.
    block = int(8 * point) | 1
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, max(block, 15), 12)
    length = max(int(_SHORTEST * picture.shape[1]), 20)
    rules = PageRules()
    for level in (True, False):
        shape = (length if level else 1, 1 if level else length)
        opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        joined = cv2.dilate(opened, numpy.ones((3, 1) if level else (1, 3), numpy.uint8))
        _, _, boxes, _ = cv2.connectedComponentsWithStats(joined)
        for left, top, width, height, _ in boxes[1:].tolist():
            thick, long = (height, width) if level else (width, height)
            if thick > _THICKEST * point or long < length:
                continue
            if level:
                rules.horizontal.append(Rule((top + height / 2) / point, left / point, (left + width) / point))
            else:
                rules.vertical.append(Rule((left + width / 2) / point, top / point, (top + height) / point))
    return rules


def without_strokes(rules: PageRules, glyphs: Sequence[Glyph]) -> PageRules:
    """The rules without those that are strokes of the characters recognised on the page: short ones, in the middle of one."""
    if not glyphs:
        return rules
    height = median(glyph.bottom - glyph.top for glyph in glyphs)

    def is_stroke(rule: Rule, *, level: bool) -> bool:
        if rule.end - rule.start > 3 * height:
            return False
        middle = (rule.start + rule.end) / 2
        x, y = (middle, rule.at) if level else (rule.at, middle)
        return any(g.left <= x <= g.right and g.top + 0.1 * height < y < g.bottom - 0.1 * height for g in glyphs)

    return PageRules(
        [rule for rule in rules.horizontal if not is_stroke(rule, level=True)],
        [rule for rule in rules.vertical if not is_stroke(rule, level=False)],
    )
