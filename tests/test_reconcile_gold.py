"""The checks against the annotated relations of real reports: on perfect facts, and on what the extraction reads."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from gold_reports import gold_report

from extractor import extract
from extractor.models import Report
from extractor.reconcile import reconcile

FLOORS = {"violated_recall": 0.95, "holds_recall": 0.9, "violated_precision": 0.97, "rounding_recall": 1.0}


@pytest.fixture
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def assert_floors(scorer: ModuleType, folder: Path, report: Report) -> None:
    result, misses = scorer.score(folder, json.loads(report.to_json()))
    below = {name: result["checks"][name] for name, floor in FLOORS.items() if (result["checks"][name] or 1) < floor}
    assert not below, "\n".join(miss for miss in misses if "violated" in miss or "holding" in miss)


@pytest.mark.parametrize("name", ["wuding_2020", "shiquan_2025"])
def test_checks_on_gold_facts(name: str, shared: Path, scorer: ModuleType) -> None:
    """Given every fact, does the reconciliation say what the annotators said?"""
    text = (shared / "reports" / f"{name}.txt").read_bytes().decode("utf-8")
    assert_floors(scorer, shared / "gold" / name, reconcile(gold_report(shared / "gold" / name, text)))


@pytest.mark.parametrize("name", ["wuding_2020", "shiquan_2025"])
def test_checks_on_extracted_facts(name: str, shared: Path, scorer: ModuleType) -> None:
    """Does it still, on the facts that the extraction finds?"""
    assert_floors(scorer, shared / "gold" / name, extract(shared / "reports" / f"{name}.txt"))


def test_audited_disclosure_has_no_false_alarm(shared: Path) -> None:
    """Is a disclosure that was audited by hand, and found right, left in peace?"""
    report = extract(shared / "reports" / "putuo_social_work_final_2024.pdf")
    assert [check.message for check in report.checks if check.outcome == "violated"] == []
    assert sum(check.outcome == "holds" for check in report.checks) > 200
