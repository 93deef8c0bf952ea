"""Spreadsheets → Document: .xlsx, .xls, .et, .ods, .xlsb, .csv, the XML of Excel 2003.

A sheet is read as its user sees it: number formats applied, hidden sheets, rows and columns left out and named in a notice.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from ..document import Document, Notice, ReadError
from .encodings import decode
from .flow import Flow, GridCell
from .sheet_blocks import TableBlock, blocks
from .sheet_csv import read_csv
from .sheet_formats import is_date, show_number, show_text
from .sheet_model import MOST_CELLS, Sheet, ranges
from .sheet_xls import EncryptedError, read_xls
from .sheet_xlsx import Marks, SheetMarks, read_marks

_MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "et": "application/vnd.ms-excel",
    "xls_xml": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "csv": "text/csv",
}
# What zipfile, lxml and the conversions raise on damaged content.
_DAMAGED = (SyntaxError, KeyError, ValueError, OSError, EOFError, NotImplementedError, RuntimeError)
_MOST_UNPACKED = 1 << 30  # bytes of XML; a hundred times what the largest budget takes
_MOST_NAMES = 20  # cells named in a notice


def read_sheet(data: bytes, *, kind: str, name: str | None = None, options: Any = None) -> Document:
    """The document of a spreadsheet of the given `kind` (xlsx, xls, xls_xml, et, ods, xlsb, csv). Raises ReadError."""
    flow = Flow()
    encoding = None
    if kind in ("csv", "tsv"):
        decoded = decode(data)
        encoding = decoded.encoding
        sheets = [read_csv(decoded.text)]
    elif kind in ("xls", "et"):
        sheets = _read_old(data, flow)
    elif kind == "xls_xml":
        from .sheet_xml import read_sheet_xml

        sheets, notices = read_sheet_xml(data)
        flow.notices += notices
    else:
        sheets = _read_calamine(data, kind, flow)
    if kind in ("csv", "tsv") and decoded.replaced:
        flow.notices.append(
            Notice("undecodable", f"{decoded.replaced} bytes are no text in {encoding}; they stand as \ufffd.")
        )
    hidden = [sheet.name for sheet in sheets if not sheet.visible]
    if hidden:
        flow.notices.append(Notice("hidden_sheet", f"Hidden sheets were not read: {', '.join(hidden)}."))
    for sheet in sheets:
        if sheet.visible:
            _lay_out(flow, sheet)
    return flow.document(name=name, size=len(data), media_type=_MEDIA_TYPES.get(kind, "text/csv"), encoding=encoding)


def _read_old(data: bytes, flow: Flow) -> list[Sheet]:
    """The sheets of an .xls or .et file; where xlrd stumbles, their bare values through calamine."""
    try:
        return read_xls(data)
    except EncryptedError:
        raise
    except ReadError:
        sheets = _read_calamine(data, "xls", flow)
        message = "The workbook has faults: its number formats, hidden rows and hidden columns could not be read."
        flow.notices.append(Notice("formats_unknown", message))
        return sheets


def _lay_out(flow: Flow, sheet: Sheet) -> None:
    flow.notices.extend(_notices(sheet))
    for block in blocks(sheet):
        if isinstance(block, TableBlock):
            cells = (
                GridCell(c.row, c.column, c.text, c.row_span, c.column_span, c.indent, c.percent) for c in block.cells
            )
            flow.table(cells, block.rows, block.columns, name=sheet.name or None)
        else:
            flow.paragraph(block)


def _notices(sheet: Sheet) -> Iterator[Notice]:
    """What of a visible sheet was not read."""
    rows = {row for row in sheet.hidden_rows if row in sheet.cells}
    columns = {column for column in sheet.hidden_columns if any(column in cells for cells in sheet.cells.values())}
    if rows:
        yield Notice("hidden_rows", f"Sheet {sheet.name!r}: hidden rows were not read: {ranges(rows)}.")
    if columns:
        yield Notice(
            "hidden_columns", f"Sheet {sheet.name!r}: hidden columns were not read: {ranges(columns, letters=True)}."
        )
    if sheet.uncalculated:
        names = ", ".join(sheet.uncalculated[:_MOST_NAMES])
        more = len(sheet.uncalculated) - _MOST_NAMES
        names += f" and {more} more" if more > 0 else ""
        yield Notice(
            "formula_without_result",
            f"Sheet {sheet.name!r}: the file holds no result for the formulas in {names}. Open it in Excel or WPS, save it, and try again.",
        )
    if sheet.unread:
        first, last = (row + 1 for row in sheet.unread)
        yield Notice(
            "sheet_too_large",
            f"Sheet {sheet.name!r}: rows {first:,} to {last:,} were not read: it holds more than {MOST_CELLS:,} cells. Split it if they are wanted.",
        )
    if sheet.unseen:
        yield Notice(
            "hidden_values",
            f"Sheet {sheet.name!r}: {sheet.unseen} cells hide their value by their number format; they were not read.",
        )


def _read_calamine(data: bytes, kind: str, flow: Flow) -> list[Sheet]:
    import python_calamine

    sheets: list[Sheet] = []

    try:
        if kind != "xls":
            _check_size(data)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        marks = read_marks(data) if kind == "xlsx" else Marks()
        for facts in book.sheets_metadata:
            if _is_sheet(facts):
                sheets.append(_sheet(book, facts, marks))
            else:
                flow.notices.append(
                    Notice("chart_sheet", f"{facts.name!r} is a sheet without cells (a chart); it was not read.")
                )
        return sheets
    except python_calamine.PasswordError as error:
        raise ReadError(
            "The workbook is encrypted. Open it with its password, save it without a password, and try again."
        ) from error
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, *_DAMAGED) as error:
        raise ReadError("The workbook is damaged or cut off. Fetch it again, or let Excel or WPS repair it.") from error
    except BaseException as error:
        # A panic of calamine's Rust code is no Exception for Python.
        if type(error).__name__ != "PanicException":
            raise
        raise ReadError("The workbook is damaged. Fetch it again, or let Excel or WPS repair it.") from error


def _check_size(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _MOST_UNPACKED:
        raise ReadError(
            f"The workbook unpacks to {unpacked >> 20:,} MB, more than can be read. Save its sheets as files of their own."
        )


def _is_sheet(facts: Any) -> bool:
    return str(facts.typ).endswith("WorkSheet")


def _sheet(book: Any, facts: Any, marks: Marks) -> Sheet:
    sheet = Sheet(facts.name, visible=str(facts.visible).endswith(".Visible"))
    if not sheet.visible:
        return sheet
    source = book.get_sheet_by_name(facts.name)
    own = marks.sheets.get(facts.name, SheetMarks())
    sheet.merges = [(*first, *last) for first, last in source.merged_cell_ranges or []]
    sheet.hidden_rows, sheet.hidden_columns, sheet.uncalculated = own.hidden_rows, own.hidden_columns, own.uncalculated
    if source.start is None:
        return sheet
    top = source.start[0]
    for number, values in enumerate(source.iter_rows()):
        row = top + number
        if not sheet.takes(row):
            continue
        styles = own.styles.get(row)
        for column, value in enumerate(values):
            if value != "" or value is False:
                style = styles[column] if styles is not None and column < len(styles) else -1
                _put(sheet, row, column, value, style, marks)
    return sheet


def _put(sheet: Sheet, row: int, column: int, value: Any, style: int, marks: Marks) -> None:
    code = marks.formats[style] if 0 <= style < len(marks.formats) else "General"
    indent = marks.indents[style] if 0 <= style < len(marks.indents) else 0
    if isinstance(value, str):
        sheet.put(row, column, show_text(value, code), indent=indent)
    elif isinstance(value, bool):
        sheet.put(row, column, "TRUE" if value else "FALSE")
    elif isinstance(value, (int, float)):
        shown = show_number(value, code, date_1904=marks.date_1904)
        sheet.put(row, column, shown.text, percent=shown.percent, indent=indent)
        sheet.unseen += not shown.text and value != 0
    else:
        sheet.put(row, column, _show_moment(value, code))


def _show_moment(value: dt.datetime | dt.date | dt.time | dt.timedelta, code: str) -> str:
    """A date or time as its format shows it."""
    if isinstance(value, dt.timedelta):
        days = value / dt.timedelta(days=1)
    elif isinstance(value, dt.time):
        days = (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    else:
        moment = value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)
        days = (moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    if not is_date(code):
        code = "h:mm:ss" if days < 1 else "yyyy/m/d" if days == int(days) else "yyyy/m/d h:mm:ss"
    return show_number(days, code).text
