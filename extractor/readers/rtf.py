"""Rich Text Format: paragraphs and tables in reading order (RTF specification 1.9.1).

Own code, because the libraries read tracked deletions as text and rows of tables as lines. Automatic numbers need none: the format
carries them as they are printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..document import Document, ReadError
from .blocks import Block, in_halves, lay_out
from .doc import change_notices
from .flow import Flow
from .row_grid import BEGINS, GOES_ON, NONE, Row, RowCell, fitted, grid

if TYPE_CHECKING:
    from . import ReadOptions

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_CHARSETS = {
    2: "latin-1",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5",
    0: "cp1252",
    161: "cp1253",
    204: "cp1251",
    238: "cp1250",
}
_SIGNS = {
    "tab": " ", "line": "\n", "lbr": "\n", "page": "\n", "column": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
# Groups whose text is none of the report's (all that begin with \* but these are skipped too).
_SKIPPED = frozenset(
    (
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "objdata", "header", "headerl", "headerr", "headerf", "footer", "footerl",
        "footerr", "footerf", "fldinst", "annotation", "atnid", "atnauthor", "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl",
        "themedata", "datastore", "nonshppict", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "tc", "xe", "bkmkstart", "bkmkend", "filetbl",
        "revtbl", "sn", "sv", "shprslt", "nonesttables",
    )
)  # fmt: skip
_OUTSIDE = frozenset(("shpinst", "upr"))  # skipped too, but for a group in them that holds text
_STARRED = frozenset(("shptxt", "footnote", "nesttableprops", "ud", "listtext", "pntext", "fldrslt"))
_DEEPEST = 500


def read_rtf(data: bytes, *, name: str | None, options: ReadOptions) -> Document:
    """The text of an RTF file: deletions out, tables as grids, notes and text boxes behind their paragraph.

    Raises ReadError where it holds no text. LibreOffice reads it where it is given.
    """
    if options.office:
        from .office import through_office

        return through_office(data, suffix=".rtf", name=name, office=options.office)
    reader = _Reader(data)
    blocks = reader.read()
    flow = Flow()
    lay_out(flow, blocks)
    if flow.is_empty:
        raise ReadError(f"{name or 'the document'} holds no text, or is damaged. Open it in Word and save it as .docx.")
    flow.notices += change_notices(reader.deletions, reader.hidden)
    return flow.document(name=name, media_type="application/rtf", encoding=reader.codepage)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it."""

    skip: bool = False
    shut: bool = False  # nor is any group within it read
    deleted: bool = False
    hidden: bool = False
    font: int = -1
    fallback: int = 1  # characters that stand for a \\u where it is not understood
    story: int = 0  # which stack of open paragraphs: the body, or a note or text box within it
    in_row_properties: bool = False
    depth: int = 0  # tables that the paragraph stands in
    indent: int = 0  # twips


@dataclass(slots=True)
class _RowFormat:
    """What \\trowd and the words behind it say of the cells to come."""

    left: int = 0
    edges: list[int] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    vertical: list[int] = field(default_factory=list)
    header: bool = False
    next_covered: bool = False
    next_vertical: int = NONE

    def end_cell(self, edge: int) -> None:
        self.edges.append(edge)
        self.covered.append(self.next_covered)
        self.vertical.append(self.next_vertical)
        self.next_covered, self.next_vertical = False, NONE

    def row(self, cells: list[RowCell]) -> Row:
        made = [
            replace(cell, covered=self.covered[i], vertical=self.vertical[i]) if i < len(self.edges) else cell
            for i, cell in enumerate(cells)
        ]
        return Row(made, fitted([self.left, *self.edges], len(cells)), self.header)


@dataclass(slots=True)
class _Table:
    """A table that is being read."""

    rows: list[Row] = field(default_factory=list)
    cells: list[RowCell] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    indent: int = 0


@dataclass(slots=True)
class _Story:
    """The body, a note or a text box: its blocks, its open tables and the paragraph that is being read."""

    blocks: list[Block] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    beside: list[Block] = field(default_factory=list)


class _Reader:
    """Walks the tokens of a file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        found = re.search(rb"\\ansicpg(\d+)", data[:4000])
        self.codepage = (
            {b"936": "gb18030", b"950": "big5"}.get(found.group(1), f"cp{found.group(1).decode()}")
            if found
            else "gb18030"
        )
        self.deletions = self.hidden = 0
        self._fonts: dict[int, str] = {}
        self._row = self._outer_row = _RowFormat()
        self._stories = [_Story()]
        self._raw = bytearray()
        self._pending = 0  # characters of a fallback to leave out
        self._state = _State()
        self._outer: list[_State] = []  # of the groups around
        self._fresh = self._starred = False  # at the beginning of a group; behind its \\*
        self._defined_font = -1  # the font that the font table defines

    def read(self) -> list[Block]:
        """The blocks of the body."""
        at = 0
        while match := _TOKEN.match(self.data, at):
            at = match.end()
            if match.lastindex is None:
                continue  # a line of the file ends, not one of the text
            word, number, code, sign, brace, text = match.groups()
            if code is None and not (text is not None and self._raw):
                self._flush()
            if word is not None:
                value = int(number) if number else None
                if word == b"bin":
                    at += max(value or 0, 0)
                self._control_word(word.decode(), value)
            elif brace is not None:
                self._brace(brace)
            elif sign == b"*":
                self._starred = True
                continue
            elif sign is not None:
                self._sign(sign)
            elif code is not None:
                self._byte(int(code, 16))
            else:
                self._bytes(text)
            self._fresh = brace == b"{"
            self._starred = False
        self._flush()
        while len(self._stories) > 1:
            self._end_story()
        return self._finished(self._stories[0])

    def _brace(self, brace: bytes) -> None:
        self._pending = 0
        if brace == b"{":
            if len(self._outer) < _DEEPEST:
                self._outer.append(self._state)
        elif self._outer:
            self._end_group(self._outer.pop())

    def _control_word(self, name: str, value: int | None) -> None:
        if self._fresh:
            self._begin_group(name, self._starred)
        if name == "f" and value is not None:
            self._defined_font = value
        elif name == "fcharset" and value in _CHARSETS:
            self._fonts[self._defined_font] = _CHARSETS[value or 0]
        self._word(name, value)

    def _begin_group(self, name: str, starred: bool) -> None:
        if self._state.shut:
            return
        if name in _OUTSIDE:
            self._state = replace(self._state, skip=True)
        elif name in _SKIPPED or (starred and name not in _STARRED):
            self._state = replace(self._state, skip=True, shut=True)
        elif name in ("footnote", "shptxt"):
            self._stories.append(_Story())
            self._state = replace(self._state, story=len(self._stories) - 1, skip=False, depth=0, indent=0)
        elif name == "ud":  # the same text in Unicode
            self._state = replace(self._state, skip=False)
        elif name == "nesttableprops":
            self._outer_row = self._row
            self._state = replace(self._state, in_row_properties=True)

    def _end_group(self, outer: _State) -> None:
        if outer.story < self._state.story and len(self._stories) > 1:
            self._end_story()
        if self._state.in_row_properties and not outer.in_row_properties:
            self._row = self._outer_row
        self._state = outer

    def _end_story(self) -> None:
        story = self._stories.pop()
        self._stories[-1].beside += self._finished(story)

    def _finished(self, story: _Story) -> list[Block]:
        if story.pieces or story.beside:
            self._end_paragraph(story, "par")
        self._close_tables(story, 0)
        return story.blocks

    def _word(self, name: str, value: int | None) -> None:
        state = self._state
        if self._pending:
            self._pending -= 1
            if name in _SIGNS:
                return
        if name in ("deleted", "v"):
            on = value != 0
            if name == "deleted":
                self.deletions += on and not state.deleted
                self._state = replace(state, deleted=on)
            else:
                self.hidden += on and not state.hidden
                self._state = replace(state, hidden=on)
        elif name == "plain":
            self._state = replace(state, deleted=False, hidden=False)
        elif name == "f" and value is not None:
            self._state = replace(state, font=value)
        elif name == "uc":
            self._state = replace(state, fallback=max(value or 0, 0))
        elif name == "u" and value is not None:
            self._add(chr(value & 0xFFFF))
            self._pending = state.fallback
        elif name in _SIGNS:
            self._add(_SIGNS[name])
        elif not state.skip or state.in_row_properties:
            self._layout(name, value)

    def _layout(self, name: str, value: int | None) -> None:
        """Words of paragraphs and tables."""
        story, row, state = self._stories[-1], self._row, self._state
        if name in ("par", "sect", "cell", "nestcell", "row", "nestrow"):
            self._end_paragraph(story, name)
        elif name == "pard":
            self._state = replace(state, depth=0, indent=0)
        elif name == "intbl":
            self._state = replace(state, depth=max(state.depth, 1))
        elif name == "itap":
            self._state = replace(state, depth=min(max(value or 0, 0), 20))
        elif name in ("li", "fi"):
            self._state = replace(state, indent=state.indent + (value or 0))
        elif name == "trowd":
            self._row = _RowFormat()
        elif name == "trleft":
            row.left = value or 0
        elif name == "trhdr":
            row.header = True
        elif name == "cellx":
            row.end_cell(value or 0)
        elif name == "clmrg":
            row.next_covered = True
        elif name in ("clvmgf", "clvmrg"):
            row.next_vertical = BEGINS if name == "clvmgf" else GOES_ON

    def _end_paragraph(self, story: _Story, how: str) -> None:
        """A paragraph ends, and with it perhaps a cell or a row."""
        text = _surrogates_joined("".join(story.pieces))
        depth = self._state.depth
        if how in ("cell", "row"):
            depth = 1
        elif how in ("nestcell", "nestrow"):
            depth = max(depth, 2)
        self._close_tables(story, depth)
        while len(story.tables) < depth:
            story.tables.append(_Table())
        target = story.tables[-1].cell if story.tables else story.blocks
        if story.tables and text.strip() and not story.tables[-1].cell:
            story.tables[-1].indent = in_halves(self._state.indent)
        if text.strip():
            target.append(text)
        target += story.beside
        story.pieces, story.beside = [], []
        if how in ("cell", "nestcell"):
            table = story.tables[-1]
            table.cells.append(RowCell(table.cell, table.indent))
            table.cell, table.indent = [], 0
        elif how in ("row", "nestrow") and story.tables[-1].cells:
            table = story.tables[-1]
            table.rows.append(self._row.row(table.cells))
            table.cells = []

    def _close_tables(self, story: _Story, depth: int) -> None:
        while len(story.tables) > depth:
            table = story.tables.pop()
            if table.cell:
                table.cells.append(RowCell(table.cell, table.indent))
            if table.cells:
                table.rows.append(self._row.row(table.cells))
            if table.rows:
                (story.tables[-1].cell if story.tables else story.blocks).append(grid(table.rows))

    def _sign(self, sign: bytes) -> None:
        if sign in (b"\n", b"\r"):
            self._word("par", None)
        else:
            self._add({b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}.get(sign, ""))

    def _byte(self, byte: int) -> None:
        if self._pending:
            self._pending -= 1
        else:
            self._raw.append(byte)

    def _bytes(self, text: bytes) -> None:
        left_out = min(self._pending, len(text))
        self._pending -= left_out
        if self._raw:
            self._raw += text[left_out:]
        else:
            self._add(self._decoded(text[left_out:]))

    def _flush(self) -> None:
        if self._raw:
            self._add(self._decoded(bytes(self._raw)))
            self._raw.clear()

    def _decoded(self, raw: bytes) -> str:
        encoding = self._fonts.get(self._state.font, self.codepage)
        if encoding == "cp1252" and self.codepage != "cp1252" and any(byte >= 0x80 for byte in raw):
            encoding = self.codepage  # Chinese bytes under a Latin font
        try:
            return raw.decode(encoding, "replace")
        except LookupError:
            return raw.decode("gb18030", "replace")

    def _add(self, text: str) -> None:
        state = self._state
        if not (state.skip or state.deleted or state.hidden or state.in_row_properties):
            self._stories[-1].pieces.append(text)


def _surrogates_joined(text: str) -> str:
    if any("\ud800" <= char <= "\udfff" for char in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
