"""Property modifications (sprms) of Word 97-2003 files, [MS-DOC] 2.2.5 and 2.6: the numbers that are used here and how a list of them is read."""

from __future__ import annotations

import struct
from collections.abc import Iterator

STYLE_LIST_LEVEL, STYLE_LIST = 0x260A, 0x460B  # sprmPIlvl, sprmPIlfo
IN_TABLE, ROW_END, TABLE_DEPTH = 0x2416, 0x2417, 0x6649  # sprmPFInTable, sprmPFTtp, sprmPItap
INNER_CELL_END, INNER_ROW_END = 0x244B, 0x244C  # sprmPFInnerTableCell, sprmPFInnerTtp
INDENTS = (0x845E, 0x8460)  # sprmPDxaLeft, sprmPDxaLeft1: twips
OLD_INDENTS = (0x840F, 0x8411)
HUGE_PROPERTIES = (0x6646, 0x6645)  # sprmPHugePapx: the properties stand in the data stream
TABLE_DEFINITION, TABLE_HEADER, TABLE_MERGE, TABLE_VERTICAL_MERGE = 0xD608, 0x3404, 0x5624, 0xD62B
DELETED, HIDDEN, SYMBOL = 0x0800, 0x083C, 0x6A09  # sprmCFRMarkDel, sprmCFVanish, sprmCSymbol
PARAGRAPH_STYLE = 0x4600  # sprmPIstd

# The short form in a piece's Prm numbers some sprms anew ([MS-DOC] 2.9.215).
SHORT = {0x0C: STYLE_LIST_LEVEL, 0x18: IN_TABLE, 0x19: ROW_END, 0x41: DELETED, 0x5C: HIDDEN}
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
Properties = dict[int, bytes]


def u16(data: bytes, at: int) -> int:
    """Two bytes, unsigned."""
    return int(struct.unpack_from("<H", data, at)[0])


def i16(data: bytes, at: int) -> int:
    """Two bytes, signed."""
    return int(struct.unpack_from("<h", data, at)[0])


def u32(data: bytes, at: int) -> int:
    """Four bytes, unsigned."""
    return int(struct.unpack_from("<I", data, at)[0])


def sprms(group: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and operand of each modification in a list (grpprl). A list that is cut off ends early."""
    at = 0
    while at + 3 <= len(group):
        number = u16(group, at)
        at += 2
        size = _SIZES.get(number >> 13) or _variable_size(number, group, at)
        yield number, group[at : at + size]
        at += size


def _variable_size(number: int, group: bytes, at: int) -> int:
    if number == TABLE_DEFINITION:
        return u16(group, at) + 1 if at + 2 <= len(group) else 2
    if number == 0xC615 and group[at] == 255:  # sprmPChgTabs in its long form
        deleted = group[at + 1] if at + 1 < len(group) else 0
        place = at + 2 + 4 * deleted
        return 2 + 4 * deleted + 1 + 3 * (group[place] if place < len(group) else 0)
    return group[at] + 1


def flag(properties: Properties, number: int) -> bool:
    """Is a modification there and on?"""
    operand = properties.get(number, b"")
    return bool(operand) and operand[0] not in (0, 0x80)


def short(properties: Properties, number: int) -> int | None:
    """A two-byte signed operand, or None where it is not stated."""
    operand = properties.get(number, b"")
    return i16(operand, 0) if len(operand) >= 2 else None
