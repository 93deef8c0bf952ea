"""Ruled lines and pictures of a PDF page.

Table borders come as stroked lines, as stroked rectangles around each cell, as thin filled rectangles and as edges of shaded
cells, on the page itself or inside form XObjects. All of them become horizontal and vertical rules.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

from .lattice import Rule
from .pdf_glyphs import Matrix, Placement

_THIN = 2.5  # a filled rectangle no thicker than this (points) is a rule
_SHORT = 3.0  # a stroke shorter than this is no border
_MOST_OBJECTS = 40_000  # maps and drawings have more; they have no tables
_MOST_SEGMENTS = 2_000


@dataclass(slots=True)
class PageRules:
    """Rules in display places (y downwards), and the boxes of pictures (left, top, right, bottom)."""

    horizontal: list[Rule] = field(default_factory=list)  # Rule(y, x from, x to)
    vertical: list[Rule] = field(default_factory=list)  # Rule(x, y from, y to)
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)

    def edge(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Take a straight stroke, if it is level or upright and long enough."""
        width, height = abs(x1 - x0), abs(y1 - y0)
        if height < 1.5 and width > _SHORT:
            self.horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif width < 1.5 and height > _SHORT:
            self.vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def read_rules(page: Any, placement: Placement) -> PageRules:
    """The rules and pictures of `page` (a pypdfium2 page), placed as the glyphs are."""
    import pypdfium2.raw as raw

    rules = PageRules()
    handle = page.raw
    count = raw.FPDFPage_CountObjects(handle)
    left = [_MOST_OBJECTS]
    _walk(count, lambda index: raw.FPDFPage_GetObject(handle, index), placement.matrix, rules, left, depth=0)
    return rules


def _walk(
    count: int, get: Callable[[int], Any], matrix: Matrix, rules: PageRules, left: list[int], *, depth: int
) -> None:
    import pypdfium2.raw as raw

    get_type = raw.FPDFPageObj_GetType
    for index in range(count):
        if left[0] <= 0:
            return
        left[0] -= 1
        item = get(index)
        kind = get_type(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            if _is_drawn(item):
                _take_path(item, _matrix(item).then(matrix), rules)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            inner = _matrix(item).then(matrix)
            corners = [inner.apply(x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            _take_picture(corners, rules)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < 5:
            inside = partial(raw.FPDFFormObj_GetObject, item)
            _walk(raw.FPDFFormObj_CountObjects(item), inside, _matrix(item).then(matrix), rules, left, depth=depth + 1)


def _take_picture(corners: list[tuple[float, float]], rules: PageRules) -> None:
    """A picture; one that is thinner than a rule is a border drawn as a picture."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    if min(max(xs) - min(xs), max(ys) - min(ys)) < _THIN:
        _take_outline([(min(xs), min(ys)), (max(xs), max(ys)), (min(xs), max(ys)), (max(xs), min(ys))], rules)
    else:
        rules.pictures.append((min(xs), min(ys), max(xs), max(ys)))


def _matrix(item: Any) -> Matrix:
    import pypdfium2.raw as raw

    values = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, values)
    return Matrix(values.a, values.b, values.c, values.d, values.e, values.f)


def _is_drawn(item: Any) -> bool:
    """Whether a path leaves ink: a stroke, or a filling that is not white (white ones are backgrounds)."""
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(item, fill, stroke):
        return True
    if stroke.value:
        return True
    if not fill.value:
        return False
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < 250


def _take_path(item: Any, matrix: Matrix, rules: PageRules) -> None:
    for points in _outlines(item, matrix):
        _take_outline(points, rules)


def _outlines(item: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The straight subpaths of a path. A curve ends one, so that a rounded frame keeps its straight sides."""
    import pypdfium2.raw as raw

    count = raw.FPDFPath_CountSegments(item)
    if count > _MOST_SEGMENTS:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.apply(x.value, y.value)
        if kind == raw.FPDF_SEGMENT_LINETO:
            points.append(point)
        else:
            if len(points) > 1:
                yield points
            points = [point]
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    if len(points) > 1:
        yield points


def _take_outline(points: list[tuple[float, float]], rules: PageRules) -> None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    width, height = right - left, bottom - top
    if len(points) >= 4 and min(width, height) < _THIN:
        if width > height:
            rules.edge(left, (top + bottom) / 2, right, (top + bottom) / 2)
        else:
            rules.edge((left + right) / 2, top, (left + right) / 2, bottom)
        return
    for (x0, y0), (x1, y1) in pairwise(points):
        rules.edge(x0, y0, x1, y1)
