"""PDF → Document: paragraphs as a person would retype them, tables as grids, pages.

PDFium is not thread-safe: read one PDF at a time in one process.
"""

from __future__ import annotations

from typing import Any

from ..document import Document, Notice, ReadError
from .flow import Flow
from .pdf_flow import lay_out
from .pdf_pages import PageReading, read_page
from .pdf_running import PageBlocks

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


def read_pdf(data: bytes, *, name: str | None = None, options: Any = None) -> Document:
    """The document of a PDF. Pages that are pictures go through OCR where `gouji[ocr]` is installed; otherwise a notice names them.

    Raises ReadError for encrypted, damaged and empty files.
    """
    pdf = _open(data)
    flow = Flow()
    try:
        pages = []
        for index in range(len(pdf)):
            reading = _read(pdf, index, flow, ocr=_ocr_wanted(options))
            pages.append(reading.blocks)
        count = len(pdf)
    finally:
        pdf.close()
    if not count:
        raise ReadError("The PDF has no pages. Fetch it again.")
    lay_out(flow, pages)
    return flow.document(name=name, size=len(data), media_type="application/pdf")


def _open(data: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise ReadError(
                "The PDF is encrypted. Open it with its password, save or print it without a password, and try again."
            ) from error
        end = data[-2048:].rstrip()
        if b"%%EOF" not in end:
            raise ReadError("The PDF is cut off: its end is missing. Fetch it again in full.") from error
        raise ReadError("The PDF is damaged and cannot be opened. Fetch it again, or print it to a new PDF.") from error


def _ocr_wanted(options: Any) -> bool:
    if getattr(options, "ocr", None) is False:
        return False
    from .ocr import is_installed

    return is_installed()


def _read(pdf: Any, index: int, flow: Flow, *, ocr: bool) -> PageReading:
    """One page; what cannot be read on it becomes a notice."""
    import pypdfium2

    number = index + 1
    empty = PageReading(PageBlocks(number, 595.0, 842.0, []))
    try:
        page = pdf[index]
    except pypdfium2.PdfiumError:
        flow.notices.append(Notice("damaged_page", f"Page {number} is damaged and was not read.", page=number))
        return empty
    try:
        reading = read_page(page, number)
        for code, detail in reading.problems:
            if ocr and code in ("image_page", "unknown_encoding"):
                from .ocr import read_pdf_page

                blocks, notices = read_pdf_page(page, number)
                flow.notices.extend(notices)
                return PageReading(blocks)
            flow.notices.append(_notice(code, detail, number))
        return reading
    finally:
        page.close()


def _notice(code: str, detail: str, page: int) -> Notice:
    message = {
        "image_page": f"Page {page} is a picture without text. To read it: pip install 'gouji[ocr]'.",
        "image_region": f"Page {page} has a picture ({detail}) that was not read; a table in it is missing here.",
        "unknown_encoding": f"Page {page}: its fonts do not say which characters they show. To read it: pip install 'gouji[ocr]'.",
        "ocr_layer": f"Page {page} is a scan; its text comes from the recognition that made the file. Check its figures.",
        "unknown_characters": f"Page {page}: {detail} characters are signs of a private font; what they show is not known.",
        "slanted_text": f"Page {page}: slanted text (a water mark) was left out: {detail[:60]}",
    }[code]
    return Notice(code, message, page=page)
