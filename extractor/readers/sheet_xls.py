"""Workbooks of Excel 97 to 2003 and WPS (.xls, .et) through xlrd."""

from __future__ import annotations

import re
from typing import Any

from ..document import ReadError
from .sheet_formats import BUILT_IN, show_number, show_text
from .sheet_model import Sheet

_ERROR_TEXT = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_DAMAGED = "The workbook is damaged or cut off. Fetch it again, or let Excel or WPS repair it."
_ENCRYPTED = re.compile(r"encrypt|password", re.IGNORECASE)


class EncryptedError(ReadError):
    """A workbook with a password."""


def read_xls(data: bytes) -> list[Sheet]:
    """The sheets of a workbook. Raises EncryptedError, and ReadError for damaged ones."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=False, logfile=_Silent())
    except xlrd.XLRDError as error:
        if _ENCRYPTED.search(str(error)):
            raise EncryptedError(
                "The workbook is encrypted. Open it with its password, save it without a password, and try again."
            ) from error
        raise ReadError(
            f"The workbook cannot be read ({error}). Open it in Excel or WPS and save it as .xlsx."
        ) from error
    except Exception as error:  # xlrd meets damaged records with whatever its unpacking raises
        raise ReadError(_DAMAGED) from error
    return [_sheet(book, sheet) for sheet in book.sheets()]


class _Silent:
    """Takes what xlrd would print."""

    def write(self, text: str) -> int:
        """Drop `text`."""
        return len(text)

    def flush(self) -> None:
        """Nothing to do."""


def _sheet(book: Any, source: Any) -> Sheet:
    sheet = Sheet(source.name, visible=source.visibility == 0)
    sheet.merges = [(r0, c0, r1 - 1, c1 - 1) for r0, r1, c0, c1 in source.merged_cells]
    sheet.hidden_rows = {
        row for row, info in source.rowinfo_map.items() if info.hidden or (info.height == 0 and info.height_mismatch)
    }
    for column, info in source.colinfo_map.items():
        if info.hidden or info.width == 0:
            sheet.hidden_columns.add(column)
    for row in range(source.nrows):
        if not sheet.takes(row):
            continue
        for column, cell in enumerate(source.row(row)):
            _put(book, sheet, row, column, cell)
    return sheet


def _put(book: Any, sheet: Sheet, row: int, column: int, cell: Any) -> None:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return
    if not 0 <= cell.xf_index < len(book.xf_list):
        raise ReadError(_DAMAGED)
    style = book.xf_list[cell.xf_index]
    pattern = book.format_map.get(style.format_key)
    code = BUILT_IN.get(style.format_key) or (pattern.format_str if pattern else "General")
    indent = 2 * style.alignment.indent_level
    if cell.ctype == xlrd.XL_CELL_TEXT:
        sheet.put(row, column, show_text(cell.value, code), indent=indent)
    elif cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        shown = show_number(cell.value, code, date_1904=bool(book.datemode))
        sheet.put(row, column, shown.text, percent=shown.percent, indent=indent)
        sheet.unseen += not shown.text and cell.value != 0
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        sheet.put(row, column, "TRUE" if cell.value else "FALSE")
    else:
        sheet.put(row, column, _ERROR_TEXT.get(cell.value, "#ERROR!"))
