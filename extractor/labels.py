"""From the words beside a figure to the name of what it measures: the report's words without year, office and verb.

`name` reads the words before a figure; `attached` and `counted` read what stands behind it where nothing names it before; `names` deals a row of
names out to the figures that follow with 分别. What the words do not say is carried over by describe.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import regex

from . import patterns

LONGEST = 40  # characters; a longer name is a sentence and is cut to the words nearest to the figure
_QUOTES = "“”\"'"
_OFFICE = frozenset("局厅署处会府室心校院队")  # one of them stands in the name of every office
_FOOTNOTES = {ord(sign): None for sign in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳\n"}
_RECEIVER = 8  # characters of a name of those who receive money
_EDGE = "，、：；。\n\t 的¥"


@dataclass(frozen=True, slots=True)
class Name:
    """What the words before a figure call it."""

    label: str  # "" where they name nothing
    bare: bool = True  # names no measure by itself
    generic: bool = False  # 收入预算, 支出总计: needs the budget's name before it
    scope: str | None = None


class _Rules:
    def __init__(self) -> None:
        found = patterns.load("labels.toml")
        self.head, self.middle, self.tail = (found[key].compiled for key in ("head", "middle_verb", "tail"))
        self.stage_tail, self.bare, self.generic = (found[key].compiled for key in ("stage_tail", "bare", "generic"))
        self.note, self.attached, self.counted = (found[key].compiled for key in ("note", "attached", "counted"))
        self.each, self.span = found["each"].compiled, found["span"].compiled
        self.moved_money, self.receiver = found["moved_money"].compiled, found["receiver"].compiled
        self.coordination, self.organization = found["coordination"].compiled, found["organization"].compiled
        self.scope: regex.Pattern[str] = patterns.load("stages.toml")["scope"].compiled


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    return _Rules()


@lru_cache(maxsize=4096)
def name(words: str) -> Name:
    """The name in the words before a figure.

    >>> name("其中：全市税收收入完成")
    Name(label='税收收入', bare=False, generic=False, scope='全市')
    >>> name("支出决算为").bare
    True
    """
    rules = _rules()
    words = words.translate(_FOOTNOTES).strip(_EDGE)
    if not words:
        return Name("")
    words = rules.tail.sub("", words)
    words, scope = _without_head(words, rules)
    verb = last(rules.middle, words)
    if verb is not None and verb.end() < len(words) - 1:
        words, scope = _without_head(words[verb.end() :], rules, scope)
    words = _plain(rules.note.sub("", words)) if "（" in words or "[" in words or "每" in words else _plain(words)
    words = rules.tail.sub("", words)
    if len(words) > LONGEST:
        words = _shortened(words)
    if rules.bare.match(words):
        return Name(words, True, False, scope)
    generic = rules.generic.match(words) is not None
    if not generic:
        words = _without_stage(words, rules)
    return Name(words, False, generic or rules.generic.match(words) is not None, scope)


def last(pattern: regex.Pattern[str], words: str) -> regex.Match[str] | None:
    """The last place where a pattern fits."""
    found = None
    for match in pattern.finditer(words):
        found = match
    return found


def _without_head(words: str, rules: _Rules, scope: str | None = None) -> tuple[str, str | None]:
    """Connectives, verbs, the office and whose money it is, off the front, in any order."""
    for _ in range(4):
        before = words
        found = rules.head.match(words)
        if found:
            words = words[found.end() :]
        found = rules.scope.match(words)
        if found and found.end() < len(words) and words[found.end()] not in "、和及与":
            scope = scope or found.group()
            words = words[found.end() :]
        elif not found and not _OFFICE.isdisjoint(words) and (found := rules.organization.match(words)):
            words = words[found.end() :]
        if words == before:
            break
    return words, scope


def without_notes(words: str) -> str:
    """Words without remarks in brackets: 采购金额（以合同签订为准） → 采购金额."""
    return _rules().note.sub("", words)


def _plain(words: str) -> str:
    """Without quotation marks and brackets that enclose all or that miss their other half."""
    words = words.strip(_EDGE)
    if words[:1] in _QUOTES and words[:1] and not any(sign in words[1:-1] for sign in _QUOTES):
        words = words.strip(_QUOTES)
    elif words[-1:] and words[-1] in _QUOTES and words.count("“") < words.count("”"):
        words = words.rstrip(_QUOTES)
    if words.count("“") > words.count("”") and words.find("”") < 0:
        words = words.replace("“", "")
    if words.count("（") != words.count("）"):
        words = (
            words.rpartition("（")[2] if words.rfind("（") > words.rfind("）") else words.partition("）")[2] or words
        )
    return words.strip(_EDGE + ".")


def _shortened(words: str) -> str:
    """The end of a name that is a sentence: from the last 的 or bracket that leaves a name, else the last words."""
    cut = words.rfind("的", 0, len(words) - 3)
    return words[cut + 1 :] if cut >= len(words) - LONGEST else words[-LONGEST:]


def _without_stage(words: str, rules: _Rules) -> str:
    """Without 年初预算, 决算数 behind the name, where a name is left."""
    found = rules.stage_tail.search(words)
    if found is None or found.start() < 3:
        return words
    short = words[: found.start()].rstrip("的")
    return words if short.endswith(("涉及", "一般公共", "政府性基金", "国有资本经营", "基金", "部门", "总")) else short


def without_receiver(words: str) -> str:
    """Words behind a count without the noun that is counted: 3个[部门多列支出] → 多列支出.

    >>> without_receiver("部门多列支出"), without_receiver("部门预算支出")
    ('多列支出', '部门预算支出')
    """
    found = _rules().receiver.match(words)
    return words[found.end() :] if found is not None else words


def received(words: str) -> str:
    """Who receives what, behind a count of them: 为7名[劳模发放慰问金] → 劳模慰问金.

    >>> received("劳模发放慰问金"), received("企业提供担保服务时发放贷款")
    ('劳模慰问金', '')
    """
    verb = last(_rules().middle, words)
    if verb is None or not 2 <= verb.start() <= _RECEIVER or verb.end() >= len(words) - 1:
        return ""
    return words[: verb.start()] + words[verb.end() :]


@lru_cache(maxsize=512)
def is_office(words: str) -> bool:
    """Whether words end with the name of an office: 某县财政局."""
    return _rules().organization.match(words) is not None


def without_each(label: str) -> str:
    """What a label says for one person is the sum of: 人均年补助 → 补助; "" for other labels."""
    found = _rules().each.match(label)
    return label[found.end() :] if found is not None else ""


def holds_number(words: str) -> bool:
    """Whether words hold a number of years or the like, which is no figure: 平均期限8.5年."""
    return _rules().span.search(words) is not None


def moved_money(words: str) -> str:
    """Money named by what was done with it: 收回资金, 到位资金.

    >>> moved_money("已收回资金"), moved_money("安排资金")
    ('收回资金', '')
    """
    found = _rules().moved_money.search(words)
    return found.group() if found is not None else ""


def attached(after: str, words: Callable[[str], list[str]]) -> str:
    """The name behind the figure: 安排[258万元]专项资金开展地震保险, 投入[5亿元]用于湖泊保护."""
    found = _rules().attached.match(after)
    if found is None:
        return ""
    aim, kind = found["aim"], found["kind"]
    if aim and len(aim) > 12:
        aim = _whole_words(aim, 14, words)
    return f"{aim or ''}{kind or ''}".strip(_EDGE)


def counted(after: str, words: Callable[[str], list[str]]) -> str:
    """The counted thing behind a measure word: 5名[养老护理员]."""
    found = _rules().counted.match(after)
    if found is None:
        return ""
    noun: str = found["noun"]
    return noun if len(noun) <= 8 else _whole_words(noun, 8, words)


def _whole_words(text: str, limit: int, words: Callable[[str], list[str]]) -> str:
    """The beginning of `text`, at most `limit` characters, cut between two words."""
    taken = ""
    for word in words(text[: limit + 8]):
        if len(taken) + len(word) > limit:
            break
        taken += word
    return taken or text[:limit]


@lru_cache(maxsize=512)
def names(words: str) -> tuple[str, ...]:
    """The names of a row: 收入、支出分别为 → 收入, 支出. What the last has in common with the others is given to each.

    >>> names("一般公共预算收入、支出")
    ('一般公共预算收入', '一般公共预算支出')
    >>> names("高龄津贴、护理补贴和生活补助")
    ('高龄津贴', '护理补贴', '生活补助')
    """
    parts = [part for part in _rules().coordination.split(_without_share(words)) if part]
    if len(parts) < 2:
        return tuple(parts)
    first = parts[0]
    kinds = ("收入", "支出", "结余", "总额", "限额", "余额")
    stem = next((first[: -len(kind)] for kind in kinds if first.endswith(kind) and len(first) > len(kind)), "")
    return tuple(stem + part if stem and part in kinds else part for part in parts)


def _without_share(words: str) -> str:
    """甲、乙占比 names 甲 and 乙: the share is what the figures are."""
    for ending in ("占比", "比重", "比例"):
        words = words.removesuffix(ending)
    return words.removesuffix("的")


def joined(fund: str, label: str) -> str:
    """The name of the budget and a word that needs it: 政府性基金预算 + 收入预算 → 政府性基金预算收入."""
    if label in ("预算", "决算"):
        return fund + label
    return fund + _rules().stage_tail.sub("", label).removeprefix("预算")


@lru_cache(maxsize=8192)
def key(label: str) -> str:
    """What two names have in common that mean the same: without quotation marks, 的, and stage words at the end.

    >>> key("“三公”经费支出决算数") == key("三公经费支出")
    True
    """
    return _rules().stage_tail.sub("", label.translate(_DROPPED)).rstrip("数") or label


_DROPPED = {ord(sign): None for sign in "“”\"'的、（）()，"}
