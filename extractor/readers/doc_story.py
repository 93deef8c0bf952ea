"""Walks the text of a Word 97-2003 file: characters → paragraphs → tables, notes and text boxes behind the paragraph that they hang on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .blocks import Block, in_halves
from .doc_file import (
    BOX_TEXTS,
    ENDNOTE_MARKS,
    ENDNOTE_TEXTS,
    FOOTNOTE_MARKS,
    FOOTNOTE_TEXTS,
    SECTIONS,
    SHAPES,
    WordFile,
)
from .doc_lists import numbering, style_lists
from .doc_sprms import (
    IN_TABLE,
    INDENTS,
    INNER_CELL_END,
    INNER_ROW_END,
    OLD_INDENTS,
    ROW_END,
    STYLE_LIST,
    STYLE_LIST_LEVEL,
    TABLE_DEPTH,
    Properties,
    flag,
    short,
    u16,
    u32,
)
from .doc_table import row
from .docx_numbering import numbered
from .row_grid import Row, grid
from .word_symbols import symbol

_ENDS = re.compile("[\r\x07\x0c]")
_FIELD = re.compile("[\x13\x14\x15]")
_CONTROLS: dict[int, str | None] = dict.fromkeys(range(0x20)) | {
    0x0B: "\n",
    0x0C: "\n",
    0x0E: "\n",
    0x09: " ",
    0x1E: "-",
    0xAD: None,
}
_DEEPEST = 60
_NO_LIST = (0, 0x7FF)


@dataclass(slots=True)
class _Open:
    """A table that is being read."""

    rows: list[Row] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    indents: list[int] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    indent: int = 0


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph and where it stands."""

    text: str
    start: int
    end: int  # of its end mark
    mark: str
    depth: int  # tables around it
    properties: Properties
    indent: int


class Story:
    """Reads stretches of a file's text."""

    def __init__(self, file: WordFile) -> None:
        self.file = file
        self.drop = _dropped(file)
        self.deletions = _stretches(file.marks.deleted)
        self.hidden = _stretches(file.marks.hidden)
        self.pictures = file.text.count("\x01", *file.stories["text"])
        self._numbering = numbering(file)
        self._styles = style_lists(file)
        self._section_ends = {position - 1 for position, _ in file.plc(SECTIONS, 12)[1:]}
        self._beside, self._unplaced = _hanging(file)
        self._anchors = sorted(self._beside)

    def body(self) -> list[Block]:
        """The main text, with its notes and text boxes."""
        blocks = self.blocks(*self.file.stories["text"])
        for start, end in self._unplaced:
            blocks += self.blocks(start, end)
        return blocks

    def blocks(self, start: int, end: int, depth: int = 0) -> list[Block]:
        """Paragraphs and tables of a stretch of text."""
        out: list[Block] = []
        stack: list[_Open] = []
        for paragraph in self._paragraphs(start, min(end, len(self.file.text))):
            while len(stack) > paragraph.depth:
                _close(stack, out)
            while len(stack) < paragraph.depth:
                stack.append(_Open())
            target = stack[-1].cell if stack else out
            if stack:
                self._in_table(stack[-1], paragraph, nested=len(stack) > 1)
            else:
                target.append(paragraph.text)
            for place in self._anchors[
                bisect_left(self._anchors, paragraph.start) : bisect_left(self._anchors, paragraph.end + 1)
            ]:
                for first, last in self._beside[place] if depth < _DEEPEST else ():
                    target += self.blocks(first, last, depth + 1)
        while stack:
            _close(stack, out)
        return out

    def _in_table(self, table: _Open, paragraph: _Paragraph, *, nested: bool) -> None:
        cell_end = flag(paragraph.properties, INNER_CELL_END) if nested else paragraph.mark == "\x07"
        if flag(paragraph.properties, INNER_ROW_END if nested else ROW_END):
            gone = self.drop[paragraph.end] and not any(
                any(cell) for cell in table.cells
            )  # a row deleted with tracked changes
            if table.cells and not gone:
                table.rows.append(row(table.cells, table.indents, paragraph.properties))
            table.cells, table.indents, table.cell, table.indent = [], [], [], 0
            return
        if paragraph.text.strip() and not any(table.cell):
            table.indent = paragraph.indent
        if paragraph.text.strip():
            table.cell.append(paragraph.text)
        if cell_end:
            table.cells.append(table.cell)
            table.indents.append(table.indent)
            table.cell, table.indent = [], 0

    def _paragraphs(self, start: int, end: int) -> Iterator[_Paragraph]:
        """Paragraphs with their automatic numbers. One whose end mark is deleted goes on with the next."""
        text, begin, pending = self.file.text, start, ""
        for match in _ENDS.finditer(text, start, end):
            at = match.start()
            if match.group() == "\x0c" and at not in self._section_ends:
                continue  # a page break inside a paragraph
            if match.group() == "\r" and self.drop[at]:
                pending += self._clean(begin, at)
                begin = at + 1
                continue
            style, properties = self.file.paragraph(at)
            words = pending + self._clean(begin, at)
            if not flag(properties, ROW_END):
                number = self._number(style, properties)
                words = numbered(number, words) if words.strip() else words
            yield _Paragraph(words, begin, at, match.group(), _table_depth(properties), properties, _indent(properties))
            begin, pending = at + 1, ""
        rest = pending + self._clean(begin, end)
        if rest.strip():
            yield _Paragraph(rest, begin, end, "\r", 0, {}, 0)

    def _number(self, style: int, properties: Properties) -> str:
        number, level = self._styles.get(style, (None, 0))
        own = short(properties, STYLE_LIST)
        if own is not None:
            number = str(own)
        if properties.get(STYLE_LIST_LEVEL):
            level = properties[STYLE_LIST_LEVEL][0]
        if number is None or int(number) in _NO_LIST or int(number) < 0:
            return ""
        return self._numbering.next(number, level)

    def _clean(self, start: int, end: int) -> str:
        """Text of a stretch as it is printed."""
        text = self.file.text[start:end]
        symbols = self.file.marks.symbols
        if self.drop.find(1, start, end) >= 0 or (symbols and any(at in symbols for at in range(start, end))):
            text = "".join(
                symbol(symbols[start + at]) if start + at in symbols else char
                for at, char in enumerate(text)
                if not self.drop[start + at]
            )
        text = text.translate(_CONTROLS)
        if any("\ud800" <= char <= "\udfff" for char in text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text


def _close(stack: list[_Open], out: list[Block]) -> None:
    """Ends the innermost table; a row that was not ended is kept as far as it goes."""
    table = stack.pop()
    if table.cell:
        table.cells.append(table.cell)
        table.indents.append(table.indent)
    if table.cells:
        made_row = row(table.cells, table.indents, {})
        if table.rows and len(table.rows[-1].cells) == len(made_row.cells):
            made_row = replace(made_row, edges=table.rows[-1].edges)
        table.rows.append(made_row)
    made = grid(table.rows)
    if made.cells:
        (stack[-1].cell if stack else out).append(made)


def _table_depth(properties: Properties) -> int:
    if not flag(properties, IN_TABLE):
        return 0
    depth = properties.get(TABLE_DEPTH, b"")
    return min(max(u32(depth, 0), 1), _DEEPEST) if len(depth) >= 4 else 1


def _indent(properties: Properties) -> int:
    """How far the first line stands in, in halves of a Han."""
    twips = 0
    for new, old in zip(INDENTS, OLD_INDENTS, strict=True):
        value = short(properties, new)
        twips += value if value is not None else short(properties, old) or 0
    return in_halves(twips)


def _dropped(file: WordFile) -> bytearray:
    """One byte a position: 1 for what is not printed (deleted, hidden, the instructions of fields)."""
    text = file.text
    drop = bytearray(a | b for a, b in zip(file.marks.deleted, file.marks.hidden, strict=True))
    open_fields: list[int] = []
    instructions: list[tuple[int, int]] = []
    for match in _FIELD.finditer(text):
        if match.group() == "\x13":
            open_fields.append(match.start())
        elif open_fields:
            if match.group() == "\x14":
                instructions.append((open_fields[-1], match.start()))
                open_fields[-1] = match.start()
            else:
                begin = open_fields.pop()
                if text[begin] == "\x13":  # a field without a result
                    instructions.append((begin, match.start()))
    reached = 0
    for begin, end in sorted(instructions):
        begin = max(begin, reached)
        if begin < end:
            drop[begin:end] = b"\1" * (end - begin)
            reached = end
    return drop


def _stretches(marks: bytearray) -> int:
    """How many stretches of marked characters there are."""
    return len(re.findall(b"\1+", marks))


Range = tuple[int, int]


def _hanging(file: WordFile) -> tuple[dict[int, list[Range]], list[Range]]:
    """What hangs on which position: notes and text boxes; and the boxes of grouped shapes, whose place is not stated."""
    found: dict[int, list[Range]] = {}
    for marks, texts, story in (
        (FOOTNOTE_MARKS, FOOTNOTE_TEXTS, "footnotes"),
        (ENDNOTE_MARKS, ENDNOTE_TEXTS, "endnotes"),
    ):
        notes = _ranges([position for position, _ in file.plc(texts, 0)], file.stories[story])
        for (position, _), note in zip(file.plc(marks, 2)[:-1], notes, strict=False):
            found.setdefault(position, []).append(note)
    anchors = {u32(shape, 0): position for position, shape in file.plc(SHAPES, 26)[:-1]}
    boxes = file.plc(BOX_TEXTS, 22)
    unplaced: list[Range] = []
    for (_, box), place in zip(
        boxes, _ranges([position for position, _ in boxes], file.stories["boxes"]), strict=False
    ):
        if u16(box, 8):  # its box was deleted
            continue
        anchor = anchors.get(u32(box, 14))
        (unplaced if anchor is None else found.setdefault(anchor, [])).append(place)
    return found, unplaced


def _ranges(positions: Sequence[int], story: Range) -> Iterable[Range]:
    first, last = story
    return [(first + a, min(first + b, last)) for a, b in pairwise(positions)]
