"""Automatic numbers of Word paragraphs: 一、 （一） 1. ① as Word shows them.

Word keeps a heading's number out of its text: the paragraph (or its style) names a list and a level, and numbering.xml says how that level
counts and how it is printed (ECMA-376 Part 1, 17.9). No reading library writes the Chinese formats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_HAN = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: tuple[tuple[int, str], ...] = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
)
_ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def in_han(value: int, digits: str = _HAN, units: str = "十百千", zero: str = "零") -> str:
    """A number below ten thousand as headings count: 十二, 二十, 一百零三.

    >>> in_han(12), in_han(20), in_han(103)
    ('十二', '二十', '一百零三')
    """
    if not 0 < value < 10_000:
        return str(value)
    text = ""
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            text += digits[digit] + (units[place - 1] if place else "")
        elif text and not text.endswith(zero) and value % 10**place:
            text += zero
    return text[1:] if 10 <= value < 20 and digits is _HAN else text


def _by_digit(value: int) -> str:
    return "".join(_HAN[int(char)] for char in str(value))


def _letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if value > 0 else ""


def _roman(value: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (value // worth)
        value %= worth
    return text


def _enclosed(first: int, last: int) -> Callable[[int], str]:
    return lambda value: chr(first + value - 1) if 1 <= value <= last else str(value)


def _circled(value: int) -> str:
    if value > 20:
        return chr(0x3251 + value - 21) if value <= 35 else chr(0x32B1 + value - 36) if value <= 50 else f"({value})"
    return chr(0x2460 + value - 1) if value >= 1 else "⓪"


def _cyclic(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)]


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "decimalHalfWidth": str,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _enclosed(0x2474, 20),
    "decimalEnclosedFullstop": _enclosed(0x2488, 20),
    "ideographEnclosedCircle": _enclosed(0x3280, 10),
    "chineseCounting": in_han,
    "chineseCountingThousand": in_han,
    "taiwaneseCounting": in_han,
    "taiwaneseCountingThousand": in_han,
    "japaneseCounting": in_han,
    "ideographDigital": _by_digit,
    "taiwaneseDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "chineseLegalSimplified": lambda value: in_han(value, _LEGAL, "拾佰仟"),
    "ideographLegalTraditional": lambda value: in_han(value, _LEGAL, "拾佰仟"),
    "ideographTraditional": _cyclic(_STEMS),
    "ideographZodiac": _cyclic(_BRANCHES),
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
}


# The number formats (MSONFC) of older files by the names that .docx gives them.
_NAMES = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 10: "ideographDigital", 11: "japaneseCounting",
    14: "decimalFullWidth", 15: "decimalHalfWidth", 16: "ideographLegalTraditional", 17: "japaneseDigitalTenThousand",
    18: "decimalEnclosedCircle", 19: "decimalFullWidth", 22: "decimalZero", 23: "bullet", 26: "decimalEnclosedFullstop",
    27: "decimalEnclosedParen", 28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle", 30: "ideographTraditional",
    31: "ideographZodiac", 33: "taiwaneseCounting", 34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand",
    36: "taiwaneseDigital", 37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand", 255: "none",
}  # fmt: skip


def word_format(code: int) -> str:
    """The name of a number format that an older file gives by its code."""
    return _NAMES.get(code, "decimal")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and prints."""

    number_format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # the level whose number begins this one anew; None: any higher one
    legal: bool = False  # higher levels print in Arabic digits
    suffix: str = "tab"  # what stands between number and text: tab | space | nothing
    style: str | None = None  # the paragraph style that numbers by this level


@dataclass
class Numbering:
    """The lists of a document and how far each has counted."""

    levels: Mapping[str, Mapping[int, Level]] = field(default_factory=dict)  # numId → level → Level
    owners: Mapping[str, str] = field(default_factory=dict)  # numId → abstractNumId: lists that count on together
    restarts: Mapping[str, Mapping[int, int]] = field(
        default_factory=dict
    )  # numId → levels that begin anew where the list is first used
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, root: Any | None, style_lists: Mapping[str, str] | None = None) -> Numbering:
        """From the root of numbering.xml, or an empty one; `style_lists` says which list a numbering style stands for."""
        if root is None:
            return cls()
        abstract = {item.get(f"{W}abstractNumId"): item for item in root.findall(f"{W}abstractNum")}
        owner_of = {
            item.get(f"{W}numId") or "": _value(item, "abstractNumId") or "" for item in root.findall(f"{W}num")
        }
        levels: dict[str, Mapping[int, Level]] = {}
        restarts: dict[str, dict[int, int]] = {}
        for item in root.findall(f"{W}num"):
            number = item.get(f"{W}numId") or ""
            owner = owner_of[number] = _linked(owner_of[number], abstract, owner_of, style_lists or {})
            own = _levels(abstract[owner]) if owner in abstract else {}
            for override in item.findall(f"{W}lvlOverride"):
                start = _override(own, override)
                if start is not None:
                    restarts.setdefault(number, {})[_number(override.get(f"{W}ilvl"), 0)] = start
            levels[number] = own
        return cls(levels, owner_of, restarts)

    def level_of(self, number: str, style: str) -> int | None:
        """The level of a list that a paragraph style numbers by."""
        return next((at for at, level in self.levels.get(number, {}).items() if level.style == style), None)

    def next(self, number: str, level: int) -> str:
        """The printed number of the next paragraph of a list at a level; empty for bullets and unknown lists."""
        known = self.levels.get(number, {})
        if level not in known:
            return ""
        counts = self.counts.setdefault(self.owners[number], {})
        if number not in self.used:
            self.used.add(number)
            for at in self.restarts.get(number, ()):
                counts.pop(at, None)
        counts[level] = counts[level] + 1 if level in counts else known[level].start
        for deeper in range(level + 1, _LEVELS):
            restart = known[deeper].restart if deeper in known else None
            if restart is None or level < restart:
                counts.pop(deeper, None)
        return self._printed(known, counts, level)

    def _printed(self, known: Mapping[int, Level], counts: Mapping[int, int], level: int) -> str:
        text = known[level].text
        if known[level].number_format in ("bullet", "none"):
            return ""
        for at in range(level + 1):
            mark = f"%{at + 1}"
            if mark in text and at in known:
                style = "decimal" if known[level].legal and at < level else known[at].number_format
                text = text.replace(mark, _FORMATS.get(style, str)(counts.get(at, known[at].start)))
        return f"{text} " if text[-1:].isalnum() and known[level].suffix != "nothing" else text


def numbered(number: str, text: str) -> str:
    """A paragraph with its automatic number; a blank parts the number from a figure that the text begins with.

    >>> numbered("一、", "总体情况"), numbered("1.", "2024年收入")
    ('一、总体情况', '1. 2024年收入')
    """
    text = text.lstrip() if number else text
    blank = " " if number[-1:] in (".", "．", "-") and text[:1].isdigit() else ""
    return number + blank + text


def _linked(
    owner: str, abstract: Mapping[str | None, Any], owner_of: Mapping[str, str], style_lists: Mapping[str, str]
) -> str:
    """The definition that a list counts by: one that only names a numbering style stands for that style's."""
    for _ in range(5):
        style = _value(abstract[owner], "numStyleLink") if owner in abstract else None
        if style is None or style not in style_lists:
            break
        owner = owner_of.get(style_lists[style], owner)
    return owner


def is_on(item: Any | None) -> bool:
    """Is a switch there and not turned off?"""
    return item is not None and item.get(f"{W}val") not in ("0", "false", "off")


def _value(item: Any, name: str) -> str | None:
    found = item.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() else default


def _levels(item: Any) -> dict[int, Level]:
    return {_number(level.get(f"{W}ilvl"), 0): _level(level) for level in item.findall(f"{W}lvl")}


def _level(item: Any) -> Level:
    restart = _value(item, "lvlRestart")
    return Level(
        number_format=_value(item, "numFmt") or "decimal",
        text=_value(item, "lvlText") or "",
        start=_number(_value(item, "start"), 1),
        restart=_number(restart, 0) if restart is not None else None,
        legal=is_on(item.find(f"{W}isLgl")),
        suffix=_value(item, "suff") or "tab",
        style=_value(item, "pStyle"),
    )


def _override(levels: dict[int, Level], override: Any) -> int | None:
    """Takes an override into the levels; where it states one, the number that the level begins anew with."""
    at = _number(override.get(f"{W}ilvl"), 0)
    own = override.find(f"{W}lvl")
    if own is not None:
        levels[at] = _level(own)
    stated = _value(override, "startOverride")
    if stated is None or at not in levels:
        return None
    start = _number(stated, 1)
    levels[at] = replace(levels[at], start=start)
    return start
