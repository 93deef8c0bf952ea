"""Styles and lists of a Word 97-2003 file, as far as they number paragraphs ([MS-DOC] 2.9.271, 2.9.131, 2.9.150)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import replace

from .doc_file import LIST_USES, LISTS, STYLES, WordFile
from .doc_sprms import STYLE_LIST, STYLE_LIST_LEVEL, short, sprms, u16, u32
from .docx_numbering import Level, Numbering, word_format

_SUFFIXES = ("tab", "space", "nothing")
_LIST_SIZE, _USE_SIZE, _LEVEL_SIZE = 28, 16, 28
_NO_STYLE = 0xFFF


def numbering(file: WordFile) -> Numbering:
    """The lists of a document. Damaged list tables number nothing: the text stays readable without its automatic numbers."""
    try:
        lists = _lists(file)
        return _uses(file, lists)
    except (struct.error, IndexError, ValueError):
        return Numbering()


def style_lists(file: WordFile) -> dict[int, tuple[str | None, int]]:
    """Which list and level each paragraph style numbers by, what it inherits included."""
    try:
        own = dict(_styles(file.part(STYLES)))
    except (struct.error, IndexError):
        return {}
    found = {}
    for style in own:
        number, level, at = None, None, style
        for _ in range(20):
            base, here_number, here_level = own.get(at, (_NO_STYLE, None, None))
            number = number if number is not None else here_number
            level = level if level is not None else here_level
            at = base
        found[style] = (None if number is None else str(number), level or 0)
    return found


def _styles(part: bytes) -> Iterator[tuple[int, tuple[int, int | None, int | None]]]:
    """Number of each paragraph style → the style it is based on, the list and level that it states itself."""
    if len(part) < 6:
        return
    base_size = u16(part, 4)
    at = 2 + u16(part, 0)
    for style in range(u16(part, 2)):
        size = u16(part, at)
        body = part[at + 2 : at + 2 + size]
        at += 2 + size + size % 2
        if size < base_size + 2 or u16(body, 2) & 0xF != 1:  # not a paragraph style
            continue
        place = base_size + 2 + 2 * u16(body, base_size) + 2
        place += place % 2
        group = body[place + 2 : place + 2 + u16(body, place)] if place + 2 <= len(body) else b""
        properties = dict(sprms(group[2:]))
        level = properties.get(STYLE_LIST_LEVEL, b"")
        yield style, (u16(body, 2) >> 4, short(properties, STYLE_LIST), level[0] if level else None)


def _lists(file: WordFile) -> dict[int, dict[int, Level]]:
    """List id → its levels."""
    part = file.part(LISTS)
    if len(part) < 2:
        return {}
    rest, at = file.after_part(LISTS), 0
    found: dict[int, dict[int, Level]] = {}
    for i in range(u16(part, 0)):
        place = 2 + _LIST_SIZE * i
        levels = {}
        for number in range(1 if part[place + 26] & 1 else 9):
            levels[number], at = _level(rest, at)
        found[u32(part, place)] = levels
    return found


def _level(data: bytes, at: int) -> tuple[Level, int]:
    """One level, and where the next begins."""
    flags = data[at + 5]
    characters = at + _LEVEL_SIZE + data[at + 24] + data[at + 25]
    length = u16(data, characters)
    end = characters + 2 + 2 * length
    raw = data[characters + 2 : end].decode("utf-16-le", "replace")
    level = Level(
        number_format=word_format(data[at + 4]),
        text="".join(f"%{ord(char) + 1}" if char < "\x09" else char for char in raw),
        start=u32(data, at),
        restart=data[at + 26] if flags & 0x08 else None,
        legal=bool(flags & 0x04),
        suffix=_SUFFIXES[min(data[at + 15], 2)],
    )
    return level, end


def _uses(file: WordFile, lists: Mapping[int, Mapping[int, Level]]) -> Numbering:
    """The numbered uses of lists (LFO), each with the levels and starts that it overrides."""
    part = file.part(LIST_USES)
    if len(part) < 4:
        return Numbering()
    count = u32(part, 0)
    at = 4 + _USE_SIZE * count
    levels: dict[str, Mapping[int, Level]] = {}
    owners: dict[str, str] = {}
    starts: dict[str, dict[int, int]] = {}
    for i in range(count):
        identifier = u32(part, 4 + _USE_SIZE * i)
        own = dict(lists.get(identifier, {}))
        number = str(i + 1)
        at += 4
        for _ in range(part[4 + _USE_SIZE * i + 12]):
            start, what = u32(part, at), u32(part, at + 4)
            at += 8
            level = what & 0xF
            if what & 0x20:
                own[level], at = _level(part, at)
            if what & 0x10:
                start = own[level].start if what & 0x20 and level in own else start
                starts.setdefault(number, {})[level] = start
                own[level] = replace(own.get(level, Level()), start=start)
        levels[number], owners[number] = own, str(identifier)
    return Numbering(levels, owners, starts)
