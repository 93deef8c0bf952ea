"""Every way to write a number → Decimal and printed places.

Takes number text of the matching copy (half-width digits, one kind of sign), without its unit: `3,788,466`, `482。01亿`, `三百二十万`,
`壹佰贰拾叁万肆仟`, `3亿5000万`, `1.2万亿`, `负三点二`. Gives the exact value and one unit of the last printed place.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import NamedTuple

import regex

#: Wide enough for any figure that is looked for (20 digits before the point, 10 behind, times 万亿), so that nothing is ever rounded.
EXACT = Context(prec=80)

_ONE = Decimal(1)
_PLACES = tuple(Decimal(1).scaleb(-places) for places in range(12))
_DIGITS = {
    **dict(zip("零〇一二三四五六七八九", (0, *range(10)), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    **dict(zip("貳參陸", (2, 3, 6), strict=True)),
    "两": 2,
    "兩": 2,
    "〇": 0,
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_TWENTIES = str.maketrans({"廿": "二十", "卅": "三十", "卌": "四十"})
_MINUS = frozenset("-△▲负")
_TOKEN = regex.compile(r"(?P<arabic>\d+(?:,\d+)*(?:[.·。]\d+)?)|(?P<point>[点點])|(?P<han>.)", regex.DOTALL)
_SEQUENCE = regex.compile(r"[零〇一二三四五六七八九]{2,}")


class Number(NamedTuple):
    """A printed number: what it says and how finely it says it."""

    value: Decimal
    precision: Decimal  # one unit of the last printed place

    def times(self, factor: Decimal) -> Number:
        """The same number in another unit, exactly."""
        return Number(EXACT.multiply(self.value, factor), EXACT.multiply(self.precision, factor))


def read_number(text: str) -> Number | None:
    """The number that `text` writes, or None where it writes none.

    >>> read_number("3,788,466.50")
    Number(value=Decimal('3788466.50'), precision=Decimal('0.01'))
    >>> read_number("三百二十万").value, read_number("1.2万亿").value, read_number("二万五").value
    (Decimal('3200000'), Decimal('1200000000000.0'), Decimal('25000'))
    >>> read_number("△3.2").value, read_number("二〇二〇").value, read_number("万元") is None
    (Decimal('-3.2'), Decimal('2020'), True)
    """
    if text.isdecimal() and text.isascii():  # most numbers
        return Number(Decimal(text), _ONE)
    body = text.strip()
    minus = body[:1] in _MINUS
    body = body[1:].strip() if minus else body
    number = _arabic(body) if body[:1].isdecimal() and body[-1:].isdecimal() and body.isascii() else _mixed(body)
    if number is None or not minus:
        return number
    return Number(-number.value, number.precision)


def _arabic(text: str) -> Number | None:
    digits = text.replace(",", "").replace("·", ".").replace("。", ".")
    whole, _, places = digits.partition(".")
    if not (whole.isdecimal() and (places == "" or places.isdecimal())):
        return None
    return Number(
        Decimal(digits), _PLACES[len(places)] if len(places) < len(_PLACES) else Decimal(1).scaleb(-len(places))
    )


def _mixed(text: str) -> Number | None:
    body = text.translate(_TWENTIES)
    if _SEQUENCE.fullmatch(body):  # digit by digit: 二〇二〇
        return Number(Decimal("".join(str(_DIGITS[char]) for char in body)), Decimal(1))
    reader = _Reader()
    for token in _TOKEN.finditer(body):
        if not reader.take(token):
            return None
    return reader.result()


class _Reader:
    """Adds up a number left to right: digits, then 十百千 below a 万 or 亿, then the next section."""

    def __init__(self) -> None:
        self.total = Decimal(0)  # sections closed by 万 or 亿
        self.section = Decimal(0)
        self.current: Decimal | None = None  # digits not yet followed by a unit
        self.precision = Decimal(1)
        self.unit = 1  # last unit read, for 二万五
        self.big = 10**16
        self.fraction = 0  # places behind 点 read so far; 0: no point read
        self.any = False
        self.after_zero = False  # 三百零二 is 302, 三百二 is 320
        self.arabic = False  # `current` stands in Arabic digits

    def take(self, token: regex.Match[str]) -> bool:
        if token["arabic"]:
            number = _arabic(token["arabic"])
            if number is None or self.current is not None:
                return False
            self.current, self.precision, self.unit = number.value, number.precision, 1
            self.any = self.arabic = True
            return True
        if token["point"]:
            self.fraction = 1
            return self.any
        return self._take_han(token["han"])

    def _take_han(self, char: str) -> bool:
        if char in _DIGITS:
            return self._take_digit(_DIGITS[char])
        if char in _SMALL:
            self.section += (Decimal(1) if self.current is None else self.current) * _SMALL[char]
            if self.fraction or self.arabic:
                self.precision *= _SMALL[char]
            else:  # 六百 is printed to the unit as 600 is
                self.precision = Decimal(1)
            self.current, self.unit, self.fraction, self.any = None, _SMALL[char], 0, True
            self.arabic = self.after_zero = False
            return True
        return char in _BIG and self._take_big(_BIG[char])

    def _take_digit(self, digit: int) -> bool:
        self.any = True
        if self.fraction:
            self.current = (self.current or Decimal(0)) + Decimal(digit).scaleb(-self.fraction)
            self.precision = Decimal(1).scaleb(-self.fraction)
            self.fraction += 1
            return True
        if self.current is not None:
            return False  # 一二三 without units is no number here
        self.after_zero = self.after_zero or digit == 0
        if digit:
            self.current, self.precision = Decimal(digit), Decimal(1)
        return True

    def _take_big(self, scale: int) -> bool:
        if not self.any:
            return False
        if self.current is None and self.section == 0 and self.total:  # 1.2万亿
            self.total = EXACT.multiply(self.total, Decimal(scale))
        elif scale > self.big:  # 3万5千亿
            self.total = EXACT.multiply(self.total + self.section + (self.current or 0), Decimal(scale))
        else:
            self.total += EXACT.multiply(self.section + (self.current or 0), Decimal(scale))
        self.precision = EXACT.multiply(self.precision, Decimal(scale))
        self.section, self.current, self.fraction = Decimal(0), None, 0
        self.arabic = self.after_zero = False
        self.unit = self.big = scale
        return True

    def result(self) -> Number | None:
        if not self.any:
            return None
        last = self.current
        if last is not None and last < 10 and self.unit >= 100 and not (self.after_zero or self.fraction):
            last, self.precision = last * self.unit / 10, Decimal(self.unit) / 10  # 二万五, 三百二
        return Number(self.total + self.section + (last or Decimal(0)), self.precision)
