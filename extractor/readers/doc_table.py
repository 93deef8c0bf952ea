"""The rows of tables in Word 97-2003 files: what the modifications of a row's end mark say of its cells."""

from __future__ import annotations

from collections.abc import Sequence

from .blocks import Block
from .doc_sprms import TABLE_DEFINITION, TABLE_HEADER, TABLE_MERGE, TABLE_VERTICAL_MERGE, Properties, flag, i16, u16
from .row_grid import Row, RowCell, fitted

_CELL_RECORD = 20  # bytes of a TC80


def row(cells: Sequence[Sequence[Block]], indents: Sequence[int], properties: Properties) -> Row:
    """A row from its cells' contents and the modifications of its end mark."""
    count = len(cells)
    definition = properties.get(TABLE_DEFINITION, b"")
    stated = min(definition[2], (len(definition) - 5) // 2) if len(definition) > 4 else 0
    edges = [i16(definition, 3 + 2 * i) for i in range(stated + 1)] if stated else []
    flags = [_cell_flags(definition, stated, i) for i in range(count)]
    covered = [flag & 3 == 1 for flag in flags]
    vertical = [flag >> 5 & 3 for flag in flags]
    merge = properties.get(TABLE_MERGE, b"")
    if len(merge) >= 2:
        covered = [was or merge[0] < i < merge[1] for i, was in enumerate(covered)]
    upright = properties.get(TABLE_VERTICAL_MERGE, b"")
    if len(upright) >= 3 and upright[1] < count:
        vertical[upright[1]] = upright[2]
    made = [RowCell(cells[i], indents[i], covered[i], vertical[i]) for i in range(count)]
    return Row(made, fitted(edges, count), flag(properties, TABLE_HEADER))


def _cell_flags(definition: bytes, stated: int, index: int) -> int:
    place = 3 + 2 * (stated + 1) + _CELL_RECORD * index
    return u16(definition, place) if index < stated and place + 2 <= len(definition) else 0
