"""The words of tables: patterns/tables.toml as questions that the other table modules ask."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from . import patterns
from .normalize import matching_copy

_FILE = "tables.toml"


@cache
def compiled(identifier: str) -> regex.Pattern[str]:
    """The regex of one record of tables.toml."""
    return patterns.load(_FILE)[identifier].compiled


@cache
def _family(prefix: str) -> tuple[tuple[regex.Pattern[str], str], ...]:
    records = patterns.load(_FILE).values()
    return tuple((record.compiled, record.value or "") for record in records if record.id.startswith(prefix + "."))


def found(identifier: str, text: str) -> regex.Match[str] | None:
    """First hit of the record in `text`.

    >>> found("row.total", "本年支出合计").group()
    '本年支出合计'
    """
    return compiled(identifier).search(text)


@lru_cache(maxsize=65536)
def value_of(prefix: str, text: str) -> str | None:
    """What the first record of a family that hits stands for.

    >>> value_of("flow", "税收收入"), value_of("quantity", "在职人数")
    ('income', '人')
    """
    for pattern, value in _family(prefix):
        if pattern.search(text):
            return value
    return None


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A cell's text in one line, in the signs of the matching copy, without white space but between Latin words.

    >>> plain("比 2024年\\n决算数 (%)")
    '比2024年决算数（%）'
    """
    if text.isdigit():
        return text
    return matching_copy("".join(text.split()) if not text.isascii() else " ".join(text.split())).text
