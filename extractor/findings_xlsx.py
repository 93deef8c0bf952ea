"""问题清单: the findings of one or many reports as a workbook that an auditor hands in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .dataset_words import chinese
from .findings import Finding, findings, summary
from .language import Language
from .models import Report

_HEADS = {
    "zh": ("序号", "文件", "单位", "位置", "原文", "问题", "核算", "建议", "性质", "类型"),
    "en": ("No.", "file", "organization", "place", "text", "problem", "computed", "suggestion", "outcome", "kind"),
}
_TOTALS = {
    "zh": ("文件", "单位", "关系", "相符", "取舍", "存疑", "不符", "未判断"),
    "en": ("file", "organization", "relations", "hold", "rounding", "suspicious", "wrong", "not judged"),
}
_SHEETS = {"zh": ("问题清单", "汇总"), "en": ("findings", "summary")}
_OUTCOMES = {"zh": {"violated": "不符", "suspicious": "存疑"}, "en": {"violated": "wrong"}}
_WIDTHS = (6, 24, 24, 24, 60, 60, 48, 40, 8, 14)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # characters that XML cannot carry
_LONGEST = 32_000  # characters of a cell


def write_xlsx(
    reports: Iterable[Report],
    path: Path | str,
    *,
    language: Language = "zh",
    kinds: Iterable[str] = (),
    severities: Iterable[str] = ("error", "warning"),
) -> int:
    """Writes the workbook and returns how many findings stand in it. Nothing in it is a formula: cells stay text.

    Raises OSError where the file cannot be written.
    """
    from openpyxl import Workbook

    book = Workbook()
    for name in book.sheetnames:
        del book[name]
    sheet, totals = (book.create_sheet(name) for name in _SHEETS[language])
    _append(totals, _TOTALS[language])
    _append(sheet, _HEADS[language])
    number = 0
    for report in reports:
        _append(totals, _counts(report))
        for finding in findings(report, kinds=tuple(kinds), severities=tuple(severities)):  # type: ignore[arg-type]
            number += 1
            _append(sheet, _row(number, finding, language))
    _lay_out(sheet, totals)
    book.save(path)
    return number


def _lay_out(sheet: Any, totals: Any) -> None:
    """Widths, wrapped text, and heads that stay in sight."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for page in (sheet, totals):
        page.freeze_panes = "A2"
        for cell in page[1]:
            cell.font = Font(bold=True)
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _counts(report: Report) -> tuple[str | int, ...]:
    counts = summary(report)
    return (
        report.source.name or "",
        report.report.organization or "",
        counts.relations,
        counts.holds,
        counts.rounding,
        counts.suspicious,
        counts.violated,
        counts.unjudged,
    )


def _row(number: int, finding: Finding, language: Language) -> tuple[str | int, ...]:
    check = finding.check
    return (
        number,
        finding.report.source.name or "",
        finding.report.report.organization or "",
        finding.place(language),
        finding.sentence(),
        check.message,
        check.formula or "",
        check.suggestion.reason if check.suggestion else "",
        _OUTCOMES[language].get(check.outcome, check.outcome),
        chinese("kind", check.kind) if language == "zh" else check.kind,
    )


def _append(sheet: Any, values: Iterable[str | int]) -> None:
    """One row; what begins like a formula stays text."""
    row = sheet.max_row + (1 if sheet.max_row > 1 or sheet.cell(1, 1).value is not None else 0)
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        if isinstance(value, int):
            cell.value = value
        else:
            cell.value = _ILLEGAL.sub("\ufffd", value)[:_LONGEST]
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in tuple("=+-@")
