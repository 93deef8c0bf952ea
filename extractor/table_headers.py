"""What the words of a header or of a row label say: year, stage, role, unit, scope, and what is left as the label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, cast

from .models import Flow, Stage
from .table_units import PERCENT, Unit, take_units
from .table_words import compiled, found, value_of

Role = Literal["level", "change", "base", "share", "rate"]

_BARE_FLOWS = frozenset(("收入", "支出", "结余", "余额", "限额"))
_HIDDEN = "\ue000"  # stands for 预算 inside the name of a fund while stages are looked for


@dataclass(frozen=True)
class Words:
    """What one text says. `label` is what is left of it."""

    label: str = ""
    year: int | None = None
    offset: int | None = None  # 上年 -1, 本年 0
    period: Literal["start", "end"] | None = None  # 年初, 年末: a balance
    stage: Stage | None = None
    role: Role | None = None
    change_word: str = ""  # 增长, 减少 …
    of: str | None = None  # compared with what, share of what: in the words of the header
    ratio: bool = False  # the numbers are percentages even without a sign
    units: tuple[Unit, ...] = ()
    scope: str | None = None
    total: bool = False
    among: bool = False
    evidence: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=65536)
def read_words(text: str) -> Words:
    """What a header cell or a row label says.

    >>> words = read_words("比2024年决算数增长%")
    >>> words.role, words.of, words.ratio, words.label
    ('change', '2024年决算数', True, '')
    >>> words = read_words("2024年末地方政府债务余额（亿元）")
    >>> words.label, words.year, words.period, words.units[0].name
    ('地方政府债务余额', 2024, 'end', '亿元')
    """
    text = compiled("label.mark").sub("", text) or text
    bare, units = take_units(text)
    bare = bare.strip(" ：:")
    among = found("row.among", bare)
    if among and among.end() < len(bare):
        bare = bare[among.end() :]
    words = _role(Words(units=units), bare + "%" if units == (PERCENT,) else bare, bare)
    if words.role is None:
        words = _stage_and_year(words, bare)
    words = replace(words, among=among is not None)
    prefix = found("scope.prefix", words.label)
    if prefix:
        words = replace(words, scope=prefix.group(), label=words.label[prefix.end() :])
    if found("scope.column", words.label):
        words = replace(words, scope=words.label, label="", evidence={**words.evidence, "scope": words.label})
    if found("row.total_bare", words.label):
        return replace(words, total=True)
    return replace(words, total=found("row.total", words.label) is not None)


def _role(words: Words, whole: str, bare: str) -> Words:
    for kind in ("completion", "change", "share", "rate"):
        match = found(f"role.{kind}", whole) or found(f"role.{kind}", bare)
        if match is None:
            continue
        groups = match.groupdict()
        role = cast(Role, {"completion": "rate", "change": "change", "share": "share", "rate": "rate"}[kind])
        ratio = kind != "change" or found("role.ratio_word", whole) is not None or words.units[:1] == (PERCENT,)
        rest = _stage_and_year(words, bare.replace(match.group(), "", 1) if match.group() in bare else "")
        named = kind == "rate" or (kind == "completion" and not groups.get("of"))
        return replace(
            rest, role=role, of=groups.get("of") or None, change_word=groups.get("word") or "", ratio=ratio,
            label=bare if named else rest.label.strip("（）、的"), evidence={**rest.evidence, "role": match.group()},
        )  # fmt: skip
    return words


def _stage_and_year(words: Words, text: str) -> Words:
    evidence = dict(words.evidence)
    match = found("year.absolute", text)
    year = offset = None
    period: Literal["start", "end"] | None = None
    if match:
        year = int(match["year"])
        period = "end" if match["end"] else "start" if match["start"] else None
    else:
        match = found("year.relative", text)
        if match:
            offset = -2 if match["before"] else -1 if match["last"] else 1 if match["next"] else 0
            period = "end" if match["end"] else "start" if match["start"] else None
    if match:
        evidence["fiscal_year"] = match.group()
        text = text[: match.start()] + text[match.end() :]
    stage, text = _take_stage(text, evidence)
    return replace(
        words,
        label=_tidy(text),
        year=year,
        offset=offset,
        period=period,
        stage=stage,
        evidence=evidence,
    )


def _take_stage(text: str, evidence: dict[str, str]) -> tuple[Stage | None, str]:
    hidden = compiled("fund.name").sub(lambda match: match.group().replace("预算", _HIDDEN), text)
    for stage in ("adjusted", "final", "budget"):
        match = found(f"stage.{stage}", hidden)
        if match:
            evidence["stage"] = match.group()
            left = hidden[: match.start()] + hidden[match.end() :]
            value = cast(Stage, "adjusted_budget" if stage == "adjusted" else stage)
            if stage == "final":  # 预算执行: the budget's execution
                other = found("stage.budget", left)
                left = left[: other.start()] + left[other.end() :] if other else left
            return value, left.replace(_HIDDEN, "预算")
    return None, text


def _tidy(text: str) -> str:
    """Without brackets that hold nothing any more, and without signs at the ends."""
    text = text.replace("（）", "")
    return text.strip(" ：:、，—-（" if text.count("（") != text.count("）") else " ：:、，—-")


def is_generic(label: str) -> bool:
    """Whether a header's words do not say what is measured: 金额, 合计, 数."""
    return not label or found("label.generic", label) is not None


def flow_of(texts: Sequence[str], *, said: bool = False) -> Flow | None:
    """Whether income or expenditure and so on, from the first text that says it; `said`: in the very words 收入 or 支出."""
    for text in texts:
        value = value_of("flowword", text) if text else None
        if value is None and text and not said:
            value = value_of("flow", text)
        if value:
            return cast(Flow, value)
    return None


def join_label(row: str, column: str) -> str:
    """Row and column words as one label: what one already says is not said twice.

    >>> join_label("行政运行", "基本支出"), join_label("教育支出", "支出"), join_label("", "公务接待费")
    ('行政运行基本支出', '教育支出', '公务接待费')
    """
    if not row or not column:
        return row or column
    if row in _BARE_FLOWS or found("label.entity", column):
        return column if row in _BARE_FLOWS and column.endswith(row) else column + row
    if row.endswith(column) or column in row:
        return row
    if column.startswith(row):
        return column
    return row + column


def qualified(upper: str, lower: str) -> str:
    """A part's name completed by the name of what it is a part of: a shared word in the middle is said once.

    >>> qualified("地方政府债务余额", "一般债务"), qualified("政府债务限额", "一般债务限额")
    ('一般债务余额', '一般债务限额')
    >>> qualified("发行", "专项债券"), qualified("新增债务", "一般债务")
    ('发行专项债券', '新增一般债务')
    """
    if not upper or upper in lower:
        return lower
    if lower.endswith(upper[-2:]):
        if len(upper) > 4 and lower[:-2].endswith(upper[-4:-2]):
            return lower
        return upper[:-2] + lower if upper[:-2] not in lower else lower
    at = upper.rfind(lower[-2:]) if len(lower) > 2 else -1
    if at >= 0 and at + 2 < len(upper):
        return lower + upper[at + 2 :]
    return join_label(upper, lower)
