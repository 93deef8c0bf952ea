"""Tables that run over several pages → one table: repeated headers left out, cut rows and cut merged cells reunited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .pdf_grid import GridCell, PageTable
from .pdf_lines import NUMERIC


@dataclass(slots=True)
class JoinedTable:
    """A table and where in it the pages begin."""

    cells: list[GridCell]
    rows: int
    xs: tuple[float, ...]
    page: int
    head: list[list[tuple[int, int, int, str]]]  # the first rows, to be compared with those of the next page
    open: dict[int, int] = field(default_factory=dict)  # column → index of the cell that reaches the last row
    page_starts: list[tuple[int, int]] = field(default_factory=list)  # (first row, page)
    header_rows: int | None = None

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1


# A text that begins so is an entry of its own, not the end of another.
_ENTRY = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、]|[（(]?\d{1,2}[）)、.．]|其中|[①-⑳]|\d{3,7}(?!\d)")
_MOST_HEADER = 8  # rows
_NEAR = 3.0  # points
_SPACE = re.compile(r"\s+")


def start(table: PageTable) -> JoinedTable:
    """A table of one page, ready to be continued."""
    joined = JoinedTable(
        list(table.cells), table.rows, table.xs, table.page, _by_row(table.cells, min(table.rows, _MOST_HEADER))
    )
    joined.page_starts.append((0, table.page))
    _note_open(joined, 0)
    return joined


def _note_open(table: JoinedTable, first: int) -> None:
    """Remember which of the cells from index `first` on reach the last row."""
    reaching = {column: at for column, at in table.open.items() if _reaches(table, at)}
    reaching.update((table.cells[at].column, at) for at in range(first, len(table.cells)) if _reaches(table, at))
    table.open = reaching


def _reaches(table: JoinedTable, at: int) -> bool:
    return table.cells[at].row + table.cells[at].row_span == table.rows


def continuation(table: JoinedTable, following: PageTable, *, titled: bool) -> PageTable | None:
    """`following`, the first table of the next page, in the columns of `table`, if it is more of it; else None.

    `titled`: its title and unit line stand above it once more; then it must repeat the header too.
    """
    if table.columns == following.columns:
        more = _shared_header(table, following) > 0 or (not titled and _same_columns(table.xs, following.xs))
        return following if more else None
    if titled or len(following.xs) > len(table.xs):
        return None
    return _spread(table.xs, following)


def _same_columns(xs: Sequence[float], others: Sequence[float]) -> bool:
    """Whether two sets of column borders agree, wherever the tables stand on their pages."""
    width, other = xs[-1] - xs[0], others[-1] - others[0]
    if abs(width - other) > 0.04 * width:
        return False
    return all(abs((a - xs[0]) / width - (b - others[0]) / other) < 0.012 for a, b in zip(xs, others, strict=True))


def _spread(xs: Sequence[float], following: PageTable) -> PageTable | None:
    """A table whose borders are some of `xs` in all of these columns: the total row of a table, its first cells merged."""
    shift = following.xs[0] - xs[0]
    places = []
    for x in following.xs:
        near = min(range(len(xs)), key=lambda k: abs(xs[k] + shift - x))
        if abs(xs[near] + shift - x) > _NEAR:
            return None
        places.append(near)
    if places[-1] != len(xs) - 1 or len(set(places)) < len(places):
        return None
    cells = [
        replace(
            cell,
            column=places[cell.column],
            column_span=places[cell.column + cell.column_span] - places[cell.column],
        )
        for cell in following.cells
    ]
    return replace(following, cells=tuple(cells), xs=tuple(x + shift for x in xs))


def append(table: JoinedTable, following: PageTable) -> None:
    """Add the rows of `following` to `table`."""
    header = _shared_header(table, following)
    if header and table.header_rows is None:
        table.header_rows = header
    cells = [replace(cell, row=cell.row - header) for cell in following.cells if cell.row >= header]
    rows = following.rows - header
    if rows <= 0:
        return
    cells, rows = _mend(table, cells, rows)
    if rows:
        table.page_starts.append((table.rows, following.page))
    first = len(table.cells)
    table.cells += [replace(cell, row=cell.row + table.rows) for cell in cells]
    table.rows += rows
    _note_open(table, first)


def _shared_header(table: JoinedTable, following: PageTable) -> int:
    """How many first rows the two tables have in common, merged cells whole."""
    header = 0
    limit = min(len(table.head), following.rows)
    ours, theirs = table.head, _by_row(following.cells, limit)
    while header < limit and ours[header] == theirs[header]:
        header += 1
    while header and any(cell.row < header < cell.row + cell.row_span for cell in following.cells):
        header -= 1
    texts = [text for row in ours[:header] for _, _, _, text in row if text]
    return header if len(texts) >= 2 or (texts and table.columns <= 2) else 0


def _by_row(cells: Sequence[GridCell], limit: int) -> list[list[tuple[int, int, int, str]]]:
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(limit)]
    for cell in cells:
        if cell.row < limit:
            rows[cell.row].append((cell.column, cell.row_span, cell.column_span, _SPACE.sub("", cell.text)))
    return rows


def _mend(table: JoinedTable, cells: list[GridCell], rows: int) -> tuple[list[GridCell], int]:
    """Reunite what the page break cut: a row whose rest stands on the new page, or merged cells that reach over the break."""
    last = {column: table.cells[at] for column, at in table.open.items()}
    first = {cell.column: cell for cell in cells if cell.row == 0}
    ends = [column for column, cell in first.items() if _is_end(last.get(column), cell)]
    filled = [column for column, cell in first.items() if cell.text]
    if (
        ends
        and set(ends) == set(filled)
        and len(filled) < len(first)
        and all(cell.row_span == 1 for cell in first.values())
    ):
        # Only ends of texts: the whole row is the rest of the row above.
        for column in ends:
            table.cells[table.open[column]] = replace(last[column], text=last[column].text + first[column].text)
        return [replace(cell, row=cell.row - 1) for cell in cells if cell.row > 0], rows - 1
    reach = _reach(last, first, set(ends))
    for column in reach:
        above, cell = last[column], first[column]
        spread = replace(above, text=above.text + cell.text, row_span=above.row_span + cell.row_span)
        table.cells[table.open[column]] = spread
    return [cell for cell in cells if not (cell.row == 0 and cell.column in reach)], rows


def _is_end(above: GridCell | None, cell: GridCell) -> bool:
    """Whether the text of `cell` is the end of the text above the page break, which had filled its cell."""
    if above is None or not cell.text or not above.full or above.column_span != cell.column_span:
        return False
    if NUMERIC.fullmatch(cell.text) or NUMERIC.fullmatch(above.text) or _ENTRY.match(cell.text):
        return False
    return above.text[-1] not in "。；;"


def _reach(last: dict[int, GridCell], first: dict[int, GridCell], ends: set[int]) -> set[int]:
    """Leading columns whose cell above the break goes on below it: empty there, or with the end of its text.

    That a cell is merged, or that a text is cut, is the evidence: an empty cell alone is just empty.
    """
    reach: set[int] = set()
    evidence = bool(ends)
    for column in sorted(first):
        cell, above = first[column], last.get(column)
        goes_on = above is not None and above.column_span == cell.column_span and (not cell.text or column in ends)
        if above is None or not goes_on or (column == 0 and not above.text):
            break
        evidence = evidence or (bool(above.text) and max(above.row_span, cell.row_span) > 1)
        reach.add(column)
    heights = {first[column].row_span for column in reach}
    return reach if evidence and len(heights) == 1 and len(reach) < len(first) else set()
