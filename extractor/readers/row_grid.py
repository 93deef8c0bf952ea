"""Rows whose cells state where their edges stand (.doc, .rtf) → one grid with spans."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .blocks import Block, BlockCell, Grid

_SAME_EDGE = 60  # twips, one millimetre: no column is that narrow, but rows drawn by hand miss each other by so much
NONE, GOES_ON, BEGINS = 0, 1, 3  # a cell's part in a merge with those above and below it


@dataclass(frozen=True, slots=True)
class RowCell:
    """One cell of a row."""

    blocks: Sequence[Block]
    indent: int = 0  # halves of a Han
    covered: bool = False  # joined with the cell on its left
    vertical: int = NONE


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and their edges, in twips: one more than cells."""

    cells: Sequence[RowCell]
    edges: Sequence[int]
    header: bool = False  # printed again on each page


def fitted(edges: Sequence[int], count: int) -> list[int]:
    """Edges for a number of cells; where a row states other ones than it has cells, they are cut or go on evenly.

    >>> fitted([0, 500, 900], 2), fitted([], 2)
    ([0, 500, 900], [0, 1000, 2000])
    """
    if len(edges) == count + 1 and all(a <= b for a, b in pairwise(edges)):
        return list(edges)
    made = sorted(edges)[: count + 1] or [0]
    while len(made) < count + 1:
        made.append(made[-1] + 1000)
    return made


def grid(rows: Sequence[Row]) -> Grid:
    """The table that rows make up."""
    columns = _columns([edge for row in rows for edge in row.edges])
    cells: list[BlockCell] = []
    open_cells: dict[int, int] = {}  # column → index of the cell that goes on below
    for at, row in enumerate(rows):
        for first, last, cell in _joined(row):
            column = _column(columns, row.edges[first])
            span = max(_column(columns, row.edges[last]) - column, 1)
            index = open_cells.get(column)
            if cell.vertical == GOES_ON and index is not None and cells[index].row + cells[index].row_span == at:
                above = cells[index]
                merged = [*above.blocks, *cell.blocks]
                cells[index] = BlockCell(
                    above.row, above.column, merged, at - above.row + 1, above.column_span, above.indent
                )
                continue
            open_cells.pop(column, None)
            if cell.vertical:
                open_cells[column] = len(cells)
            cells.append(BlockCell(at, column, cell.blocks, 1, span, cell.indent))
    headers = next((i for i, row in enumerate(rows) if not row.header), len(rows))
    return Grid(cells, headers if 0 < headers < len(rows) else None)


def _joined(row: Row) -> list[tuple[int, int, RowCell]]:
    """First and last edge of each cell, those joined sideways as one."""
    found: list[tuple[int, int, RowCell]] = []
    for i, cell in enumerate(row.cells):
        if found and cell.covered:
            first, _, before = found[-1]
            found[-1] = first, i + 1, RowCell([*before.blocks, *cell.blocks], before.indent, False, before.vertical)
        else:
            found.append((i, i + 1, cell))
    return found


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
