"""Labels compared as an accountant compares them: 收入决算, 总收入 and 本年收入合计 name one thing, 收入总计 another.

Takes a label in the report's words, gives its normal form. What may be left out of a label without changing what is measured is data
(patterns/relations.toml, [names]).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from .catalogue import names_data


@lru_cache(maxsize=65536)
def normal(label: str) -> str:
    """The label without layout, quotes, years, and the words for stage and amount.

    >>> normal("2020年“三公”经费支出决算数"), normal("本年收入合计"), normal("总收入"), normal("因公出国（境）费")
    ('三公经费', '收入合计', '收入合计', '因公出国境费')
    """
    data = names_data()
    text = unicodedata.normalize("NFKC", label)
    text = "".join(c for c in text if unicodedata.category(c)[0] in "LN")
    text = data.leading.sub("", text)
    while True:
        shorter = data.trailing.sub("", text)
        if shorter == text or not shorter:
            break
        text = shorter
    total = data.total.fullmatch(text)
    if total:
        return (total["what"] or total["what_after"]) + "合计"
    return text


@lru_cache(maxsize=65536)
def stem(label: str) -> str:
    """The normal form without the words for income, expenditure and cost: what a subject is called wherever it stands.

    >>> stem("社会保障和就业收入"), stem("社会保障和就业支出"), stem("公务接待费支出")
    ('社会保障和就业', '社会保障和就业', '公务接待')
    """
    text = normal(label)
    while True:
        shorter = names_data().flow_words.sub("", text)
        if shorter == text or len(shorter) < 2:
            return text
        text = shorter


def alike(one: str, other: str) -> bool:
    """Whether two labels name one measure: equal stems, or one ends with the other and says whose it is in front.

    >>> alike("全市一般公共预算收入", "一般公共预算收入"), alike("税收收入", "非税收入")
    (True, False)
    """
    left, right = normal(one), normal(other)
    if left == right:
        return True
    short, long = sorted((left, right), key=len)
    if len(short) >= 4 and long.endswith(short):
        return names_data().owner.fullmatch(long[: -len(short)]) is not None
    left, right = stem(one), stem(other)
    return left == right and len(left) >= 2 and flow_of(one) == flow_of(other)


def contains(whole: str, words: str) -> bool:
    """Whether `words` name the measure `whole` or the end or beginning of its name (占总收入 for 本年总收入)."""
    left, right = normal(whole), normal(words)
    short, long = sorted((left, right), key=len)
    return bool(short) and (left == right or (2 * len(short) >= len(long) and short in long))


def is_total(label: str) -> bool:
    """Whether the label names the total of all income, expenditure, assets or liabilities."""
    return normal(label) in names_data().totals


def is_generic(label: str) -> bool:
    """Whether many different things carry this label in one report: 采购金额, 项目支出, 预算金额."""
    text = normal(label)
    return len(text) < 4 or names_data().generic.search(text) is not None


def flow_of(label: str) -> str | None:
    """income or expenditure where the label itself says so."""
    return names_data().flow_of(label)


def owner_of(label: str) -> str:
    """What a total is of, without the words for budget, income, expenditure and total: 社会保险基金 for 社会保险基金预算支出."""
    return names_data().total_words.sub("", normal(label)).removesuffix("预算")
