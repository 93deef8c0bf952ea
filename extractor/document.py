"""What a reader hands to the pipeline: the text of one report in reading order, its tables with their places, its pages.

A `Document` is the same value whatever the file was, so that nothing after the readers knows about formats.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import UserError


class ReadError(UserError):
    """A file that cannot be read. The message says what is wrong with it and what the user can do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. A merged cell is one Cell whose spans say how far it reaches."""

    row: int  # of its top left corner, 0-based
    column: int
    text: str  # document.text[start:end]
    start: int  # place in Document.text
    end: int
    row_span: int = 1
    column_span: int = 1
    indent: int = 0  # leading spaces of the cell as printed (full-width counts 2), since budget tables indent sub-items
    percent: bool = False  # the spreadsheet shows the number as a percentage: the text already carries the %


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Its text stands in Document.text[start:end]: a line a row, cells parted by a tab (in a plain text as it is: runs of blanks too).

    Covered places of a merged cell are empty in the text: each cell's text stands once, at its top left place.
    """

    start: int
    end: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]  # sorted by (row, column)
    page: int | None = None  # 1-based page of its first row
    page_starts: tuple[tuple[int, int], ...] = ()  # (first row, page) for a table that runs over several pages
    header_rows: int | None = None  # where the format itself marks header rows, else None
    name: str | None = None  # the sheet's name for spreadsheets


@dataclass(frozen=True, slots=True)
class Page:
    """Text of one page: Document.text[start:end]."""

    number: int  # 1-based
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that could not be read or used; becomes a `warnings` entry of the report."""

    code: str
    message: str
    start: int | None = None
    end: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one report and where everything in it stands."""

    text: str
    tables: tuple[Table, ...] = ()  # sorted by start, not overlapping
    pages: tuple[Page, ...] = ()  # empty for formats without pages
    name: str | None = None  # file name, or archive.zip!member
    sha256: str | None = None  # of the bytes that were read
    size: int | None = None  # bytes
    media_type: str = "text/plain"
    encoding: str | None = None
    title: str | None = None  # the title that the format itself carries (HTML title), a hint only
    notices: tuple[Notice, ...] = field(default=())
