"""The harness that scores extraction against gold must itself be able to say no."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from extractor import extract_text
from extractor.evaluate import Evaluation, GoldError, Tally, evaluate, folders, labels_agree, report_file, table

TEXT = (
    "青禾县水利局2024年度部门决算\n2024年度支出合计200.00万元，其中：基本支出150.00万元，占75%；项目支出50.00万元，占26%。"
    "开展培训12场次。依据青财绩〔2025〕6号文件。\n"
)


def amount(raw: str, value: str, label: str, parent: int | None) -> dict[str, Any]:
    start = TEXT.index(raw)
    facts = {"fiscal_year": 2024, "stage": "final", "flow": "expenditure", "role": "level", "direction": None}
    return {
        "type": "amount", "start": start, "end": start + len(raw), "raw": raw, "value": value, "labels": [label], **facts,
        "subject_code": None, "parent": parent,
    }  # fmt: skip


def percentage(raw: str, value: str, label: str, about: int) -> dict[str, Any]:
    start = TEXT.index(raw)
    facts = {"fiscal_year": 2024, "role": "share", "direction": None, "of": "支出合计", "about": about}
    return {
        "type": "percentage",
        "start": start,
        "end": start + len(raw),
        "raw": raw,
        "value": value,
        "labels": [label],
        **facts,
    }


TOTAL, BASIC, PROJECT = (TEXT.index(raw) for raw in ("200.00", "150.00", "50.00万元，占26"))


def mention(kind: str, raw: str, **fields: object) -> dict[str, Any]:
    start = TEXT.index(raw)
    return {"type": kind, "start": start, "end": start + len(raw), "raw": raw, **fields}


def gold_mentions() -> list[dict[str, Any]]:
    year = {"type": "period", "raw": "2024年度", "value": "2024"}
    starts = [at for at in range(len(TEXT)) if TEXT.startswith("2024年度", at)]
    project = amount("50.00万元，占26", "500000", "项目支出", TOTAL)
    return [
        *({**year, "start": at, "end": at + 6} for at in starts),
        amount("200.00万元", "2000000", "支出合计", None), amount("150.00万元", "1500000", "基本支出", TOTAL),
        {**project, "end": project["start"] + 7, "raw": "50.00万元"},
        percentage("75%", "0.75", "基本支出", BASIC), percentage("26%", "0.26", "项目支出", PROJECT),
        mention("quantity", "12场次", value="12", unit="场次"), mention("document_number", "青财绩〔2025〕6号"),
    ]  # fmt: skip


def gold_checks() -> list[dict[str, Any]]:
    def check(kind: str, outcome: str, key: str, *others: str) -> dict[str, Any]:
        starts = {"50.00万元": PROJECT}
        spans = [[at := starts.get(raw, TEXT.index(raw)), at + len(raw)] for raw in (key, *others)]
        return {"kind": kind, "outcome": outcome, "key": spans[0], "spans": spans, "required": True, "stated": key}

    return [
        check("sum", "holds", "200.00万元", "150.00万元", "50.00万元"),
        check("share", "holds", "75%", "150.00万元", "200.00万元"),
        check("share", "violated", "26%", "50.00万元", "200.00万元"),
    ]


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(extract_text(TEXT).model_dump_json())
    return found


def scored(
    folder: Path, report: dict[str, Any], mentions: list[dict[str, Any]], checks: list[dict[str, Any]]
) -> Evaluation:
    for name, items in (("mentions", mentions), ("checks", checks)):
        (folder / f"{name}.jsonl").write_text(
            "\n".join(json.dumps(item, ensure_ascii=False) for item in items), encoding="utf-8"
        )
    return evaluate(folder, report)


def test_a_right_gold_is_met_in_full(tmp_path: Path, report: dict[str, Any]) -> None:
    result = scored(tmp_path, report, gold_mentions(), gold_checks())
    assert result.misses == []
    assert {tally.f1 for tally in (*result.mentions.values(), *result.values.values(), *result.facts.values())} == {1}
    assert result.checks["violated"].precision == result.checks["violated"].recall == result.checks["holds"].recall == 1


@pytest.mark.parametrize("index, field, wrong, place", [
    (3, "value", "1500001", "values"), (3, "labels", ["项目支出"], "amount.label"), (3, "fiscal_year", 2023, "amount.fiscal_year"),
    (3, "stage", "budget", "amount.stage"), (3, "flow", "income", "amount.flow"), (3, "role", "change", "amount.role"),
    (3, "direction", "up", "amount.direction"), (3, "subject_code", "2130301", "amount.subject_code"), (3, "parent", None, "amount.parent"),
    (5, "value", "0.57", "values"), (5, "role", "change", "percentage.role"), (5, "of", "本年收入", "percentage.of"),
    (5, "of", None, "percentage.of"), (5, "about", TOTAL, "percentage.about"), (7, "value", "13", "values"), (0, "value", "2023", "values"),
])  # fmt: skip
def test_a_wrong_expectation_is_not_met(
    tmp_path: Path, report: dict[str, Any], index: int, field: str, wrong: object, place: str
) -> None:
    mentions = gold_mentions()
    mentions[index] = {**mentions[index], field: wrong}
    result = scored(tmp_path, report, mentions, gold_checks())
    tally = result.values[mentions[index]["type"]] if place == "values" else result.facts[place]
    assert tally.agree == tally.gold - 1
    assert len(result.misses) == 1
    assert mentions[index]["raw"] in result.misses[0] or str(wrong) in result.misses[0]


def test_what_is_not_found_and_what_is_found_too_much(tmp_path: Path, report: dict[str, Any]) -> None:
    mentions = gold_mentions()
    extra = {**mentions[7], "start": 0, "end": 3, "raw": TEXT[:3]}
    result = scored(tmp_path, report, [extra, *mentions[:7], mentions[8]], gold_checks())
    assert (result.mentions["quantity"].found, result.mentions["quantity"].agree) == (1, 0)
    assert sorted(miss.split()[0] for miss in result.misses) == ["extra", "missed"]


def test_a_field_that_gold_leaves_open_is_not_scored(tmp_path: Path, report: dict[str, Any]) -> None:
    mentions = [{key: value for key, value in one.items() if key != "flow"} for one in gold_mentions()]
    assert scored(tmp_path, report, mentions, []).facts["amount.flow"].gold == 0


@pytest.mark.parametrize("index, field, wrong, missed, baseless", [
    (0, "outcome", "violated", 1, 0), (2, "outcome", "holds", 1, 1), (1, "kind", "difference", 1, 0), (1, "spans", [[0, 1], [1, 2]], 1, 0),
])  # fmt: skip
def test_a_wrong_check_is_not_met(
    tmp_path: Path, report: dict[str, Any], index: int, field: str, wrong: object, missed: int, baseless: int
) -> None:
    checks = gold_checks()
    checks[index] = {**checks[index], field: wrong}
    misses = scored(tmp_path, report, gold_mentions(), checks).misses
    assert sum(miss.startswith("check not") for miss in misses) == missed
    assert sum(miss.startswith("violated without cause") for miss in misses) == baseless


def test_a_check_that_is_not_required_may_be_missed_but_excuses_a_finding(
    tmp_path: Path, report: dict[str, Any]
) -> None:
    checks = [{**one, "required": False} for one in gold_checks()]
    result = scored(tmp_path, report, gold_mentions(), checks)
    assert result.misses == []
    assert (result.checks["violated"].gold, result.checks["holds"].gold) == (0, 0)


def test_scores_add_up_over_reports() -> None:
    one, two = Tally(gold=4, found=5, agree=4), Tally(gold=6, found=5, agree=3)
    one.add(two)
    assert {one.precision, one.recall, one.f1} == {Fraction(7, 10)}
    assert [Tally().precision, Tally(found=1).precision, Tally(gold=1).f1] == [Fraction(1), Fraction(0), Fraction(0)]


@pytest.mark.parametrize("left, right, agree", [
    ("一般公共预算收入", "全市一般公共预算收入", True), ("教育支出", "教育的支出", True), ("“三公”经费", "三公经费", True), ("支出", "一般公共预算支出", False),
    ("基本支出", "项目支出", False), ("", "支出", False), (None, "支出", False), ("⽀出", "支出", True),
])  # fmt: skip
def test_labels_that_name_the_same(left: str | None, right: str | None, agree: bool) -> None:
    assert labels_agree(left, right) is labels_agree(right, left) is agree


def test_gold_folders_are_found_and_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no gold there"):
        list(folders([tmp_path]))
    inner = tmp_path / "one"
    inner.mkdir()
    (inner / "mentions.jsonl").write_text("", encoding="utf-8")
    assert list(folders([tmp_path])) == list(folders([inner])) == [inner]
    with pytest.raises(GoldError, match="report is missing"):
        report_file(inner)
    beside = tmp_path / "reports"
    beside.mkdir()
    (beside / "one.txt").write_text("x", encoding="utf-8")
    assert report_file(inner, beside).name == "one.txt"
    (inner / "report.txt").write_text("x", encoding="utf-8")
    assert report_file(inner, beside).name == "report.txt"


def test_a_broken_line_is_named(tmp_path: Path, report: dict[str, Any]) -> None:
    (tmp_path / "mentions.jsonl").write_text('{"type": "period"\n', encoding="utf-8")
    with pytest.raises(GoldError, match=r"mentions\.jsonl:1"):
        evaluate(tmp_path, report)


def test_the_table_shows_what_was_scored(tmp_path: Path, report: dict[str, Any]) -> None:
    shown = table(scored(tmp_path, report, gold_mentions(), gold_checks()))
    rows = {line.split()[0]: line.split()[1:] for line in shown.splitlines() if line}
    assert rows["amount"][:2] == ["3", "3"]
    assert rows["percentage.about"] == ["2", "1.0000"]
    assert rows["violated"][0] == "1"
