"""What a table's numbers count: units declared above it, in a header, in a row label, in a unit column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

import regex

from .numerals import read_number
from .table_words import compiled, found

UnitKind = Literal["amount", "percentage", "quantity"]

_CURRENCIES = {"美元": "USD", "港元": "HKD", "港币": "HKD", "欧元": "EUR", "日元": "JPY", "英镑": "GBP"}
_RATIOS = {"%": ("percent", "0.01"), "‰": ("permille", "0.001"), "倍": ("times", "1"), "百分比": ("percent", "0.01")}
_RATIOS |= {
    "百分点": ("percentage_point", "0.01"),
    "个百分点": ("percentage_point", "0.01"),
    "百分数": ("percent", "0.01"),
}
_LONGEST_MEASURE = 4
_SEPARATOR = "、，,/及和；;"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, and what one of it is in the base unit."""

    kind: UnitKind
    name: str | None  # 万元; percent; the measure word; None: a count whose measure word nobody prints
    factor: Decimal
    currency: str = "CNY"


PERCENT = Unit("percentage", "percent", Decimal("0.01"))
RATIO = Unit("percentage", "percent", Decimal(1))  # a bare 0.95 that means 95%


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> Unit | None:
    """The unit that `text` is the whole name of.

    >>> parse_unit("万元").factor, parse_unit("万人"), parse_unit("教育局") is None
    (Decimal('10000'), Unit(kind='quantity', name='人', factor=Decimal('10000'), currency='CNY'), True)
    """
    text = text.strip("（）：: ")
    money = found("unit.money", text)
    if money:
        currency = _CURRENCIES.get(money["currency"], "CNY")
        return Unit("amount", (money["scale"] or "") + money["currency"], _scale(money["scale"]), currency)
    ratio = found("unit.ratio", text)
    if ratio:
        name, factor = _RATIOS[ratio["ratio"]]
        return Unit("percentage", name, Decimal(factor))
    measure = found("unit.measure", text)
    return Unit("quantity", measure["measure"], _scale(measure["scale"])) if measure else None


def unit_cell(text: str) -> Unit | None:
    """The unit in a column of units, where a short word that no list knows is a measure word too.

    >>> unit_cell("万担").factor, unit_cell("")
    (Decimal('10000'), None)
    """
    unit = parse_unit(text)
    if unit or not text or len(text) > _LONGEST_MEASURE or not text.isalpha():
        return unit
    if len(text) > 1 and text[0] in "万亿":
        return Unit("quantity", text[1:], _scale(text[0]))
    return Unit("quantity", text, Decimal(1))


def _scale(text: str | None) -> Decimal:
    number = read_number("1" + text) if text else None
    return number.value if number else Decimal(1)


def parse_units(text: str) -> tuple[Unit, ...]:
    """The units of a list such as 元、%, as far as they are units; 套/台 is one.

    >>> [unit.name for unit in parse_units("万元、%")]
    ['万元', 'percent']
    """
    whole = parse_unit(text)
    if whole:
        return (whole,)
    return tuple(unit for part in _split(text) if (unit := parse_unit(part)))


def _split(text: str) -> Iterator[str]:
    part = ""
    for char in text:
        if char in _SEPARATOR:
            yield part
            part = ""
        else:
            part += char
    yield part


def declared_units(text: str) -> tuple[Unit, ...]:
    """Units of the last 单位：… in a line or cell; a cell that is nothing but a unit declares it too.

    >>> [unit.name for unit in declared_units("公开01表 金额单位：万元")]
    ['万元']
    """
    for match in reversed(list(compiled("unit.declaration").finditer(text))):
        units = parse_units(match["units"])
        if units:
            return units
    return ()


def take_units(text: str) -> tuple[str, tuple[Unit, ...]]:
    """A header or row label without its unit, and the unit: 决算数（万元） → 决算数, 万元.

    >>> rest, units = take_units("户籍人口（万人）")
    >>> rest, units[0].name, take_units("一、税收（一）")[0]
    ('户籍人口', '人', '一、税收（一）')
    """
    for match in reversed(list(compiled("unit.bracket").finditer(text))):
        units = parse_units(match["units"].lstrip("±"))
        if units and match.start() and (units[0].kind != "quantity" or _is_count(text, match)):
            return text[: match.start()] + text[match.end() :], units
    if text and (text[-1] in "%‰" or any(char in text for char in "，,/：、")):
        return _take_trailing(text)
    return text, ()


def _is_count(text: str, match: regex.Match[str]) -> bool:
    """Whether a measure word in brackets counts: not in 首台（套）产品, a name, nor in 其他支出（项）, a level of the subjects."""
    return match.end() == len(text) and not found("unit.level", text)


def _take_trailing(text: str) -> tuple[str, tuple[Unit, ...]]:
    match: regex.Match[str] | None = found("unit.trailing", text)
    units = parse_units(match["units"]) if match else ()
    return (text[: match.start()], units) if match and units else (text, ())


def money_unit(units: tuple[Unit, ...]) -> Unit | None:
    """The unit of a column that names none: the declared money unit, else the first declared."""
    return next((unit for unit in units if unit.kind == "amount"), units[0] if units else None)
