"""PDF → Document: paragraphs as a person would retype them, tables as grids, pages.

PDFium is not thread-safe: read one PDF at a time in one process.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Any

from ..document import Document, Notice, ReadError
from .flow import Flow, GridCell
from .pdf_grid import PageTable
from .pdf_join import JoinedTable, append, continues, start
from .pdf_lines import Line
from .pdf_pages import PageReading, read_page
from .pdf_paragraphs import Paragraph, make_paragraphs
from .pdf_running import PageBlocks, drop_running

_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_TITLE_LINES = 4  # how many lines above a table may be its title, unit and organisation


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
    drop_running(pages)
    _lay_out(flow, pages)
    return flow.document(name=name, size=len(data), media_type="application/pdf")


def _open(data: bytes) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise ReadError(
                "The PDF is encrypted. Open it with its password, print it to a new PDF, and try again."
            ) from error
        end = data[-2048:].rstrip()
        if b"%%EOF" not in end:
            raise ReadError("The PDF is cut off: its end is missing. Fetch it again in full.") from error
        raise ReadError("The PDF is damaged and cannot be opened. Fetch it again, or print it to a new PDF.") from error


def _ocr_wanted(options: Any) -> bool:
    wanted = getattr(options, "ocr", None)
    if wanted is not None and not wanted:
        return False
    return all(importlib.util.find_spec(module) for module in ("rapidocr", "onnxruntime"))


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
        "slanted_text": f"Page {page}: slanted text (a water mark) was left out: {detail[:60]}",
    }[code]
    return Notice(code, message, page=page)


def _lay_out(flow: Flow, pages: Sequence[PageBlocks]) -> None:
    """Paragraphs and tables of all pages in reading order, tables over several pages joined."""
    widths = {page.number: page.width for page in pages}
    items, tables = _joined(pages)
    paragraphs = make_paragraphs([None if isinstance(item, JoinedTable) else item for item in items], widths)
    waiting = iter(tables)
    at = 0

    def go_to(number: int) -> None:
        nonlocal at
        while at < number:
            at += 1
            flow.page(at)

    for paragraph in paragraphs:
        if isinstance(paragraph, Paragraph):
            go_to(paragraph.page)
            flow.paragraph(paragraph.text)
        else:
            table = next(waiting)
            go_to(table.page)
            _put_table(flow, table)
    go_to(len(pages))


def _put_table(flow: Flow, table: JoinedTable) -> None:
    cells = (GridCell(c.row, c.column, c.text, c.row_span, c.column_span, c.indent) for c in table.cells)
    starts = tuple(table.page_starts) if len(table.page_starts) > 1 else ()
    flow.table(cells, table.rows, table.columns, page=table.page, page_starts=starts, header_rows=table.header_rows)


def _joined(pages: Sequence[PageBlocks]) -> tuple[list[Line | JoinedTable], list[JoinedTable]]:
    items: list[Line | JoinedTable] = []
    tables: list[JoinedTable] = []
    for page in pages:
        blocks = list(page.blocks)
        first = next((at for at, block in enumerate(blocks) if isinstance(block, PageTable)), None)
        if first is not None and items and isinstance(items[-1], JoinedTable):
            last, table = items[-1], blocks[first]
            titles = [block for block in blocks[:first] if isinstance(block, Line)]
            assert isinstance(table, PageTable)
            if (
                _is_next_page(last, table)
                and _same_titles(titles, items)
                and continues(last, table, titled=bool(titles))
            ):
                append(last, table)
                blocks = blocks[first + 1 :]
        for block in blocks:
            if isinstance(block, PageTable):
                tables.append(start(block))
                items.append(tables[-1])
            else:
                items.append(block)
    return items, tables


def _is_next_page(table: JoinedTable, following: PageTable) -> bool:
    reached = table.page_starts[-1][1]
    return following.page == reached + 1


def _same_titles(titles: Sequence[Line], items: Sequence[Line | JoinedTable]) -> bool:
    """Whether the lines above a table are those that stood above the table that it may continue (or there are none)."""
    if len(titles) > _TITLE_LINES:
        return False
    before: list[str] = []
    for item in reversed(items[:-1]):
        if isinstance(item, JoinedTable) or len(before) >= _TITLE_LINES + 2:
            break
        before.append(_bare(item.text))
    return all(_bare(line.text) in before for line in titles)


def _bare(text: str) -> str:
    return "".join(text.split()).replace("（续）", "").replace("(续)", "").removeprefix("续").removesuffix("续表")
