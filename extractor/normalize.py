"""The matching copy: the text as patterns want to see it, and the way back to the text as it stands.

Reports come laid out: full-width digits, compatibility characters out of PDF fonts (⽀ ⼊ ⾦), zero-width marks, spaces between
digits and Han, line breaks inside a number or a word, a page number in the middle of a sentence. `matching_copy` writes all that out
of a copy and keeps for every character its place in the source, so that `raw == text[start:end]` always holds for what is found.

In the copy: digits, Latin letters and % are half width, brackets 。，；： full width; a comma stands only inside a number; "\\n" parts
paragraphs and table rows, "\\t" table cells, a space only Latin words, numbers and columns.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

# CJK radicals that PDF fonts use for the ideograph but that Unicode gives no compatibility mapping.
_RADICALS = {
    "⺁": "厂", "⺈": "刀", "⺊": "卜", "⺌": "小", "⺍": "小", "⺓": "幺", "⺗": "心", "⺘": "手", "⺝": "月", "⺟": "母",
    "⺠": "民", "⺡": "水", "⺣": "火", "⺥": "爪", "⺨": "犬", "⺫": "目", "⺬": "示", "⺮": "竹", "⺯": "糸", "⺰": "丝",
    "⺶": "羊", "⺷": "羊", "⺸": "羊", "⺼": "肉", "⺾": "艸", "⻁": "虎", "⻂": "衣", "⻃": "西", "⻄": "西", "⻅": "见",
    "⻆": "角", "⻇": "角", "⻈": "言", "⻉": "贝", "⻋": "车", "⻌": "辵", "⻎": "辵", "⻑": "长", "⻒": "长", "⻓": "长",
    "⻔": "门", "⻖": "阜", "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻞": "食", "⻟": "食",
    "⻠": "食", "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾",
    "⻫": "齐", "⻬": "齐", "⻭": "齿", "⻮": "齿", "⻯": "龙", "⻰": "龙", "⻱": "龟", "⻲": "龟",
}  # fmt: skip
# One sign for one thing: what follows the pipeline need not know how many ways there are to write it.
_SIGNS = {
    "(": "（", ")": "）", ";": "；", ":": "：", "﹪": "%", "﹑": "、", "｡": "。", "﹒": ".", "．": ".",
    "－": "-", "−": "-", "﹣": "-", "‐": "-", "‑": "-", "–": "-", "～": "~", "∼": "~", "〜": "~", "﹢": "+",
    "•": "·", "∙": "·", "・": "·", "‧": "·", "･": "·", "￥": "¥", "〈": "《", "〉": "》", "〖": "【", "〗": "】",
    "﹝": "〔", "﹞": "〕", "〇": "〇", "○": "〇", "◯": "〇",
}  # fmt: skip
_KEPT = frozenset("，。；：！？（）、")
_COMPATIBILITY = (
    (0x2E80, 0x2FE0),
    (0xF900, 0xFB00),
    (0xFE30, 0xFE70),
    (0xFF00, 0xFFF0),
    (0x3000, 0x3001),
    (0xA0, 0xA1),
)

_TERMINAL = frozenset("。！？；：!?…．")
_OPEN = frozenset("，、,（《“‘〔【")
_HEADING = re.compile(
    r"第[一二三四五六七八九十\d]{1,4}[部章节条]|[一二三四五六七八九十]{1,3}[、.]|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}(?:[.、](?!\d)|\.\d{1,2}\.)|[①-⑳●■◆]"
)
_PAGE_NUMBER = re.compile(r"[-—─–]*\s*(?:第\s*)?\d{1,4}\s*(?:页)?\s*(?:[/共]\s*(?:共\s*)?\d{1,4}\s*(?:页)?)?\s*[-—─–]*")
_SENTENCE = re.compile(r"[，。；：%！？]")
_FRESH = re.compile(r"(?:金额)?单位[:：]|[—─-]{2}|附[件表]|[图表]\d")  # what never goes on with the line before
_DIGITS = re.compile(r"\d+")
_UNIT_AHEAD = re.compile(r"[万亿千百十]*元|[%‰]|个百分点|[万亿](?=\s*元)")
_CUT_NUMBER = re.compile(r"\d[,.]\d$|\d *[万亿]元$")
_TOKEN = re.compile(r"[“《（]?(?:[\d.,]+%?[，。；、）]?|\w[，。；、）：]?)")
_PAGE_NUMBER_STARTS = frozenset("0123456789-—─–第")
_INVISIBLE = r"\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ue000-\uf8ff"
_RUN = re.compile(rf"[\s{_INVISIBLE}]+")
_COMMA = re.compile(r",(?!\d)|(?<!\d),|,(?=\d{1,2}(?!\d)|\d{4})")  # a comma that does not group digits
_WIDE_DIGITS = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_WIDE_GROUP = regex.compile(
    r"(?<![\d，.])\d{1,3}，0\d{2}(?!\d)|(?<![\d，.])\d{1,3}(?:，\d{3}){2,}(?!\d)|(?<![\d，.])\d{1,3}，\d{3}\.\d{1,4}(?!\d)"
)
_SPACED_GROUP = regex.compile(
    r"(?<=\d[,.·]) +(?=\d)|(?<=\d) +(?=[,.]\d{2})|(?<=(?<![\d.,])\d{1,3})(?<!年) (?=\d{3}(?: \d{3})*(?: ?\. ?\d+)?(?:[万亿千百]?元|%))"
)
_ASCII_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.%")


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """One character for one character, so that offsets stay."""
    table = {}
    for low, high in _COMPATIBILITY:
        for code in range(low, high):
            char = chr(code)
            plain = unicodedata.normalize("NFKC", char)
            if len(plain) == 1 and plain != char and char not in _KEPT:
                table[code] = plain
    for char, plain in (_RADICALS | _SIGNS).items():
        table[ord(char)] = plain
    return table


@dataclass(frozen=True, slots=True)
class MatchingCopy:
    """`text` is what patterns run over; places in it map to places in the source text and back.

    >>> copy = matching_copy("支出１５９．５８ 万\\n元")
    >>> copy.text, copy.span(2, 10)
    ('支出159.58万元', (2, 12))
    """

    text: str
    starts: tuple[int, ...]  # where in the copy each kept stretch begins
    shifts: tuple[int, ...]  # what to add there to come to the source

    def to_source(self, index: int) -> int:
        """Place in the source of the copy's character `index`."""
        return index + self.shifts[bisect_right(self.starts, index) - 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source's span of the copy's `[start, end)`."""
        if end <= start:
            place = self.to_source(start)
            return place, place
        return self.to_source(start), self.to_source(end - 1) + 1

    def to_copy(self, index: int) -> int:
        """Place in the copy of the source's character `index`; of the next kept one where that was left out."""
        low, high = 0, len(self.starts)
        while low < high:
            middle = (low + high) // 2
            if self.starts[middle] + self.shifts[middle] <= index:
                low = middle + 1
            else:
                high = middle
        at = max(low - 1, 0)
        place = index - self.shifts[at]
        limit = self.starts[at + 1] if at + 1 < len(self.starts) else len(self.text)
        return max(self.starts[at], min(place, limit))


def matching_copy(text: str, grids: Iterable[tuple[int, int]] = ()) -> MatchingCopy:
    """The matching copy of `text`; inside `grids` (spans of tables) every line break parts rows and every tab cells."""
    plain = _WIDE_DIGITS.sub(",", text).translate(_table())
    plain = _WIDE_GROUP.sub(lambda m: m.group().replace("，", ","), plain)
    layout: _Layout | None = None
    pieces: list[str] = []
    starts: list[int] = [0]
    shifts: list[int] = [0]
    at = length = 0  # in the source; in the copy
    spans = sorted(grids)
    for run in _RUN.finditer(plain):
        start, end = run.span()
        if start < at:
            continue
        blank = run.group()
        if blank == "\n" and spans and _inside(spans, start):
            continue
        if "\n" not in blank and "\r" not in blank and "\f" not in blank:
            parts = "\t" in blank or (
                spans and end - start > 1 and _inside(spans, start)
            )  # in a grid a wide gap parts cells
            put = "\t" if parts and start and plain[start - 1] != "\n" else _space(plain, start, end)
        elif spans and _inside(spans, start):
            put = "\n"
        else:
            layout = layout or _Layout.of(plain)
            end, put = layout.instead(plain, start, end)
        if put == blank and end == run.end():
            continue
        pieces += (plain[at:start], put)
        length += start - at
        at = end
        if put:  # it stands for the run's beginning
            starts.append(length)
            shifts.append(start - length)
            length += 1
        starts.append(length)
        shifts.append(end - length)
    pieces.append(plain[at:])
    return MatchingCopy(_COMMA.sub("，", "".join(pieces)), tuple(starts), tuple(shifts))


def _inside(spans: Sequence[tuple[int, int]], index: int) -> bool:
    at = bisect_right(spans, (index, 1 << 62)) - 1
    return at >= 0 and spans[at][0] <= index < spans[at][1]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How this text is broken into lines: at the end of paragraphs, or wherever a printed line was full."""

    widest: int | None  # columns of a full line; None: the breaks are the author's
    heads: frozenset[str]  # running heads: short lines that come back beside page breaks, digits left out

    @classmethod
    def of(cls, text: str) -> _Layout:
        lines = [line for line in map(str.strip, text.splitlines()) if line and "\t" not in line]
        if len(lines) < 4:
            return cls(None, frozenset())
        widths = sorted(map(_width, lines))
        widest = widths[int(len(widths) * 0.95)]
        # Laid out text has a right margin: a good part of its lines end within four Han of it.
        at_margin = len(widths) - bisect_right(widths, widest - 9)
        wrapped = 24 <= widest <= 200 and at_margin * 4 >= len(widths)
        return cls(widest if wrapped else None, _running_heads(text))

    def instead(self, text: str, start: int, end: int) -> tuple[int, str]:
        """What stands in the copy for the line break `[start, end)`, and where it ends: furniture of the page joins it."""
        if start == 0 or end == len(text):
            return end, "\n"
        before = text[text.rfind("\n", 0, start) + 1 : start].strip()
        after, furniture = self._skip_furniture(text, end)
        if after >= len(text) or not before or before[-1] in _TERMINAL:
            return end, "\n"
        if self._is_soft(before, text[after : after + 24], furniture=furniture):
            return after, ""
        return end, "\n"

    def _skip_furniture(self, text: str, after: int) -> tuple[int, bool]:
        """A page ends with its number and begins with its running head."""
        furniture = False
        for _ in range(3):
            if not self.heads and text[after : after + 1] not in _PAGE_NUMBER_STARTS:
                break
            line_end = text.find("\n", after, after + 60)
            if line_end < 0:
                break
            line = text[after:line_end].strip()
            if not (_PAGE_NUMBER.fullmatch(line) or (self.heads and _DIGITS.sub("#", line) in self.heads)):
                break
            blank = _RUN.match(text, line_end)
            after, furniture = blank.end() if blank else line_end, True
        return after, furniture

    def _is_soft(self, before: str, following: str, *, furniture: bool) -> bool:
        last, first = before[-1], following[0]
        if (last.isdigit() and _UNIT_AHEAD.match(following)) or _CUT_NUMBER.search(before[-12:] + first):
            return True
        if _HEADING.match(following) or _FRESH.match(following):
            return False
        if before.count("“") > before.count("”") or before.count("（") > before.count("）"):
            return True
        if last in _OPEN:
            return first.isalnum() or first in "“《（"
        if self.widest is None:
            return furniture and len(before) > 30
        width = _width(before)
        token = _TOKEN.match(following)
        if width + (_width(token.group()) if token else 1) >= self.widest - 4 or width * 100 >= self.widest * 85:
            return True
        return width * 100 >= self.widest * 60 and not _HEADING.match(before)


def _running_heads(text: str) -> frozenset[str]:
    """Short lines without punctuation that come back three times, each time beside a page break (a blank line, a page number)."""
    counts: Counter[str] = Counter()
    lines = text.splitlines()
    for at, line in enumerate(lines):
        bare = line.strip()
        if 2 <= len(bare) <= 40 and not _SENTENCE.search(bare):
            around = (lines[at - 1] if at else "", lines[at + 1] if at + 1 < len(lines) else "")
            if any(not other.strip() or _PAGE_NUMBER.fullmatch(other.strip()) for other in around):
                counts[_DIGITS.sub("#", bare)] += 1
    return frozenset(line for line, times in counts.items() if times >= 3 and not _HEADING.match(line))


def _space(text: str, start: int, end: int) -> str:
    """A run without a line break: nothing, or a space where it parts words, numbers or columns."""
    if start == 0 or end == len(text) or text[start - 1] in "\n\t" or text[end] in "\n\t":
        return ""
    if end - start > 1 and sum(2 if char == "\u3000" else char.isspace() for char in text[start:end]) >= 4:
        return " "  # so wide a gap parts two things: 单位：万元    编制日期
    if text[start - 1] in _ASCII_WORD and text[end] in _ASCII_WORD and text[end] != "%":
        return "" if not text[start].isspace() or _SPACED_GROUP.match(text, start) else " "
    return ""


def _width(line: str) -> int:
    """Columns that a line takes when printed: two for Han."""
    return len(line.encode("gbk", "replace"))
