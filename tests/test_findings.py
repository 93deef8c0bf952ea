"""Findings as a reader gets them: sentences with marks, summary, filters, workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked_reports import report_of, table_report

from extractor.findings import as_dict, findings, render_text, summary
from extractor.findings_xlsx import write_xlsx
from extractor.models import Report
from extractor.reconcile import reconcile

SENTENCE = (
    "机关概况如前。总支出<645.20万元 id=a label=总支出 flow=expenditure>，其中教育支出<92.18万元 id=b label=教育支出 parent=a>，"
    "占总支出的<1.43% id=p role=share label=教育支出 about=b of=总支出>。其他从略。"
)


@pytest.fixture
def report() -> Report:
    return reconcile(report_of(SENTENCE))


def test_finding_shows_sentence_with_figures_marked(report: Report) -> None:
    """Does the reader see the sentence and which figures are meant?"""
    found = next(findings(report))
    assert found.sentence() == "总支出【645.20万元】，其中教育支出【92.18万元】，占总支出的【1.43%】。"


def test_message_says_stated_computed_difference_and_cause(report: Report) -> None:
    """Does the message carry everything that an auditor writes down?"""
    check = next(findings(report)).check
    for words in ("1.43%", "14.29%", "12.86个百分点", "偏小"):
        assert words in check.message
    assert check.formula == "92.18万元 ÷ 645.20万元 = 14.29%"
    assert check.suggestion is not None
    assert check.suggestion.figure == "p"


def test_summary_counts_every_relation(report: Report) -> None:
    """Does the summary line add up to the checks?"""
    counts = summary(report)
    assert (
        counts.relations == len(report.checks) == counts.holds + counts.rounding + counts.suspicious + counts.violated
    )
    assert counts.violated == 1
    assert "1处不符" in counts.line()
    assert "1 wrong" in counts.line("en")


def test_filters_by_kind_and_severity(report: Report) -> None:
    """Do --kind and --severity leave out the rest?"""
    assert not list(findings(report, kinds=("sum",)))
    assert [found.check.kind for found in findings(report, kinds=("share",), severities=("error",))] == ["share"]
    assert len(list(findings(report, severities=()))) == len(report.checks)


def test_text_of_a_clean_report_says_so() -> None:
    """Is a report without findings told to be one?"""
    clean = reconcile(report_of("总支出<10万元 label=总支出>。"))
    assert render_text(clean, findings(clean), "en").startswith("Nothing wrong was found.")


def test_json_of_a_finding_names_file_place_and_sentence(report: Report) -> None:
    """Can a program use one line without the report?"""
    record = as_dict(next(findings(report)))
    assert record["kind"] == "share"
    assert record["sentence"].count("【") == 3
    assert record["operands"][0] == {"figure": "b", "as": "part"}


def test_cell_finding_shows_its_row() -> None:
    """Is the row of a table shown, and where it stands?"""
    rows = "\n".join(f"地区{n}|{n}.50|{n}.25|0.25" for n in range(1, 9))
    report = reconcile(table_report(f"地区|合计|一般债务|专项债务\n{rows}\n地区九|9.90|9.25|0.25"))
    found = next(findings(report))
    assert found.sentence() == "地区九 【9.90】 【9.25】 【0.25】"
    assert "第10行第2列" in found.place("zh")
    assert "row 10" in found.place("en")


def test_workbook_lists_findings_and_holds_no_formula(report: Report, tmp_path: Path) -> None:
    """Does the workbook open with its columns, and does text that looks like a formula stay text?"""
    from openpyxl import load_workbook

    evil = report.model_copy(update={"source": report.source.model_copy(update={"name": "=cmd|calc"})})
    path = tmp_path / "问题清单.xlsx"
    assert write_xlsx([report, evil], path) == 2
    sheet = load_workbook(path)["问题清单"]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]][:8] == ["序号", "文件", "单位", "位置", "原文", "问题", "核算", "建议"]
    assert [row[0].value for row in rows[1:]] == [1, 2]
    assert "f" not in {cell.data_type for row in rows for cell in row}
    assert rows[2][1].value == "=cmd|calc"
