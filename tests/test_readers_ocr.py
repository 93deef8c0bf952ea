"""Pictures and scanned pages: with the extra gouji[ocr] their figures, without it a notice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pdf_writer import PdfPage, write_pdf

from extractor.document import Document, ReadError, Table
from extractor.readers.ocr import is_installed, read_image
from extractor.readers.pdf import read_pdf

needs_ocr = pytest.mark.skipif(not is_installed(), reason="the extra gouji[ocr] is not installed")
PNG = b"\x89PNG\r\n\x1a\n"
GRID = [
    ["Item", "2024", "2025", "Rate"],
    ["A 201", "1,234.56", "2,345.67", "98.6%"],
    ["B 202", "40,123.00", "51,987.10", "102.4%"],
    ["C 203", "7.08", "80.06", "0.5%"],
]


@dataclass
class Options:
    """What the dispatch hands to a reader."""

    ocr: bool | None = None


def rows(document: Document, table: Table) -> list[list[str]]:
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        assert document.text[cell.start : cell.end] == cell.text
        grid[cell.row][cell.column] = cell.text.replace(" ", "")
    return grid


def drawn_table(angle: float = 0.0, noise: int = 0) -> Any:
    """A picture of GRID as a ruled table under a line of text."""
    import cv2
    import numpy

    picture = numpy.full((1754, 1240, 3), 255, numpy.uint8)
    cv2.putText(
        picture, "Budget of 2025: 136.79 in all", (150, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0, 0, 0), 2, cv2.LINE_AA
    )
    xs, ys = [120, 360, 620, 880, 1120], [300 + 80 * index for index in range(5)]
    for x in xs:
        cv2.line(picture, (x, ys[0]), (x, ys[-1]), (0, 0, 0), 2)
    for y in ys:
        cv2.line(picture, (xs[0], y), (xs[-1], y), (0, 0, 0), 2)
    for y, row in zip(ys, GRID, strict=False):
        for x, text in zip(xs, row, strict=False):
            cv2.putText(picture, text, (x + 20, y + 52), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0, 0, 0), 2, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((620, 877), angle, 1)
    picture = cv2.warpAffine(picture, turn, (1240, 1754), borderValue=(255, 255, 255))
    random = numpy.random.default_rng(1)
    return numpy.clip(picture + random.normal(0, noise, picture.shape), 0, 255).astype(numpy.uint8)


def encoded(picture: Any, kind: str = ".png") -> bytes:
    import cv2

    return bytes(cv2.imencode(kind, picture)[1])


def test_without_ocr_a_notice_says_what_to_install() -> None:
    document = read_image(PNG, name="scan.png", options=Options(ocr=False))
    assert document.text == ""
    (notice,) = document.notices
    assert (notice.code, notice.page) == ("image_page", 1)
    assert "pip install 'gouji[ocr]'" in notice.message


@needs_ocr
def test_damaged_pictures_are_refused() -> None:
    with pytest.raises(ReadError, match="damaged"):
        read_image(PNG + b"\0" * 200, name="scan.png")


@needs_ocr
@pytest.mark.parametrize(("angle", "noise"), [(0.0, 0), (1.3, 12), (-0.8, 12)])
def test_a_scanned_table(angle: float, noise: int) -> None:
    document = read_image(encoded(drawn_table(angle, noise)), name="scan.png")
    (table,) = document.tables
    assert rows(document, table) == [[text.replace(" ", "") for text in row] for row in GRID]
    assert "136.79" in document.text[: table.start]
    assert table.page == 1
    (notice,) = [notice for notice in document.notices if notice.code == "ocr"]
    assert re.search(r"mean confidence 0\.9|mean confidence 1\.0", notice.message)


@needs_ocr
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_scan_that_lies_on_its_side_or_head(quarters: int) -> None:
    import numpy

    document = read_image(encoded(numpy.rot90(drawn_table(), quarters).copy()), name="scan.png")
    assert [rows(document, table)[1][1] for table in document.tables] == ["1,234.56"]


@needs_ocr
def test_a_scanned_page_of_a_pdf() -> None:
    grey = drawn_table()[:, :, 0]
    text = PdfPage()
    text.text(80, 100, "第一页有文字")
    data = write_pdf([text, PdfPage(picture=(0, 0, 595, 842))], (1240, 1754, grey.tobytes()))
    document = read_pdf(data, name="mixed.pdf")
    assert document.text.startswith("第一页有文字\n")
    assert [(table.page, rows(document, table)[2][3]) for table in document.tables] == [(2, "102.4%")]
    assert [(notice.code, notice.page) for notice in document.notices if notice.code != "ocr_doubtful"] == [("ocr", 2)]


@needs_ocr
def test_a_real_scanned_page(shared: Path) -> None:
    """Every number of the page, read off it by eye, in its order."""
    data = (shared / "reports" / "kizilsu_bulletin_2025_scanned_page.png").read_bytes()
    document = read_image(data, name="page.png")
    expected = [
        "2025",
        "2026",
        "5",
        "7",
        "2025",
        "70",
        "272.24",
        "6.0",
        "30.32",
        "5.3",
        "82.01",
        "6.9",
        "159.91",
        "5.7",
    ]
    assert re.findall(r"\d+(?:\.\d+)?", document.text) == expected
    assert len(document.text.splitlines()) == 6  # title, office, date, two paragraphs and a heading
