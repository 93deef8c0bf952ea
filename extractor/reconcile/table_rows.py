"""Rows that add up: the subject hierarchy by codes, totals, and parts that the table's layout shows (indentation, 其中)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .catalogue import cue
from .diagnose import slip
from .finding import Draft, Ledger
from .grid import TableGrid
from .intervals import Interval
from .lists import SLIVER, digits
from .sums import sum_draft
from .view import Fig, View


@dataclass(slots=True)
class RowSum:
    """A row and the rows that make it up."""

    total: int
    parts: tuple[int, ...]
    how: str  # code | layout | total
    holds: list[int] = field(default_factory=list)  # columns on which it holds with two parts or more
    fails: list[int] = field(default_factory=list)


def sum_rows(view: View, ledger: Ledger) -> None:
    """sum.rows: a row of a 类 or 款 is the sum of the rows below it, a total row the sum of its rows.

    Codes: a column on which most subjects add up is one on which all must. Other rows: a relation that holds in one column and fails in
    another is a finding where a slip explains the failure.
    """
    for grid in view.grids:
        by_code = _code_sums(grid)
        covered = {one.total for one in by_code}
        by_layout = [one for one in _layout_sums(grid) if one.total not in covered]
        _settle_codes(grid, by_code, ledger)
        _settle_layout(grid, by_layout, ledger)
        _settle_totals(grid, covered | {one.total for one in by_layout if one.holds}, by_code, by_layout, ledger)


def _codes(grid: TableGrid) -> dict[int, str]:
    """Row → subject code."""
    found: dict[int, str] = {}
    for (row, _), fig in grid.figs.items():
        if fig.code and row not in found:
            found[row] = fig.code
    return found


def _code_sums(grid: TableGrid) -> list[RowSum]:
    """Each coded row with the rows right below it in the hierarchy. A code that comes again begins a new list."""
    children: dict[int, list[int]] = defaultdict(list)
    stack: list[tuple[str, int]] = []
    for row, code in sorted(_codes(grid).items()):
        while stack and not (code.startswith(stack[-1][0]) and code != stack[-1][0]):
            stack.pop()
        if stack:
            children[stack[-1][1]].append(row)
        stack.append((code, row))
    return [_judged(grid, RowSum(total, tuple(parts), "code")) for total, parts in children.items()]


def _layout_sums(grid: TableGrid) -> list[RowSum]:
    """Each row with the rows that the extraction found to be its parts in the same column."""
    children: dict[int, set[int]] = defaultdict(set)
    for (row, column), fig in grid.figs.items():
        parent = fig.parent
        if parent is None or parent.figure.cell is None or parent.figure.cell.table != grid.info.id:
            continue
        if parent.figure.cell.column == column and parent.figure.cell.row != row:
            children[parent.figure.cell.row].add(row)
    return [_judged(grid, RowSum(total, tuple(sorted(parts)), "layout")) for total, parts in children.items()]


def _judged(grid: TableGrid, one: RowSum) -> RowSum:
    for column in grid.columns:
        total = grid.value(one.total, column)
        if total is None or not _named_alike(grid, one, column):
            continue
        values = [value for row in one.parts if (value := grid.value(row, column))]
        if not values:
            continue  # the parts are blank here: the column states them only in total
        if not agrees(grid, one.total, one.parts, column):
            one.fails.append(column)
        elif len(values) > 1:
            one.holds.append(column)
    return one


def _named_alike(grid: TableGrid, one: RowSum, column: int) -> bool:
    """Side by side tables: the rows of a column are named by the words to its left, parts and total by the same ones."""
    if one.how != "layout":
        return True
    total = grid.figs.get((one.total, column))
    first = grid.figs.get((one.parts[0], column))
    return total is not None and (first is None or first.parent is total or first.parent is None)


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
        for column in one.holds:
            holds[column] += 1
        for column in one.fails:
            fails[column] += 1
    everywhere = sum(holds.values())
    failing = sum(fails.values())
    for one in sums:
        _add_holding(grid, one, ledger)
        for column in one.fails:
            meant = holds[column] > 3 * fails[column] or (everywhere > 6 * failing and holds[column] >= fails[column])
            if meant:
                ledger.add(_draft(grid, one.total, one.parts, column))
            else:
                ledger.skip("sum.rows")


def _settle_layout(grid: TableGrid, sums: Sequence[RowSum], ledger: Ledger) -> None:
    for one in sums:
        _add_holding(grid, one, ledger)
        for column in one.fails:
            draft = _draft(grid, one.total, one.parts, column)
            if len(one.parts) > 1 and one.holds and near_miss(draft):
                ledger.add(draft)
            else:
                ledger.skip("sum.rows")


def near_miss(draft: Draft) -> bool:
    """Whether a sum that fails was meant to hold: all but a sliver is there, or one slip in a long number explains it."""
    whole, gap = draft.stated, draft.difference
    if whole is None or gap is None or any(fig.rough for fig in draft.figures()):
        return False
    if abs(gap) < abs(whole.exact) * SLIVER:
        return True
    for fig, sign in [(whole, -1), *((fig, 1) for fig, _ in draft.operands)]:
        value = fig.exact + gap * sign
        if digits(fig) >= 4 and slip(fig, Interval(value, value)) is not None:
            return True
    return False


def _settle_totals(
    grid: TableGrid, done: set[int], by_code: Sequence[RowSum], by_layout: Sequence[RowSum], ledger: Ledger
) -> None:
    """Total rows: of several runs of rows that a total can be of, the one that makes it up is meant."""
    inner = {row for one in (*by_code, *by_layout) for row in one.parts if one.how == "code" or one.holds}
    for column in grid.columns:
        entries = [row for row in grid.rows if row >= grid.header_height and (row, column) in grid.whole]
        for at, row in enumerate(entries):
            name = grid.row_name(row, column)
            if row in done or not cue("total_row").search(name):
                continue
            readings = list(_readings(grid, entries, at, column, inner))
            _settle_total(grid, row, column, readings, ledger)


def _readings(grid: TableGrid, entries: Sequence[int], at: int, column: int, inner: set[int]) -> Iterator[tuple[int, ...]]:
    """Runs of rows that a total can be of, those in front of it first."""
    total = entries[at]
    for rows in (entries[:at][::-1], entries[at + 1 :]):
        outer = [row for row in rows if row not in inner or row == total]
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


def _settle_total(grid: TableGrid, row: int, column: int, readings: Sequence[tuple[int, ...]], ledger: Ledger) -> None:
    failing: list[tuple[int, ...]] = []
    for parts in readings:
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
    best = min(drafts, key=lambda draft: abs(draft.difference or 0))
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
    if len(found) != 2 or "收" not in heads[0] + grid.text(0, min(sides)) or "支" not in heads[1] + grid.text(0, max(sides)):
        return []
    return [grid.figs[row, column] for column in found]


def clean_name(grid: TableGrid, row: int, column: int) -> str:
    """A cell's words without spaces."""
    return "".join(grid.text(row, column).split())
