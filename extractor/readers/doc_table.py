"""Tables of Word 97-2003 files: rows whose cells state where their edges stand → a grid with spans."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .blocks import Block, BlockCell, Grid
from .doc_sprms import TABLE_DEFINITION, TABLE_HEADER, TABLE_MERGE, TABLE_VERTICAL_MERGE, Properties, flag, i16, u16

_SAME_EDGE = 60  # twips, one millimetre: no column is that narrow, but rows drawn by hand miss each other by so much
_CELL_RECORD = 20  # bytes of a TC80
_GOES_ON, _BEGINS = 1, 3  # vertical merging of a cell


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and the modifications of its end mark."""

    cells: Sequence[Sequence[Block]]
    indents: Sequence[int]
    properties: Properties


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where the cells of a row stand."""

    edges: Sequence[int]  # twips; one more than cells
    covered: Sequence[bool]  # joined with the cell on its left
    vertical: Sequence[int]  # 0, or _GOES_ON, or _BEGINS


def grid(rows: Sequence[Row]) -> Grid:
    """The table that rows make up."""
    shapes = [_shape(row) for row in rows]
    columns = _columns([edge for shape in shapes for edge in shape.edges])
    cells: list[BlockCell] = []
    open_cells: dict[int, int] = {}  # column → index of the cell that goes on below
    for at, (row, shape) in enumerate(zip(rows, shapes, strict=True)):
        for first, last, blocks, indent, vertical in _joined_cells(row, shape):
            column = _column(columns, shape.edges[first])
            span = max(_column(columns, shape.edges[last]) - column, 1)
            index = open_cells.get(column)
            if vertical == _GOES_ON and index is not None and cells[index].row + cells[index].row_span == at:
                above = cells[index]
                height = at - above.row + 1
                merged = [*above.blocks, *blocks]
                cells[index] = BlockCell(above.row, above.column, merged, height, above.column_span, above.indent)
                continue
            open_cells.pop(column, None)
            if vertical:
                open_cells[column] = len(cells)
            cells.append(BlockCell(at, column, blocks, 1, span, indent))
    return Grid(cells, _header_rows(rows))


def _joined_cells(row: Row, shape: _Shape) -> list[tuple[int, int, list[Block], int, int]]:
    """First and last edge, contents, indentation and vertical merging of each cell, horizontal merges joined."""
    found: list[tuple[int, int, list[Block], int, int]] = []
    for i, blocks in enumerate(row.cells):
        if found and shape.covered[i]:
            first, _, before, indent, vertical = found[-1]
            found[-1] = first, i + 1, [*before, *blocks], indent, vertical
        else:
            found.append((i, i + 1, list(blocks), row.indents[i], shape.vertical[i]))
    return found


def _shape(row: Row) -> _Shape:
    count = len(row.cells)
    definition = row.properties.get(TABLE_DEFINITION, b"")
    stated = definition[2] if len(definition) > 2 else 0
    stated = min(stated, (len(definition) - 5) // 2) if stated else 0
    edges = [i16(definition, 3 + 2 * i) for i in range(stated + 1)] if stated else []
    if len(edges) != count + 1 or any(a > b for a, b in pairwise(edges)):
        edges = _stretched(edges, count)
    flags = [_cell_flags(definition, stated, i) for i in range(count)]
    covered = [flag & 3 == 1 for flag in flags]
    vertical = [flag >> 5 & 3 for flag in flags]
    merge = row.properties.get(TABLE_MERGE, b"")
    if len(merge) >= 2:
        covered = [was or merge[0] < i < merge[1] for i, was in enumerate(covered)]
    upright = row.properties.get(TABLE_VERTICAL_MERGE, b"")
    if len(upright) >= 3 and upright[1] < count:
        vertical[upright[1]] = upright[2]
    return _Shape(edges, covered, vertical)


def _stretched(edges: list[int], count: int) -> list[int]:
    """Edges for cells whose number is not the one that the row states."""
    edges = sorted(edges)[: count + 1] or [0]
    while len(edges) < count + 1:
        edges.append(edges[-1] + 1000)
    return edges


def _cell_flags(definition: bytes, stated: int, index: int) -> int:
    place = 3 + 2 * (stated + 1) + _CELL_RECORD * index
    return u16(definition, place) if index < stated and place + 2 <= len(definition) else 0


def _columns(edges: Sequence[int]) -> list[int]:
    """The columns' left edges (and the right edge of the last): edges that nearly coincide are one."""
    columns: list[int] = []
    for edge in sorted(set(edges)):
        if not columns or edge - columns[-1] > _SAME_EDGE:
            columns.append(edge)
    return columns


def _column(columns: Sequence[int], edge: int) -> int:
    """The column that begins at an edge."""
    at = bisect_left(columns, edge)
    return at if at < len(columns) and columns[at] == edge else max(at - 1, 0)


def _header_rows(rows: Sequence[Row]) -> int | None:
    count = next((i for i, row in enumerate(rows) if not flag(row.properties, TABLE_HEADER)), len(rows))
    return count if 0 < count < len(rows) else None
