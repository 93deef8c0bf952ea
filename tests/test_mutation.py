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
    assert sum(hits) >= 0.6 * len(
        hits
    )  # some slips stay within the printed places; a list without one part may be meant so


# Slips that are not found yet; one that is found fails here until its mark is taken away.
NOT_YET = pytest.mark.xfail(reason="the checks do not see this yet", strict=True)
SLIPS = [
    # report, its words (the figure that goes wrong in brackets), what is printed instead, the kind of finding
    ("county_budget_report", "为年初预算70800万元的[101.4%]", "104.1%", "completion_rate"),
    ("county_budget_report", "比上年29108万元增加[1107万元]", "1170万元", "difference"),
    ("county_budget_report", "比上年12955万元减少475万元，下降[3.7%]", "7.3%", "change_rate"),
    ("county_budget_report", "占一般公共预算收入的[67.2%]", "62.7%", "share"),
    ("county_budget_report", "收入总计[306432万元]", "306342万元", "sum"),
    ("county_budget_report", "地方政府债务余额[26.17亿元]", "26.17万元", "unit"),
    ("county_budget_report", "当年收支结余[3512万元]", "3521万元", "balance"),
    ("county_budget_report", "公务用车购置费[150万元]", "105万元", "sum"),
    ("county_budget_report", "（11）其他支出[6385万元]", "6835万元", "sum"),
    ("department_budget", "比上年预算1421.35万元增加[65.37万元]", "56.37万元", "difference"),
    ("department_budget", "2110302-水体[268.00万元]", "286.00万元", "sum"),
    ("department_budget", "[30211]差旅费⟦18.50⟧", "15.80", "sum"),
    ("final_accounts", "政府采购⽀出总额[946.38万元]", "964.38万元", "sum"),
    ("final_accounts", "占[95.73%]", "95.37%", "share"),
    ("final_accounts", "支出决算为[165.42万元]", "156.42万元", "completion_rate"),
    ("final_accounts", "支出增加[86\n.25万元]", "88\n.25万元", "change_rate"),
    pytest.param("project_evaluation", "生活污水治理支出[386.4万元]", "368.4万元", "sum", marks=NOT_YET),
    ("project_evaluation", "合格率[97.1％]", "91.7％", "ratio"),
    ("state_assets_debt", "增加[30.81亿元]", "38.01亿元", "difference"),
    ("state_assets_debt", "专项债务[12.12亿元]", "11.12亿元", "sum"),
]


def _slip(name: str, words: str, instead: str) -> tuple[Any, Any]:
    """The changed report's findings and the change."""
    left, right = ("⟦", "⟧") if "⟦" in words else ("[", "]")
    before, _, rest = words.partition(left)
    raw, _, after = rest.partition(right)
    one = clean(name)
    text = one.document.text
    assert text.count(before + raw + after) == 1
    start = text.index(before + raw + after) + len(before)
    figures = [figure for figure in one.report.figures if figure.start == start]
    assert figures, f"no figure at {raw}"
    change = MUTATE.Change("slip", figures[0], start, start + len(raw), instead)
    return MUTATE.extract_document(MUTATE.changed(one.document, change)), change


@pytest.mark.parametrize("name, words, instead, kind", SLIPS)
def test_a_slip_that_an_auditor_would_see(name: str, words: str, instead: str, kind: str) -> None:
    after, change = _slip(name, words, instead)
    places = [where for (found, *_), where in MUTATE.findings(after).items() if found == kind]
    assert any(change.figure.start in where for where in places)
    assert MUTATE.is_found(clean(name).known, after, change)


def test_no_change_is_no_finding() -> None:
    after, change = _slip("final_accounts", "占[95.73%]", "95.73%")
    assert not MUTATE.is_found(clean("final_accounts").known, after, change)
