"""Number formats of spreadsheets: a stored number → the text that the user sees.

Grammar: ECMA-376 part 1, 18.8.30 and 18.8.31. Colours, widths (`_x`) and fillers (`*x`) put nothing on the page; `\\x` and, in Chinese
Excel and WPS, `!x` put x: `0!.0,` shows 12345678 as 1234.6, which is how budget sheets show yuan as 万元.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple


class Shown(NamedTuple):
    """What a cell shows, and whether the format shows it as a percentage."""

    text: str
    percent: bool = False


_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<exponent>[Ee][+-])|(?P<ampm>AM/PM|am/pm|A/P|上午/下午)|(?P<date>y+|m+|d+|h+|s+|aaaa?|e+|b+)(?![a-z])"
    r"|(?P<place>[0#?])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)")
_BUILT_IN_DATES = frozenset("ymdhsae")
# ECMA-376 18.8.30: the formats that have a number only; 27 to 58 as Chinese Excel shows them.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0",
    49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip


class _Token(NamedTuple):
    kind: str  # literal, place, point, comma, percent, date, exponent, ampm, elapsed, general, text, slash
    text: str


class _Section(NamedTuple):
    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None
    kinds: frozenset[str]

    def has(self, kind: str) -> bool:
        return kind in self.kinds


def show_text(value: str, code: str) -> str:
    """A text cell as its format shows it: the fourth section may put something around it."""
    sections = _sections(code)
    if len(sections) < 4 or not sections[3].has("text"):
        return value
    return "".join(value if token.kind == "text" else token.text for token in sections[3].tokens).strip()


def show_number(value: float | int, code: str, *, date_1904: bool = False) -> Shown:
    """A stored number as its format shows it.

    >>> show_number(1.0288, "0.0%"), show_number(12345678, "0!.0,").text, show_number(-5.5, '#,##0.00_);(#,##0.00)').text
    (Shown(text='102.9%', percent=True), '1234.6', '(5.50)')
    """
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if code == "General":
        return Shown(_general(number))
    section, number, negative = _choose(_sections(code), number)
    if section.has("date") or section.has("elapsed"):
        return Shown(_show_date(number, section, date_1904))
    if section.has("general") or (not section.tokens and code.strip() in ("", "General")):
        text = _general(number)
        text = "".join(text if token.kind == "general" else token.text for token in section.tokens) or text
        return Shown(("-" if negative else "") + text)
    if section.has("text") and not section.has("place"):
        return Shown(
            "".join(_general(number) if token.kind == "text" else token.text for token in section.tokens).strip()
        )
    if section.has("slash") or section.has("exponent"):
        return Shown(("-" if negative else "") + _general(number))
    percent = section.has("percent")
    text = _fill(number, section)
    return Shown(("-" if negative and text else "") + text, percent)


def is_date(code: str) -> bool:
    """Whether a format shows dates or times."""
    first = _sections(code)[0]
    return first.has("date") or first.has("elapsed")


@lru_cache(maxsize=2048)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[_Token] = []
    condition: tuple[str, Decimal] | None = None
    for match in _TOKEN.finditer(code):
        if match["plain"] == ";":
            sections.append(_section(tokens, condition))
            tokens, condition = [], None
        elif match["bracket"] is not None:
            condition = _bracket(match["bracket"], tokens) or condition
        else:
            token = _token(match)
            if token:
                tokens.append(token)
    sections.append(_section(tokens, condition))
    return tuple(sections)


def _section(tokens: list[_Token], condition: tuple[str, Decimal] | None) -> _Section:
    return _Section(tuple(tokens), condition, frozenset(token.kind for token in tokens))


def _bracket(inside: str, tokens: list[_Token]) -> tuple[str, Decimal] | None:
    compare, currency = _CONDITION.fullmatch(inside.strip()), _CURRENCY.match(inside)
    if compare:
        return compare[1], Decimal(compare[2])
    if currency and currency[1]:
        tokens.append(_Token("literal", currency[1]))
    elif re.fullmatch(r"h+|m+|s+", inside, re.IGNORECASE):
        tokens.append(_Token("elapsed", inside.lower()))
    return None


def _token(match: re.Match[str]) -> _Token | None:
    for kind in ("quoted", "escaped"):
        if match[kind] is not None:
            return _Token("literal", match[kind])
    for kind in ("general", "exponent", "ampm", "place"):
        if match[kind] is not None:
            return _Token(kind, match[kind])
    if match["date"] is not None:
        return _Token("date", match["date"].lower())
    plain = match["plain"]
    if plain is None:
        return None
    kinds = {".": "point", ",": "comma", "%": "percent", "％": "percent", "@": "text", "/": "slash"}
    return _Token(kinds.get(plain, "literal"), plain)


def _choose(sections: tuple[_Section, ...], number: Decimal) -> tuple[_Section, Decimal, bool]:
    """The section for a number, the number that it shows, and whether a minus sign is to be put before it."""
    if any(section.condition for section in sections[:2]):
        for section in sections[:3]:
            if section.condition is None or _holds(section.condition, number):
                return section, abs(number), number < 0
        return sections[-1], abs(number), number < 0
    if number < 0 and len(sections) >= 2:
        return sections[1], abs(number), False
    if number == 0 and len(sections) >= 3:
        return sections[2], number, False
    return sections[0], abs(number), number < 0


def _holds(condition: tuple[str, Decimal], number: Decimal) -> bool:
    sign, other = condition
    return {
        "<": number < other,
        "<=": number <= other,
        ">": number > other,
        ">=": number >= other,
        "=": number == other,
        "<>": number != other,
    }[sign]


def _general(number: Decimal) -> str:
    """As Excel's General shows a number: at most eleven characters for a fraction, all digits of a whole number."""
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    whole = len(f"{abs(number):f}".split(".")[0])
    places = max(10 - whole, 0)
    shown = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{shown:f}".rstrip("0").rstrip(".") if places else f"{shown:f}"


def _fill(number: Decimal, section: _Section) -> str:
    """The digits of a number put into the places of a section."""
    tokens = list(section.tokens)
    places = [at for at, token in enumerate(tokens) if token.kind == "place"]
    if not places:
        return "".join(token.text for token in tokens if token.kind in ("literal", "percent")).strip()
    point = next((at for at, token in enumerate(tokens) if token.kind == "point"), None)
    whole_places = [at for at in places if point is None or at < point]
    decimals = len(places) - len(whole_places)
    last_place = places[-1] if point is None else max([*whole_places, point])
    scale, grouped = _commas(tokens, whole_places, places, last_place)
    number = number * 100 ** sum(token.kind == "percent" for token in tokens) / Decimal(1000) ** scale
    rounded = number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    if whole == "0" and not any(tokens[at].text == "0" for at in whole_places):
        whole = ""
    out = _fill_whole(whole, tokens, whole_places, grouped)
    fractions = _fill_fraction(fraction, tokens, [at for at in places if at not in whole_places])
    pieces = []
    for at, token in enumerate(tokens):
        if token.kind == "place":
            pieces.append(out.get(at, fractions.get(at, "")))
        elif token.kind == "point":
            pieces.append("." if any(fractions.values()) else "")
        elif token.kind in ("literal", "percent"):
            pieces.append(token.text)
    return "".join(pieces).strip()


def _commas(tokens: list[_Token], whole_places: list[int], places: list[int], last_place: int) -> tuple[int, bool]:
    """(how often the number is divided by 1000, whether its thousands are grouped)."""
    scale, grouped = 0, False
    for at, token in enumerate(tokens):
        if token.kind != "comma":
            continue
        if whole_places and whole_places[0] < at < whole_places[-1]:
            grouped = True
        elif at > min(places[-1], last_place):
            scale += 1
    return scale, grouped


def _fill_whole(whole: str, tokens: list[_Token], places: list[int], grouped: bool) -> dict[int, str]:
    """Digits for the places before the point, from the right; the first place takes all that are left."""
    least = sum(tokens[at].text == "0" for at in places)
    first_zero = next((index for index, at in enumerate(places) if tokens[at].text == "0"), len(places))
    least = len(places) - first_zero if least else 0
    digits = list(whole.rjust(least, "0"))
    marked = [
        digit + ("," if grouped and (len(digits) - 1 - index) % 3 == 0 and index < len(digits) - 1 else "")
        for index, digit in enumerate(digits)
    ]
    out: dict[int, str] = {}
    for place in reversed(places[1:]):
        out[place] = marked.pop() if marked else ""
    if places:
        out[places[0]] = "".join(marked)
    return out


def _fill_fraction(fraction: str, tokens: list[_Token], places: list[int]) -> dict[int, str]:
    """Digits for the places behind the point; zeros at the end are left out where the place is optional."""
    out: dict[int, str] = {}
    needed = False
    for at, digit in zip(reversed(places), reversed(fraction), strict=False):
        needed = needed or digit != "0" or tokens[at].text == "0"
        out[at] = digit if needed else ""
    return out


def _show_date(number: Decimal, section: _Section, date_1904: bool) -> str:
    moment = serial_date(number, date_1904=date_1904)
    if moment is None:
        return _general(number)
    tokens = [token for token in section.tokens if token.kind != "text"]
    half = any(token.kind == "ampm" for token in tokens)
    pieces = []
    hours_before = False
    for at, token in enumerate(tokens):
        following = next((other.text for other in tokens[at + 1 :] if other.kind == "date"), "")
        if token.kind == "elapsed":
            seconds = int(number * 86400)
            pieces.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[token.text[0]]))
            hours_before = True
        elif token.kind == "date":
            minutes = token.text[0] == "m" and (hours_before or following.startswith("s"))
            pieces.append(_date_part(token.text, moment, minutes=minutes, half=half))
            hours_before = token.text[0] == "h"
        elif token.kind == "ampm":
            chinese = "上午" in token.text
            pieces.append(("上午" if chinese else "AM") if moment.hour < 12 else ("下午" if chinese else "PM"))
        else:
            pieces.append(token.text)
    return "".join(pieces).strip()


_WEEKDAYS = "一二三四五六日"


def _date_part(code: str, moment: dt.datetime, *, minutes: bool, half: bool) -> str:
    letter, wide = code[0], len(code) >= 2
    if letter in "ye":
        return f"{moment.year:04d}" if len(code) != 2 else f"{moment.year % 100:02d}"
    if letter == "a":
        return ("星期" if len(code) == 4 else "") + _WEEKDAYS[moment.weekday()]
    if letter == "m" and not minutes and len(code) >= 3:
        return f"{moment.month}月" if len(code) == 3 else f"{_months()[moment.month - 1]}月"
    if letter == "d" and len(code) >= 3:
        return "星期" + _WEEKDAYS[moment.weekday()]
    hour = (moment.hour - 1) % 12 + 1 if half else moment.hour
    value = {"m": moment.minute if minutes else moment.month, "d": moment.day, "h": hour, "s": moment.second}.get(
        letter, 0
    )
    return f"{value:02d}" if wide else str(value)


def _months() -> tuple[str, ...]:
    return ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def serial_date(number: Decimal, *, date_1904: bool = False) -> dt.datetime | None:
    """The moment that a spreadsheet stores as days since its epoch; None outside of what it can show.

    >>> serial_date(Decimal(45658)).date()
    datetime.date(2025, 1, 1)
    """
    if not 0 <= number < 2958466:
        return None
    epoch = (
        dt.datetime(1904, 1, 1)
        if date_1904
        else dt.datetime(1899, 12, 30)
        if number >= 60
        else dt.datetime(1899, 12, 31)
    )
    return epoch + dt.timedelta(seconds=int((number * 86400).to_integral_value(rounding=ROUND_HALF_UP)))
