"""What the checks found, for a reader: one finding with its sentence and place, a summary, the terminal, JSON.

Takes reports whose `checks` are filled (extractor.reconcile). The auditor's workbook (问题清单) is written by findings_xlsx.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .language import Language
from .models import Check, CheckKind, Figure, Outcome, Report, Severity
from .reconcile.catalogue import cue

if TYPE_CHECKING:
    from rich.text import Text

_REACH = 90  # characters of the sentence on either side of the figure
_STOPS = "。！？；"
_WORDS = {
    "zh": {
        "summary": "共核对{relations}处关系：{holds}处相符，{rounding}处在位数取舍范围内，{suspicious}处存疑，{violated}处不符",
        "unjudged": "；{unjudged}处缺少依据未判断",
        "none": "未发现问题。", "empty": "未读到任何数字，无从核对。", "filtered": "所选类别中没有问题。",
        "violated": "不符", "suspicious": "存疑", "rounding": "取舍", "holds": "相符",
        "formula": "核算", "sentence": "原文", "page": "第{page}页", "cell": "表{table} 第{row}行第{column}列",
    },
    "en": {
        "summary": "{relations} relations: {holds} hold, {rounding} explained by rounding, {suspicious} suspicious, {violated} wrong",
        "unjudged": "; {unjudged} could not be judged",
        "none": "Nothing wrong was found.", "empty": "No figure was found: there is nothing to check.",
        "filtered": "Nothing of what was asked for was found.",
        "violated": "wrong", "suspicious": "suspicious", "rounding": "rounding", "holds": "holds",
        "formula": "formula", "sentence": "text", "page": "page {page}", "cell": "table {table} row {row} column {column}",
    },
}  # fmt: skip
_STYLES: dict[Outcome, str] = {"violated": "bold red", "suspicious": "yellow", "rounding": "cyan", "holds": "green"}


@dataclass(frozen=True, slots=True)
class Summary:
    """How many relations of one or more reports came out how."""

    relations: int = 0
    holds: int = 0
    rounding: int = 0
    suspicious: int = 0
    violated: int = 0
    unjudged: int = 0  # seen, but without a base to judge them by
    by_kind: dict[str, Counter[str]] = field(default_factory=dict)  # kind → outcome → count

    def line(self, language: Language = "zh") -> str:
        """One sentence: 121 relations, 72 hold, 5 rounding, 44 wrong."""
        words = _WORDS[language]
        fields = {
            name: getattr(self, name)
            for name in ("relations", "holds", "rounding", "suspicious", "violated", "unjudged")
        }
        text = words["summary"].format(**fields)
        return text + (words["unjudged"].format(**fields) if self.unjudged else "")


def summary(reports: Report | Iterable[Report]) -> Summary:
    """The counts over one report or several."""
    outcomes: Counter[str] = Counter()
    by_kind: dict[str, Counter[str]] = {}
    unjudged = 0
    for report in [reports] if isinstance(reports, Report) else reports:
        for check in report.checks:
            outcomes[check.outcome] += 1
            by_kind.setdefault(check.kind, Counter())[check.outcome] += 1
        unjudged += _unjudged(report)
    return Summary(
        relations=outcomes.total(),
        holds=outcomes["holds"],
        rounding=outcomes["rounding"],
        suspicious=outcomes["suspicious"],
        violated=outcomes["violated"],
        unjudged=unjudged,
        by_kind=by_kind,
    )


def _unjudged(report: Report) -> int:
    """The count that the checks left in the report's warnings."""
    for warning in report.warnings:
        if warning.code == "checks.unjudged":
            digits = "".join(c if c.isdigit() else " " for c in warning.message).split()
            return int(digits[0]) if digits else 0
    return 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One check with all that a reader needs to look at it."""

    report: Report
    check: Check

    @property
    def figure(self) -> Figure | None:
        """The figure that is tested, else the first operand."""
        wanted = self.check.stated.figure if self.check.stated else next((o.figure for o in self.check.operands), None)
        return next((figure for figure in self.report.figures if figure.id == wanted), None) if wanted else None

    @property
    def span(self) -> tuple[int, int] | None:
        """Where it stands in the text."""
        figure = self.figure
        if figure is not None:
            return figure.start, figure.end
        mention = next((code for code in self.report.subject_codes if code.id == self.check.subject_code), None)
        return (mention.start, mention.end) if mention else None

    def place(self, language: Language = "zh") -> str:
        """Page, section and cell, as far as they are known."""
        figure, words = self.figure, _WORDS[language]
        if figure is None:
            return ""
        pieces: list[str] = []
        if figure.page is not None:
            pieces.append(words["page"].format(page=figure.page))
        section = next((s for s in self.report.sections if s.id == figure.section), None)
        if section is not None and figure.cell is None:
            pieces.append("".join(((section.number or "") + section.title).split())[:40])
        if figure.cell is not None:
            table = next((t for t in self.report.tables if t.id == figure.cell.table), None)
            name = "".join((table.title or "").split()) if table is not None else ""
            cell = figure.cell
            pieces.append(
                words["cell"].format(
                    table=f"《{name}》" if name else cell.table, row=cell.row + 1, column=cell.column + 1
                )
            )
        return " ".join(pieces)

    def sentence(self) -> str:
        """The sentence (or table row) that the figure stands in, the figures of the check in 【】."""
        span = self.span
        if span is None:
            return ""
        text = self.report.text
        start, end = self._bounds(*span)
        marks = sorted({span, *(place for place in self._operand_spans() if start <= place[0] and place[1] <= end)})
        pieces, at = [], start
        for left, right in marks:
            if left < at:
                continue
            pieces += [text[at:left], "【", text[left:right], "】"]
            at = right
        pieces.append(text[at:end])
        line = "".join(pieces)
        return " ".join(line.split("\t")).strip() if "\t" in line else "".join(line.split())

    def _bounds(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence (or the row of a table) around a place begins and ends, headings left out."""
        left, right = _sentence(
            self.report.text, start, end, row=self.figure is not None and self.figure.cell is not None
        )
        for section in self.report.sections:
            heading = section.title and self.report.text.find(section.title, section.start, left + 80)
            if heading and section.start <= left < heading + len(section.title) <= start:
                left = heading + len(section.title)
        return left, right

    def _operand_spans(self) -> Iterator[tuple[int, int]]:
        wanted = {operand.figure for operand in self.check.operands}
        return ((figure.start, figure.end) for figure in self.report.figures if figure.id in wanted)


def _sentence(text: str, start: int, end: int, *, row: bool) -> tuple[int, int]:
    """Between two full stops or line ends; an item of a list ends where the next one's number begins."""
    first, last = max(start - _REACH, 0), min(end + _REACH, len(text))
    if row:
        left = text.rfind("\n", first, start)
        right = text.find("\n", end, last)
        return (left + 1 if left >= 0 else first), (right if right >= 0 else last)
    stops = [at + 1 for at in range(first, last) if text[at] in _STOPS]
    breaks = [text.find("\n", match.start(), last) + 1 for match in cue("paragraph_break").finditer(text, first, last)]
    places = sorted({*stops, *breaks})
    return max((at for at in places if at <= start), default=first), min(
        (at for at in places if at >= end), default=last
    )


def findings(
    report: Report,
    *,
    kinds: Collection[CheckKind] = (),
    severities: Collection[Severity] = ("error", "warning"),
    outcomes: Collection[Outcome] = (),
) -> Iterator[Finding]:
    """The checks of a report that were asked for, in the order of the text. Empty `kinds`, `severities` or `outcomes`: all."""
    for check in report.checks:
        if (kinds and check.kind not in kinds) or (severities and check.severity not in severities):
            continue
        if outcomes and check.outcome not in outcomes:
            continue
        yield Finding(report, check)


def as_dict(finding: Finding, language: Language = "zh") -> dict[str, Any]:
    """One finding for `--json`: the check as in the report's JSON, with file, place and sentence."""
    return {
        "file": finding.report.source.name,
        "organization": finding.report.report.organization,
        "place": finding.place(language),
        "sentence": finding.sentence(),
        **finding.check.model_dump(mode="json", by_alias=True),
    }


def render(report: Report, found: Iterable[Finding], language: Language = "zh") -> Iterator[Text]:
    """Lines for the terminal: each finding with message, formula, place and sentence, and the summary at the end."""
    from rich.text import Text

    words = _WORDS[language]
    shown = 0
    for shown, finding in enumerate(found, 1):
        check = finding.check
        head = Text(f"{shown:>3} ")
        head.append(f"[{words[check.outcome]}] ", style=_STYLES[check.outcome])
        head.append(check.message)
        yield head
        place, sentence = finding.place(language), finding.sentence()
        if place or sentence:
            yield _quoted(place, sentence)
    if not shown:
        wrong = any(check.outcome in ("violated", "suspicious") for check in report.checks)
        yield Text(words["filtered" if wrong else "none" if report.figures else "empty"])
    yield Text(summary(report).line(language), style="bold")


def _quoted(place: str, sentence: str) -> Text:
    from rich.text import Text

    line = Text("    ")
    line.append(place + ("  " if place else ""), style="dim")
    for at, piece in enumerate(sentence.replace("】", "【").split("【")):
        line.append(f"【{piece}】" if at % 2 else piece, style="bold" if at % 2 else "")
    return line


def render_text(report: Report, found: Iterable[Finding], language: Language = "zh") -> str:
    """The same as plain text."""
    return "\n".join(line.plain for line in render(report, found, language))
