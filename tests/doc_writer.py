"""Word 97-2003 files as bytes ([MS-DOC] in an [MS-CFB] container), small and without looks, for tests of their reader."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_TEXT_AT = 1024

IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = struct.pack("<HB", 0x2417, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)
HEADER_ROW = struct.pack("<HB", 0x3404, 1)
INNER_CELL = struct.pack("<HB", 0x244B, 1)
INNER_ROW = struct.pack("<HB", 0x244C, 1)


def depth(value: int) -> bytes:
    """The paragraph stands in so many tables."""
    return IN_TABLE + struct.pack("<Hi", 0x6649, value)


def numbered(number: int, level: int = 0) -> bytes:
    """The paragraph is numbered by a list."""
    return struct.pack("<HBHh", 0x260A, level, 0x460B, number)


def indented(twips: int) -> bytes:
    """The paragraph stands in."""
    return struct.pack("<Hh", 0x845E, twips)


def symbol(code: int) -> bytes:
    """The character is one of a symbol font."""
    return struct.pack("<HHH", 0x6A09, 3, code)


def row_definition(edges: Sequence[int], flags: Sequence[int] = ()) -> bytes:
    """Where a row's cells stand, and how each is merged (TC80's flags)."""
    cells = b"".join(struct.pack("<H18x", flags[i] if i < len(flags) else 0) for i in range(len(edges) - 1))
    body = struct.pack("<B", len(edges) - 1) + struct.pack(f"<{len(edges)}h", *edges) + cells
    return struct.pack("<HH", 0xD608, len(body) + 1) + body


@dataclass(frozen=True)
class Run:
    """Characters with their modifications. `narrow`: stored as one byte each."""

    text: str
    properties: bytes = b""
    narrow: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Runs, of which the last ends with the paragraph's end mark."""

    runs: Sequence[Run]
    properties: bytes = b""
    style: int = 0


def para(text: str, properties: bytes = b"", *more: Run, mark: str = "\r", style: int = 0) -> Paragraph:
    """A paragraph: text, then further runs, then the end mark."""
    return Paragraph([Run(text), *more, Run(mark)], properties, style)


def row(cells: Sequence[str], edges: Sequence[int], flags: Sequence[int] = (), more: bytes = b"") -> list[Paragraph]:
    """A row of a table."""
    made = [para(cell, IN_TABLE, mark="\x07") for cell in cells]
    return [*made, para("", IN_TABLE + ROW_END + row_definition(edges, flags) + more, mark="\x07")]


def doc(
    paragraphs: Sequence[Paragraph],
    *,
    footnotes: Sequence[tuple[int, Sequence[Paragraph]]] = (),
    boxes: Sequence[tuple[int, Sequence[Paragraph]]] = (),
    parts: dict[int, bytes] | None = None,
    after_lists: bytes = b"",
    data: bytes = b"",
    version: int = 0xC1,
    flags: int = 0x1200,
) -> bytes:
    """A .doc. `footnotes`, `boxes`: the place that each hangs on and its paragraphs; `parts`: further tables by their number."""
    stories = [
        list(paragraphs),
        [item for _, note in footnotes for item in note],
        [item for _, box in boxes for item in box],
    ]
    lengths = [sum(len(run.text) for item in story for run in item.runs) for story in stories]
    text, pieces, runs, ends = _text([item for story in stories for item in story])
    table = _Table()
    pages, bins = _pages(text, runs, ends)
    first = len(pages) // _SECTOR  # the page that the first of properties gets
    for number, count in ((12, len(runs)), (13, len(ends))):
        limits = [begin for begin, *_ in (runs if number == 12 else ends)]
        limits.append((runs if number == 12 else ends)[-1][1])
        table.add(
            number, struct.pack(f"<{count + 1}I", *limits) + struct.pack(f"<{count}I", *range(first, first + count))
        )
        first += count
    table.add(33, _piece_table(pieces))
    if footnotes:
        table.add(
            2,
            struct.pack(f"<{len(footnotes) + 1}I", *[at for at, _ in footnotes], lengths[0]) + b"\1\0" * len(footnotes),
        )
        table.add(3, _starts([note for _, note in footnotes]))
    if boxes:
        table.add(40, struct.pack(f"<{len(boxes) + 1}I", *[at for at, _ in boxes], lengths[0]) + b"".join(
            struct.pack("<I22x", 1000 + i) for i in range(len(boxes))))  # fmt: skip
        starts = _starts([box for _, box in boxes])
        table.add(56, starts + b"".join(struct.pack("<8xHIII", 0, 0, 1000 + i, 0) for i in range(len(boxes))))
    for number, part in (parts or {}).items():
        table.add(number, part)
        table.stream += after_lists if number == 73 else b""
    main = _header(version, flags, lengths, table.pairs).ljust(_TEXT_AT, b"\0") + pages[_TEXT_AT:] + bins
    return container({"WordDocument": main, "1Table": bytes(table.stream), **({"Data": data} if data else {})})


class _Table:
    """The table stream and where its parts stand."""

    def __init__(self) -> None:
        self.stream = bytearray(b"\0" * 16)
        self.pairs: dict[int, tuple[int, int]] = {}

    def add(self, number: int, part: bytes) -> None:
        self.pairs[number] = len(self.stream), len(part)
        self.stream += part


def _starts(stories: Sequence[Sequence[Paragraph]]) -> bytes:
    at, starts = 0, [0]
    for story in stories:
        at += sum(len(run.text) for item in story for run in item.runs)
        starts.append(at)
    return struct.pack(f"<{len(starts)}I", *starts)


Stretch = tuple[int, int, bytes]


def _text(paragraphs: Sequence[Paragraph]) -> tuple[bytes, list[tuple[int, int, int]], list[Stretch], list[Stretch]]:
    """Bytes of the text; (first CP, offset, 1 if narrow) of each piece; offsets and properties of runs and of paragraphs."""
    raw, at = bytearray(), 0
    pieces: list[tuple[int, int, int]] = []
    runs: list[Stretch] = []
    ends: list[Stretch] = []
    for item in paragraphs:
        begin = _TEXT_AT + len(raw)
        for run in item.runs:
            offset = _TEXT_AT + len(raw)
            if not pieces or pieces[-1][2] != run.narrow:
                pieces.append((at, offset, int(run.narrow)))
            raw += run.text.encode("cp1252") if run.narrow else run.text.encode("utf-16-le", "surrogatepass")
            at += len(run.text)
            if run.text:
                runs.append((offset, _TEXT_AT + len(raw), run.properties))
        ends.append((begin, _TEXT_AT + len(raw), struct.pack("<H", item.style) + item.properties))
    return bytes(raw), [*pieces, (at, 0, 0)], runs, ends


def _pages(text: bytes, runs: Sequence[Stretch], ends: Sequence[Stretch]) -> tuple[bytes, bytes]:
    """Header and text up to the next page, then one page of properties for each run and each paragraph."""
    before = b"\0" * _TEXT_AT + text
    before += b"\0" * (-len(before) % _SECTOR)
    made = bytearray()
    for begin, end, group in runs:
        page = struct.pack("<IIB", begin, end, 16 if group else 0).ljust(32, b"\0") + bytes([len(group)]) + group
        made += page.ljust(_SECTOR - 1, b"\0") + b"\1"
    for begin, end, group in ends:
        body = bytes([0, len(group) // 2]) + group if len(group) % 2 == 0 else bytes([(len(group) + 1) // 2]) + group
        made += (struct.pack("<IIB", begin, end, 16).ljust(32, b"\0") + body).ljust(_SECTOR - 1, b"\0") + b"\1"
    return before, bytes(made)


def _piece_table(pieces: Sequence[tuple[int, int, int]]) -> bytes:
    starts = struct.pack(f"<{len(pieces)}I", *[at for at, _, _ in pieces])
    places = b"".join(
        struct.pack("<HIH", 0, offset * 2 | 0x40000000 if narrow else offset, 0) for _, offset, narrow in pieces[:-1]
    )
    return b"\2" + struct.pack("<I", len(starts + places)) + starts + places


def _header(version: int, flags: int, lengths: Sequence[int], pairs: dict[int, tuple[int, int]]) -> bytes:
    longs = [0] * 22
    longs[3], longs[4], longs[9] = lengths
    base = struct.pack("<HHHHHH", 0xA5EC, version, 0, 0, 0, flags).ljust(32, b"\0")
    listed = b"".join(struct.pack("<II", *pairs.get(number, (0, 0))) for number in range(93))
    return base + struct.pack("<H28xH", 14, 22) + struct.pack("<22I", *longs) + struct.pack("<H", 93) + listed


def list_level(number_format: int, text: str, start: int = 1) -> bytes:
    """One level (LVL); in its text chr(0) to chr(8) stand for the numbers of the levels."""
    return (
        struct.pack("<IBB9xB12x", start, number_format, 0, 2) + struct.pack("<H", len(text)) + text.encode("utf-16-le")
    )


def container(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file of some streams."""
    sectors = bytearray()
    chain: list[int] = []
    entries = [("Root Entry", 5, _END, 0)]
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        entries.append((name, 2, len(chain), len(content)))
        _add(sectors, chain, content)
    directory = b"".join(_entry(i, entries) for i in range(len(entries)))
    directory_at = len(chain)
    _add(sectors, chain, directory)
    fat_count = (len(chain) + 127) // 128 + 1
    fat_at = len(chain)
    chain += [_FAT] * fat_count
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fat_count * _SECTOR, b"\xff")
    places = struct.pack("<109I", *range(fat_at, fat_at + fat_count), *[_FREE] * (109 - fat_count))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count)
    )
    head += struct.pack("<IIIIIII", directory_at, 0, 4096, _END, 0, _END, 0) + places
    return head[:_SECTOR] + bytes(sectors) + fat


def _add(sectors: bytearray, chain: list[int], content: bytes) -> None:
    count = -(-len(content) // _SECTOR)
    sectors += content.ljust(count * _SECTOR, b"\0")
    first = len(chain)
    chain += [*range(first + 1, first + count), _END]


def _entry(index: int, entries: Sequence[tuple[str, int, int, int]]) -> bytes:
    name, kind, start, size = entries[index]
    raw = (name + "\0").encode("utf-16-le")
    following = index + 1 if 0 < index < len(entries) - 1 else _FREE
    child = 1 if index == 0 and len(entries) > 1 else _FREE
    return raw.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(raw), kind, 1, _FREE, following, child, start, size)
