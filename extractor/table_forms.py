"""Numeric cells that no header stands over: forms, where the label stands to the left of its number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .facts import Facts
from .numerals import EXACT
from .table_figures import PartReading, TableFigure
from .table_grid import NOTHING, Grid
from .table_headers import flow_of
from .table_numbers import CellNumber, Content, read_number_cell, read_own_unit
from .table_rows import RowHead, read_label
from .table_titles import Context
from .table_units import PERCENT, Unit, money_unit, parse_unit, take_units
from .table_words import found, value_of


def read_form(grid: Grid, rows: list[int], context: Context, reading: PartReading) -> None:
    """Adds to `reading` the figures of `rows`, each under the words to its left, else above it."""
    for row, column, index in grid.body(rows):
        kind = grid.kinds[index]
        if (row, column) in reading.at or kind < Content.NUMBER:
            continue
        text = grid.cells[index].text
        number = read_number_cell(text) if kind is Content.NUMBER else read_own_unit(text)
        if number is not None:
            _add(grid, row, column, index, number, context, reading)


def words_left(grid: Grid, row: int, column: int) -> Iterator[int]:
    """Cells with words to the left in the row, the nearest first."""
    seen = NOTHING
    for left in range(column - 1, -1, -1):
        index = grid.at[row][left]
        if index != NOTHING and index != seen and grid.kinds[index] is Content.TEXT:
            yield index
        seen = index


def _label_above(grid: Grid, row: int, column: int) -> RowHead | None:
    for above in range(row - 1, -1, -1):
        index = grid.at[above][column]
        if index != NOTHING and grid.kinds[index] is Content.TEXT:
            return read_label(grid.text(index), item=False)
    return None


def _add(
    grid: Grid, row: int, column: int, index: int, number: CellNumber, context: Context, reading: PartReading
) -> None:
    left = list(words_left(grid, row, column))
    head = read_label(grid.text(left[0]), item=False) if left else _label_above(grid, row, column)
    label = head.label or take_units(head.text)[0].strip("：: ") if head else ""
    if head is None or not label or found("title.form", head.text):
        reading.why[row, column] = "no label"
        return
    if found("column.attribute", label) or found("column.other_code", label):
        reading.why[row, column] = "the words beside it name no measure"
        return
    unit = _unit(number, head, tuple(grid.text(other) for other in left[1:]), context)
    if unit is None:
        reading.why[row, column] = "no unit"
        return
    cell = grid.cells[index]
    value = EXACT.multiply(number.value, unit.factor) if number.value is not None else None
    facts = Facts(
        label=label,
        fiscal_year=head.year or context.year,
        stage=head.stage or (context.stage if unit.kind == "amount" else None),
        flow=flow_of((head.label,)),
        scope=head.scope or context.scope,
        role="rate" if unit.kind == "percentage" else "level",
        evidence={"label": head.text},
    )
    reading.why.pop((row, column), None)
    reading.at[row, column] = len(reading.figures)
    reading.figures.append(
        TableFigure(
            unit.kind, cell.start + number.start, cell.start + number.end, value, EXACT.multiply(number.precision, unit.factor),
            unit.name, number.unit is None and not number.ratio, number.approximation, number.low, number.high, unit.currency,
            facts, row, column,
        )
    )  # fmt: skip


def _unit(number: CellNumber, head: RowHead, uppers: tuple[str, ...], context: Context) -> Unit | None:
    if number.unit is not None:
        return number.unit
    if number.ratio:
        return PERCENT if number.ratio == "%" else replace(PERCENT, name="permille", factor=PERCENT.factor / 10)
    if head.unit is not None:
        return head.unit
    if head.ratio:
        return PERCENT
    word = value_of("quantity", head.label)
    if word:
        return parse_unit(word)
    for text in uppers:
        units = take_units(text)[1]
        if units:
            return units[0]
    return money_unit(context.units)
