"""A slip of the pen in a clean report is found: seeded changes of figures that stand in a relation which the text states."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CLEAN = ("county_budget_report", "department_budget", "final_accounts", "project_evaluation", "state_assets_debt")
COUNT = 300


def _mutate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutate", ROOT / "benchmarks" / "mutate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


MUTATE = _mutate()


@cache
def clean(name: str) -> Any:
    return MUTATE.clean(ROOT / "corpus" / name / "report.txt")


@cache
def stated(name: str) -> frozenset[int]:
    """Where the figures stand that the gold has in a relation which the text states."""
    checks = (ROOT / "corpus" / name / "checks.jsonl").read_text(encoding="utf-8").splitlines()
    return frozenset(span[0] for line in checks if (check := json.loads(line))["required"] for span in check["spans"])


@pytest.mark.parametrize("name", CLEAN)
def test_an_unchanged_report_raises_nothing(name: str) -> None:
    assert clean(name).known == {}


@cache
def trials() -> tuple[tuple[str, bool, bool], ...]:
    """Kind of change, whether it is found, whether the gold has the figure in a stated relation; reports in turn."""
    found = []
    for name in CLEAN:
        for change, hit, _ in MUTATE.trials([clean(name)], COUNT // len(CLEAN), 20):
            found.append((change.kind, hit, change.figure.start in stated(name)))
    return tuple(found)


def test_changes_are_spread_over_all_kinds() -> None:
    assert {kind for kind, _, _ in trials()} == set(MUTATE.KINDS)
    assert len(trials()) == COUNT


def test_a_changed_figure_of_a_stated_relation_is_named() -> None:
    hits = [hit for _, hit, inside in trials() if inside]
    assert len(hits) > COUNT // 3
    assert sum(hits) >= 0.5 * len(hits)


@pytest.mark.parametrize("wrong, right", [("占95.73%", "占95.37%"), ("增加86\n.25万元", "增加88\n.25万元")])
def test_one_change_that_an_auditor_would_see(wrong: str, right: str) -> None:
    """The harness itself: a swapped digit in one share, a digit in one difference."""
    one = clean("final_accounts")
    assert one.document.text.count(wrong) == 1
    at = one.document.text.index(wrong)
    figure = next(figure for figure in one.report.figures if at < figure.start < at + len(wrong))
    change = MUTATE.Change("digit", figure, at, at + len(wrong), right)
    after = MUTATE.extract_document(MUTATE.changed(one.document, change))
    assert MUTATE.is_found(one.known, after, change)
    same = MUTATE.Change("digit", figure, at, at + len(wrong), wrong)
    assert not MUTATE.is_found(one.known, MUTATE.extract_document(MUTATE.changed(one.document, same)), same)
