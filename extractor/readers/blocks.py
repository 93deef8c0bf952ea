"""Paragraphs and tables, tables within tables included, laid out as the text of a document.

Formats that nest (.doc, .docx) hand over what they found as a tree. What is decided here, once for all of them: which tables hold data and which
only frame a page, what a cell with several paragraphs reads as, and how far a row is indented.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from .flow import Flow, GridCell, cell_text


@dataclass(frozen=True, slots=True)
class BlockCell:
    """A cell and what stands in it."""

    row: int
    column: int
    blocks: Sequence[Block]
    row_span: int = 1
    column_span: int = 1
    indent: int = 0  # of its first paragraph, in halves of a Han, without the blanks that its text begins with


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    cells: Sequence[BlockCell]
    header_rows: int | None = None


Block = str | Grid  # a paragraph, in which a line break is \n, or a table
HAN_TWIPS = 210  # the width of a Han of 10.5 pt, the usual body size of Word


def in_halves(twips: int) -> int:
    """A width in halves of a Han.

    >>> in_halves(420), in_halves(100), in_halves(-210)
    (4, 1, 0)
    """
    return max((twips * 2 + HAN_TWIPS // 2) // HAN_TWIPS, 0)


def lay_out(flow: Flow, blocks: Iterable[Block]) -> None:
    """Writes blocks in order."""
    for block in blocks:
        if isinstance(block, str):
            for line in block.split("\n"):
                if line.strip():
                    flow.paragraph(line.strip())
        elif _frames(block):
            for cell in block.cells:
                lay_out(flow, cell.blocks)
        else:
            cells = _without_idle_columns([_grid_cell(cell) for cell in block.cells])
            rows = max(cell.row + cell.row_span for cell in cells)
            columns = max(cell.column + cell.column_span for cell in cells)
            flow.table(cells, rows, columns, header_rows=block.header_rows)


def _without_idle_columns(cells: list[GridCell]) -> list[GridCell]:
    """The same table without the columns in which no cell begins: leavings of edges that were moved by hand."""
    starts = sorted({cell.column for cell in cells})
    if starts == list(range(max(cell.column + cell.column_span for cell in cells))):
        return cells
    columns = [bisect_left(starts, cell.column) for cell in cells]
    ends = [bisect_left(starts, cell.column + cell.column_span) for cell in cells]
    return [replace(cell, column=at, column_span=end - at) for cell, at, end in zip(cells, columns, ends, strict=True)]


def _frames(grid: Grid) -> bool:
    """A table without rows and columns of its own: one column, or most of what it holds are the cells of tables in it."""
    if all(cell.column == 0 for cell in grid.cells):
        return True
    inner = sum(_filled(block) for cell in grid.cells for block in cell.blocks if isinstance(block, Grid))
    own = sum(any(isinstance(block, str) and block.strip() for block in cell.blocks) for cell in grid.cells)
    return inner > own


def _filled(grid: Grid) -> int:
    """Cells that hold something, in the table and those within it."""
    return sum(any(_lines(cell.blocks)) for cell in grid.cells)


def _grid_cell(cell: BlockCell) -> GridCell:
    lines = list(_lines(cell.blocks))
    first = lines[0] if lines else ""
    blank = first[: len(first) - len(first.lstrip())]
    indent = cell.indent + len(blank) + blank.count("\u3000")
    text = "\n".join(lines).strip()
    return GridCell(cell.row, cell.column, text, cell.row_span, cell.column_span, max(indent, 0) if text else 0)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Lines of a cell that hold something; of a table within it each row is one."""
    for block in blocks:
        if isinstance(block, str):
            yield from (line for line in block.split("\n") if line.strip())
            continue
        rows: dict[int, list[str]] = {}
        for cell in block.cells:
            rows.setdefault(cell.row, []).append(cell_text("\n".join(_lines(cell.blocks))))
        yield from (line for line in (" ".join(filter(None, row)) for row in rows.values()) if line)
