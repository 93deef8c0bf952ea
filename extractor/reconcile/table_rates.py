"""Percentage and difference columns: how a table computed them is learned from its rows, then tested on each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from .catalogue import cue
from .changes import difference_draft, rate_from_base
from .finding import Draft
from .grid import TableGrid
from .shares import ratio_draft
from .view import Fig

_SAMPLE = 60
_AMOUNTS = 8  # columns of amounts among which the operands are looked for
_KINDS = ("change_rate.stated", "completion_rate.budget")


def rate_drafts(grid: TableGrid) -> Iterator[Draft]:
    """Tested rates of one table: for each percentage column the formula that most rows prove."""
    percents = sorted({column for (_, column), fig in grid.figs.items() if fig.type == "percentage" and fig.usable})
    for column in percents:
        rows = [
            row for row in grid.rows if (fig := grid.figs.get((row, column))) is not None and fig.type == "percentage"
        ]
        formula = _learn(grid, column, rows)
        if formula is None:
            continue
        kind, first, second = formula
        for row in rows:
            draft = _draft(grid, kind, row, column, first, second)
            if draft is not None and any(fig.value for fig in draft.figures()):
                yield draft


def _learn(grid: TableGrid, column: int, rows: Sequence[int]) -> tuple[str, int, int] | None:
    """(relation, numerator column, denominator column) that holds on nearly all rows where it can be tested."""
    sample = rows[:: max(1, len(rows) // _SAMPLE)]
    near = sorted(grid.columns, key=lambda other: (abs(other - column), other))[:_AMOUNTS]
    best: tuple[int, str, int, int] | None = None
    for kind in _KINDS:
        for first, second in permutations(near, 2):
            holds = fails = 0
            for row in sample:
                draft = _draft(grid, kind, row, column, first, second)
                if draft is None or not draft.computed:
                    continue
                holds += draft.rank < 2
                fails += draft.rank >= 2
                if fails > 2 and fails > holds:
                    break
            if holds > 2 and holds > 6 * fails and (best is None or holds > best[0]):
                best = holds, kind, first, second
    return best[1:] if best else None


def _draft(grid: TableGrid, kind: str, row: int, column: int, first: int, second: int) -> Draft | None:
    stated = grid.figs.get((row, column))
    above, below = grid.figs.get((row, first)), grid.figs.get((row, second))
    if stated is None or above is None or below is None or not above.usable or not below.usable or not stated.usable:
        return None
    if not below.value or stated.type != "percentage" or below.value < 0 or above.type != below.type:
        return None
    if kind == "completion_rate.budget":
        draft = ratio_draft(kind, stated, above, below, ("final", "budget"))
    else:
        draft = _signed(stated, above, below)
    if draft is not None:
        draft.words = {"label": grid.row_name(row, column)}
    return draft


def _signed(stated: Fig, current: Fig, base: Fig) -> Draft | None:
    """In a table the sign carries the direction: a fall is a negative rate."""
    draft = rate_from_base(stated, current, base, None)
    if draft is None or draft.computed is None:
        return None
    falls = current.exact < base.exact
    if stated.exact and falls != (stated.exact < 0) and draft.computed and stated.direction is None:
        draft.outcome = (
            "violated"
            if draft.outcome in ("holds", "rounding") and abs(draft.computed) > stated.step
            else draft.outcome
        )
    return draft


def difference_drafts(grid: TableGrid) -> Iterator[Draft]:
    """Columns that are the difference of two others (增减额 = 决算 − 上年), learned and tested alike."""
    for column in grid.columns:
        if not cue("change_header").search("".join(grid.headers[column])):
            continue
        rows = [row for row in grid.rows if (row, column) in grid.whole]
        near = [other for other in sorted(grid.columns, key=lambda other: abs(other - column)) if other != column][:4]
        for first, second in permutations(near, 2):
            tested = [row for row in rows if grid.value(row, first) and grid.value(row, second)]
            holds = [row for row in tested if _differs(grid, row, column, first, second)]
            if len(holds) > 2 and len(holds) > 6 * (len(tested) - len(holds)):
                for row in tested:
                    yield _difference(grid, row, column, first, second)
                break


def _differs(grid: TableGrid, row: int, column: int, first: int, second: int) -> bool:
    gap = grid.whole[row, first] - grid.whole[row, second] - grid.whole[row, column]
    return abs(gap) <= grid.slack[row, first] + grid.slack[row, second] + grid.slack[row, column]


def _difference(grid: TableGrid, row: int, column: int, first: int, second: int) -> Draft:
    draft = difference_draft("difference.stated", grid.figs[row, column], grid.figs[row, first], grid.figs[row, second])
    draft.words = {"label": grid.row_name(row, column)}
    return draft
