"""The binary layout of Word 97–2003 files ([MS-DOC]): text pieces, properties of paragraphs and characters, styles, lists.

Names follow the specification: FIB (file information block), CLX (pieces), FKP (pages of properties), sprm (one property), PAPX / CHPX
(properties of a paragraph / a run), STSH (styles), LST / LFO / LVL (lists).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ..document import ReadError
from .docx_numbering import Level, Numbering

_CLX, _CHPX, _PAPX, _STSH, _LST, _LFO = 33, 12, 13, 1, 73, 74  # positions in FibRgFcLcb97
_COUNTS = {"text": 3, "footnotes": 4, "headers": 5, "comments": 7, "endnotes": 8, "boxes": 9}  # in FibRgLw97
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # operand bytes by the three top bits of a sprm
_LONG_TABLE, _LONG_TABS, _HUGE = 0xD608, 0xC615, 0x6646
LEVEL, LIST, DELETED, HIDDEN = 0x260A, 0x460B, 0x0800, 0x083C
_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital", 11: "japaneseCounting",
    14: "decimalFullWidth", 18: "decimalEnclosedCircle", 22: "decimalZero", 23: "bullet", 26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle", 30: "ideographTraditional",
    31: "ideographZodiac", 33: "taiwaneseCounting", 34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital",
    37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip

Properties = dict[int, bytes]


def u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def i16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<h", data, at)[0])


def sprms(group: bytes) -> Iterator[tuple[int, bytes]]:
    """Each property of a group with its operand."""
    at = 0
    while at + 2 <= len(group):
        code = u16(group, at)
        at += 2
        if code >> 13 != 6:
            size = _SIZES[code >> 13]
        elif at >= len(group):
            return
        elif code == _LONG_TABLE:
            size = u16(group, at) + 1 if at + 2 <= len(group) else 0
        elif code == _LONG_TABS and group[at] == 255:
            size = len(group) - at
        else:
            size = group[at] + 1
        yield code, group[at : at + size]
        at += size


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters as they are stored: either one byte a character (cp1252) or two."""

    start: int  # first character
    end: int
    place: int  # of its first byte in the stream
    width: int


class WordFile:
    """A Word 97–2003 document: its text, and the properties of every paragraph and run."""

    def __init__(self, main: bytes, table_streams: dict[str, bytes], data: bytes, called: str) -> None:
        if len(main) < 1000 or u16(main, 0) != 0xA5EC:
            raise ReadError(f"{called} is not a Word 97–2003 document (perhaps Word 6/95). Save it as .docx, or pass --office soffice.")
        flags = u16(main, 0x0A)
        if flags & 0x0100:
            raise ReadError(f"{called} is encrypted. Save it without a password.")
        self.main, self.data = main, data
        self.table = table_streams.get("1Table" if flags & 0x0200 else "0Table", b"")
        words = 34 + u16(main, 32) * 2
        self.counts = {name: u32(main, words + 2 + 4 * at) for name, at in _COUNTS.items()}
        self._pairs = words + 2 + u16(main, words) * 4 + 2
        self.pieces = list(self._read_pieces())
        self.text = "".join(self._decoded(piece) for piece in self.pieces)
        self._paragraphs = self._read_pages(_PAPX, paragraphs=True)
        self._runs = self._read_pages(_CHPX, paragraphs=False)
        self._keys = [start for start, _, _ in self._paragraphs]
        self._piece_starts = [piece.start for piece in self.pieces]
        self.styles = self._read_styles()
        self.numbering, self.lists = self._read_lists()

    def _pair(self, number: int) -> bytes:
        at = self._pairs + 8 * number
        if at + 8 > len(self.main):
            return b""
        start, size = u32(self.main, at), u32(self.main, at + 4)
        return self.table[start : start + size]

    def _read_pieces(self) -> Iterator[Piece]:
        clx = self._pair(_CLX)
        at = 0
        while at < len(clx) and clx[at] == 1:
            at += 3 + u16(clx, at + 1)
        table = clx[at + 5 : at + 5 + u32(clx, at + 1)]
        count = (len(table) - 4) // 12
        for number in range(count):
            start, end = u32(table, 4 * number), u32(table, 4 * number + 4)
            place = u32(table, 4 * (count + 1) + 8 * number + 2)
            narrow = bool(place & 0x40000000)
            place &= 0x3FFFFFFF
            yield Piece(start, end, place // 2 if narrow else place, 1 if narrow else 2)

    def _decoded(self, piece: Piece) -> str:
        raw = self.main[piece.place : piece.place + (piece.end - piece.start) * piece.width]
        text = raw.decode("cp1252", "replace") if piece.width == 1 else raw.decode("utf-16-le", "surrogatepass")
        return text.ljust(piece.end - piece.start, "\0")  # a file that is cut off: places of what follows must stay true

    def _read_pages(self, number: int, *, paragraphs: bool) -> list[tuple[int, int, bytes]]:
        """(first byte, end, properties) of every paragraph or run, from its pages of 512 bytes."""
        table = self._pair(number)
        found = []
        for at in range(max((len(table) - 4) // 8, 0)):
            page_number = u32(table, 4 * ((len(table) - 4) // 8 + 1) + 4 * at) & 0x3FFFFF
            page = self.main[page_number * 512 : page_number * 512 + 512]
            if len(page) == 512:
                found += list(_entries(page, paragraphs=paragraphs))
        return sorted(found)

    def _byte(self, character: int) -> int:
        piece = self.pieces[bisect_right(self._piece_starts, character) - 1]
        return piece.place + (character - piece.start) * piece.width

    def paragraph(self, character: int) -> tuple[int, Properties]:
        """Style and properties of the paragraph that ends with a character."""
        place = self._byte(character)
        at = bisect_right(self._keys, place) - 1
        if at < 0 or not self._paragraphs[at][0] <= place < self._paragraphs[at][1]:
            return 0, {}
        group = self._paragraphs[at][2]
        if len(group) < 2:
            return 0, {}
        properties = dict(sprms(group[2:]))
        huge = properties.get(_HUGE)
        if huge is not None and len(huge) == 4 and u32(huge, 0) + 2 <= len(self.data):  # wide tables keep theirs elsewhere
            start = u32(huge, 0)
            properties |= dict(sprms(self.data[start + 2 : start + 2 + u16(self.data, start)]))
        return u16(group, 0), properties

    def left_out(self) -> tuple[bytearray, int]:
        """A 1 for every character that is deleted by a tracked change or hidden, and how many deletions there are."""
        marks = bytearray(len(self.text))
        deletions = 0
        for start, end, group in self._runs:
            flags = dict(sprms(group)) if group else {}
            deleted = flags.get(DELETED, b"\0")[:1] == b"\1"
            if not deleted and flags.get(HIDDEN, b"\0")[:1] != b"\1":
                continue
            deletions += deleted
            for piece in self.pieces:
                first = max(start, piece.place)
                last = min(end, piece.place + (piece.end - piece.start) * piece.width)
                if first < last:
                    a = piece.start + (first - piece.place) // piece.width
                    b = piece.start + (last - piece.place) // piece.width
                    marks[a:b] = b"\1" * (b - a)
        return marks, deletions

    def _read_styles(self) -> dict[int, Properties]:
        """Properties of each paragraph style, its base styles' included."""
        sheet = self._pair(_STSH)
        own: dict[int, tuple[int, Properties]] = {}
        if len(sheet) < 8:
            return {}
        base_size = u16(sheet, 4)
        at = 2 + u16(sheet, 0)
        for number in range(u16(sheet, 2)):
            if at + 2 > len(sheet):
                break
            size = u16(sheet, at)
            if size:
                own[number] = _style(sheet[at + 2 : at + 2 + size], base_size)
            at += 2 + size + size % 2
        return {number: _inherited(own, number) for number in own}

    def _read_lists(self) -> tuple[Numbering, dict[int, str]]:
        """The lists, and which of them each LFO (1-based) stands for."""
        start = u32(self.main, self._pairs + 8 * _LST) if self._pairs + 8 * _LFO + 8 <= len(self.main) else 0
        formats = self._pair(_LST)
        overrides = self._pair(_LFO)
        if len(formats) < 2 or len(overrides) < 4:
            return Numbering(), {}
        count = u16(formats, 0)
        heads = [(u32(formats, 2 + 28 * n), formats[2 + 28 * n + 26] & 1) for n in range(count) if 2 + 28 * n + 28 <= len(formats)]
        at = start + 2 + 28 * count  # the levels follow the heads, outside of their own length
        levels: dict[str, dict[int, Level]] = {}
        for identifier, simple in heads:
            found = {}
            for level in range(1 if simple else 9):
                made, at = _list_level(self.table, at)
                if made is None:
                    break
                found[level] = made
            levels[str(identifier)] = found
        lists = {
            n + 1: str(u32(overrides, 4 + 16 * n)) for n in range(u32(overrides, 0)) if 4 + 16 * n + 16 <= len(overrides)
        }
        return Numbering(levels, {name: name for name in levels}), lists


def _entries(page: bytes, *, paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
    count = page[511]
    step = 13 if paragraphs else 1
    if 4 * (count + 1) + step * count > 511:
        return
    for at in range(count):
        offset = page[4 * (count + 1) + step * at] * 2
        group = b""
        if offset and offset < 510:
            size = page[offset]
            if not paragraphs:
                group = page[offset + 1 : offset + 1 + size]
            elif size:
                group = page[offset + 1 : offset + 2 * size]
            else:
                group = page[offset + 2 : offset + 2 + 2 * page[offset + 1]]
        yield u32(page, 4 * at), u32(page, 4 * at + 4), group


def _style(record: bytes, base_size: int) -> tuple[int, Properties]:
    """Base style and own paragraph properties of one style."""
    if len(record) < base_size + 2:
        return 0xFFF, {}
    kind, base = u16(record, 2) & 0xF, u16(record, 2) >> 4
    at = base_size + 2 + 2 * u16(record, base_size) + 2  # the name with its closing zero
    at += at % 2
    if kind != 1 or at + 4 > len(record):
        return base, {}
    size = u16(record, at)
    return base, dict(sprms(record[at + 4 : at + 2 + size]))


def _inherited(own: dict[int, tuple[int, Properties]], number: int) -> Properties:
    chain: list[Properties] = []
    for _ in range(20):
        if number not in own:
            break
        number, properties = own[number]
        chain.append(properties)
    merged: Properties = {}
    for properties in reversed(chain):
        merged |= properties
    return merged


def _list_level(table: bytes, at: int) -> tuple[Level | None, int]:
    """One LVL and where the next begins. In its text a character below 9 stands for the number of that level."""
    if at + 28 > len(table):
        return None, at
    start, style, flags = struct.unpack_from("<iBB", table, at)
    runs, paragraph, restart = table[at + 24], table[at + 25], table[at + 26]
    at += 28 + runs + paragraph
    if at + 2 > len(table):
        return None, at
    length = u16(table, at)
    raw = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(char) + 1}" if ord(char) < 9 else char for char in raw)
    limit = restart if flags & 0x08 else None
    return Level(_FORMATS.get(style, "decimal"), text, start, limit, bool(flags & 0x04)), at + 2 + 2 * length
