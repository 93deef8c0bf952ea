"""Separated values (.csv, .tsv, .txt) with commas, semicolons, tabs or bars between them."""

from __future__ import annotations

import csv
import io
from collections import Counter

from ..document import ReadError
from .sheet_model import Sheet

_SEPARATORS = (",", "\t", ";", "|", "，")
_LONGEST_FIELD = 10_000_000


def read_csv(text: str, name: str = "") -> Sheet:
    """The one sheet of a file of separated values.

    >>> read_csv("项目;金额\\n办公费;1,5\\n").cells[1][1].text
    '1,5'
    """
    csv.field_size_limit(_LONGEST_FIELD)
    sheet = Sheet(name)
    try:
        rows = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=_separator(text))
        for number, row in enumerate(rows):
            if not sheet.takes(number):
                continue
            for column, value in enumerate(row):
                percent = value.strip().endswith("%")
                sheet.put(number, column, value, percent=percent)
    except csv.Error as error:
        raise ReadError(
            f"The file is no well-formed CSV ({error}). Open it in Excel or WPS and save it as .xlsx."
        ) from error
    return sheet


def _separator(text: str) -> str:
    """The separator that parts most lines into the same number of fields."""
    sample = [line for line in text[:200_000].splitlines()[:200] if line.strip()]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=separator))
        except csv.Error:
            continue
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
        score = count * (1 - 1 / width) if width > 1 else 0.0
        if score > best_score * 1.05:
            best, best_score = separator, score
    return best
