"""The structure of a Word 97-2003 file: its header, the pieces of its text, and the properties of paragraphs and characters ([MS-DOC]).

The text is one string with one character for each character position (CP) of the format, so that every place in the file's tables is an
index into it. A character beyond the basic plane is two positions: two surrogates, joined only when a paragraph is written.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .doc_sprms import (
    DELETED,
    HIDDEN,
    HUGE_PROPERTIES,
    PARAGRAPH_STYLE,
    SHORT,
    SYMBOL,
    Properties,
    flag,
    sprms,
    u16,
    u32,
)

_STORIES = (
    ("text", 3),
    ("footnotes", 4),
    ("headers", 5),
    ("macros", 6),
    ("comments", 7),
    ("endnotes", 8),
    ("boxes", 9),
    ("header_boxes", 10),
)
# Places of tables in the header's list of pairs (FibRgFcLcb97).
STYLES, FOOTNOTE_MARKS, FOOTNOTE_TEXTS, SECTIONS, CHARACTERS, PARAGRAPHS = 1, 2, 3, 6, 12, 13
PIECES, SHAPES, ENDNOTE_MARKS, ENDNOTE_TEXTS, BOX_TEXTS, LISTS, LIST_USES = 33, 40, 46, 47, 56, 73, 74
_PAGE = 512


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and where its bytes stand."""

    start: int  # CP
    end: int
    offset: int  # in the main stream
    width: int  # bytes a character: 1 (CP1252) or 2 (UTF-16)
    prm: int  # a modification of the whole piece

    def position(self, offset: int) -> int:
        """The CP whose character stands at (or next after) an offset, within the piece."""
        return min(max(self.start + -(-(offset - self.offset) // self.width), self.start), self.end)


class WordFile:
    """A Word 97-2003 document. Damage shows as struct.error, IndexError or ValueError."""

    def __init__(self, main: bytes, table: bytes, data: bytes) -> None:
        self.main, self.table, self.data = main, table, data
        at = 34 + 2 * u16(main, 32)
        longs = at + 2
        self._pairs = longs + 4 * u16(main, at) + 2
        self._pair_count = u16(main, self._pairs - 2)
        self.stories: dict[str, tuple[int, int]] = {}
        place = 0
        for name, number in _STORIES:
            length = u32(main, longs + 4 * number)
            self.stories[name] = (place, place + length)
            place += length
        self.modifications: list[bytes] = []
        self.pieces = self._read_pieces()
        self._starts = [piece.start for piece in self.pieces]
        self.text = "".join(self._piece_text(piece) for piece in self.pieces)
        self._by_offset = sorted(self.pieces, key=lambda piece: piece.offset)
        self._offsets = [piece.offset for piece in self._by_offset]
        self._runs = sorted(self._formatted_pages(PARAGRAPHS, paragraphs=True))
        self._run_starts = [run[0] for run in self._runs]
        self._groups: dict[bytes, tuple[int, Properties]] = {}

    def part(self, number: int) -> bytes:
        """One of the tables that the header lists, or nothing."""
        if number >= self._pair_count:
            return b""
        offset, size = u32(self.main, self._pairs + 8 * number), u32(self.main, self._pairs + 8 * number + 4)
        return self.table[offset : offset + size]

    def after_part(self, number: int) -> bytes:
        """What stands in the table stream behind one of the tables."""
        offset, size = u32(self.main, self._pairs + 8 * number), u32(self.main, self._pairs + 8 * number + 4)
        return self.table[offset + size :]

    def plc(self, number: int, size: int) -> list[tuple[int, bytes]]:
        """A table of positions, each with `size` bytes of data; the last position stands with none."""
        part = self.part(number)
        count = max((len(part) - 4) // (4 + size), 0)
        if not count:
            return []
        base = 4 * (count + 1)
        return [(u32(part, 4 * i), part[base + size * i : base + size * (i + 1)]) for i in range(count)] + [
            (u32(part, 4 * count), b"")
        ]

    def _read_pieces(self) -> list[Piece]:
        part, at = self.part(PIECES), 0
        while at < len(part) and part[at] == 1:
            size = u16(part, at + 1)
            self.modifications.append(part[at + 3 : at + 3 + size])
            at += 3 + size
        if at >= len(part) or part[at] != 2:
            raise ValueError("no piece table")
        size = u32(part, at + 1)
        body = part[at + 5 : at + 5 + size]
        count = (len(body) - 4) // 12
        pieces: list[Piece] = []
        for i in range(count):
            start, end, place = u32(body, 4 * i), u32(body, 4 * i + 4), 4 * (count + 1) + 8 * i
            offset, prm = u32(body, place + 2), u16(body, place + 6)
            narrow = bool(offset & 0x40000000)
            offset &= 0x3FFFFFFF
            if end < start or (pieces and start != pieces[-1].end):
                raise ValueError("pieces out of order")
            pieces.append(Piece(start, end, offset // 2 if narrow else offset, 1 if narrow else 2, prm))
        if sum((piece.end - piece.start) * piece.width for piece in pieces) > 2 * len(self.main):
            raise ValueError("pieces share their text")  # a few bytes that claim to be gigabytes
        return pieces

    def _piece_text(self, piece: Piece) -> str:
        size = (piece.end - piece.start) * piece.width
        data = self.main[piece.offset : piece.offset + size]
        if len(data) < size:
            raise ValueError("text is missing")
        if piece.width == 1:
            return data.decode("cp1252", "replace")
        text = data.decode("utf-16-le", "surrogatepass")
        if len(text) * 2 == size:
            return text
        return "".join(map(chr, struct.unpack(f"<{size // 2}H", data)))

    def _formatted_pages(self, number: int, *, paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
        """From and to which offset of the main stream which modifications hold; those of a paragraph begin with its style."""
        bins = self.part(number)
        count = max((len(bins) - 4) // 8, 0)
        places = {(u32(bins, 4 * (count + 1) + 4 * i) & 0x3FFFFF) * _PAGE for i in range(count)}
        for at in sorted(places):
            page = self.main[at : at + _PAGE]
            if len(page) < _PAGE:
                raise ValueError("a page of properties is missing")
            runs = page[_PAGE - 1]
            for j in range(runs):
                group = _paragraph_group(page, runs, j) if paragraphs else _character_group(page, runs, j)
                yield u32(page, 4 * j), u32(page, 4 * j + 4), group

    def _piece_at(self, position: int) -> Piece:
        return self.pieces[max(bisect_right(self._starts, position) - 1, 0)]

    def paragraph(self, position: int) -> tuple[int, Properties]:
        """Style and modifications of the paragraph whose end mark stands at a position."""
        piece = self._piece_at(position)
        offset = piece.offset + (position - piece.start) * piece.width
        at = bisect_right(self._run_starts, offset) - 1
        group = self._runs[at][2] if at >= 0 and offset < self._runs[at][1] else b""
        style, properties = self._read_group(group)
        if piece.prm:
            properties = properties | self._piece_properties(piece.prm)
        if len(properties.get(PARAGRAPH_STYLE, b"")) >= 2:
            style = u16(properties[PARAGRAPH_STYLE], 0)
        return style, properties

    def _read_group(self, group: bytes) -> tuple[int, Properties]:
        """Style and modifications in a paragraph's list of them; thousands of cells have the same one."""
        known = self._groups.get(group)
        if known is None:
            properties = dict(sprms(group[2:]))
            for number in HUGE_PROPERTIES:
                if number in properties:
                    place = u32(properties[number], 0)
                    properties.update(sprms(self.data[place + 2 : place + 2 + u16(self.data, place)]))
            known = self._groups[group] = (u16(group, 0) if len(group) >= 2 else 0), properties
        return known

    def _piece_properties(self, prm: int) -> Properties:
        if prm & 1:
            index = prm >> 1
            return dict(sprms(self.modifications[index])) if index < len(self.modifications) else {}
        number = SHORT.get(prm >> 1 & 0x7F)
        return {number: bytes([prm >> 8])} if number else {}

    @cached_property
    def marks(self) -> CharacterMarks:
        """Which characters are deleted or hidden, and which stand for a symbol."""
        marks = CharacterMarks(bytearray(len(self.text)), bytearray(len(self.text)), {})
        known: dict[bytes, Properties] = {}
        for first, last, group in self._formatted_pages(CHARACTERS, paragraphs=False):
            if group not in known:
                known[group] = dict(sprms(group))
            properties = known[group]
            if DELETED in properties or HIDDEN in properties or SYMBOL in properties:
                for start, end in self._positions(first, last):
                    marks.add(start, end, properties)
        for piece in self.pieces:
            if piece.prm:
                marks.add(piece.start, piece.end, self._piece_properties(piece.prm))
        return marks

    def _positions(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The stretches of text whose bytes lie between two offsets."""
        at = max(bisect_right(self._offsets, first) - 1, 0)
        while at < len(self._by_offset) and self._by_offset[at].offset < last:
            piece = self._by_offset[at]
            start, end = piece.position(first), piece.position(last)
            if start < end:
                yield start, end
            at += 1


@dataclass(frozen=True, slots=True)
class CharacterMarks:
    """One byte a position, and characters of symbol fonts by position."""

    deleted: bytearray
    hidden: bytearray
    symbols: dict[int, int]

    def add(self, start: int, end: int, properties: Properties) -> None:
        """Notes what some modifications say of a stretch."""
        if DELETED in properties:
            self.deleted[start:end] = bytes([flag(properties, DELETED)]) * (end - start)
        if HIDDEN in properties:
            self.hidden[start:end] = bytes([flag(properties, HIDDEN)]) * (end - start)
        if len(properties.get(SYMBOL, b"")) >= 4:
            self.symbols.update((position, u16(properties[SYMBOL], 2)) for position in range(start, end))


def _paragraph_group(page: bytes, runs: int, index: int) -> bytes:
    at = page[4 * (runs + 1) + 13 * index] * 2
    if not at:
        return b""
    words = page[at]
    if words:
        return page[at + 1 : at + 2 * words]
    return page[at + 2 : at + 2 + 2 * page[at + 1]]


def _character_group(page: bytes, runs: int, index: int) -> bytes:
    at = page[4 * (runs + 1) + index] * 2
    return page[at + 1 : at + 1 + page[at]] if at else b""
