"""Marked-up sentences: one string that is input, span and expectation.

`支出<159.58万元 value=1595800>，占<72%>` → the sentence without marks, and each mark's text, place and expected fields. A sentence
that needs the signs themselves writes them full width (＜ ＞). A malformed mark is an error: an example that checks nothing must not pass.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"<([^<>]*?)((?:\s+[a-z_]+=[^\s<>]+)*)>")
_FIELD = re.compile(r"([a-z_]+)=([^\s<>]+)")


@dataclass(frozen=True)
class Mark:
    """One expected hit: its place in the plain sentence, its text and what is expected of it."""

    start: int
    end: int
    raw: str
    fields: dict[str, str]


def parse(sentence: str) -> tuple[str, list[Mark]]:
    """The plain sentence and its marks."""
    plain, marks, at = "", [], 0
    for match in _MARK.finditer(sentence):
        plain += sentence[at : match.start()]
        raw = match.group(1)
        if not raw:
            raise ValueError(f"an empty mark in {sentence!r}")
        marks.append(Mark(len(plain), len(plain) + len(raw), raw, dict(_FIELD.findall(match.group(2)))))
        plain += raw
        at = match.end()
    plain += sentence[at:]
    if "<" in plain or ">" in plain:
        raise ValueError(f"a malformed mark in {sentence!r}")
    return plain, marks
