"""Word documents (.docx): paragraphs and tables in reading order, straight from the XML.

Own code, because every library loses something that changes figures: tracked deletions read as text, inserted text lost, content controls and
text boxes left out, automatic heading numbers dropped, merged cells shifted.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..document import Document, Notice, ReadError
from .docx_numbering import Numbering, W
from .flow import Flow, GridCell

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DELETED = frozenset((f"{W}del", f"{W}moveFrom", f"{W}delText", f"{W}instrText", f"{W}delInstrText", f"{W}rPr", f"{W}pPr"))
_MAX_PART = 512 << 20  # bytes of one part when unpacked
_MAX_RATIO = 400
_DEEPEST = 200
_TWIPS = 210  # one Han of 10.5 pt, the usual body size


def read_docx(data: bytes, *, name: str | None) -> Document:
    """The text of a Word document: deletions out, insertions in, automatic numbers written, each cell once.

    Raises ReadError for a file that is damaged or unreasonably large.
    """
    called = name or "the document"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            package = _Package.read(archive, called)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        if isinstance(error, RuntimeError) and "encrypted" in str(error):
            raise ReadError(f"{called} is encrypted. Save it without a password.") from error
        raise ReadError(f"{called} is damaged or cut off ({error}). Fetch it again, or open it in Word and save it.") from error
    flow = Flow()
    writer = _Writer(flow, package)
    body = package.document.find(f"{W}body")
    if body is not None:
        writer.blocks(body)
    if writer.deletions:
        message = f"{writer.deletions} tracked deletions were left out, as the document reads when its changes are accepted."
        flow.notices.append(Notice("tracked_changes", message))
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return flow.document(name=name, media_type=media)


@dataclass
class _Package:
    """The parts of a document that text comes from."""

    document: Any
    numbering: Numbering
    styles: dict[str, tuple[str | None, int]]  # style → list and level that it numbers by
    notes: dict[tuple[str, str], Any] = field(default_factory=dict)  # kind, id → footnote or endnote

    @classmethod
    def read(cls, archive: zipfile.ZipFile, called: str) -> _Package:
        main = _main_part(archive, called)
        folder = posixpath.dirname(main)

        def part(file: str) -> Any | None:
            path = posixpath.join(folder, file)
            return _parse(archive, path, called) if path in archive.namelist() else None

        notes = {}
        for kind in ("footnote", "endnote"):
            root = part(f"{kind}s.xml")
            for item in root.findall(f"{W}{kind}") if root is not None else ():
                if item.get(f"{W}type") in (None, "normal"):
                    notes[kind, item.get(f"{W}id") or ""] = item
        document = _parse(archive, main, called)
        return cls(document, Numbering.read(part("numbering.xml")), _style_lists(part("styles.xml")), notes)


def _main_part(archive: zipfile.ZipFile, called: str) -> str:
    relations = _parse(archive, "_rels/.rels", called) if "_rels/.rels" in archive.namelist() else None
    for item in relations.findall(f"{_R}Relationship") if relations is not None else ():
        if (item.get("Type") or "").endswith("/officeDocument"):
            return (item.get("Target") or "").lstrip("/")
    return "word/document.xml"


def _parse(archive: zipfile.ZipFile, path: str, called: str) -> Any:
    """One part as XML: no entity is resolved, nothing is fetched, nothing unreasonable is unpacked."""
    from lxml import etree

    info = archive.getinfo(path)
    if info.file_size > _MAX_PART or info.file_size > _MAX_RATIO * max(info.compress_size, 1) + (16 << 20):
        raise ReadError(f"{called}: its part {path} unpacks to {info.file_size:,} bytes, which no report has. The file is not read.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, recover=True)
    root = etree.fromstring(archive.read(info), parser)
    if root is None:
        raise ReadError(f"{called}: its part {path} is not XML. Open it in Word and save it again.")
    return root


def _style_lists(root: Any | None) -> dict[str, tuple[str | None, int]]:
    """Which list each paragraph style numbers by, its base styles' included."""
    own: dict[str, tuple[str | None, int | None]] = {}
    bases: dict[str, str] = {}
    for style in root.findall(f"{W}style") if root is not None else ():
        identifier = style.get(f"{W}styleId") or ""
        own[identifier] = _list_of(style.find(f"{W}pPr"))
        base = style.find(f"{W}basedOn")
        if base is not None:
            bases[identifier] = base.get(f"{W}val") or ""
    found = {}
    for identifier in own:
        number, level, at = None, None, identifier
        for _ in range(20):
            here = own.get(at, (None, None))
            number = number if number is not None else here[0]
            level = level if level is not None else here[1]
            at = bases.get(at, "")
        found[identifier] = (number, level or 0)
    return found


def _list_of(properties: Any | None) -> tuple[str | None, int | None]:
    numbered = properties.find(f"{W}numPr") if properties is not None else None
    if numbered is None:
        return None, None
    number, level = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
    at = (level.get(f"{W}val") or "0") if level is not None else None
    return (number.get(f"{W}val") if number is not None else None), (int(at) if at and at.isdecimal() else None)


class _Writer:
    """Walks the body and writes paragraphs and tables."""

    def __init__(self, flow: Flow, package: _Package) -> None:
        self.flow = flow
        self.package = package
        self.deletions = 0

    def blocks(self, parent: Any, depth: int = 0) -> None:
        """Paragraphs and tables of a body, a text box or a note, in order."""
        for item in _blocks(parent):
            if item.tag == f"{W}p":
                text, boxes = self.paragraph(item)
                for line in text.split("\n"):
                    if line.strip():
                        self.flow.paragraph(line.strip())
                for box in boxes if depth < _DEEPEST else ():
                    self.blocks(box, depth + 1)
            elif depth < _DEEPEST:
                self.table(item, depth)

    def paragraph(self, item: Any) -> tuple[str, list[Any]]:
        """Text of a paragraph with its automatic number, and what stands beside it: text boxes, notes."""
        pieces: list[str] = []
        boxes: list[Any] = []
        self._runs(item, pieces, boxes, [0])
        text = "".join(pieces)
        number = self._number(item.find(f"{W}pPr")) if text.strip() else ""
        return number + text.lstrip() if number else text, boxes

    def _number(self, properties: Any | None) -> str:
        number, level = _list_of(properties)
        style = properties.find(f"{W}pStyle") if properties is not None else None
        if style is not None:
            from_style = self.package.styles.get(style.get(f"{W}val") or "", (None, 0))
            number = number if number is not None else from_style[0]
            level = level if level is not None else from_style[1]
        if number is None or number == "0":
            return ""
        return self.package.numbering.next(number, level or 0)

    def _runs(self, parent: Any, pieces: list[str], boxes: list[Any], field_depth: list[int], depth: int = 0) -> None:
        """Text of a paragraph's runs. Of a field only the result counts, of alternatives only the first."""
        for item in parent:
            tag = item.tag
            if tag in (f"{W}del", f"{W}moveFrom"):
                self.deletions += 1
            if tag in _DELETED or not isinstance(tag, str):
                continue
            if tag == f"{W}t":
                if field_depth[0] == 0:
                    pieces.append(item.text or "")
            elif tag == f"{W}fldChar":
                kind = item.get(f"{W}fldCharType")
                field_depth[0] += 1 if kind == "begin" else -1 if kind == "separate" and field_depth[0] else 0
            elif tag in _SIGNS:
                pieces.append(_SIGNS[tag])
            elif tag == f"{W}sym":
                pieces.append(_symbol(item))
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                note = self.package.notes.get((tag[len(W) : -len("Reference")], item.get(f"{W}id") or ""))
                boxes += [note] if note is not None else []
            elif tag == f"{W}txbxContent":
                boxes.append(item)
            elif tag == f"{_MC}AlternateContent":
                first = item.find(f"{_MC}Choice")
                self._runs(first if first is not None else item, pieces, boxes, field_depth, depth + 1)
            elif not (tag == f"{W}r" and _is_hidden(item)) and depth < _DEEPEST:
                self._runs(item, pieces, boxes, field_depth, depth + 1)

    def table(self, item: Any, depth: int) -> None:
        """A table; one of a single cell only frames what stands in it."""
        rows = [list(_cells(row)) for row in _unwrapped(item, f"{W}tr")]
        if len(rows) == 1 and len(rows[0]) == 1:
            self.blocks(rows[0][0][0], depth + 1)
            return
        cells: list[GridCell] = []
        open_cells: dict[int, int] = {}  # column → index of the cell that a vertical merge goes on with
        columns, header_rows = 0, 0
        for at, row in enumerate(rows):
            for cell, column, span, merge in row:
                columns = max(columns, column + span)
                if merge == "continue" and column in open_cells:
                    index = open_cells[column]
                    above = cells[index]
                    cells[index] = GridCell(above.row, above.column, above.text, at - above.row + 1, above.column_span, above.indent)
                    continue
                text, indent = self._cell(cell, depth)
                cells.append(GridCell(at, column, text, 1, span, indent))
                if merge == "restart":
                    open_cells[column] = len(cells) - 1
                else:
                    open_cells.pop(column, None)
        for row_item in _unwrapped(item, f"{W}tr"):
            if row_item.find(f"{W}trPr/{W}tblHeader") is None:
                break
            header_rows += 1
        if cells:
            self.flow.table(cells, len(rows), columns, header_rows=header_rows or None)

    def _cell(self, cell: Any, depth: int) -> tuple[str, int]:
        """Text of a cell, a line a paragraph, nested tables row by row; how far its first line is indented, in Han halves."""
        lines: list[str] = []
        indent = 0
        for item in _blocks(cell):
            if item.tag == f"{W}p":
                text, boxes = self.paragraph(item)
                if text.strip() and not lines:
                    blank = text[: len(text) - len(text.lstrip())]
                    indent = len(blank) + blank.count("\u3000") + _indent(item)
                lines.append(text.strip())
                lines += [self._cell(box, depth + 1)[0] for box in boxes if depth < _DEEPEST]
            elif depth < _DEEPEST:
                for row in _unwrapped(item, f"{W}tr"):
                    lines.append(" ".join(self._cell(inner, depth + 1)[0] for inner, *_ in _cells(row)))
        return "\n".join(line for line in lines if line), indent


_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}


def _symbol(item: Any) -> str:
    code = item.get(f"{W}char") or ""
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    return "" if 0xE000 <= value <= 0xF8FF or value > 0x10FFFF or 0xD800 <= value < 0xE000 else chr(value)


def _is_hidden(run: Any) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and hidden.get(f"{W}val") not in ("0", "false", "off")


def _indent(paragraph: Any) -> int:
    item = paragraph.find(f"{W}pPr/{W}ind")
    if item is None:
        return 0
    total = 0
    for names in (("left", "start"), ("firstLine",)):
        value = next((item.get(f"{W}{name}") for name in names if item.get(f"{W}{name}")), "0")
        total += int(value) if value.lstrip("-").isdecimal() else 0
    return max(round(total * 2 / _TWIPS), 0)


_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))


def _unwrapped(parent: Any, tag: str) -> Iterator[Any]:
    """Children with a tag, content controls and insertions around them looked through."""
    for item in parent:
        if item.tag == tag:
            yield item
        elif item.tag in _WRAPPERS:
            yield from _unwrapped(item, tag)


def _blocks(parent: Any) -> Iterator[Any]:
    for item in parent:
        if item.tag in (f"{W}p", f"{W}tbl"):
            yield item
        elif item.tag in _WRAPPERS or item.tag in (f"{_MC}AlternateContent", f"{_MC}Choice"):
            yield from _blocks(item)


def _cells(row: Any) -> Iterator[tuple[Any, int, int, str | None]]:
    """Each cell of a row with its column, how many it spans, and its part in a vertical merge. Deleted rows give none."""
    properties = row.find(f"{W}trPr")
    column = 0
    if properties is not None:
        if properties.find(f"{W}del") is not None:
            return
        before = properties.find(f"{W}gridBefore")
        column = int(before.get(f"{W}val") or 0) if before is not None else 0
    for cell in _unwrapped(row, f"{W}tc"):
        span_item, merge_item = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
        span = min(max(int(span_item.get(f"{W}val") or 1), 1), 1000) if span_item is not None else 1
        merge = None if merge_item is None else merge_item.get(f"{W}val") or "continue"
        yield cell, column, span, merge
        column += span
