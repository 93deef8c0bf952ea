"""Pictures and scanned pages → Document, through the extra `gouji[ocr]`: rapidocr for the characters, OpenCV for the rules.

What is recognised becomes glyphs and rules in points, and from there on is read as a PDF page is.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from typing import Any, NamedTuple

from ..document import Document, Notice, ReadError
from .flow import Flow
from .lattice import find_lattices
from .ocr_image import deskewed, find_rules, turned_by, without_strokes
from .pdf_flow import lay_out
from .pdf_glyphs import Glyph
from .pdf_pages import arrange
from .pdf_running import PageBlocks

_PAGE_WIDTH = 595.0  # points; a picture says nothing reliable of its size, an A4 page is likely
_RENDER_DPI = 200
_LEAST_PIXELS = 1600  # of the longer side; smaller pictures are enlarged, since points and commas are lost in them
_SURE = 0.9  # characters recognised with less confidence are doubtful
_UPRIGHT = 0.9  # mean confidence; a page on its head comes to 0.8 at most
_MOST_DOUBTS = 20  # numbers named in a notice


class _Recognised(NamedTuple):
    """What was found in one picture; places in pixels."""

    glyphs: list[Glyph]
    confidence: float  # mean over the lines
    doubtful: list[str]  # numbers that may be misread


def is_installed() -> bool:
    """Whether the extra `gouji[ocr]` is there."""
    return all(importlib.util.find_spec(module) for module in ("rapidocr", "onnxruntime", "cv2"))


def read_image(data: bytes, *, name: str | None = None, options: Any = None) -> Document:
    """The document of a picture (PNG, JPEG, TIFF with several pages, BMP, WebP).

    Without the extra: an empty document with a notice. Raises ReadError for a damaged picture.
    """
    flow = Flow()
    media_type = _media_type(data)
    if getattr(options, "ocr", None) is False or not is_installed():
        message = "The file is a picture. To read it: pip install 'gouji[ocr]'."
        flow.notices.append(Notice("image_page", message, page=1))
        flow.page(1)
        return flow.document(name=name, size=len(data), media_type=media_type)
    pages = []
    for number, picture in enumerate(_decoded(data), 1):
        blocks, notices = _read_picture(picture, number)
        pages.append(blocks)
        flow.notices.extend(notices)
    lay_out(flow, pages)
    return flow.document(name=name, size=len(data), media_type=media_type)


def read_pdf_page(page: Any, number: int) -> tuple[PageBlocks, list[Notice]]:
    """A page of a PDF (pypdfium2) read from its picture."""
    bitmap = page.render(scale=_RENDER_DPI / 72)
    return _read_picture(bitmap.to_numpy()[:, :, :3], number)


def _media_type(data: bytes) -> str:
    kinds = {
        b"\x89PNG": "png",
        b"\xff\xd8": "jpeg",
        b"II*\0": "tiff",
        b"MM\0*": "tiff",
        b"BM": "bmp",
        b"RIFF": "webp",
        b"GIF8": "gif",
    }
    return "image/" + next((kind for magic, kind in kinds.items() if data.startswith(magic)), "png")


def _decoded(data: bytes) -> list[Any]:
    import cv2
    import numpy

    found, pictures = cv2.imdecodemulti(numpy.frombuffer(data, numpy.uint8), cv2.IMREAD_COLOR)
    if not found or not pictures:
        raise ReadError(
            "The picture is damaged or of a kind that cannot be read. Save it as PNG or JPEG and try again."
        )
    return list(pictures)


def _read_picture(picture: Any, number: int) -> tuple[PageBlocks, list[Notice]]:
    picture, found = _recognise_upright(_enlarged(picture))
    height, width = picture.shape[:2]
    point = width / (_PAGE_WIDTH if height > width else _PAGE_WIDTH * 1.414)  # pixels
    glyphs = [Glyph(g.text, g.left / point, g.top / point, g.right / point, g.bottom / point) for g in found.glyphs]
    rules = without_strokes(find_rules(picture, point), glyphs)
    lattices = find_lattices(rules.horizontal, rules.vertical)
    blocks = arrange(glyphs, [], rules, lattices, number)
    return PageBlocks(number, width / point, height / point, blocks), _notices(found, number)


def _notices(found: _Recognised, number: int) -> list[Notice]:
    if not found.glyphs:
        return [Notice("ocr", f"Page {number} is a picture in which no characters were found.", page=number)]
    notices = [
        Notice(
            "ocr",
            f"Page {number} is a picture read by character recognition, mean confidence {found.confidence:.2f}. "
            "Check its figures against the picture.",
            page=number,
        )
    ]
    if found.doubtful:
        listed = ", ".join(found.doubtful[:_MOST_DOUBTS])
        notices.append(Notice("ocr_doubtful", f"Page {number}: numbers that may be misread: {listed}.", page=number))
    return notices


def _enlarged(picture: Any) -> Any:
    import cv2

    factor = min(_LEAST_PIXELS / max(picture.shape[:2]), 3.0)
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC) if factor > 1 else picture


def _recognise_upright(picture: Any) -> tuple[Any, _Recognised]:
    """The picture the right way up, deskewed, and what stands in it. Other turns are tried only where little is recognised."""
    best_picture = deskewed(picture)
    best, sideways = _recognise(best_picture)
    if best.confidence >= _UPRIGHT and not sideways:
        return best_picture, best
    for degrees in (90, 270) if sideways else (180,):
        turned = deskewed(turned_by(picture, degrees))
        found, _ = _recognise(turned)
        if found.confidence * len(found.glyphs) > best.confidence * len(best.glyphs):
            best_picture, best = turned, found
    return best_picture, best


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    # The angle classifier takes short numbers for upside down ("08" for "80"): off.
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error"})


def _recognise(picture: Any) -> tuple[_Recognised, bool]:
    """What stands in the picture, and whether most lines stand upright in it, so that it must be turned."""
    result = _engine()(picture, return_word_box=True, return_single_char_box=True)
    if result.boxes is None or not result.word_results:
        return _Recognised([], 0.0, []), False
    glyphs: list[Glyph] = []
    doubtful: list[str] = []
    upright = 0
    for box, characters in zip(result.boxes.tolist(), result.word_results, strict=False):
        width = max(x for x, _ in box) - min(x for x, _ in box)
        height = max(y for _, y in box) - min(y for _, y in box)
        upright += height > 1.5 * width and len(characters) > 2
        line = _line(characters, min(x for x, _ in box), max(x for x, _ in box))
        glyphs += line
        doubtful += _doubts(characters)
    confidence = sum(result.scores) / len(result.scores)
    return _Recognised(glyphs, confidence, doubtful), upright * 2 > len(result.boxes)


def _line(characters: Any, left: float, right: float) -> list[Glyph]:
    """The characters of one recognised line, each as wide as its share of the line.

    The boxes that come with them are narrower than the characters: they are widened until they meet.
    """
    boxes = []
    for text, _, corners in characters:
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        boxes += [(char, min(xs), min(ys), max(xs), max(ys)) for char in text.strip()[:1]]
    glyphs = []
    for at, (text, x0, top, x1, bottom) in enumerate(boxes):
        reach = 0.5 * (bottom - top)
        before = (boxes[at - 1][3] + x0) / 2 if at else left
        after = (x1 + boxes[at + 1][1]) / 2 if at + 1 < len(boxes) else right
        glyphs.append(Glyph(text, max(before, x0 - reach / 2), top, min(after, x1 + reach / 2), bottom))
    return glyphs


def _doubts(characters: Any) -> list[str]:
    """Numbers of a line with a digit or sign that was recognised with little confidence."""
    doubts, number, sure = [], "", True
    for text, score, _ in [*characters, ("", 1.0, None)]:
        if text and text in "0123456789.,-%":
            number += text
            sure = sure and score >= _SURE
        else:
            if any(char.isdigit() for char in number) and not sure:
                doubts.append(number)
            number, sure = "", True
    return doubts
