"""The relation records and the functions that test them belong together, and every example says what happens."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex as re
from marked_reports import example_report

from extractor.reconcile import TESTS, catalogue, reconcile
from extractor.reconcile.catalogue import Example, Relation
from extractor.reconcile.docs import page

CASES = [
    pytest.param(relation, example, id=f"{relation.id}-{number}-{example.outcome}")
    for relation in catalogue()
    for number, example in enumerate(relation.examples)
]


@pytest.mark.parametrize("relation, example", CASES)
def test_example_of_relation_gives_its_outcome(relation: Relation, example: Example) -> None:
    """Does each example sentence come out as its record says?"""
    checks = [check for check in reconcile(example_report(example.text)).checks if check.kind == relation.kind]
    outcomes = {check.outcome for check in checks}
    if example.outcome == "unjudged":
        assert outcomes <= {"holds"} or not outcomes
        assert "violated" not in outcomes
    else:
        assert example.outcome in outcomes
        if example.outcome in ("holds", "rounding"):
            assert outcomes <= {"holds", "rounding"}


def test_catalogue_and_functions_name_the_same_relations() -> None:
    """Has every record a function, and every function a record?"""
    tested = [name for names in TESTS.values() for name in names]
    assert sorted(tested) == sorted(relation.id for relation in catalogue())


@pytest.mark.parametrize("relation", catalogue(), ids=lambda relation: relation.id)
def test_relation_has_examples_that_fail_and_that_cannot_be_judged(relation: Relation) -> None:
    """Does each record show when it says nothing?"""
    outcomes = {example.outcome for example in relation.examples}
    assert "unjudged" in outcomes or relation.id in ("repeat.rate",)


def test_page_of_checks_is_current() -> None:
    """Was docs/checks.md made again after the catalogue changed?"""
    path = Path(__file__).resolve().parent.parent / "docs" / "checks.md"
    assert path.read_text(encoding="utf-8") == page(), "run python -m extractor.reconcile.docs"


@pytest.mark.parametrize("relation", catalogue(), ids=lambda relation: relation.id)
def test_messages_are_filled_in_both_languages(relation: Relation) -> None:
    """Does every message come out without an open field, in Chinese and in English?"""
    for example in relation.examples:
        for language in ("zh", "en"):
            for check in reconcile(example_report(example.text), language=language).checks:  # type: ignore[arg-type]
                assert check.message.strip()
                assert "{" not in check.message + (check.suggestion.reason if check.suggestion else "")
                if language == "en" and check.suggestion:
                    assert not re.match(r"\p{Han}", check.suggestion.reason)
