"""Well-known measures: each form means its measure, no counterexample does; what a report says of each."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sentences import Header, check

from extractor import indicators, patterns
from extractor.indicators import Measure, indicator_of, measures, stated, written_out
from extractor.models import Amount

ALL = list(measures().values())
IDS = [measure.id for measure in ALL]


def test_there_are_enough() -> None:
    assert len(ALL) >= 90


@pytest.mark.parametrize("measure", ALL, ids=IDS)
def test_each_form_means_its_measure(measure: Measure) -> None:
    stage = measure.stages[0] if measure.stages else None
    for form in measure.forms:
        for label in written_out(form):
            assert indicator_of(label, flow=measure.flow, stage=stage, figure=measure.figure) == measure.id, label


@pytest.mark.parametrize("measure", ALL, ids=IDS)
def test_no_counterexample_means_it(measure: Measure) -> None:
    for label in measure.counterexamples:
        for stage in (None, "budget", "final"):
            assert indicator_of(label, stage=stage, figure=measure.figure) != measure.id, label


@pytest.mark.parametrize(
    ("label", "measure"),
    [
        ("地方一般公共预算收入", "general_public_budget_revenue"),
        ("“三公”经费支出决算数", "three_public"),
        ("因公出国（境）费支出", "overseas_travel"),
        ("政府采购金额", "government_procurement"),
        ("资产总额", "total_assets"),
        ("基本公共服务支出", None),
        ("税收收入占比", None),
    ],
)
def test_labels_as_reports_word_them(label: str, measure: str | None) -> None:
    assert indicator_of(label) == measure


def test_a_figure_that_flows_the_other_way_is_another_measure() -> None:
    assert indicator_of("教育", flow="expenditure") == "education_expenditure"
    assert indicator_of("教育", flow="income") is None


def test_the_stage_tells_budget_from_final_accounts() -> None:
    assert indicator_of("支出预算", stage="budget") == "expenditure_budget"
    assert indicator_of("支出预算", stage="final") is None


def test_figures_get_their_indicator() -> None:
    check(
        "资产总额<9万元 indicator=total_assets>，核定编制<10人 indicator=authorised_staff>，预算执行率<98% indicator=budget_execution_rate>。"
    )
    check(
        "公务接待费支出<2万元 indicator=official_reception>，增长<3% indicator=official_reception>。",
        Header(kind="department_final_accounts"),
    )


def amount(number: int, value: str, **more: object) -> Amount:
    fields: dict[str, object] = {
        "scope": "全市",
        "stage": "final",
        "fiscal_year": 2023,
        "precision": Decimal("1000000"),
    }
    return Amount(
        id=f"a{number}",
        raw=value,
        start=number,
        end=number + 1,
        value=Decimal(value),
        indicator="tax_revenue",
        **(fields | more),
    )


def test_one_number_said_twice_is_unique() -> None:
    [found] = stated([amount(1, "5120000000"), amount(2, "5100000000", precision=Decimal("100000000"))])
    assert found.unique
    assert found.figures == ("a1", "a2")


def test_two_numbers_are_ambiguous() -> None:
    [found] = stated([amount(1, "5120000000"), amount(2, "6120000000")])
    assert not found.unique


def test_scope_stage_and_year_part_indicators() -> None:
    found = stated(
        [
            amount(1, "5"),
            amount(2, "6", scope="市本级"),
            amount(3, "7", stage="budget"),
            amount(4, "8", fiscal_year=2022),
        ]
    )
    assert len(found) == 4
    assert all(one.unique for one in found)


def test_changes_and_bases_are_not_the_indicator() -> None:
    assert stated([amount(1, "5", role="change"), amount(2, "6", role="base")]) == []


def test_bad_measure_data_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"id": "x", "zh": "甲", "en": "X", "forms": ["甲"], "counterexamples": ["乙"]}
    for record, message in (
        (good | {"colour": "red"}, "unknown field 'colour'"),
        ({key: value for key, value in good.items() if key != "forms"}, "forms is missing"),
    ):
        monkeypatch.setattr(patterns, "read_toml", lambda name, record=record: {"measure": [record]})
        with pytest.raises(patterns.PatternError, match=message):
            indicators.measures.__wrapped__()
