"""Word 97–2003 and WPS documents (.doc, .wps): paragraphs and tables as grids, deletions out, automatic numbers written."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..document import Document, Notice, ReadError
from .doc_binary import LEVEL, LIST, Properties, WordFile, i16, u16
from .flow import Flow, GridCell
from .office import through_office

if TYPE_CHECKING:
    from . import ReadOptions

_IN_TABLE, _ROW_END, _DEPTH, _ROW, _VERTICAL, _INNER_CELL = 0x2416, 0x2417, 0x6649, 0xD608, 0xD62B, 0x244B
_NEAR = 20  # twips: edges of cells that are meant to be one
_SKIPPED = frozenset("\x01\x02\x03\x04\x05\x08\x1f\0")


def read_doc(data: bytes, *, name: str | None, options: ReadOptions) -> Document:
    """The text of a binary Word document.

    Raises ReadError where it is encrypted, damaged, or older than Word 97 and no LibreOffice is given.
    """
    import olefile

    called = name or "the document"
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            streams = {entry[-1]: entry for entry in ole.listdir() if len(entry) == 1}
            if "EncryptedPackage" in streams:
                raise ReadError(f"{called} is encrypted. Save it without a password.")
            if "WordDocument" not in streams:
                raise ReadError(f"{called} holds no Word text ({', '.join(sorted(streams)[:5])}). Save it as .docx or .pdf.")

            def stream(part: str) -> bytes:
                return bytes(ole.openstream(part).read()) if part in streams else b""

            tables = {part: stream(part) for part in ("0Table", "1Table")}
            file = WordFile(stream("WordDocument"), tables, stream("Data"), called)
            return _laid_out(file, name)
    except ReadError:
        if options.office:
            return through_office(data, suffix=".doc", name=name, office=options.office)
        raise
    except (OSError, struct.error, IndexError, ValueError, KeyError, RecursionError) as error:
        raise ReadError(f"{called} is damaged or cut off ({error}). Fetch it again, or open it in Word and save it.") from error


def _laid_out(file: WordFile, name: str | None) -> Document:
    flow = Flow()
    left_out, deletions = file.left_out()
    at = 0
    for part in ("text", "footnotes", "headers", "comments", "endnotes", "boxes"):
        size = file.counts[part]
        if part not in ("headers", "comments"):  # what a reader of the printed page takes as its text
            _Part(file, flow, left_out, at, min(at + size, len(file.text))).write()
        at += size
    if deletions:
        message = f"{deletions} tracked deletions were left out, as the document reads when its changes are accepted."
        flow.notices.append(Notice("tracked_changes", message))
    return flow.document(name=name, media_type="application/msword")


@dataclass(slots=True)
class _Row:
    """One row of a table: its cells' texts and where their edges lie, in twips."""

    texts: list[str] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)  # TC80.tcgrf of each cell


class _Part:
    """Writes one run of paragraphs, the main text or a text box."""

    def __init__(self, file: WordFile, flow: Flow, left_out: bytearray, start: int, end: int) -> None:
        self.file, self.flow, self.left_out = file, flow, left_out
        self.start, self.end = start, end
        self.rows: list[_Row] = []
        self.row = _Row()
        self.cell: list[str] = []

    def write(self) -> None:
        for text, mark, properties in self._paragraphs():
            depth = _depth(properties)
            if depth > 1 or _INNER_CELL in properties:
                self.cell.append(text)  # a table in a cell is read as the cell's text
            elif depth == 1 and properties.get(_ROW_END, b"\0")[:1] == b"\1":
                _measure(self.row, properties)
                self.rows.append(self.row)
                self.row, self.cell = _Row(), []
            elif depth == 1:
                self.cell.append(text)
                if mark == "\x07":
                    self.row.texts.append("\n".join(line for line in self.cell if line.strip()))
                    self.cell = []
            else:
                self._end_table()
                for line in text.split("\n"):
                    if line.strip():
                        self.flow.paragraph(line.strip())
        self._end_table()

    def _paragraphs(self) -> Iterator[tuple[str, str, Properties]]:
        """Each paragraph's text with its automatic number, the character that ends it, and its properties."""
        pieces: list[str] = []
        fields: list[bool] = []  # of each open field: has its result begun?
        for at in range(self.start, self.end):
            char = self.file.text[at]
            if char == "\x13":
                fields.append(False)
            elif char == "\x14" and fields:
                fields[-1] = True
            elif char == "\x15" and fields:
                fields.pop()
            elif char in "\r\x07\x0c":
                style, properties = self.file.paragraph(at)
                yield self._numbered("".join(pieces), style, properties), char, properties
                pieces = []
            elif char not in _SKIPPED and not self.left_out[at] and all(fields):
                pieces.append("\n" if char == "\x0b" else "-" if char == "\x1e" else " " if char == "\t" else char)
        if pieces:
            yield "".join(pieces), "\r", {}

    def _numbered(self, text: str, style: int, properties: Properties) -> str:
        if not text.strip():
            return text
        known = self.file.styles.get(style, {}) | properties
        number = u16(known[LIST], 0) if len(known.get(LIST, b"")) == 2 else 0
        if number not in self.file.lists:
            return text
        level = known.get(LEVEL, b"\0")[0]
        printed = self.file.numbering.next(self.file.lists[number], min(level, 8))
        return printed + text.lstrip() if printed else text

    def _end_table(self) -> None:
        if self.rows:
            grid, columns = _grid(self.rows)
            if grid:
                self.flow.table(grid, len(self.rows), columns)
        self.rows, self.row, self.cell = [], _Row(), []


def _depth(properties: Properties) -> int:
    if len(properties.get(_DEPTH, b"")) == 4:
        return int(struct.unpack("<i", properties[_DEPTH])[0])
    return int(properties.get(_IN_TABLE, b"\0")[:1] == b"\1")


def _measure(row: _Row, properties: Properties) -> None:
    """Edges and merges of a row from its definition."""
    definition = properties.get(_ROW, b"")
    if len(definition) < 5:
        return
    count = definition[2]
    base = 3 + 2 * (count + 1)
    if base > len(definition):
        return
    row.edges = [i16(definition, 3 + 2 * at) for at in range(count + 1)]
    row.flags = [u16(definition, base + 20 * at) if base + 20 * at + 2 <= len(definition) else 0 for at in range(count)]
    merged = properties.get(_VERTICAL, b"")
    if len(merged) >= 3 and merged[1] < count:
        row.flags[merged[1]] |= {1: 0x20, 3: 0x60}.get(merged[2], 0)


def _grid(rows: list[_Row]) -> tuple[list[GridCell], int]:
    """Cells on the grid that the edges of all rows make together."""
    edges: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)

    def column(edge: int) -> int:
        return min(range(len(edges)), key=lambda at: abs(edges[at] - edge))

    cells: list[GridCell] = []
    above: dict[int, int] = {}  # column → the cell that a vertical merge goes on with
    width = max(len(edges) - 1, max((len(row.texts) for row in rows), default=0))
    for number, row in enumerate(rows):
        places = [column(edge) for edge in row.edges] if row.edges else list(range(len(row.texts) + 1))
        at = 0
        while at < len(row.texts):
            flags = row.flags[at] if at < len(row.flags) else 0
            last = at
            while flags & 1 and last + 1 < len(row.flags) and row.flags[last + 1] & 2:
                last += 1  # merged sideways
            left = places[min(at, len(places) - 1)]
            right = max(places[min(last + 1, len(places) - 1)], left + 1)
            if flags & 0x60 == 0x20 and left in above:
                old = cells[above[left]]
                cells[above[left]] = GridCell(old.row, old.column, old.text, number - old.row + 1, old.column_span, old.indent)
            else:
                text = "\n".join(row.texts[at : last + 1]).strip("\n")
                blank = text[: len(text) - len(text.lstrip(" \u3000"))]
                cells.append(GridCell(number, left, text.strip(), 1, right - left, len(blank) + blank.count("\u3000")))
                above[left] = len(cells) - 1
            at = last + 1
    return cells, width
