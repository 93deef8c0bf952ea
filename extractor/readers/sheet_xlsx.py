"""What python-calamine does not tell of an .xlsx file: number formats, indentation, hidden rows and columns, formulas without a result.

One pass over each sheet's XML, whatever its size; elements are dropped as soon as they are read.
"""

from __future__ import annotations

import io
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .sheet_formats import BUILT_IN
from .sheet_model import column_name

_BOOK = re.compile(r"xl/workbook\d*\.xml")
_RELATION = re.compile(r"\{[^}]*/relationships\}id")


@dataclass(slots=True)
class SheetMarks:
    """The marks of one sheet, 0-based."""

    styles: dict[int, array[int]] = field(
        default_factory=dict
    )  # row → index of the cell style by column; -1 where there is no cell
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Marks:
    """The marks of a workbook."""

    formats: list[str] = field(default_factory=list)  # by style: number format
    indents: list[int] = field(default_factory=list)  # by style: indentation in half-width characters
    date_1904: bool = False
    sheets: dict[str, SheetMarks] = field(default_factory=dict)  # by name


def read_marks(data: bytes) -> Marks:
    """The marks of the workbook in `data`. Raises KeyError, zipfile.BadZipFile or lxml's XMLSyntaxError if it is damaged."""
    marks = Marks()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = next((name for name in archive.namelist() if _BOOK.fullmatch(name)), None)
        if book is None:
            return marks  # .xlsb keeps its formats in another way: numbers are shown as they are stored
        _read_styles(archive, marks)
        for name, part in _sheet_parts(archive, book, marks):
            with archive.open(part) as stream:
                marks.sheets[name] = _read_sheet(stream)
    return marks


def _elements(stream: Any, tags: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """(name without namespace, element) of the elements called `tags`. External entities are never followed."""
    from lxml import etree

    wanted = [f"{{*}}{tag}" for tag in tags]
    for _, element in etree.iterparse(stream, tag=wanted, resolve_entities=False, no_network=True, huge_tree=True):
        yield etree.QName(element).localname, element


def _sheet_parts(archive: zipfile.ZipFile, book: str, marks: Marks) -> list[tuple[str, str]]:
    names: list[tuple[str, str]] = []
    with archive.open(book) as stream:
        for tag, element in _elements(stream, ("sheet", "workbookPr")):
            if tag == "workbookPr":
                marks.date_1904 = element.get("date1904") in ("1", "true")
            else:
                relation = next((value for key, value in element.items() if _RELATION.fullmatch(key)), "")
                names.append((element.get("name", ""), relation))
    targets = {}
    with archive.open(f"xl/_rels/{book[3:]}.rels") as stream:
        for _, element in _elements(stream, ("Relationship",)):
            target = element.get("Target", "")
            targets[element.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    present = set(archive.namelist())
    return [(name, targets[relation]) for name, relation in names if targets.get(relation) in present]


def _read_styles(archive: zipfile.ZipFile, marks: Marks) -> None:
    if "xl/styles.xml" not in archive.namelist():
        return
    codes = dict(BUILT_IN)
    with archive.open("xl/styles.xml") as stream:
        for tag, element in _elements(stream, ("numFmt", "cellXfs")):
            if tag == "numFmt":
                codes[int(element.get("numFmtId", 0))] = element.get("formatCode", "General")
                continue
            for style in element:
                marks.formats.append(codes.get(int(style.get("numFmtId") or 0), "General"))
                alignment = next(iter(style.iterfind("{*}alignment")), None)
                indent = alignment.get("indent") if alignment is not None else None
                marks.indents.append(2 * int(indent) if indent and indent.isdigit() else 0)


def _read_sheet(stream: Any) -> SheetMarks:
    marks = SheetMarks()
    row = -1
    for tag, element in _elements(stream, ("col", "row")):
        if tag == "col":
            if _is_hidden_column(element):
                first, last = int(element.get("min", 1)), int(element.get("max", 1))
                marks.hidden_columns.update(range(first - 1, min(last, 16384)))
            continue
        number = element.get("r", "")
        row = int(number) - 1 if number.isdigit() else row + 1
        if element.get("hidden") in ("1", "true") or element.get("ht") == "0":
            marks.hidden_rows.add(row)
        marks.styles[row] = _read_row(element, row, marks)
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return marks


def _read_row(element: Any, row: int, marks: SheetMarks) -> array[int]:
    """The styles of a row's cells, by column."""
    styles: array[int] = array("i")
    column = -1
    for cell in element:
        name = cell.get("r")
        if name is None:
            column += 1
        else:
            column = column_index(name.rstrip("0123456789"))
        if column >= len(styles):
            styles.extend([-1] * (column - len(styles)))
            styles.append(int(cell.get("s") or 0))
        if len(cell) and cell[0].tag.endswith("}f"):
            _note_formula(cell, row, column, marks)
    return styles


def _is_hidden_column(element: Any) -> bool:
    width = element.get("width")
    return element.get("hidden") in ("1", "true") or (width is not None and float(width) == 0)


def _note_formula(cell: Any, row: int, column: int, marks: SheetMarks) -> None:
    """Remember a formula cell that has no result."""
    value = next((child.text for child in cell if child.tag.endswith("}v")), None)
    if not value and cell.get("t") != "str":
        marks.uncalculated.append(f"{column_name(column)}{row + 1}")


@lru_cache(maxsize=16384)
def column_index(letters: str) -> int:
    """0-based index of a column's letters.

    >>> column_index("A"), column_index("AB")
    (0, 27)
    """
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
