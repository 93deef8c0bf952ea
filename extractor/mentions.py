"""Text and patterns → figure mentions with exact places.

Takes the matching copy, gives the amounts, percentages and quantities that stand printed there. What a figure measures is not said here
(labels.py), nor which figure belongs to which (links.py). Periods and document numbers: periods.py; subject codes: subject_mentions.py.

Notes for a newcomer: `_Finder.number` finds where numbers begin; there the patterns of patterns/amounts.toml, percentages.toml and
quantities.toml are tried in the order of the files, those only whose `begins` and `next` fit; `_BUILDERS` turns a hit into mentions, and the
first that gives one wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple, cast

import regex

from . import patterns
from .numerals import EXACT, Number, read_number
from .patterns import Pattern

MentionKind = Literal["amount", "percentage", "quantity"]
Approximation = Literal["about", "over", "under", "nearly"]

_SCALES = {
    "": 1,
    "百": 10**2,
    "佰": 10**2,
    "千": 10**3,
    "仟": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_SCALES |= {"十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
_CURRENCIES = {
    "美元": "USD",
    "港元": "HKD",
    "港币": "HKD",
    "欧元": "EUR",
    "日元": "JPY",
    "英镑": "GBP",
    "元": "CNY",
    "圆": "CNY",
}
_RATIOS = {
    "%": ("percent", Decimal("0.01")),
    "%%": ("percent", Decimal("0.01")),
    "百分之": ("percent", Decimal("0.01")),
    "‰": ("permille", Decimal("0.001")),
    "千分之": ("permille", Decimal("0.001")),
    "万分之": ("per_ten_thousand", Decimal("0.0001")),
    "个百分点": ("percentage_point", Decimal("0.01")),
    "百分点": ("percentage_point", Decimal("0.01")),
    "成": ("tenth", Decimal("0.1")),
    "折": ("tenth", Decimal("0.1")),
    "倍": ("times", Decimal(1)),
}
_MORE = str.maketrans("", "", "余多")
_BEFORE = 14  # characters in front of a number that may say how exact it is
_BEHIND = 8


class Mention(NamedTuple):
    """One figure as printed. `start`, `end` are places in the matching copy."""

    kind: MentionKind
    start: int
    end: int
    value: Decimal | None  # yuan; ratio; count. None for a range
    precision: Decimal  # one unit of the last printed place, in the unit of `value`
    unit: str  # as written: 万元; for percentages percent | permille | percentage_point | tenth | times; measure word
    unit_inferred: bool = False
    currency: str = "CNY"
    approximation: Approximation | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    rule: str = ""  # id of the pattern that found it


def find_figures(text: str) -> list[Mention]:
    """All figure mentions of a matching copy, sorted by place, none overlapping another.

    >>> [(m.kind, text[m.start:m.end], str(m.value)) for text in ["支出12.5万元，占85%，惠及3户"] for m in find_figures(text)]
    [('amount', '12.5万元', '125000.0'), ('percentage', '85%', '0.85'), ('quantity', '3户', '3')]
    """
    finder = _finder()
    found: list[Mention] = []
    covered = 0
    for token in finder.number.finditer(text):
        start, end = token.span()
        if start < covered:
            continue
        digit = token.lastgroup == "digit"
        for rule, try_at, build in finder.patterns(text[end : end + 1], digit=digit):
            match = try_at(text, start)
            built = list(build(match, rule)) if match else ()
            if built:
                found += built
                covered = max(built[-1].end, end if digit else 0)
                break
    return [_with_approximation(mention, text) for mention in found]


_Build = Callable[[regex.Match[str], str], Iterator["Mention"]]
_Try = Callable[[str, int], "regex.Match[str] | None"]
_Table = dict[str | None, tuple[tuple[str, _Try, _Build], ...]]  # by the character behind the number; None: any other


@dataclass(frozen=True)
class _Finder:
    """Where numbers begin, and which patterns to try there, the more special first."""

    number: regex.Pattern[str]
    digit: _Table
    han: _Table

    def patterns(self, behind: str, *, digit: bool) -> tuple[tuple[str, _Try, _Build], ...]:
        """Id, regex and builder of each pattern that a number may begin which has `behind` behind it."""
        table = self.digit if digit else self.han
        return table.get(behind or "\n", table[None])


@lru_cache(maxsize=1)
def _finder() -> _Finder:
    known = [
        (pattern, builders[identifier.split(".")[1]])
        for file, builders in _BUILDERS.items()
        for identifier, pattern in patterns.load(file).items()
    ]
    number = regex.compile(patterns.expand(r"(?P<digit>{sign}?{arabic})|(?P<han>[△▲负]?[百千万]?{han_any}+)"))
    return _Finder(number, _table(known, "digit"), _table(known, "han"))


def _table(known: list[tuple[Pattern, _Build]], begins: str) -> _Table:
    fitting = [
        (pattern.next, (pattern.id, pattern.compiled.match, build))
        for pattern, build in known
        if pattern.begins in (begins, "both")
    ]
    table: _Table = {None: tuple(entry for behind, entry in fitting if behind is None)}
    for char in {char for behind, _ in fitting for char in behind or ""}:
        table[char] = tuple(entry for behind, entry in fitting if behind is None or char in behind)
    return table


class _Approximations(NamedTuple):
    """What before and behind a number says how exact it is, and the characters without which it is not worth looking."""

    before: regex.Pattern[str]
    behind: regex.Pattern[str]
    signs_before: frozenset[str]
    signs_behind: frozenset[str]
    names: dict[str, Approximation]


@lru_cache(maxsize=1)
def _approximations() -> _Approximations:
    records = list(patterns.load("approximations.toml").values())
    sides: dict[str, str] = {}
    for side in ("before", "behind"):
        of_side = (record for record in records if record.id.split(".")[1] == side)
        sides[side] = "|".join(f"(?P<{record.id.replace('.', '_')}>{record.source_regex})" for record in of_side)
    return _Approximations(
        before=regex.compile(rf"(?:{sides['before']})$", regex.VERBOSE),
        behind=regex.compile(sides["behind"], regex.VERBOSE),
        signs_before=frozenset(sides["before"]),
        signs_behind=frozenset(sides["behind"]),
        names={record.id.replace(".", "_"): cast(Approximation, record.value) for record in records},
    )


def _with_approximation(mention: Mention, text: str) -> Mention:
    known = _approximations()
    match = None
    if text[mention.end : mention.end + 1] in known.signs_behind:
        match = known.behind.match(text, mention.end, mention.end + _BEHIND)
    if match is None and text[mention.start - 1 : mention.start] in known.signs_before:
        match = known.before.search(text, max(0, mention.start - _BEFORE), mention.start)
    if match is None or match.lastgroup is None:
        return mention
    return mention._replace(approximation=known.names[match.lastgroup])


@lru_cache(maxsize=1024)
def _money_unit(written: str) -> tuple[str, str, Decimal, str]:
    """Of a unit as written: without 余 or 多, its multiple, what that is worth, and the currency."""
    unit = written.translate(_MORE)
    sign = next((name for name in _CURRENCIES if unit.endswith(name)), "")
    scale = unit.removesuffix(sign)
    return unit, scale, Decimal(_SCALES[scale]), _CURRENCIES.get(sign, "CNY")


def _scaled(number: str, written: str) -> tuple[Number, str, str] | None:
    """Value of `number` in yuan with the unit as written and the currency; None where it is no number."""
    unit, scale, worth, currency = _money_unit(written)
    if number.isascii():
        read = read_number(number)
        return (read.times(worth), unit, currency) if read else None
    if number.lstrip("-△▲负").isascii():
        read = read_number(number)
        value = read.times(worth) if read else None
    else:
        value = read_number(number + scale)  # 三百二十 and 万: the multiple is part of the numeral
    return (value, unit, currency) if value else None


def _amount(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    written = match["unit"] or "元"
    read = _scaled(match["number"], written)
    if read is None:
        return
    number, unit, currency = read
    groups = match.groupdict()
    for name, worth in (("jiao", Decimal("0.1")), ("fen", Decimal("0.01"))):
        digit = read_number(groups[name]) if groups.get(name) else None
        if digit:
            number = Number(EXACT.add(number.value, digit.value * worth), worth)
    more = groups.get("more") or written != unit
    start, end = match.start("number"), match.end()
    yield Mention(
        "amount", start, end, number.value, number.precision, unit,
        currency=currency, approximation="over" if more else None, unit_inferred=not match["unit"], rule=rule,
    )  # fmt: skip


def _bare_zero(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    """Zero is zero in any unit; the unit named is the one that these reports count in."""
    yield Mention("amount", match.start(), match.end(), Decimal(0), Decimal(1), "万元", unit_inferred=True, rule=rule)


def _amount_list(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    spans = match.spans("item")
    for start, end in spans:
        read = _scaled(match.string[start:end], match["unit"])
        if read is None:
            continue
        number, unit, currency = read
        last = (start, end) == spans[-1]
        yield Mention(
            "amount", start, match.end() if last else end, number.value, number.precision, unit,
            currency=currency, unit_inferred=not last, rule=rule,
        )  # fmt: skip


def _shared_unit(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    read = _scaled(match["number"], match["unit"])
    if read:
        number, unit, currency = read
        start, end = match.span("number")
        yield Mention(
            "amount", start, end, number.value, number.precision, unit, unit_inferred=True, currency=currency, rule=rule
        )


def _amount_range(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    low_unit = match["low_unit"] or match["unit"]
    low = _scaled(match["low"], low_unit if low_unit[-1] not in "万亿" else low_unit + "元")
    high = _scaled(match["high"], match["unit"])
    if low and high and low[0].value < high[0].value:
        yield Mention(
            "amount", match.start(), match.end(), None, high[0].precision, high[1],
            currency=high[2], low=low[0].value, high=high[0].value, rule=rule,
        )  # fmt: skip


def _ratio(number: str, unit: str) -> tuple[Number, str] | None:
    name, worth = _RATIOS[unit.translate(_MORE)]
    read = read_number(number)
    return (read.times(worth), name) if read else None


def _percentage(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    groups = match.groupdict()
    read = _ratio(match["number"], match["unit"])
    if read is None:
        return
    number, unit = read
    half = groups.get("half")
    if half:
        digit = Decimal(5) if half == "半" else (read_number(half) or number).value
        number = Number(number.value + digit * Decimal("0.01"), Decimal("0.01"))
    more: Approximation | None = (
        "over" if groups.get("more") or match["unit"] != match["unit"].translate(_MORE) else None
    )
    yield Mention(
        "percentage", match.start(), match.end(), number.value, number.precision, unit, approximation=more, rule=rule
    )


def _percentage_list(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    spans = match.spans("item")
    for start, end in spans:
        read = _ratio(match.string[start:end], match["unit"])
        if read:
            last = (start, end) == spans[-1]
            end = match.end() if last else end
            yield Mention(
                "percentage", start, end, read[0].value, read[0].precision, read[1], unit_inferred=not last, rule=rule
            )


def _percentage_range(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    low, high = _ratio(match["low"], match["low_unit"] or match["unit"]), _ratio(match["high"], match["unit"])
    if low and high and low[0].value < high[0].value:
        yield Mention(
            "percentage", match.start(), match.end(), None, high[0].precision, high[1],
            low=low[0].value, high=high[0].value, rule=rule,
        )  # fmt: skip


def _quantity(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    groups = match.groupdict()
    more = "".join(match.captures("more")) if groups.get("more") else ""
    scale = (groups.get("scale") or "") + more.translate(_MORE)
    text = match["number"]
    scale = scale or (match["unit"] if match["unit"] in _SCALES else "")  # 人口74.5万
    read = read_number("1" + text) if text in ("百", "千", "万") else read_number(text)
    if read:
        number = read.times(Decimal(_SCALES[scale])) if scale else read
        yield Mention(
            "quantity", match.start(), match.end(), number.value, number.precision, match["unit"],
            approximation="over" if more else None, rule=rule,
        )  # fmt: skip


def _quantity_list(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    spans = match.spans("item")
    for start, end in spans:
        read = read_number(match.string[start:end])
        if read:
            last = (start, end) == spans[-1]
            end = match.end() if last else end
            yield Mention(
                "quantity", start, end, read.value, read.precision, match["unit"], unit_inferred=not last, rule=rule
            )


def _quantity_range(match: regex.Match[str], rule: str) -> Iterator[Mention]:
    low, high = read_number(match["low"]), read_number(match["high"])
    if low and high and low.value < high.value:
        factor = Decimal(_SCALES[match["scale"] or ""])
        yield Mention(
            "quantity", match.start(), match.end(), None, high.precision * factor, match["unit"],
            low=low.value * factor, high=high.value * factor, rule=rule,
        )  # fmt: skip


_BUILDERS: dict[str, dict[str, _Build]] = {
    "amounts.toml": {
        "range": _amount_range,
        "financial": _amount,
        "list": _amount_list,
        "arabic": _amount,
        "chinese": _amount,
        "sign": _amount,
        "bare_scale": _amount,
        "bare_zero": _bare_zero,
        "shared_unit": _shared_unit,
    },
    "percentages.toml": {
        "range": _percentage_range,
        "list": _percentage_list,
        "arabic": _percentage,
        "words": _percentage,
        "point": _percentage,
        "tenth": _percentage,
        "times": _percentage,
    },
    "quantities.toml": {
        "range": _quantity_range,
        "list": _quantity_list,
        "arabic": _quantity,
        "chinese": _quantity,
        "one": _quantity,
        "round": _quantity,
        "bare_scale": _quantity,
    },
}
