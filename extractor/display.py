"""A report for a person at a terminal: the facts as a table, one figure explained, one subject, what was read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from .errors import UserError
from .models import Amount, Figure, Percentage, Report

if TYPE_CHECKING:
    from pathlib import Path

    from rich.table import Table

    from .readers import ReadOptions
    from .subjects import SubjectRecord

Language = str

_HEADS = {
    "zh": ("编号", "指标", "数值", "年度", "阶段", "性质", "科目", "原句"),
    "en": ("id", "label", "value", "year", "stage", "role", "code", "sentence"),
}
_WORDS = {
    "zh": {
        "budget": "预算", "adjusted_budget": "调整预算", "final": "决算", "level": "", "change": "增减", "base": "基数",
        "share": "占比", "rate": "比率", "up": "升", "down": "降",
    },
    "en": {"adjusted_budget": "adjusted", "level": ""},
}  # fmt: skip
_STOPS = frozenset("。；\n\t")
_NO_SENTENCE, _NO_FACTS = (
    96,
    64,
)  # below so many columns a terminal has no room for the sentence, for stage, role and code


def word(value: str | None, language: Language) -> str:
    """A value of the data dictionary as the user reads it."""
    return "" if value is None else _WORDS[language].get(value, value)


def sentence(report: Report, figure: Figure, width: int = 44) -> str:
    """The clause around a figure, cut to `width` characters, the figure in 【】."""
    text, start, end = report.text, figure.start, figure.end
    stops = _STOPS if figure.cell is None else _STOPS - {"\t"}  # of a cell the row, which names it
    left = next((i + 1 for i in range(start - 1, max(start - width, 0), -1) if text[i] in stops), max(start - width, 0))
    right = next((i for i in range(end, min(end + width, len(text))) if text[i] in stops), min(end + width, len(text)))
    room = max(width - (end - start), 8)
    before = text[left:start][-(room * 2 // 3) :]
    after = text[end:right][: room - min(len(before), room * 2 // 3)]
    gap = "" if figure.cell is None else " "
    return gap.join(f"{before}【{''.join(text[start:end].split())}】{after}".split())


def printed(figure: Figure) -> str:
    """The figure as printed, with the unit that its table or heading gives it.

    >>> from .flow import extract_text
    >>> [printed(figure) for figure in extract_text("本年支出12.50万元，占5%。").figures]
    ['12.50万元', '5%']
    """
    raw = "".join(figure.raw.split())
    unit = "%" if figure.unit == "percent" and not set("%％‰分成") & set(raw) else figure.unit
    return raw if unit in (None, "percent") or unit in raw or not raw[-1:].isdigit() else raw + unit


def figure_table(report: Report, language: Language, width: int = 200) -> Table:
    """All figures of a report as a table; on a narrow terminal (`width` in columns) without the columns that have no room."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(report.report.title or report.source.name or ""), show_lines=False, expand=False)
    shown = 8 if width >= _NO_SENTENCE else 7 if width >= _NO_FACTS else 4
    if shown < 8:
        table.caption = "终端加宽后显示更多列" if language == "zh" else "more columns in a wider terminal"
    for number, head in enumerate(_HEADS[language][:shown]):
        table.add_column(head, justify="right" if number == 2 else "left", no_wrap=number in (0, 2, 3), overflow="fold")
    for figure in report.figures:
        stage = figure.stage if isinstance(figure, Amount | Percentage) else None
        code = figure.subject_code if isinstance(figure, Amount | Percentage) else None
        cells = (
            figure.id, figure.label or "—", printed(figure), str(figure.fiscal_year or ""), word(stage, language),
            _role(figure, language), code or "", sentence(report, figure),
        )  # fmt: skip
        table.add_row(*(Text(cell) for cell in cells[:shown]))
    return table


def report_items(report: Report, language: Language, width: int) -> list[object]:
    """What a terminal of `width` columns shows of a report: whose it is, the table of its figures, what could not be read."""
    return [*header_lines(report, language), figure_table(report, language, width), *warning_lines(report)]


def _role(figure: Figure, language: Language) -> str:
    if not isinstance(figure, Amount | Percentage):
        return ""
    return word(figure.role, language) + (f" {word(figure.direction, language)}" if figure.direction else "")


def header_lines(report: Report, language: Language) -> list[str]:
    """Whose report it is, and how much was found, in a few lines."""
    head = report.report
    kinds = {
        kind: sum(figure.type == kind for figure in report.figures) for kind in ("amount", "percentage", "quantity")
    }
    region = "".join(head.region.path) if head.region else ""
    if language == "zh":
        from .dataset_words import chinese

        return [
            f"单位：{head.organization or '—'}　地区：{region or '—'}　年度：{head.fiscal_year or '—'}　类型：{chinese('kind', head.kind)}",
            f"金额 {kinds['amount']}　百分比 {kinds['percentage']}　数量 {kinds['quantity']}　科目 {len(report.subject_codes)}　"
            f"表格 {len(report.tables)}　提示 {len(report.warnings)}",
        ]
    return [
        f"organization: {head.organization or '-'}  region: {region or '-'}  year: {head.fiscal_year or '-'}  kind: {head.kind}",
        f"amounts {kinds['amount']}  percentages {kinds['percentage']}  quantities {kinds['quantity']}  "
        f"subject codes {len(report.subject_codes)}  tables {len(report.tables)}  warnings {len(report.warnings)}",
    ]


def explain(
    source: str | Path | bytes, identifier: str, language: Language, *, options: ReadOptions | None = None
) -> list[str]:
    """Why a figure of a file got each field. Raises ReadError, and UserError for an id that the report does not have."""
    from .flow import extract_with_evidence
    from .readers import read

    report, evidence = extract_with_evidence(read(source, options=options))
    return explanation(report, identifier, evidence, language)


def explanation(
    report: Report, identifier: str, evidence: Mapping[str, Mapping[str, str]], language: Language
) -> list[str]:
    """Why a figure got each field: one line a field with its value and the words or the pattern that decided.

    Raises UserError for an id that the report does not have.
    """
    figure = next((item for item in report.figures if item.id == identifier), None)
    if figure is None:
        kinds = [
            [item.id for item in report.figures if item.type == kind] for kind in ("amount", "percentage", "quantity")
        ]
        ids = ", ".join(f"{kind[0]} … {kind[-1]}" for kind in kinds if kind) or "-"
        message = (
            f"没有编号为{identifier}的数字，本报告有{ids}。"
            if language == "zh"
            else f"{identifier}: no such figure. The report has {ids}."
        )
        raise UserError(message)
    reasons = evidence.get(identifier, {})
    none = "（未定）" if language == "zh" else "(not known)"
    lines = [f"{figure.id}  {''.join(figure.raw.split())}", f"    {sentence(report, figure, 90)}"]
    skipped = {"id", "raw", "start", "end", "type"}
    for name, value in figure.model_dump(mode="json").items():
        if name not in skipped and (value is not None or name in reasons):
            shown = none if value is None else value
            lines.append(f"  {name:<15} {shown}" + (f"    ← {reasons[name]}" if name in reasons else ""))
    return lines


def subject_lines(record: SubjectRecord, language: Language) -> list[str]:
    """One subject: its code and path, the years in which it is in force, its former names and other spellings."""
    since = "至今" if language == "zh" else "today"

    def years(first: int | None, last: int | None) -> str:
        if first is None and last is None:
            return ""
        return f"{first or '…'}–{last or since}"

    span = years(record.valid_from, record.valid_to)
    lines = [
        f"{record.code}  {' / '.join(record.path)}  ({record.level}, {record.classification}{', ' + span if span else ''})"
    ]
    if not record.valid:
        lines.append("    该年度无此科目" if language == "zh" else "    not in force in that year")
    former = [f"{name} {years(first, last)}".strip() for name, first, last in record.names if name != record.name]
    if former:
        lines.append(("    其他年度名称：" if language == "zh" else "    names of other years: ") + "；".join(former))
    if record.aliases:
        lines.append(("    其他写法：" if language == "zh" else "    other spellings: ") + "；".join(record.aliases))
    if record.confidence != "high":
        lines.append(f"    {'可信度' if language == 'zh' else 'confidence'}: {record.confidence}")
    return lines


def relation_lines(language: Literal["zh", "en"]) -> list[str]:
    """Every kind of check: what must hold, its formula, and a sentence in which it does not."""
    from .reconcile import catalogue

    lines = []
    for relation in catalogue():
        lines += [
            f"{relation.id} ({relation.kind})  {relation.title[language]}",
            f"    {relation.what[language]}",
            f"    {relation.formula}",
        ]
        example = next((example.text for example in relation.examples if example.outcome == "violated"), None)
        if example:
            plain = re.sub(r"<([^<>\s]*)[^<>]*>", r"\1", example)
            lines.append(("    例（不符）：" if language == "zh" else "    wrong: ") + plain)
    return lines


def rows_text(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The answer to a query as CSV."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


def warning_lines(report: Report) -> Iterable[str]:
    """What could not be read or used, a line each."""
    return (f"{warning.code}: {warning.message}" for warning in report.warnings)
