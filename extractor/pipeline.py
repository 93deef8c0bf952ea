"""gouji as spaCy components: a blank Chinese `Language` whose tokenizer keeps figures whole and whose components add the report.

The components are factories published as entry points, so that `nlp.add_pipe("gouji_figures")` works in anybody's pipeline. Spans land in
`doc.spans["gouji"]`, labelled with the kind of mention and carrying the record's id; the report itself is `doc._.gouji`. It is kept as JSON in
`doc.user_data`, so that `DocBin(store_user_data=True)` and `to_disk` keep it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from .models import Report

SPANS = "gouji"


def _report(doc: Doc) -> Report | None:
    stored = doc.user_data.get("gouji")
    return Report.from_json(stored) if stored else None


def _store(doc: Doc, report: Report) -> None:
    doc.user_data["gouji"] = report.to_json()


if not Doc.has_extension("gouji"):
    Doc.set_extension("gouji", getter=_report)


@Language.factory("gouji_figures", default_config={"fiscal_year": None}, assigns=["doc.spans"])
def make_figures(nlp: Language, name: str, fiscal_year: int | None) -> FiguresComponent:
    """Finds the figures and says what they measure."""
    return FiguresComponent(fiscal_year)


@Language.factory("gouji_checks", default_config={"language": "zh"})
def make_checks(nlp: Language, name: str, language: str) -> ChecksComponent:
    """Proves whether the figures add up; stands behind gouji_figures."""
    return ChecksComponent(language)


class FiguresComponent:
    """`doc` with the report in `doc._.gouji` and a span for every mention in `doc.spans["gouji"]`."""

    def __init__(self, fiscal_year: int | None) -> None:
        self.fiscal_year = fiscal_year

    def __call__(self, doc: Doc) -> Doc:
        from .flow import extract_text

        report = extract_text(doc.text, checks=False, fiscal_year=self.fiscal_year)
        _store(doc, report)
        doc.spans[SPANS] = list(_spans(doc, report))
        return doc


class ChecksComponent:
    """`doc` with the checks of its report filled in."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        from .reconcile import reconcile

        report = _report(doc)
        if report is None:
            raise ValueError(
                "gouji_checks found no report. Add gouji_figures before it: nlp.add_pipe('gouji_figures')."
            )
        _store(doc, reconcile(report, language="en" if self.language == "en" else "zh"))
        return doc


def _spans(doc: Doc, report: Report) -> Iterable[Span]:
    """One span a mention; with another tokenizer than ours a mention that cuts a token takes the whole token."""
    kinds: tuple[tuple[str, Iterable[Any]], ...] = (
        ("subject_code", report.subject_codes),
        ("period", report.periods),
        ("document_number", report.document_numbers),
    )
    records: list[tuple[str, Any]] = [(figure.type, figure) for figure in report.figures]
    records += [(kind, record) for kind, found in kinds for record in found]
    for kind, record in sorted(records, key=lambda item: item[1].start):
        span = doc.char_span(record.start, record.end, label=kind, span_id=record.id, alignment_mode="expand")
        if span is not None:
            yield span


def load() -> Language:
    """The whole pipeline as a spaCy `Language`: words, figures, checks."""
    from spacy.lang.zh import Chinese

    from . import words

    words.segmenter()  # so that the first text is not slower than the others
    nlp = Chinese.from_config({"nlp": {"lang": "zh", "tokenizer": {"@tokenizers": "gouji.Words.v1"}}})
    nlp.add_pipe("gouji_figures")
    nlp.add_pipe("gouji_checks")
    return nlp
