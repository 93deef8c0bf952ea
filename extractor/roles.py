"""What a figure is in its sentence: a level, a change, the base of a change, a share, a rate.

Decided by the words between the clause's border (or the figure before) and the figure, and by the first words behind it. The patterns
are patterns/roles.toml; the words that they take are no part of the figure's name, the rest is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

import regex

from . import patterns
from .models import Direction

_NAME = 14  # characters of a name behind a figure
LOOK_BACK = 120  # characters of words before a figure that are read; a clause that is longer is no name any more


@dataclass(frozen=True, slots=True)
class Role:
    """A figure's part in its clause."""

    role: str  # level | change | base | share | rate
    rule: str  # the pattern that decided, and its words
    subject: str = ""  # the words that remain as the name of what is measured
    direction: Direction | None = None
    of: str | None = None  # what a share is part of, what a change is compared with, as printed
    move: bool = False  # first figure of 由…增加到…, or the second
    plan: bool = False  # a plan that the percentage behind it is measured from
    threshold: bool = False  # 单价100万元以上: a limit, not a sum of money that moved
    whole: bool = False  # the whole of the share behind it, or that share
    verb: str = ""  # the verb of change where it stands before its object


class _Rules:
    """The compiled patterns, by name."""

    def __init__(self) -> None:
        cues = patterns.load("roles.toml")
        for key, pattern in cues.items():
            setattr(self, key, pattern.compiled)
        self.against = patterns.load("cues.toml")["against"].compiled

    share: regex.Pattern[str]
    proportion: regex.Pattern[str]
    completion: regex.Pattern[str]
    rate_word: regex.Pattern[str]
    change: regex.Pattern[str]
    more_less: regex.Pattern[str]
    change_object: regex.Pattern[str]
    base: regex.Pattern[str]
    base_after: regex.Pattern[str]
    # names of patterns/roles.toml; `from` is a word of Python
    move: regex.Pattern[str]
    move_after: regex.Pattern[str]
    plan_of: regex.Pattern[str]
    whole_of: regex.Pattern[str]
    whole_behind: regex.Pattern[str]
    equal: regex.Pattern[str]
    rise_noun: regex.Pattern[str]
    multiple_of: regex.Pattern[str]
    times_of: regex.Pattern[str]
    ahead: regex.Pattern[str]
    threshold_noun: regex.Pattern[str]
    exceeds: regex.Pattern[str]
    of_after: regex.Pattern[str]
    attribute: regex.Pattern[str]
    threshold_after: regex.Pattern[str]
    threshold_before: regex.Pattern[str]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    return _Rules()


@lru_cache(maxsize=8192)
def amount_role(before: str, after: str, previous: Role | None) -> Role:
    """The role of an amount between the words `before` and `after`; `previous` is that of the figure before it in the clause.

    >>> amount_role("比上年", "减少5.77万元", None).role
    'base'
    >>> role = amount_role("办公费支出下降", "，", None)
    >>> role.role, role.direction, role.subject
    ('change', 'down', '办公费支出')
    """
    rules = _rules()
    if previous is not None and previous.move and (found := rules.move_after.match(before)):
        return Role("level", f"roles.move {found.group()}", previous.subject, move=True)
    if after and rules.base_after.match(after) and (found := rules.base.search(before)):
        return Role("base", f"roles.base {found.group()}", before[: found.start()], of=found["of"])
    if after and rules.move_after.match(after) and (found := rules.move.search(before)):
        return Role("base", f"roles.move {found.group()}", before[: found.start()], of=found["of"], move=True)
    if after[:1] == "的" and (found := rules.plan_of.search(before)):
        return Role("level", f"roles.plan_of {found.group()}", before[: found.start()], of=found["of"], plan=True)
    if after[:1] in ("的", "比") and rules.whole_behind.match(after) and (found := rules.whole_of.search(before)):
        return Role("level", f"roles.whole_of {found.group()}", before[: found.start()], of=found["of"], whole=True)
    if after in ("的", "的约", "的近") and (found := rules.multiple_of.search(before)):
        return Role("base", f"roles.multiple_of {found.group()}", before[: found.start()], of=found["of"])
    if found := rules.exceeds.search(before):
        return Role("level", f"roles.exceeds {found.group()}", before[: found.start()], of=found["of"], plan=True)
    if found := rules.equal.search(before):
        return Role("base", f"roles.equal {found.group()}", before[: found.start()], of=found["of"])
    if found := rules.rise_noun.search(before):
        return Role("change", f"roles.rise_noun {found.group()}", before, "up")
    change = _change(before, rules)
    if change is not None and not change.subject.strip("，、") and change.of is None and after[:1] == "的":
        return Role("level", change.rule, after[1:_NAME])  # 低于[1500元]的补助上限
    if change is not None:
        return change
    if found := rules.change_object.search(before):
        return _with_object(before, found)
    limit = rules.threshold_after.match(after) if after else None
    if limit or rules.threshold_before.search(before):
        cue = limit.group() if limit else before[-4:]
        return Role("level", f"roles.threshold {cue}", before, threshold=limit is not None)
    return Role("level", "", before)


def percentage_role(before: str, after: str, previous: Role | None, value: Decimal | None) -> Role:
    """The role of a percentage.

    >>> percentage_role("占总收入的", "", None, None).of
    '总收入'
    >>> percentage_role("完成年初预算的", "", None, None).role
    'rate'
    """
    rules = _rules()
    if previous is not None and previous.whole and previous.role == "level" and rules.whole_behind.match(before):
        return Role("share", previous.rule, previous.subject, of=previous.of, whole=True)
    if found := rules.completion.search(before):
        bare = found["of"] is None and rules.attribute.match(before.rstrip("为是约达到："))
        subject = "" if bare else before[: found.start()]
        return Role("rate", f"roles.completion {found.group()}", subject, of=found["of"])
    change = _change(before, rules, value)
    if change is not None:
        return change
    if found := rules.times_of.search(before):
        return Role("rate", f"roles.times_of {found.group()}", before[: found.start()])
    if found := rules.share.search(before):
        return Role("share", f"roles.share {found.group()}", before[: found.start()], of=found["of"] or None)
    if found := rules.proportion.search(before):
        return Role("share", f"roles.proportion {found.group()}", before[: found.start()])
    if previous is not None and rules.of_after.match(before):
        return Role(
            "rate" if previous.plan or previous.rule.startswith("roles.multiple_of") else "share",
            f"roles.of_after {previous.rule}",
            previous.subject,
            of=previous.of,
        )
    if previous is not None and previous.move and rules.move_after.match(before):
        return Role("rate", "roles.move", previous.subject, move=True)
    if after and rules.move_after.match(after) and (found := rules.move.search(before)):
        return Role("rate", f"roles.move {found.group()}", before[: found.start()], move=True)
    if found := rules.change_object.search(before):
        return _with_object(before, found)
    found = rules.rate_word.search(before)
    return Role("rate", f"roles.rate_word {found.group()}" if found else "", before)


def beyond(after: str) -> str:
    """The thing behind a threshold: 单价50万元[以上的通用设备一台] → 通用设备."""
    found = _rules().threshold_noun.match(after)
    return found["noun"] if found is not None else ""


def is_attribute(subject: str) -> bool:
    """Whether the words say only a property of the figure before: 增幅, 年均, 剔除一次性因素后同口径."""
    return _rules().attribute.match(subject) is not None


def comparison(words: str) -> tuple[str | None, str]:
    """What `words` compare with, as printed, and the words without it.

    >>> comparison("支出较2023年决算数")
    ('2023年决算数', '支出')
    """
    found = _rules().against.search(words)
    if found is None:
        return None, words
    return found["of"], words[: found.start()] or words[found.end() :]


def _change(before: str, rules: _Rules, value: Decimal | None = None) -> Role | None:
    direction: Direction | None
    found = rules.ahead.search(before) if value is not None else None
    if found is not None:
        subject, direction = before[: found.start()], "up" if found["up"] else "down"
        return Role("change", f"roles.ahead {found.group()}", subject, direction, found["of"])
    found = rules.change.search(before)
    if found is None:
        found = rules.more_less.search(before)
        if found is None:
            return None
        subject, of = before[: found.start()], comparison(found.group())[0]
        return Role("change", f"roles.more_less {found.group()}", subject, "up" if found["up"] else "down", of)
    direction = "up" if found["up"] else "down" if found["down"] else None
    if value is not None and value < 0:
        direction = {"up": "down", "down": "up", None: None}[direction]
    of, subject = comparison(before[: found.start()])
    if found["open"]:
        subject = before[: found.end()]
    return Role("change", f"roles.change {found.group()}", subject, direction, of)


def _with_object(before: str, found: regex.Match[str]) -> Role:
    """追加工作经费[5万元]: the object is the name; where it is a verb itself (追加拨付) the words before are."""
    verb, thing = found["up"] or found["down"], found["object"]
    lead = before[: found.start()]
    of, lead = comparison(found.group()[: found.group().index(verb)] or lead)
    subject = f"{before[: found.start()]}{verb}{thing}" if len(thing) <= 2 else thing
    return Role("change", f"roles.change_object {verb}", subject, "up" if found["up"] else "down", of, verb=verb)
