"""A quick look: the rows that an SQL query gives, as a table in the terminal."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .dataset import open_dataset
from .models import plain_number

_WIDEST = 60  # columns of a terminal that one cell may take


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of a query, numbers exact and without the zeros that their type adds."""

    columns: list[str]
    rows: list[tuple[Any, ...]]

    def lines(self) -> Iterator[str]:
        """The rows under their column names, in columns that stay straight with Chinese in them.

        >>> print("\\n".join(Answer(["名称", "n"], [("收入", 12), (None, 3)]).lines()))
        名称  n
        收入  12
              3
        """
        cells = [[_shown(value) for value in row] for row in [tuple(self.columns), *self.rows]]
        widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
        for row in cells:
            padded = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True))
            yield "  ".join(padded).rstrip()


def query(dataset: str | os.PathLike[str], sql: str) -> Answer:
    """What a query gives. The dataset is open for reading only. Raises DatasetError with DuckDB's message for a wrong query."""
    with open_dataset(dataset) as opened:
        columns, rows = opened.select(sql)
    return Answer(columns, [tuple(map(_plain, row)) for row in rows])


def _plain(value: Any) -> Any:
    return Decimal(plain_number(value)) if isinstance(value, Decimal) else value


def _shown(value: Any) -> str:
    """A cell in one line: line breaks and control characters as escapes, a long text cut."""
    if value is None:
        return ""
    text = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in str(value))
    if _width(text) <= _WIDEST:
        return text
    while _width(text) > _WIDEST - 1:
        text = text[:-1]
    return text + "…"


def _width(text: str) -> int:
    """Columns that a text takes in a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
