"""Word documents (.docx): paragraphs and tables in reading order, straight from the XML.

Own code, because every library loses something that changes figures: tracked deletions read as text, inserted text lost, content controls and
text boxes left out, automatic heading numbers dropped, merged cells shifted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..document import Document, Notice
from .blocks import HAN_TWIPS, Block, BlockCell, Grid, in_halves, lay_out
from .doc import change_notices
from .docx_numbering import W, is_on, numbered
from .docx_package import MC, WRAPPERS, Package, list_of, open_package
from .flow import Flow
from .word_symbols import symbol

if TYPE_CHECKING:
    from . import ReadOptions

_DELETED = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_SKIPPED = frozenset(
    f"{W}{name}" for name in ("delText", "instrText", "delInstrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "rt")
)
_SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_WRAPPERS = (
    frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")) | WRAPPERS
)
_ALTERNATIVES, _CHOICE, _FALLBACK = f"{MC}AlternateContent", f"{MC}Choice", f"{MC}Fallback"
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PICTURE, _OLD_PICTURE = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)
_DEEPEST = 60
_MOST_COLUMNS = 1000


def read_docx(data: bytes, *, name: str | None, options: ReadOptions | None = None) -> Document:
    """The text of a Word document: deletions out, insertions in, automatic numbers written, each cell once.

    Raises ReadError for a file that is encrypted, damaged or unreasonably large.
    """
    return document_of(open_package(data, name or "the document"), name)


def document_of(package: Package, name: str | None) -> Document:
    """The text of a document whose parts are at hand."""
    story = _Story(package)
    flow = Flow()
    body = package.document.find(f"{W}body")
    lay_out(flow, story.blocks(body) if body is not None else [])
    flow.notices += change_notices(story.deletions, story.hidden)
    flow.notice_pictures(sum(1 for _ in package.document.iter(_PICTURE, _OLD_PICTURE)))
    if story.too_deep:
        flow.notices.append(Notice("nesting", f"{story.too_deep} tables inside {_DEEPEST} others were left out."))
    return flow.document(
        name=name, media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )


class _Runs:
    """The text of a paragraph as it is gathered, and what hangs on it: text boxes and notes."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.beside: list[Any] = []


class _Story:
    """Reads the body, text boxes and notes."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.deletions = 0
        self.hidden = 0
        self.too_deep = 0  # tables that were left out
        self._fields: list[bool] = []  # of each field that is open: has its result begun? A field may span paragraphs.

    def blocks(self, parent: Any, depth: int = 0) -> list[Block]:
        """Paragraphs and tables of a body, a cell, a text box or a note, in order. One whose end mark is deleted goes on with the next."""
        out: list[Block] = []
        pending = ""
        for item in _children(parent):
            if item.tag == f"{W}tbl":
                if depth < _DEEPEST:
                    out.append(self._table(item, depth))
                else:
                    self.too_deep += 1
                continue
            runs = _Runs()
            self._gather(item, runs, depth)
            text = pending + "".join(runs.pieces)
            properties = item.find(f"{W}pPr")
            if _mark_is_deleted(properties):
                pending = text
            else:
                number = self._number(properties)
                out.append(numbered(number, text) if text.strip() else text)
                pending = ""
            for box in runs.beside if depth < _DEEPEST else ():
                out += self.blocks(box, depth + 1)
        return [*out, pending] if pending else out

    def _number(self, properties: Any | None) -> str:
        """The automatic number of a paragraph, from its own list or its style's."""
        number, level = list_of(properties)
        style = properties.find(f"{W}pStyle") if properties is not None else None
        name = (style.get(f"{W}val") or "") if style is not None else self.package.default_style
        style_number, style_level = self.package.styles.get(name, (None, None))
        if number is None and style_number is not None:
            number = style_number
            if level is None:
                level = self.package.numbering.level_of(number, name)
        if number is None or number == "0":
            return ""
        return self.package.numbering.next(number, level if level is not None else style_level or 0)

    def _gather(self, parent: Any, runs: _Runs, depth: int, level: int = 0) -> None:
        """Text of a paragraph's runs. Of a field only the result counts, of alternatives only the first."""
        for item in parent:
            tag = item.tag
            if tag in _DELETED:
                self.deletions += 1
            elif tag in _SKIPPED or tag == _FALLBACK or not isinstance(tag, str) or _is_placeholder(item):
                continue
            elif tag == f"{W}fldChar":
                self._field(item.get(f"{W}fldCharType"))
            elif tag == f"{W}txbxContent":
                runs.beside.append(item)
            elif tag in _NOTES:
                note = self.package.notes.get((_NOTES[tag], item.get(f"{W}id") or ""))
                runs.beside += [note] if note is not None else []
            elif tag == _ALTERNATIVES:
                chosen = item.find(_CHOICE)
                chosen = item.find(_FALLBACK) if chosen is None else chosen
                if chosen is not None and level < _DEEPEST:
                    self._gather(chosen, runs, depth, level + 1)
            elif tag == f"{W}r" and is_on(item.find(f"{W}rPr/{W}vanish")):
                self.hidden += any(True for _ in item.iter(f"{W}t"))
            elif tag in (f"{W}t", _MATH_TEXT, f"{W}sym") or tag in _SIGNS:
                if all(self._fields):
                    runs.pieces.append(_printed(item))
            elif level < _DEEPEST and len(item):
                self._gather(item, runs, depth, level + 1)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _table(self, item: Any, depth: int) -> Grid:
        cells: list[BlockCell] = []
        open_cells: dict[int, int] = {}  # column → index of the cell that a vertical merge goes on with
        header_rows = 0
        rows = [row for row in _unwrapped(item, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
        for at, row in enumerate(rows):
            if header_rows == at and is_on(row.find(f"{W}trPr/{W}tblHeader")):
                header_rows += 1
            for cell, column, span, merge in _cells(row):
                blocks = self.blocks(cell, depth + 1)
                index = open_cells.get(column)
                if merge == "continue" and index is not None and cells[index].row + cells[index].row_span == at:
                    above = cells[index]
                    merged = [*above.blocks, *blocks]
                    cells[index] = BlockCell(
                        above.row, column, merged, at - above.row + 1, above.column_span, above.indent
                    )
                elif merge == "left" and cells and cells[-1].row == at:
                    before = cells[-1]
                    merged = [*before.blocks, *blocks]
                    cells[-1] = BlockCell(
                        at, before.column, merged, before.row_span, column + span - before.column, before.indent
                    )
                else:
                    open_cells.pop(column, None)
                    if merge in ("restart", "continue"):
                        open_cells[column] = len(cells)
                    cells.append(BlockCell(at, column, blocks, 1, span, _first_indent(cell)))
        return Grid(cells, header_rows if 0 < header_rows < len(rows) else None)


def _printed(item: Any) -> str:
    """What a text, a sign or a symbol reads as."""
    if item.tag in _SIGNS:
        return _SIGNS[item.tag]
    if item.tag == f"{W}sym":
        try:
            return symbol(int(item.get(f"{W}char") or "", 16))
        except ValueError:
            return ""
    return (item.text or "") + "".join(child.tail or "" for child in item)  # an entity that is not resolved is a child


def _mark_is_deleted(properties: Any | None) -> bool:
    marks = properties.find(f"{W}rPr") if properties is not None else None
    return marks is not None and any(mark.tag in _DELETED for mark in marks)


def _is_placeholder(item: Any) -> bool:
    """A content control that nobody has filled in: its text only asks for one."""
    return item.tag == f"{W}sdt" and is_on(item.find(f"{W}sdtPr/{W}showingPlcHdr"))


def _first_indent(cell: Any) -> int:
    """How far the first paragraph of a cell that holds something stands in, in halves of a Han."""
    for item in _children(cell):
        if item.tag != f"{W}p":
            return 0
        if any((text.text or "").strip() for text in item.iter(f"{W}t")):
            return _indent(item.find(f"{W}pPr/{W}ind"))
    return 0


def _indent(stated: Any | None) -> int:
    """Left indent and first line, in characters where it says so, else in twips."""
    if stated is None:
        return 0
    twips = 0
    for names, sign in ((("left", "start"), 1), (("firstLine",), 1), (("hanging",), -1)):
        hundredths = _whole(stated, [f"{name}Chars" for name in names])  # of a character
        twips += sign * (hundredths * HAN_TWIPS // 100 or _whole(stated, names))
    return in_halves(twips)


def _whole(item: Any, names: Sequence[str]) -> int:
    value = next((item.get(f"{W}{name}") for name in names if item.get(f"{W}{name}")), "0")
    return int(value) if value.lstrip("-").isdecimal() else 0


def _unwrapped(parent: Any, tag: str) -> Iterator[Any]:
    """Children with a tag, content controls and insertions around them looked through."""
    for item in parent:
        if item.tag == tag:
            yield item
        elif item.tag in _WRAPPERS:
            yield from _unwrapped(item, tag)


def _children(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, wrappers looked through; of alternatives the first."""
    for item in parent:
        if item.tag in (f"{W}p", f"{W}tbl"):
            yield item
        elif (item.tag in _WRAPPERS or item.tag == _CHOICE) and not _is_placeholder(item):
            yield from _children(item)
        elif item.tag == _ALTERNATIVES:
            chosen = item.find(_CHOICE)
            yield from _children(chosen if chosen is not None else item)


def _cells(row: Any) -> Iterator[tuple[Any, int, int, str | None]]:
    """Each cell of a row with its column, how many it spans, and its part in a merge: restart | continue (downwards) | left."""
    column = min(_stated(row, "trPr", "gridBefore", 0), _MOST_COLUMNS)
    for cell in _unwrapped(row, f"{W}tc"):
        span = min(max(_stated(cell, "tcPr", "gridSpan", 1), 1), _MOST_COLUMNS)
        down, across = cell.find(f"{W}tcPr/{W}vMerge"), cell.find(f"{W}tcPr/{W}hMerge")
        if across is not None and across.get(f"{W}val") != "restart":
            merge: str | None = "left"
        else:
            merge = None if down is None else down.get(f"{W}val") or "continue"
        yield cell, column, span, merge
        column += span


def _stated(item: Any, properties: str, name: str, default: int) -> int:
    found = item.find(f"{W}{properties}/{W}{name}")
    value = found.get(f"{W}val") if found is not None else None
    return int(value) if value and value.isdecimal() else default
