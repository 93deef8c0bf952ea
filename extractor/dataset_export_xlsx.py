"""A dataset as an Excel workbook for reading: Chinese headers and words, nothing in it that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .dataset import Dataset, DatasetError
from .dataset_columns import Column
from .dataset_words import WORDS, chinese
from .models import plain_number

if TYPE_CHECKING:
    from .dataset_export import Export, Relation

ROWS_A_SHEET = 1_048_575  # Excel's limit without the header
_SHEETS = 50  # more sheets than this nobody opens
_CHARACTERS = 32_767  # Excel's limit for a cell
_DIGITS = 15  # what Excel keeps of a number
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters that XML cannot carry
_FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")


def write_xlsx(dataset: Dataset, relations: list[Relation], target: Path, result: Export) -> None:
    """One sheet a table, or several where it has more rows than a sheet. Raises DatasetError for a dataset that is too large for Excel."""
    from openpyxl import Workbook

    from .dataset_export import replace

    counts = {each.name: dataset.rows(f'SELECT count(*) FROM "{each.name}"')[0][0] for each in relations}
    if sum(-(-count // ROWS_A_SHEET) for count in counts.values()) > _SHEETS:
        largest = max(counts, key=lambda name: counts[name])
        raise DatasetError(
            f"{dataset.path}: too large for Excel ({largest} has {counts[largest]:,} rows). Use --table for smaller tables, or --to parquet or csv."
        )
    book = Workbook(write_only=True)
    _write_dictionary(book, relations)
    cut = [0]
    for each in relations:
        _write_sheets(book, each, _rows(dataset, each), result, cut)
    if cut[0]:
        result.notes.append(
            f"{cut[0]} cells were longer than Excel's {_CHARACTERS} characters and end with …; csv and jsonl have them whole."
        )
    replace(target, book.save)
    result.files.append(target)


def _rows(dataset: Dataset, each: Relation) -> Iterator[tuple[Any, ...]]:
    cursor = dataset.connection.execute(each.sql)
    while block := cursor.fetchmany(2000):
        yield from block


def _write_sheets(book: Any, each: Relation, rows: Iterator[tuple[Any, ...]], result: Export, cut: list[int]) -> None:
    """The rows of a table on as many sheets as they need, at least one."""
    number, more = 0, True
    ahead = next(rows, None)
    while more:
        number += 1
        name = each.name if number == 1 else f"{each.name} ({number})"
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        sheet.append([column.title for column in each.columns])
        count = 0
        while ahead is not None and count < ROWS_A_SHEET:
            sheet.append([_cell(sheet, column, value, cut) for column, value in zip(each.columns, ahead, strict=True)])
            count += 1
            ahead = next(rows, None)
        result.rows[name] = count
        more = ahead is not None


def _cell(sheet: Any, column: Column, value: Any, cut: list[int]) -> Any:
    """A value as Excel shall have it."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Decimal):
        plain = Decimal(plain_number(value))
        return plain if len(plain.as_tuple().digits) <= _DIGITS else _text(sheet, plain_number(value))
    if isinstance(value, bytes):
        return value.hex()
    text = _ILLEGAL.sub("\ufffd", chinese(column.name, str(value)))
    if len(text) > _CHARACTERS:
        cut[0] += 1
        text = text[: _CHARACTERS - 1] + "…"
    return _text(sheet, text) if text.startswith(_FORMULA_SIGNS) else text


def _text(sheet: Any, text: str) -> Any:
    """A cell that is text and stays text when somebody edits it or saves it as CSV from Excel (the apostrophe of Excel)."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value="")
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _write_dictionary(book: Any, relations: list[Relation]) -> None:
    """The first sheet: what every column means, and the words of the columns that have few."""
    sheet = book.create_sheet("说明")
    sheet.append(["表", "列", "名称", "含义", "取值"])
    for each in relations:
        for column in each.columns:
            words = "；".join(f"{chinese}={word}" for word, chinese in WORDS.get(column.name, {}).items())
            sheet.append([each.name, column.name, column.title, column.meaning, words])
