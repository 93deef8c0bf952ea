"""gouji inside spaCy: a Language that anybody can build on."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

import extractor
from extractor.words import cut_between, segmenter

TEXT = "青禾县水务局2024年度部门决算情况说明\n本年支出合计120.50万元，其中：基本支出90.50万元，占75.1%；项目支出30.00万元，占24.9%。开展巡查35次。"


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    return extractor.load()


def test_spans_stand_at_the_figures(nlp: spacy.language.Language) -> None:
    doc = nlp(TEXT)
    assert doc.text == TEXT
    spans = [(span.text, span.label_) for span in doc.spans["gouji"]]
    assert ("120.50万元", "amount") in spans
    assert ("75.1%", "percentage") in spans
    assert ("35次", "quantity") in spans
    assert ("2024年度", "period") in spans
    figures = {figure.id: figure for figure in doc._.gouji.figures}
    assert all(figures[span.id_].raw == span.text for span in doc.spans["gouji"] if span.id_ in figures)


def test_the_report_comes_with_checks(nlp: spacy.language.Language) -> None:
    report = nlp(TEXT)._.gouji
    assert {check.outcome for check in report.checks if check.kind in ("sum", "share")} == {"holds"}


def test_pipe_gives_what_single_calls_give(nlp: spacy.language.Language) -> None:
    texts = [TEXT, TEXT.replace("120.50", "130.50"), ""]
    assert [doc._.gouji for doc in nlp.pipe(texts)] == [nlp(text)._.gouji for text in texts]


def test_docbin_keeps_spans_and_report(nlp: spacy.language.Language) -> None:
    doc = nlp(TEXT)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (back,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert back._.gouji == doc._.gouji
    assert [(s.text, s.label_) for s in back.spans["gouji"]] == [(s.text, s.label_) for s in doc.spans["gouji"]]


def test_a_pipeline_comes_back_from_disk(nlp: spacy.language.Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    back = spacy.load(tmp_path / "model")
    assert back.pipe_names == nlp.pipe_names
    assert back(TEXT)._.gouji == nlp(TEXT)._.gouji


def test_components_join_a_foreign_pipeline() -> None:
    """Do the factories work beside a tokenizer that cuts each character?"""
    foreign = spacy.blank("zh")
    foreign.add_pipe("gouji_figures", config={"fiscal_year": 2023})
    doc = foreign("比上年增加12.5万元")
    assert [span.text for span in doc.spans["gouji"] if span.label_ == "amount"] == ["12.5万元"]
    assert doc._.gouji.periods[0].value == "2022"


def test_checks_without_figures_say_what_to_do() -> None:
    foreign = spacy.blank("zh")
    foreign.add_pipe("gouji_checks")
    with pytest.raises(ValueError, match="gouji_figures"):
        foreign("支出5万元")


def test_no_word_crosses_a_border() -> None:
    """jieba glues 1.2020年 together; a border between list number and year keeps them apart."""
    assert cut_between("1.2020年救济费", [2]) == [*cut_between("1.", []), *cut_between("2020年救济费", [])]


def test_the_cache_is_private() -> None:
    folder = Path(segmenter().tmp_dir)
    assert folder.stat().st_mode & 0o077 == 0


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="支出12.5万元，占80% \n\t　（）一般公共预算", max_size=60))
def test_tokens_join_to_the_text(nlp: spacy.language.Language, text: str) -> None:
    assert nlp.tokenizer(text).text == text
