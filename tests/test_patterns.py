"""Is every pattern what its record says: each example a hit as marked, no counterexample a hit?"""

from __future__ import annotations

from decimal import Decimal

import marked
import pytest

from extractor import patterns
from extractor.mentions import Mention, find_figures
from extractor.normalize import matching_copy
from extractor.periods import find_document_numbers, find_periods

FIGURES = {"amounts.toml", "percentages.toml", "quantities.toml"}
RECORDS = [pattern for name in patterns.files() for pattern in patterns.load(name).values()]
IDS = [f"{pattern.file}:{pattern.id}" for pattern in RECORDS]


def hits(pattern: patterns.Pattern, sentence: str) -> list[tuple[str, dict[str, object]]]:
    """What the pattern itself gives in the sentence: text and fields of each hit."""
    copy = matching_copy(sentence)

    def raw(start: int, end: int) -> str:
        begin, stop = copy.span(start, end)
        return sentence[begin:stop]

    if pattern.file in FIGURES:
        return [(raw(m.start, m.end), fields(m)) for m in find_figures(copy.text) if m.rule == pattern.id]
    if pattern.file == "periods.toml":
        found = find_periods(copy.text, 2020)
        own = {match.span() for match in pattern.compiled.finditer(copy.text)}
        return [(raw(p.start, p.end), {"value": p.value}) for p in found if (p.start, p.end) in own]
    if pattern.file == "document_numbers.toml":
        return [(raw(n.start, n.end), {"issuer": n.issuer}) for n in find_document_numbers(copy.text)]
    return [(raw(*match.span()), {}) for match in pattern.compiled.finditer(copy.text) if match.group()]


def fields(mention: Mention) -> dict[str, object]:
    return mention._asdict()


def agrees(want: str, got: object) -> bool:
    if isinstance(got, Decimal):
        return Decimal(want) == got
    return want == (str(got).lower() if isinstance(got, bool) else str(got))


@pytest.mark.parametrize("pattern", RECORDS, ids=IDS)
def test_examples_hit_as_marked(pattern: patterns.Pattern) -> None:
    for example in pattern.examples:
        sentence, marks = marked.parse(example)
        assert marks, f"{pattern.id}: the example {example!r} marks nothing"
        found = hits(pattern, sentence)
        assert [raw for raw, _ in found] == [mark.raw for mark in marks], example
        for mark, (_, got) in zip(marks, found, strict=True):
            for name, want in mark.fields.items():
                if name in got:
                    assert agrees(want, got[name]), f"{example}: {name} is {got[name]}"


@pytest.mark.parametrize("pattern", RECORDS, ids=IDS)
def test_counterexamples_do_not_hit(pattern: patterns.Pattern) -> None:
    for sentence in pattern.counterexamples:
        assert hits(pattern, sentence) == [], sentence


def test_a_record_without_examples_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {"pattern": [{"id": "x", "what": "w", "regex": "y"}]}
    monkeypatch.setattr(patterns, "read_toml", lambda name: broken)
    patterns.load.cache_clear()
    patterns.variables.cache_clear()
    with pytest.raises(patterns.PatternError, match="examples is missing"):
        patterns.load("broken.toml")
    patterns.load.cache_clear()
    patterns.variables.cache_clear()


def test_a_malformed_mark_is_an_error() -> None:
    with pytest.raises(ValueError, match="malformed"):
        marked.parse("支出<159.58万元")
