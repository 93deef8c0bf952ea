"""Workbooks in the XML of Excel 2003 (SpreadsheetML), which systems write under the name .xls.

Grammar: Microsoft Office 2003 XML reference schemas, urn:schemas-microsoft-com:office:spreadsheet. Places are counted on from the cell,
row or column before unless ss:Index (1-based) says otherwise.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..document import Notice, ReadError
from .html import decoded_page
from .sheet_formats import is_date, show_number, show_text
from .sheet_model import Sheet

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
_DECLARATION = re.compile(r"\A\s*<\?xml.*?\?>", re.DOTALL)
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
# Formats that have a name instead of a code.
_NAMED = {
    "general number": "General", "general date": "yyyy/m/d h:mm", "long date": 'yyyy"年"m"月"d"日"', "medium date": "d-mmm-yy",
    "short date": "yyyy/m/d", "long time": "h:mm:ss", "medium time": "h:mm AM/PM", "short time": "h:mm", "currency": "¥#,##0.00",
    "euro currency": "€#,##0.00", "fixed": "0.00", "standard": "#,##0.00", "percent": "0.00%", "scientific": "0.00E+00",
    "yes/no": '"Yes";"Yes";"No"', "true/false": '"True";"True";"False"', "on/off": '"On";"On";"Off"',
}  # fmt: skip


class _Style(NamedTuple):
    code: str = "General"
    indent: int = 0


@dataclass(slots=True)
class _Columns:
    """What a sheet says of its columns."""

    styles: dict[int, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def read_sheet_xml(data: bytes) -> tuple[list[Sheet], list[Notice]]:
    """The sheets of a workbook, and what was wrong with it. Raises ReadError where it is no XML at all or holds no sheet."""
    from lxml import etree

    decoded = decoded_page(data)
    text = _DECLARATION.sub("", decoded.text.lstrip("\ufeff\0 \r\n\t"))
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("The workbook is damaged. Open it in Excel or WPS and save it as .xlsx.") from error
    sheets = [] if root is None else list(root.iter(f"{_SS}Worksheet"))
    if not sheets:
        raise ReadError("The workbook holds no sheet. Open it in Excel or WPS and save it as .xlsx.")
    styles = _styles(root)
    notices = []
    if decoded.replaced:
        message = f"{decoded.replaced} bytes are no text in {decoded.encoding}; they stand as \ufffd."
        notices.append(Notice("undecodable", message))
    if any(fault.level >= etree.ErrorLevels.FATAL for fault in parser.error_log):
        fault = next(fault for fault in parser.error_log if fault.level >= etree.ErrorLevels.FATAL)
        message = f"The workbook has faults from line {fault.line} on; what follows may be incomplete. Save it again as .xlsx."
        notices.append(Notice("damaged_xml", message))
    return [_sheet(node, styles) for node in sheets], notices


def _styles(root: Any) -> dict[str, _Style]:
    """Number format and indentation by name of the style; what a style does not say its parent does, at last the style Default."""
    nodes = {node.get(f"{_SS}ID", ""): node for node in root.iter(f"{_SS}Style")}

    def found(name: str, depth: int = 0) -> _Style:
        node = nodes.get(name)
        if node is None or depth > 20:
            return _Style()
        above = _Style() if name == "Default" else found(node.get(f"{_SS}Parent") or "Default", depth + 1)
        number, place = node.find(f"{_SS}NumberFormat"), node.find(f"{_SS}Alignment")
        code = number.get(f"{_SS}Format") if number is not None else None
        indent = _integer(place.get(f"{_SS}Indent"), 0) if place is not None else 0
        return _Style(_NAMED.get(code.lower(), code) if code else above.code, min(2 * indent, 500) or above.indent)

    return {name: found(name) for name in nodes}


def _sheet(node: Any, styles: dict[str, _Style]) -> Sheet:
    visible = next((found.text or "" for found in node.iter(_VISIBLE)), "")
    sheet = Sheet(node.get(f"{_SS}Name") or "", visible=visible.strip() not in ("SheetHidden", "SheetVeryHidden"))
    table = node.find(f"{_SS}Table")
    if table is None or not sheet.visible:
        return sheet
    columns = _columns(table)
    sheet.hidden_columns = columns.hidden
    style = table.get(f"{_SS}StyleID") or "Default"
    for row, node_ in _numbered(table, "Row", _MOST_ROWS):
        if _is_true(node_.get(f"{_SS}Hidden")) or node_.get(f"{_SS}Height") in ("0", "0.0"):
            sheet.hidden_rows.update(range(row, row + 1 + min(_integer(node_.get(f"{_SS}Span"), 0), _MOST_ROWS)))
        if not sheet.takes(row):
            continue
        for column, cell in _numbered(node_, "Cell", _MOST_COLUMNS):
            name = cell.get(f"{_SS}StyleID") or node_.get(f"{_SS}StyleID") or columns.styles.get(column) or style
            _put(sheet, row, column, cell, styles.get(name, _Style()))
    return sheet


def _columns(table: Any) -> _Columns:
    found = _Columns()
    for first, node in _numbered(table, "Column", _MOST_COLUMNS):
        last = min(first + _integer(node.get(f"{_SS}Span"), 0), _MOST_COLUMNS)
        if _is_true(node.get(f"{_SS}Hidden")) or node.get(f"{_SS}Width") in ("0", "0.0"):
            found.hidden.update(range(first, last + 1))
        if style := node.get(f"{_SS}StyleID"):
            found.styles.update(dict.fromkeys(range(first, last + 1), style))
    return found


def _numbered(parent: Any, tag: str, most: int) -> Iterator[tuple[int, Any]]:
    """Rows, columns or cells with their 0-based places."""
    place = 0
    for node in parent.iterchildren(f"{_SS}{tag}"):
        place = max(_integer(node.get(f"{_SS}Index"), place + 1) - 1, 0)
        if place >= most:
            return
        yield place, node
        place += 1 + _integer(node.get(f"{_SS}Span" if tag != "Cell" else f"{_SS}MergeAcross"), 0)


def _integer(text: str | None, default: int) -> int:
    return int(text[:9]) if text and text.isascii() and text.isdecimal() else default


def _is_true(text: str | None) -> bool:
    return (text or "").strip().lower() in ("1", "true")


def _put(sheet: Sheet, row: int, column: int, cell: Any, style: _Style) -> None:
    down = min(_integer(cell.get(f"{_SS}MergeDown"), 0), _MOST_ROWS)
    across = min(_integer(cell.get(f"{_SS}MergeAcross"), 0), _MOST_COLUMNS)
    if down or across:
        sheet.merges.append((row, column, row + down, column + across))
    data = cell.find(f"{_SS}Data")
    text = "".join(data.itertext()) if data is not None else ""
    if not text.strip():
        return
    kind = data.get(f"{_SS}Type") or "String"
    days = _days(text.strip()) if kind == "DateTime" else None
    number = days if days is not None else _number(text.strip()) if kind == "Number" else None
    if kind == "Boolean":
        sheet.put(row, column, "TRUE" if _is_true(text) else "FALSE")
    elif number is None:
        sheet.put(row, column, show_text(text, style.code), indent=style.indent)
    else:
        code = (
            style.code if days is None or is_date(style.code) else "yyyy/m/d" if days == int(days) else "yyyy/m/d h:mm"
        )
        shown = show_number(number, code)
        sheet.put(row, column, shown.text, percent=shown.percent, indent=style.indent)
        sheet.unseen += not shown.text and number != 0


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e300 else None  # neither infinite nor no number


def _days(text: str) -> float | None:
    """A moment as the number by which spreadsheets count days."""
    try:
        moment = dt.datetime.fromisoformat(text.rstrip("Zz"))
    except ValueError:
        return None
    return (moment.replace(tzinfo=None) - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
