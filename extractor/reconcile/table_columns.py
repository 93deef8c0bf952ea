"""Columns that add up: 合计 = 基本支出 + 项目支出, learned from the table itself.

No template is known. A relation between columns is taken for meant when the header calls for it, or when it holds on most rows of the table with
values that are not trivial; the row on which it then fails is the finding. A relation that holds nowhere was never meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .catalogue import cue, partitions
from .finding import Ledger
from .grid import TableGrid
from .sums import sum_draft
from .view import View

_SAMPLE = 80  # rows on which a relation is learned; it is tested on all
_WIDEST = 16  # columns: no total of a published table has more parts


@dataclass(frozen=True, slots=True)
class ColumnSum:
    """A total column and its parts."""

    total: int
    parts: tuple[int, ...]
    holds: int  # rows of the sample that prove it
    fails: int


def sum_columns(view: View, ledger: Ledger) -> None:
    """sum.columns: a total column is the sum of its columns, row by row."""
    for grid in view.grids:
        for found in column_sums(grid):
            _test_rows(grid, found, ledger)


def _test_rows(grid: TableGrid, found: ColumnSum, ledger: Ledger) -> None:
    for row in grid.rows:
        total = grid.figs.get((row, found.total))
        if total is None or grid.value(row, found.total) is None:
            continue
        parts = [grid.figs[row, column] for column in found.parts if grid.value(row, column) is not None]
        if not parts or (
            len([part for part in parts if part.value]) < 2 and _agrees(grid, row, found.total, found.parts)
        ):
            continue  # one part is all of it: true, but nothing was added
        draft = sum_draft("sum.columns", total, [(part, 1) for part in parts])
        draft.words = {"label": grid.row_name(row, found.total), "column": grid.column_name(found.total)}
        ledger.add(draft)


def column_sums(grid: TableGrid) -> list[ColumnSum]:
    """The column relations of one table, innermost totals first."""
    found: dict[int, ColumnSum] = {}
    order = grid.columns
    sample = _sample(grid)
    for direction in (1, -1):  # a total stands left of its parts, or right of them
        top: list[int] = []  # columns on that side that are no part of another
        for column in order[::-1] if direction > 0 else order:
            if column not in found:
                known = _learn(grid, sample, column, top)
                if known is not None:
                    found[column] = known
            if column in found:
                top = [other for other in top if other not in found[column].parts]
            top.insert(0, column)
    return list(found.values())


def _sample(grid: TableGrid) -> list[int]:
    rows = [row for row in grid.rows if row >= grid.header_height]
    step = max(1, len(rows) // _SAMPLE)
    return rows[::step]


def _learn(grid: TableGrid, sample: Sequence[int], total: int, others: Sequence[int]) -> ColumnSum | None:
    """The run of neighbouring columns that makes up `total`: proved by the rows, or called for by the header and not disproved."""
    best: ColumnSum | None = None
    for count in range(2, min(len(others), _WIDEST) + 1):
        parts = tuple(others[:count])
        holds, fails = _count(grid, sample, total, parts)
        if holds + fails == 0:
            continue
        found = ColumnSum(total, parts, holds, fails)
        if _proved(grid, found) and (best is None or (found.fails, -found.holds) <= (best.fails, -best.holds)):
            best = found
    return best


def _proved(grid: TableGrid, found: ColumnSum) -> bool:
    header = "".join(grid.headers.get(found.total, ())[-1:])
    total_word = cue("total_header").search(header) is not None
    if total_word and _defined(grid, found.parts):
        return found.holds > found.fails or (found.fails == 1 and found.holds == 0)
    if total_word:
        return found.holds > 4 * found.fails and found.holds > 0
    return found.holds > 2 and found.holds > 6 * found.fails


def _defined(grid: TableGrid, parts: Sequence[int]) -> bool:
    labels = [grid.column_name(part) for part in parts]
    for partition in partitions():
        known = [*partition.required, *([partition.allowed] if partition.allowed else [])]
        if all(any(regex.search(label) for label in labels) for regex in partition.required) and all(
            any(regex.search(label) for regex in known) for label in labels
        ):
            return True
    return False


def _count(grid: TableGrid, rows: Sequence[int], total: int, parts: Sequence[int]) -> tuple[int, int]:
    """Rows on which the relation holds and at least two parts are not zero, and rows on which it fails."""
    holds = fails = 0
    for row in rows:
        whole = grid.value(row, total)
        if whole is None:
            continue
        present = [value for part in parts if (value := grid.value(row, part))]
        if not present and not whole:
            continue
        if not _agrees(grid, row, total, parts):
            fails += 1
        elif len(present) > 1:
            holds += 1
    return holds, fails


def _agrees(grid: TableGrid, row: int, total: int, parts: Sequence[int]) -> bool:
    """Whether the parts make up the total on one row, within the printed places; an empty cell is zero."""
    gap, slack = grid.whole[row, total], grid.slack[row, total]
    for part in parts:
        gap -= grid.whole.get((row, part), 0)
        slack += grid.slack.get((row, part), 0)
    return abs(gap) <= slack


def derived_columns(view: View, ledger: Ledger) -> None:
    """Percentages and differences that a table computes from two of its columns, learned the same way.

    change_rate.stated, completion_rate.budget and share.of over cells: the rate on a row is tested once the rows prove how it was computed.
    """
    from .table_rates import difference_drafts, rate_drafts

    for grid in view.grids:
        for draft in (*rate_drafts(grid), *difference_drafts(grid)):
            ledger.add(draft)
