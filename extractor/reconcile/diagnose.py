"""Which single change would make a failing relation hold: the cause that an auditor looks for first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import ceil, floor

from .finding import Repair, plain
from .intervals import Interval
from .view import Fig

TEN_THOUSAND = Decimal(10000)
_UNITS = {  # what a unit is mistaken for, by the factor that the value is off
    ("万元", TEN_THOUSAND): "亿元",
    ("万元", 1 / TEN_THOUSAND): "元",
    ("元", TEN_THOUSAND): "万元",
    ("亿元", 1 / TEN_THOUSAND): "万元",
}


def slip(fig: Fig, needed: Interval) -> Repair | None:
    """The slip of the pen that turns a value out of `needed` into what is printed; None where no single one does.

    Looked for in this order: another unit, a shifted point, a lost minus sign, two digits swapped, one digit wrong, one too many or too few.
    """
    unit = unit_slip(fig, needed)
    if unit is not None:
        return unit
    for cause, value in _moved(fig):
        if needed.low <= value <= needed.high:
            return Repair(cause, fig, _written(fig, value / _scale(fig)))
    return _digit_slip(fig, needed)


def unit_slip(fig: Fig, needed: Interval) -> Repair | None:
    """The other unit that would make the figure right."""
    for repair, value in _other_units(fig):
        if value in needed:
            return repair
    return None


def _moved(fig: Fig) -> Iterator[tuple[str, Decimal]]:
    for shift in (1, -1, 2, -2):
        yield "shifted", fig.exact.scaleb(shift)
    if fig.value:
        yield "sign", -fig.exact


def _digit_slip(fig: Fig, needed: Interval) -> Repair | None:
    """A slip in the digits; compared as whole numbers of the last printed place, since there are many to try."""
    text, point = _digits(fig)
    place = _scale(fig).scaleb(-point) * (-1 if fig.exact < 0 else 1)
    if fig.type == "percentage":
        place /= 100
    ends = sorted((needed.low / place, needed.high / place))
    low, high = ceil(ends[0]), floor(ends[1])
    if low > high or high < 0 or not len(str(max(low, 0))) - 1 <= len(text) <= len(str(high)) + 1:
        return None
    for cause, changed in _changed(text):
        if low <= int(changed) <= high:
            return Repair(cause, fig, _written(fig, int(changed) * place / _scale(fig)))
    return None


def _other_units(fig: Fig) -> Iterator[tuple[Repair, Decimal]]:
    if fig.type != "amount" or not fig.unit:
        return
    for (unit, factor), other in _UNITS.items():
        if unit == fig.unit and fig.value:
            yield Repair("unit", fig, _number(fig) + other, {"unit": unit, "other": other}), fig.exact * factor


def _scale(fig: Fig) -> Decimal:
    return fig.scale


def _number(fig: Fig) -> str:
    """The printed number without its unit."""
    raw = "".join(fig.figure.raw.split())
    return raw.removesuffix(fig.unit or "")


def _written(fig: Fig, number: Decimal) -> str:
    """A value (in the printed unit) as the report would print it."""
    if fig.type == "percentage":
        return plain(number * 100) + "%"
    return plain(number) + (fig.unit or "")


def _digits(fig: Fig) -> tuple[str, int]:
    """The printed digits and how many of them stand behind the point."""
    number = abs(fig.exact / _scale(fig)) * (100 if fig.type == "percentage" else 1)
    step = fig.step / _scale(fig) * (100 if fig.type == "percentage" else 1)
    exponent = step.normalize().as_tuple().exponent if step else 0
    point = max(-exponent, 0) if isinstance(exponent, int) else 0
    return str(int(number.scaleb(point))), point


def _changed(text: str) -> Iterator[tuple[str, str]]:
    """Every digit string that one slip turns into `text`."""
    for at in range(len(text) - 1):
        if text[at] != text[at + 1]:
            yield "swapped", text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    for at, digit in enumerate(text):
        for other in "0123456789":
            if other != digit and (at or other != "0"):  # without its first digit it is one too many
                yield "digit", text[:at] + other + text[at + 1 :]
    if len(text) > 2:
        for at in range(len(text)):
            yield "extra", text[:at] + text[at + 1 :]
    for at in range(len(text) + 1):
        for other in "0123456789":
            yield "lost", text[:at] + other + text[at:]
