"""The review page: one HTML file that shows a report, every figure marked, what does not add up and why.

>>> from extractor.models import Generator, Header, Report, Source
>>> report = Report(generator=Generator(version="0", patterns=""), source=Source(), report=Header(title="说明"), text="收入5万元。")
>>> page = review_page(report)
>>> "收入5万元。" in page, page.count("<script"), "default-src 'none'" in page
(True, 3, True)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .models import Check, Report
from .review_index import review_dataset
from .review_payload import content_key, payload
from .review_shell import plain_text, render, script_json, write_page
from .review_text import MarkedText, text_chunks
from .review_tree import money_tree, money_tree_halves

__all__ = ["money_tree", "review_dataset", "review_page", "write_review"]

STYLES = ("base.css", "review.css", "document.css", "findings.css", "print.css")
SCRIPTS = (
    *(
        "common.js",
        "numbers.js",
        "data.js",
        "store.js",
        "exchange.js",
        "lists.js",
        "place.js",
        "card.js",
        "findings.js",
    ),
    *("details.js", "links.js", "figures.js", "keys.js", "main.js"),
)
TOP_FINDINGS = 6
_IMPORTANCE = {"violated": 0, "suspicious": 1, "rounding": 2, "holds": 3}
_SEVERITY = {"error": 0, "warning": 1, "info": 2}
OUTCOMES = tuple(_IMPORTANCE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check as the overview lists it."""

    id: str
    outcome: str
    kind: str
    message: str
    place: str  # id of the mark that the tested figure has


def important(checks: Sequence[Check]) -> list[Check]:
    """Checks that are violated or suspicious, the gravest first."""
    wrong = [check for check in checks if check.outcome in ("violated", "suspicious")]
    return sorted(wrong, key=lambda check: (_IMPORTANCE[check.outcome], _SEVERITY[check.severity]))


def _finding(check: Check, marked: MarkedText) -> Finding:
    tested = (check.stated.figure if check.stated else check.subject_code) or ""
    return Finding(
        check.id, check.outcome, check.kind, plain_text(check.message), "m-" + marked.inside.get(tested, tested)
    )


def review_page(report: Report, *, language: str = "zh", home: str | None = None) -> str:
    """The page as one string of HTML. `language`: zh or en, what it opens in; the reader can switch. `home`: link to an index.

    Raises ValueError for another language.
    """
    from markupsafe import Markup

    marked = MarkedText(report)
    wrong = important(report.checks)
    return render(
        "review.html.j2",
        language=language,
        styles=STYLES,
        scripts=SCRIPTS,
        report=report,
        home=home,
        title=plain_text(report.report.title or report.source.name or ""),
        key=content_key(report),
        chunks=[(Markup(chunk.html), chunk.table) for chunk in text_chunks(report, marked)],
        types=Counter(figure.type for figure in report.figures),
        outcomes=Counter(check.outcome for check in report.checks),
        outcome_names=OUTCOMES,
        top=[_finding(check, marked) for check in wrong[:TOP_FINDINGS]],
        wrong_count=len(wrong),
        trees=[Markup(half) for half in money_tree_halves(report, language=language)],
        data=Markup(script_json(payload(report, marked.inside))),
    )


def write_review(report: Report, path: str | Path, *, language: str = "zh") -> None:
    """Write the page of one report; what stood at `path` is replaced whole."""
    write_page(Path(path), review_page(report, language=language))
