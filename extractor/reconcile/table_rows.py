"""Rows that add up: the subject hierarchy by codes, totals, and parts that the table's layout shows (indentation, 其中)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .catalogue import cue
from .diagnose import slip
from .finding import Draft, Ledger
from .grid import TableGrid
from .intervals import ZERO, Interval
from .lists import digits
from .sums import sum_draft
from .view import Fig, View


@dataclass(slots=True)
class RowSum:
    """A row and the rows that make it up."""

    total: int
    parts: tuple[int, ...]
    columns: list[int] = field(
        default_factory=list
    )  # columns that these rows name; others stand side by side with them
    holds: list[int] = field(default_factory=list)  # columns on which it holds with two parts or more
    fails: list[int] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)  # columns on which one part is all of it


def sum_rows(view: View, ledger: Ledger) -> None:
    """sum.rows: a row of a 类 or 款 is the sum of the rows below it, a total row the sum of its rows.

    Codes: a column on which most subjects add up is one on which all must. Other rows: a relation that holds in one column and fails in
    another is a finding where a slip explains the failure.
    """
    for grid in view.grids:
        by_code = _code_sums(grid)
        covered = {(one.total, column) for one in by_code for column in one.columns}
        by_layout = _layout_sums(grid, covered)
        _settle_codes(grid, by_code, ledger)
        covered |= _settle_layout(grid, by_layout, ledger)
        inner = {(row, column) for one in by_code for row in one.parts for column in one.columns}
        inner |= {(row, column) for one in by_layout for row in one.parts for column in (*one.holds, *one.alone)}
        _settle_totals(grid, covered, inner, ledger)


def _code_sums(grid: TableGrid) -> list[RowSum]:
    """Each coded row with the rows right below it in the hierarchy. A code that comes again begins a new list."""
    columns: dict[int, set[int]] = defaultdict(set)  # words that name rows → the columns of figures that they name
    named: dict[int, dict[int, str]] = defaultdict(dict)  # words that name rows → row → code
    for (row, column), fig in grid.figs.items():
        if fig.code and (row, column) in grid.whole:
            stub = grid.named_by.get(column, -1)
            named[stub][row] = fig.code
            columns[stub].add(column)
    found: list[RowSum] = []
    for stub in named:
        children: dict[int, list[int]] = defaultdict(list)
        stack: list[tuple[str, int]] = []
        for row, code in sorted(named[stub].items()):
            while stack and not (code.startswith(stack[-1][0]) and code != stack[-1][0]):
                stack.pop()
            if stack:
                children[stack[-1][1]].append(row)
            stack.append((code, row))
        found += [
            _judged(grid, RowSum(total, tuple(parts), sorted(columns[stub]))) for total, parts in children.items()
        ]
    return found


def _layout_sums(grid: TableGrid, covered: set[tuple[int, int]]) -> list[RowSum]:
    """Each row with the rows that the extraction found to be its parts, by column; `covered` are cells that codes explain."""
    children: dict[tuple[int, int], set[int]] = defaultdict(set)
    for (row, column), fig in grid.figs.items():
        cell = fig.parent.figure.cell if fig.parent is not None else None
        if cell is None or cell.table != grid.info.id or cell.column != column or cell.row == row:
            continue
        if (cell.row, column) not in covered:
            children[cell.row, column].add(row)
    stubs: dict[tuple[int, int], RowSum] = {}
    for (total, column), parts in sorted(children.items()):
        stub = grid.named_by.get(column, -1)
        one = stubs.setdefault((total, stub), RowSum(total, ()))
        one.parts = tuple(sorted({*one.parts, *parts}))
        one.columns.append(column)
    return [_judged(grid, one) for one in stubs.values()]


def _judged(grid: TableGrid, one: RowSum) -> RowSum:
    for column in one.columns:
        if grid.value(one.total, column) is None:
            continue
        values = [value for row in one.parts if (value := grid.value(row, column))]
        if not values:
            continue  # the parts are blank here: the column states them only in total
        if not agrees(grid, one.total, one.parts, column):
            one.fails.append(column)
        else:
            (one.holds if len(values) > 1 else one.alone).append(column)
    return one


def agrees(grid: TableGrid, total: int, parts: Iterable[int], column: int) -> bool:
    """Whether rows make up a row in one column, within the printed places."""
    gap, slack = grid.whole[total, column], grid.slack[total, column]
    for row in parts:
        gap -= grid.whole.get((row, column), 0)
        slack += grid.slack.get((row, column), 0)
    return abs(gap) <= slack


def _draft(grid: TableGrid, total: int, parts: Sequence[int], column: int) -> Draft:
    whole = grid.figs[total, column]
    figs = [grid.figs[row, column] for row in parts if (row, column) in grid.whole]
    draft = sum_draft("sum.rows", whole, [(fig, 1) for fig in figs])
    draft.words = {"label": grid.row_name(total, column), "column": grid.column_name(column)}
    return draft


def _add_holding(grid: TableGrid, one: RowSum, ledger: Ledger) -> None:
    for column in one.holds:
        ledger.add(_draft(grid, one.total, one.parts, column))


def _settle_codes(grid: TableGrid, sums: Sequence[RowSum], ledger: Ledger) -> None:
    """Learned by column: where most subjects are the sum of what is below them, all are."""
    holds: dict[int, int] = defaultdict(int)
    fails: dict[int, int] = defaultdict(int)
    for one in sums:
        for column in (*one.holds, *one.alone):
            holds[column] += 1
        for column in one.fails:
            fails[column] += 1
    for one in sums:
        _add_holding(grid, one, ledger)
        for column in one.fails:
            draft = _draft(grid, one.total, one.parts, column)
            exceeds = draft.difference is not None and draft.difference < 0  # more below a subject than in it
            if holds[column] > 3 * fails[column] or (holds[column] >= fails[column] and (exceeds or near_miss(draft))):
                ledger.add(draft)
            else:
                ledger.skip("sum.rows")


def _settle_layout(grid: TableGrid, sums: Sequence[RowSum], ledger: Ledger) -> set[tuple[int, int]]:
    """Reports what the layout says to add up; returns the total cells that are settled so."""
    settled: set[tuple[int, int]] = set()
    for one in sums:
        settled |= {(one.total, column) for column in one.holds}
        _add_holding(grid, one, ledger)
        for column in one.fails:
            draft = _draft(grid, one.total, one.parts, column)
            if len(one.parts) > 1 and one.holds and near_miss(draft):
                ledger.add(draft)
                settled.add((one.total, column))
            else:
                ledger.skip("sum.rows")
    return settled


def near_miss(draft: Draft) -> bool:
    """Whether a sum that fails was meant to hold: less is missing than half of its rows are, or one slip in a long number explains it."""
    whole, gap = draft.stated, draft.difference
    if whole is None or gap is None or any(fig.rough for fig in draft.figures()):
        return False
    sizes = sorted(abs(fig.exact) for fig, _ in draft.operands if fig.value)
    if len(sizes) > 2 and abs(gap) < sizes[len(sizes) // 2]:
        return True
    for fig, sign in [(whole, -1), *((fig, 1) for fig, _ in draft.operands)]:
        value = fig.exact + gap * sign
        if digits(fig) >= 4 and slip(fig, Interval(value, value)) is not None:
            return True
    return False


def _settle_totals(grid: TableGrid, done: set[tuple[int, int]], inner: set[tuple[int, int]], ledger: Ledger) -> None:
    """Total rows: of several runs of rows that a total can be of, the one that makes it up is meant."""
    for column in grid.columns:
        entries = [row for row in grid.rows if row >= grid.header_height and (row, column) in grid.whole]
        for at, row in enumerate(entries):
            name = grid.row_name(row, column)
            if (row, column) in done or not cue("total_row").search(name):
                continue
            readings = list(_readings(grid, entries, at, column, inner))
            _settle_total(grid, row, column, readings, ledger)


def _readings(
    grid: TableGrid, entries: Sequence[int], at: int, column: int, inner: set[tuple[int, int]]
) -> Iterator[tuple[int, ...]]:
    """Runs of rows that a total can be of, those in front of it first."""
    for rows in (entries[:at][::-1], entries[at + 1 :]):
        outer = [row for row in rows if (row, column) not in inner]
        run: list[int] = []
        since_total: list[int] = []
        open_run = True
        for row in outer:
            name = grid.row_name(row, column)
            if cue("inside_row").match(name):
                continue
            if cue("total_row").search(name):
                if open_run:
                    yield tuple(since_total)
                    yield (*since_total, row)
                open_run = False
                continue
            run.append(row)
            if open_run:
                since_total.append(row)
        if open_run:
            yield tuple(since_total)
        elif run:
            yield tuple(run)


def _once(grid: TableGrid, parts: Sequence[int], column: int) -> tuple[int, ...]:
    """A run without rows that only repeat the amount of the row above them: its one part, though nothing says so."""
    kept: list[int] = []
    for row in sorted(parts):
        if not kept or grid.value(row, column) != grid.value(kept[-1], column):
            kept.append(row)
    return tuple(kept)


def _settle_total(grid: TableGrid, row: int, column: int, readings: Sequence[tuple[int, ...]], ledger: Ledger) -> None:
    failing: list[tuple[int, ...]] = []
    for parts in (*readings, *(_once(grid, parts, column) for parts in readings)):
        values = [value for part in parts if (value := grid.value(part, column))]
        if not values:
            continue
        if agrees(grid, row, parts, column):
            if len(values) > 1:
                ledger.add(_draft(grid, row, parts, column))
            return
        if len(values) > 1:
            failing.append(parts)
    if not failing:
        return
    drafts = [_draft(grid, row, parts, column) for parts in failing]
    best = min(drafts, key=lambda draft: abs(draft.difference or ZERO))
    if near_miss(best) and cue("sum_row").search(grid.row_name(row, column)):
        ledger.add(best)
    else:
        ledger.skip("sum.rows")


def balance_rows(view: View, ledger: Ledger) -> None:
    """balance.totals in tables that set income beside expenditure: the two totals of one row are equal."""
    for grid in view.grids:
        for row in grid.rows:
            pairs = _totals_in_row(grid, row)
            if len(pairs) == 2:
                left, right = pairs
                draft = sum_draft("balance.totals", right, [(left, 1)])
                draft.operands = ((left, "income"),)
                sign = "=" if draft.outcome == "holds" else "≈" if draft.outcome == "rounding" else "≠"
                draft.formula = f"{left.raw} {sign} {right.raw}"
                ledger.add(draft)


def _totals_in_row(grid: TableGrid, row: int) -> list[Fig]:
    """The first figure of each side of a row that is named 总计 on both sides."""
    sides: dict[int, int] = {}
    for column in grid.columns:
        named = grid.named_by.get(column)
        if named is not None and (row, column) in grid.whole:
            sides.setdefault(named, column)
    found = [column for named, column in sides.items() if cue("grand_row").search(clean_name(grid, row, named))]
    heads = ["".join(grid.headers.get(column, ())) + grid.row_name(row, column) for column in found]
    if (
        len(found) != 2
        or "收" not in heads[0] + grid.text(0, min(sides))
        or "支" not in heads[1] + grid.text(0, max(sides))
    ):
        return []
    return [grid.figs[row, column] for column in found]


def clean_name(grid: TableGrid, row: int, column: int) -> str:
    """A cell's words without spaces."""
    return "".join(grid.text(row, column).split())
