"""What one cell says: a number, a number with its own unit, nothing, or words."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import regex

from .mentions import Approximation, Mention, find_figures
from .normalize import matching_copy
from .table_units import Unit
from .table_words import compiled, found

_LONGEST = 40  # characters of a cell that can be one number with its unit; more is a sentence
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，％－＋（）−–－△▲", "0123456789.,%-+()---△▲")
_COMPARISON: dict[str, Approximation] = {
    **dict.fromkeys("≥≧＞>", "over"),
    **dict.fromkeys("≤≦＜<", "under"),
}


class Content(IntEnum):
    """What stands in a cell."""

    EMPTY = 0
    BLANK = 1  # —, /, 无: said to be nothing, which is not zero
    NUMBER = 2
    TEXT = 3


class CellNumber(NamedTuple):
    """A number that a cell holds. `start`, `end` are places in the cell's text."""

    start: int
    end: int
    value: Decimal | None  # in the printed unit; None for a range
    precision: Decimal  # one unit of the last printed place
    ratio: str = ""  # % or ‰ behind the number
    approximation: Approximation | None = None
    unit: Unit | None = None  # the cell's own unit, money and quantities; value and precision are then in its base unit
    low: Decimal | None = None
    high: Decimal | None = None


def content(text: str) -> Content:
    """What kind of thing the cell's text is.

    >>> content("31,214.80"), content(" — "), content("0"), content("行政运行")
    (<Content.NUMBER: 2>, <Content.BLANK: 1>, <Content.NUMBER: 2>, <Content.TEXT: 3>)
    """
    bare = text.strip()
    if not bare:
        return Content.EMPTY
    if bare[-1].isdigit() or bare[-1] in "%‰％":
        return Content.NUMBER if _plain_digits(bare) or _match(bare) else Content.TEXT
    if len(bare) < 9 and found("cell.blank", "".join(bare.split())):
        return Content.BLANK
    return Content.TEXT


def is_unread_number(text: str) -> bool:
    """Digits and signs without a word that are no single number: two numbers that ran together, 1.2.3.

    >>> is_unread_number("2,394.26 2,827.53"), is_unread_number("3期"), is_unread_number("—")
    (True, False, False)
    """
    return any(char.isdigit() for char in text) and not any(char.isalpha() for char in text)


def _plain_digits(bare: str) -> str:
    """The number without its commas where it is written in nothing but digits, commas and a point: by far most cells; else empty."""
    if not bare.isascii():
        return ""
    if "," in bare:
        whole, point, places = bare.partition(".")
        first, *rest = whole.split(",")
        if any(len(group) != 3 for group in rest):
            return ""
        bare = first + "".join(rest) + point + places
    digits = bare.removeprefix("-").replace(".", "", 1)
    return bare if digits.isdigit() and bare[-1] != "." else ""


def _match(bare: str) -> regex.Match[str] | None:
    match = compiled("cell.number").fullmatch(bare)
    if match or (bare.isascii() and " " not in bare and "\n" not in bare):
        return match
    return compiled("cell.number").fullmatch(_joined(bare))


def _joined(text: str) -> str:
    """Half-width signs; white space out, where what it parts is not two whole numbers."""
    pieces = text.translate(_HALF_WIDTH).split()
    if len(pieces) > 1 and all(piece.isdigit() for piece in pieces):
        return text if len({len(piece) for piece in pieces[1:]}) > 1 or len(pieces[1]) > 2 else "".join(pieces)
    return "".join(pieces)


def read_number_cell(text: str) -> CellNumber | None:
    """The number of a cell that `content` calls NUMBER.

    >>> cell = read_number_cell(" ≥1,204.50")
    >>> cell.value, cell.precision, cell.start, cell.approximation
    (Decimal('1204.50'), Decimal('0.01'), 2, 'over')
    """
    bare = text.strip()
    digits = _plain_digits(bare)
    if digits:
        start = text.index(bare) if len(bare) != len(text) else 0
        return CellNumber(start, start + len(bare), Decimal(digits), _place(len(digits.partition(".")[2])))
    match = _match(bare)
    if match is None:
        return None
    number = match["number"].replace(",", "").lstrip("+")
    if number[0] in "△▲":
        number = "-" + number[1:]
    _, _, places = number.partition(".")
    compare, ratio = match["compare"], match["ratio"] or ""
    start = text.index(bare) if bare != text else 0
    approximation = _COMPARISON.get(compare[0]) if compare else None
    if match.start("number"):
        at = _first_digit(bare)
        return CellNumber(start + at, start + len(bare), Decimal(number), _place(len(places)), ratio, approximation)
    return CellNumber(start, start + len(bare), Decimal(number), _place(len(places)), ratio)


@lru_cache(maxsize=64)
def _place(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def _first_digit(text: str) -> int:
    return next(at for at, char in enumerate(text) if char.isdigit() or char in "-－△▲+.")


@lru_cache(maxsize=16384)
def read_own_unit(text: str) -> CellNumber | None:
    """The one figure of a cell that holds nothing but it: 159.58万元, ≥95%, 3次, 10-20万元.

    >>> read_own_unit("不少于12场").value, read_own_unit("全年不少于12场") is None
    (Decimal('12'), True)
    """
    if len(text) > _LONGEST or not any(char.isdigit() or char in _HAN_DIGITS for char in text):
        return None
    copy = matching_copy(text)
    figures = find_figures(copy.text)
    if len(figures) != 1:
        return None
    figure = figures[0]
    around = "".join((copy.text[: figure.start] + copy.text[figure.end :]).split())
    if not found("cell.around", around):
        return None
    start, end = copy.span(figure.start, figure.end)
    return CellNumber(
        start, end, figure.value, figure.precision, "", figure.approximation, _own_unit(figure), figure.low, figure.high
    )


_HAN_DIGITS = frozenset("一二三四五六七八九十百千万")


def _own_unit(figure: Mention) -> Unit:
    return Unit(figure.kind, figure.unit, Decimal(1), figure.currency)
