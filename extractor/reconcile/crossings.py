"""One figure in several tables, or in a table and the text.

Which columns of two tables are one measure is learned: columns that are equal for most subjects, and whose totals are equal. Only then can a
subject on which they differ be called wrong; departments whose money comes from several budgets differ in totals and rows alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import names
from .catalogue import cue
from .finding import Draft, Ledger
from .grid import TableGrid
from .repeats import same
from .view import Fig, View

_Column = tuple[int, int]  # number of the grid, column
_MOST = (
    24  # statements of one subject beyond which tables are lists of something else (units, projects), not of subjects
)
_ENOUGH = 3  # equal subjects that show two columns to be one measure


@dataclass(slots=True)
class _Pair:
    """Two columns of different tables, compared subject by subject."""

    equal: list[tuple[Fig, Fig]] = field(default_factory=list)
    differing: list[tuple[Fig, Fig]] = field(default_factory=list)
    totals: list[bool] = field(default_factory=list)  # whether their total rows agree


def repeat_tables(view: View, ledger: Ledger) -> None:
    """repeat.tables: a subject's figure is the same in every table that states the same measure."""
    if len(view.grids) < 2:
        return
    keys = _keyed(view.grids)
    pairs = _pairs(keys)
    reported: set[tuple[int, int]] = set()
    linked: set[int] = set()
    for (left, _right), pair in sorted(pairs.items()):
        if len(pair.equal) < _ENOUGH or len(pair.equal) <= 2 * len(pair.differing):
            continue
        for one, other in pair.equal:
            if other.at not in linked:
                linked.add(other.at)
                ledger.add(_draft("repeat.tables", one, other, view.grids[left[0]]))
        if not pair.totals or not all(pair.totals):
            continue
        for one, other in pair.differing:
            if (one.at, other.at) not in reported:
                reported.add((one.at, other.at))
                ledger.add(_draft("repeat.tables", one, other, view.grids[left[0]]))


def _draft(relation: str, one: Fig, other: Fig, grid: TableGrid | None) -> Draft:
    equal = one.value == other.value
    agrees = equal or same(one, other)
    sign = "=" if equal else "≈" if agrees else "≠"
    place = one.figure.cell
    label = grid.row_name(place.row, place.column) if grid is not None and place is not None else one.label
    return Draft(
        relation,
        "holds" if equal else "rounding" if agrees else "violated",
        one,
        ((other, "same"),),
        f"{one.raw} {sign} {other.raw}",
        computed=other.value,
        allowed=other.interval,
        difference=one.exact - other.exact,
        words={"label": label or one.label, "values": f"{one.raw}；{other.raw}"},
    )


def _keyed(grids: Sequence[TableGrid]) -> dict[str, list[tuple[_Column, Fig]]]:
    """Figures by what their row is called; a name that stands twice in one column is no key."""
    found: dict[str, list[tuple[_Column, Fig]]] = defaultdict(list)
    for number, grid in enumerate(grids):
        seen: dict[tuple[str, int], int] = {}
        here: list[tuple[str, _Column, Fig]] = []
        for row, column in grid.whole:
            fig = grid.figs[row, column]
            key = row_key(grid, row, column, fig)
            if key:
                seen[key, column] = seen.get((key, column), 0) + 1
                here.append((key, (number, column), fig))
        for key, place, fig in here:
            if seen[key, place[1]] == 1:
                found[key].append((place, fig))
    return found


def row_key(grid: TableGrid, row: int, column: int, fig: Fig) -> str:
    """What a row states figures for: its subject code, else its name without numbering."""
    if fig.code:
        return fig.code
    name = cue("row_number").sub("", grid.row_name(row, column))
    return "合计" if cue("bare_total").fullmatch(name) else names.stem(name) if name else ""


def _pairs(keys: dict[str, list[tuple[_Column, Fig]]]) -> dict[tuple[_Column, _Column], _Pair]:
    pairs: dict[tuple[_Column, _Column], _Pair] = defaultdict(_Pair)
    for key, places in keys.items():
        if len(places) > _MOST:
            continue
        for at, (left, one) in enumerate(places):
            for right, other in places[at + 1 :]:
                if left[0] == right[0] or one.type != other.type or not (one.value or other.value):
                    continue
                if one.year is not None and other.year is not None and one.year != other.year:
                    continue
                pair = pairs[left, right]
                if key == "合计":
                    pair.totals.append(same(one, other))
                elif same(one, other):
                    pair.equal.append((one, other))
                else:
                    pair.differing.append((one, other))
    return pairs


def repeat_text_table(view: View, ledger: Ledger) -> None:
    """repeat.text_table: what the text states for a subject is what a table has for it.

    A figure that differs is a finding only when at least three others of the text equal the same column and hardly any differ from it.
    """
    if not view.grids or not view.amounts:
        return
    keys = _keyed(view.grids)
    equal: dict[_Column, list[tuple[Fig, Fig]]] = defaultdict(list)
    open_figs: list[tuple[Fig, list[tuple[_Column, Fig]]]] = []
    for fig in view.amounts:
        if fig.role != "level" or fig.rough or not fig.value:
            continue
        cells = [(place, cell) for place, cell in _cells_of(fig, keys) if _one_time(fig, cell)]
        matching = [(place, cell) for place, cell in cells if same(fig, cell)]
        for place, cell in matching:
            equal[place].append((fig, cell))
        if matching:
            ledger.add(_draft("repeat.text_table", fig, matching[0][1], None))
        elif cells:
            open_figs.append((fig, cells))
    _settle_open(ledger, equal, open_figs)


def _settle_open(
    ledger: Ledger, equal: dict[_Column, list[tuple[Fig, Fig]]], open_figs: list[tuple[Fig, list[tuple[_Column, Fig]]]]
) -> None:
    """Figures of the text that no cell of their subject equals."""
    missed: dict[_Column, int] = defaultdict(int)
    for _, cells in open_figs:
        for place, _ in cells:
            missed[place] += 1
    for fig, cells in open_figs:
        near = [(place, cell) for place, cell in cells if _alike(equal.get(place, []), fig)]
        certain = [(place, cell) for place, cell in near if len(equal[place]) > 4 * missed[place]]
        if len({cell.value for _, cell in certain}) == 1 and not names.is_generic(fig.label):
            ledger.add(_draft("repeat.text_table", fig, certain[0][1], None))
        else:
            ledger.skip("repeat.text_table")


def _alike(equal: list[tuple[Fig, Fig]], fig: Fig) -> bool:
    """Whether enough figures of the same part of the text, of the same stage and year, equal the column."""
    fellows = {
        other.at
        for other, _ in equal
        if other.stage == fig.stage and other.year == fig.year and other.section == fig.section
    }
    return len(fellows) >= _ENOUGH


def _cells_of(fig: Fig, keys: dict[str, list[tuple[_Column, Fig]]]) -> list[tuple[_Column, Fig]]:
    if fig.code:
        return keys.get(fig.code, [])
    return keys.get(names.stem(fig.label), []) if fig.label else []


def _one_time(fig: Fig, cell: Fig) -> bool:
    return all(
        left is None or right is None or left == right
        for left, right in ((fig.year, cell.year), (fig.stage, cell.stage), (fig.flow, cell.flow))
    )
