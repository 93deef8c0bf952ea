"""The review page as a string: what is in it, what is escaped; the money tree; the parts that need no browser."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from review_samples import PARAGRAPH, amount, hostile, large, sample

from extractor.models import Report
from extractor.review import money_tree, review_page, write_review
from extractor.review_payload import check_keys
from extractor.review_shell import TEMPLATES, words
from extractor.review_text import MarkedText, text_chunks, wrap_width
from extractor.review_tree import tree_of


class Reader(HTMLParser):
    """The elements of a page: tags with attributes, the text of each mark by id, and the text of the article."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: dict[str, str] = {}
        self._mark: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "mark":
            self._mark = dict(attrs)["id"] or ""
            self.marks[self._mark] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._mark = None

    def handle_data(self, data: str) -> None:
        if self._mark is not None:
            self.marks[self._mark] += data


def article(report: Report) -> str:
    return "\n".join(chunk.html for chunk in text_chunks(report, MarkedText(report)))


def test_every_figure_is_marked_at_its_own_words() -> None:
    report = sample()
    marks = Reader(article(report)).marks
    for item in [*report.figures, *report.subject_codes, *report.periods]:
        assert marks[f"m-{item.id}"] == item.raw


def test_no_word_of_the_text_is_lost() -> None:
    report = sample()
    shown = re.sub(r"<[^>]*>|\s", "", article(report).replace("t1</span> · 万元", "</span>"))
    assert shown == re.sub(r"\s", "", report.text)


def test_tested_figures_wear_their_outcome() -> None:
    html = article(sample())
    assert 'id="m-p1" class="p bad"' in html
    assert 'id="m-k1" class="k sus"' in html
    assert 'id="m-a2" class="a"' in html


def test_headings_and_tables_are_elements_of_their_own() -> None:
    html = article(sample())
    assert '<h3 id="m-s1">一、支出情况</h3>' in html
    assert html.count("<tr>") == 4
    assert '<th scope="col">决算数</th>' in html
    assert '<th scope="row">教育支出</th>' in html
    assert re.search(r'<td class="num"><mark id="m-t22"[^>]*>60</mark></td>', html)


def test_merged_headings_are_merged_again() -> None:
    text = "地区\t限额\t\t余额\t\n\t小计\t专项\t小计\t专项\n甲县\t3\t1\t2\t1\n"
    table = (
        sample().tables[0].model_copy(update={"start": 0, "end": len(text), "header_rows": 2, "rows": 3, "columns": 5})
    )
    nothing = {"figures": (), "subject_codes": (), "periods": (), "sections": (), "checks": ()}
    html = article(sample().model_copy(update={"text": text, "tables": (table,), **nothing}))
    assert '<th scope="col" rowspan="2">地区</th><th scope="colgroup" colspan="2">限额</th>' in html
    assert html.count("小计</th>") == 2
    assert "<thead>" in html
    assert '<td class="num">3</td>' in html


def test_a_heading_that_runs_into_its_paragraph_stays_in_it() -> None:
    report = sample()
    start = report.text.index(PARAGRAPH)
    section = report.sections[0].model_copy(update={"number": None, "title": "2023年，", "start": start})
    html = article(report.model_copy(update={"sections": (section,)}))
    assert '<p id="m-s1"><strong class="runin">' in html


def test_a_figure_broken_by_a_line_end_is_one_mark() -> None:
    text = "支出合计1,0\n00万元。"
    report = sample().model_copy(
        update={"text": text, "figures": (amount(text, "1,0\n00万元", "a1", "10000000"),), "tables": (), "sections": ()}
    )
    empty = report.model_copy(update={"checks": (), "subject_codes": (), "periods": ()})
    assert Reader(article(empty)).marks == {"m-a1": "1,0\n00万元"}
    assert article(empty).count("<p>") == 1


def test_lines_broken_by_the_page_width_are_run_on() -> None:
    line = "本年度收入合计与上年度相比有所增加主要原因是项目经费增"
    wrapped = "\n".join([line] * 11 + ["加。"])
    assert wrap_width(wrapped) == len(line)
    assert wrap_width("\n".join(["每一行都是一个完整的句子，并且以句号结束。"] * 12)) is None


def test_one_mention_inside_another_leads_to_the_outer_mark() -> None:
    report = sample()
    outer = report.figures[0]
    inner = amount(report.text, "100", "a9", "100")
    marked = MarkedText(report.model_copy(update={"figures": (outer, inner)}))
    assert marked.inside == {"a9": "a1"}


def test_markup_of_the_document_stays_text() -> None:
    page = review_page(hostile())
    tags = Reader(page).tags
    assert [attributes.get("type") for tag, attributes in tags if tag == "script"] == ["application/json"] * 2 + [None]
    assert not [attributes for _, attributes in tags if any(name.startswith("on") for name in attributes)]
    assert "img" not in {tag for tag, _ in tags}
    assert "{{7*7}}" in page
    assert "\u202e" not in re.sub(r'<bdi class="ctl"[^>]*>.</bdi>', "", page)
    page.encode("utf-8")


def test_nothing_inline_but_what_the_policy_names() -> None:
    page = review_page(sample())
    policy = next(
        a["content"] or "" for tag, a in Reader(page).tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert not [a for _, a in Reader(page).tags if "style" in a]
    addresses = {value for _, a in Reader(page).tags for name, value in a.items() if name in ("src", "href") and value}
    assert all(value.startswith(("#", "data:")) for value in addresses)


def test_the_verdict_key_does_not_depend_on_the_numbering_of_checks() -> None:
    report = sample()
    renamed = tuple(check.model_copy(update={"id": f"x{check.id}"}) for check in reversed(report.checks))
    again = report.model_copy(update={"checks": renamed})
    assert check_keys(again) == list(reversed(check_keys(report)))
    assert len(set(check_keys(report))) == len(report.checks)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="zh, en"):
        review_page(sample(), language="fr")


def test_writing_replaces_the_page_whole(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    write_review(sample(), path, language="en")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [item.name for item in tmp_path.iterdir()] == ["page.html"]


def test_the_page_grows_with_the_report_and_not_faster() -> None:
    small, big = (len(review_page(large(figures, checks=10))) for figures in (2000, 8000))
    assert big < small * 4.2


def test_the_money_tree_shows_the_stated_parts() -> None:
    tree = tree_of(sample(), "expenditure")
    assert tree is not None
    assert tree.value == Decimal(1000000)
    assert [part.value for part in tree.parts] == [Decimal(600000), Decimal(400000)]
    picture = money_tree(sample())
    ElementTree.fromstring(picture)
    assert "100 万元" in picture
    assert "60.0%" in picture


def test_a_tree_says_what_its_parts_leave_open_and_what_they_exceed() -> None:
    report = sample()
    figures = {figure.id: figure for figure in report.figures if figure.id in ("a1", "a2", "a3")}

    def with_total(value: int) -> Report:
        total = figures["a1"].model_copy(update={"value": Decimal(value)})
        return report.model_copy(update={"figures": (total, figures["a2"], figures["a3"])})

    open_ = tree_of(with_total(1500000), "expenditure")
    over = tree_of(with_total(800000), "expenditure")
    assert open_ is not None
    assert over is not None
    assert (open_.parts[-1].note, open_.parts[-1].value) == ("rest", Decimal(500000))
    assert over.note == "over"
    assert "20 万元" in money_tree(with_total(800000))


def test_a_report_without_money_has_a_picture_that_says_so() -> None:
    picture = money_tree(sample().model_copy(update={"figures": ()}), language="en")
    assert "no amounts" in picture


def test_a_circle_of_parts_ends() -> None:
    report = sample()
    a1, a2, a3 = report.figures[:3]
    circle = (a1.model_copy(update={"parent": "a2"}), a2, a3.model_copy(update={"parent": "a1"}))
    ElementTree.fromstring(money_tree(report.model_copy(update={"figures": circle})))


def test_every_word_that_the_scripts_use_exists_in_both_languages() -> None:
    used: set[str] = set()
    for path in [*TEMPLATES.glob("*.js"), *TEMPLATES.glob("*.j2")]:
        source = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"""\bt\(\s*["']([a-z_.]+)["']""", source))
        used |= set(re.findall(r'data-t(?:-[a-z]+)?="([a-z_.]+)"', source))
    assert not {key for key in used - set(words()) if not key.endswith(".")}
    for pair in json.loads((TEMPLATES / "words.json").read_text(encoding="utf-8")).values():
        assert len(pair) == 2
        assert all(pair)


def test_a_corner_of_the_money_is_not_passed_off_as_the_whole() -> None:
    report = sample()
    whole = amount(report.text, "100.00万元", "a9", "90000000", flow="expenditure")
    assert tree_of(report.model_copy(update={"figures": (*report.figures, whole)}), "expenditure") is None
