"""The cues of a sentence (patterns/cues.toml), compiled once."""

from __future__ import annotations

from functools import lru_cache

import regex

from . import patterns


class _Rules:
    def __init__(self) -> None:
        found = patterns.load("cues.toml")
        names = (
            "parts",
            "partition",
            "within",
            "adding",
            "reason",
            "against",
            "same_period",
            "respectively",
            "fund",
            "carried_sentence",
            "continues",
            "closing_words",
            "subject_parts",
            "list_head",
            "aside",
            "span_of_years",
            "resumes",
            "heading_line",
            "aspect",
            "object",
            "past_year",
        )
        for key in names:
            setattr(self, key, found[key].compiled)

    parts: regex.Pattern[str]
    partition: regex.Pattern[str]
    within: regex.Pattern[str]
    adding: regex.Pattern[str]
    reason: regex.Pattern[str]
    against: regex.Pattern[str]
    same_period: regex.Pattern[str]
    respectively: regex.Pattern[str]
    fund: regex.Pattern[str]
    carried_sentence: regex.Pattern[str]
    continues: regex.Pattern[str]
    closing_words: regex.Pattern[str]
    subject_parts: regex.Pattern[str]
    list_head: regex.Pattern[str]
    aside: regex.Pattern[str]
    span_of_years: regex.Pattern[str]
    resumes: regex.Pattern[str]
    heading_line: regex.Pattern[str]
    aspect: regex.Pattern[str]
    object: regex.Pattern[str]
    past_year: regex.Pattern[str]


def may_explain(words: str) -> bool:
    """Whether it is worth while to look for the beginning of a reason: a search of a character costs a tenth of the pattern."""
    return "因" in words or "主要" in words or "由于" in words


def may_divide(words: str) -> bool:
    """Whether it is worth while to look for a division of a total."""
    return "按" in words or "看" in words or "主要" in words


def may_list(words: str) -> bool:
    """Whether it is worth while to look for the beginning of a list of parts."""
    return (
        "其中" in words
        or "主要" in words
        or "包" in words
        or "含" in words
        or "具体" in words
        or "分别" in words
        or "构成" in words
    )


_ADDERS = frozenset("再加减扣另此同")


def may_add(words: str) -> bool:
    """Whether words can go on with another figure beside the one before."""
    return words[:1] in _ADDERS


@lru_cache(maxsize=1)
def rules() -> _Rules:
    """The compiled cues."""
    return _Rules()
