"""The review page as a reviewer uses it, in a real browser: opened from a file, without a network."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from review_browser import chromium, expect, needs_chromium, watched
from review_samples import SHA, hostile, large, sample

from extractor.models import Report
from extractor.review import write_review

pytestmark = needs_chromium
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of a report (of the sample without one), or the page at `path`."""
    with watched(browser) as visit:

        def open_(report: Report | None = None, *, path: Path | None = None, **options: Any) -> Any:
            if path is None:
                path = tmp_path / "page.html"
                write_review(report or sample(), path)
            return visit(path, **options)

        yield open_


def texts(page: Any, selector: str) -> list[str]:
    return page.locator(selector).all_inner_texts()  # type: ignore[no-any-return]


def open_finding(page: Any, id_: str) -> None:
    page.locator(f"#c-{id_} .head").click()
    page.wait_for_selector(f"#c-{id_}.open")


def test_marks_stand_at_the_right_words(show: Open) -> None:
    page = show()
    shown = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('mark')].map((m) => [m.id.slice(2), m.textContent]))"
    )
    assert shown == {item.id: item.raw for item in [*sample().figures, *sample().subject_codes, *sample().periods]}


def test_findings_stand_in_groups_with_counts_and_what_is_fine_is_folded(show: Open) -> None:
    page = show()
    assert [re.sub(r"\s+", " ", text).strip() for text in texts(page, "#finding-list .group")] == [
        "不符 1",
        "存疑 2",
        "相符 1",
    ]
    assert page.locator(".card").count() == 3
    page.get_by_role("button", name="相符 1").last.click()
    assert page.locator("#c-c2").is_visible()


def test_a_click_on_a_finding_shows_its_sum_and_marks_its_places(show: Open) -> None:
    page = show()
    open_finding(page, "c1")
    card = page.locator("#c-c1")
    assert card.locator(".sumline").inner_text() == "60万元 ÷ 100.00万元 = 60%"
    facts = dict(zip(texts(page, "#c-c1 .compare dt"), texts(page, "#c-c1 .compare dd"), strict=True))
    assert facts == {"所述": "6%", "应为": "60%", "差额": "−54 个百分点", "允许区间": "59.497% ～ 60.503%"}
    assert "6% → 60% · 少印一位" in card.locator(".advice").inner_text()
    marked = page.evaluate(
        "[...document.querySelectorAll('mark.on')].map((m) => [m.id, m.dataset.n, m.classList.contains('stated')])"
    )
    assert sorted(marked) == [["m-a1", "3", False], ["m-a2", "2", False], ["m-p1", "1", True]]
    assert page.locator("#links circle").count() == 3
    page.keyboard.press("Escape")
    assert page.locator("mark.on").count() == 0
    assert page.locator("#links circle").count() == 0


def test_a_place_of_a_finding_leads_into_view(show: Open) -> None:
    page = show(large(3000, checks=300))
    open_finding(page, "c0")
    expect(page.locator("#edge-down button").first).to_be_visible()
    page.locator("#c-c0 .places button").nth(1).click()
    expect(page.locator("#edge-up button").first).to_be_visible()
    box = page.locator("#m-a1499").bounding_box()
    assert 48 < box["y"] < 780


def test_filters_narrow_the_list(show: Open) -> None:
    page = show()
    page.locator("#outcome-chips [data-outcome=suspicious]").click()
    assert page.locator(".card").count() == 2
    page.locator("#filter-kind").select_option("repeat")
    assert [card.get_attribute("id") for card in page.locator(".card").all()] == ["c-c3"]
    assert page.locator("#finding-count").inner_text() == "显示 1 / 4"
    page.locator("#filter-reset").click()
    page.locator("#finding-search").fill("农林水")
    expect(page.locator(".card")).to_have_count(1)
    page.locator("#finding-search").fill("没有这样的词")
    page.wait_for_selector(".empty")
    page.locator("#filter-reset").click()
    page.locator("#filter-severity").select_option("error")
    assert [card.get_attribute("id") for card in page.locator(".card").all()] == ["c-c1"]


def test_a_verdict_is_there_again_after_the_page_was_closed(show: Open) -> None:
    page = show()
    open_finding(page, "c1")
    page.locator("#c-c1 .verdict label").nth(1).click()
    page.locator("#c-c1 textarea").fill("已电话核实")
    page.locator("#c-c1 textarea").blur()
    assert "已复核 1 / 4" in page.locator("#progress").inner_text()
    page.reload()
    page.wait_for_selector("#c-c1.open")  # the address names the finding that was open
    assert page.locator("#c-c1 input:checked").get_attribute("value") == "confirmed"
    assert page.locator("#c-c1 textarea").input_value() == "已电话核实"
    page.locator("#filter-verdict").select_option("confirmed")
    assert page.locator(".card").count() == 1


def download(page: Any, name: str, folder: Path) -> Path:
    page.locator("#menu-button").click()
    with page.expect_download() as waited:
        page.locator(f"#menu [data-do={name}]").click()
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path


def judged(show: Open) -> Any:
    page = show()
    open_finding(page, "c1")
    page.keyboard.press("d")
    page.locator("#c-c1 textarea").fill('=1+1 "引号"，\n换行')
    page.locator("#c-c1 textarea").blur()
    return page


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_verdicts_go_out_and_come_in(show: Open, tmp_path: Path, kind: str) -> None:
    path = download(judged(show), f"export-{kind}", tmp_path)
    assert path.name == f"决算说明.docx.review.{kind}"
    other = show(path=tmp_path / "page.html")
    assert "0 / 4" in other.locator("#progress").inner_text()
    other.locator("#import-file").set_input_files(path)
    expect(other.locator("#progress")).to_contain_text("1 / 4")
    open_finding(other, "c1")
    assert other.locator("#c-c1 input:checked").get_attribute("value") == "dismissed"
    assert other.locator("#c-c1 textarea").input_value() == '=1+1 "引号"，\n换行'


def test_exported_files_say_what_was_judged(show: Open, tmp_path: Path) -> None:
    page = judged(show)
    exported = json.loads(download(page, "export-json", tmp_path).read_text(encoding="utf-8"))
    assert (exported["format"], exported["key"], exported["source"]["sha256"]) == ("gouji-review/1", SHA, SHA)
    assert [(row["check"], row["verdict"]) for row in exported["verdicts"]] == [("c1", "dismissed")]
    data = download(page, "export-csv", tmp_path).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines(keepends=True)))
    assert [row["check"] for row in rows] == ["c1", "c2", "c3", "c4"]
    assert rows[0]["remark"].startswith("'=1+1")
    assert (rows[0]["stated"], rows[0]["expected"]) == ("6%", "60%")


def test_a_file_of_another_report_is_not_taken(show: Open, tmp_path: Path) -> None:
    page = show()
    for content, said in (
        (json.dumps({"format": "gouji-review/1", "key": "0" * 64, "verdicts": []}), "另一份报告"),
        ("随便什么", "无法识别"),
    ):
        path = tmp_path / "other.json"
        path.write_text(content, encoding="utf-8")
        page.locator("#import-file").set_input_files(path)
        expect(page.locator("#toast")).to_contain_text(said)
    assert "0 / 4" in page.locator("#progress").inner_text()


def test_a_browser_that_keeps_nothing_says_so(show: Open, tmp_path: Path, browser: Any) -> None:
    write_review(sample(), tmp_path / "page.html")
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied'); }});"
    )
    page.goto((tmp_path / "page.html").as_uri())
    open_finding(page, "c1")
    page.keyboard.press("c")
    assert "1 / 4" in page.locator("#progress").inner_text()
    assert "导出" in page.locator("#save-state").inner_text()
    context.close()


def test_the_keyboard_is_enough(show: Open) -> None:
    page = show()
    page.keyboard.press("j")
    assert page.locator(".card.open").get_attribute("id") == "c-c1"
    page.keyboard.press("j")
    assert page.locator(".card.open").get_attribute("id") != "c-c1"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_selector("mark#m-a2.arrived")
    page.keyboard.press("c")
    assert page.locator("#c-c1 .tag").inner_text() == "属实"
    page.keyboard.press("r")
    page.keyboard.type("j")  # typed, not a command
    assert page.locator("#c-c1 textarea").input_value() == "j"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "finding-search"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()
    page.keyboard.press("2")
    assert page.locator("#panel-figures").is_visible()


def test_a_figure_tells_what_it_measures(show: Open) -> None:
    page = show()
    page.locator("#m-a2").hover()
    page.wait_for_selector("#tip:not([hidden])")
    note = page.locator("#tip").inner_text()
    for words in (
        "行政运行支出",
        "60万元 = 600,000 元",
        "2023",
        "决算",
        "2010101 行政运行",
        "支出合计 100.00万元",
        "一、支出情况",
    ):
        assert words in note
    page.locator("#m-t22").click()
    note = page.locator("#tip").inner_text()
    assert "60 万元 = 600,000 元" in note
    assert "决算表 第 3 行第 3 列" in note


def test_from_a_figure_to_its_finding(show: Open) -> None:
    page = show()
    page.locator("#m-a1").click()
    page.locator("#tip [data-check=c1]").click()
    assert page.locator(".card.open").get_attribute("id") == "c-c1"


def test_figures_are_listed_and_found(show: Open) -> None:
    page = show()
    page.locator("#tab-figures").click()
    assert page.locator("#figure-list .row").count() == len(sample().figures)
    page.locator("#figure-search").fill("培训")
    expect(page.locator("#figure-list .row")).to_have_count(1)
    page.locator("#figure-list .row").click()
    assert "12次" in page.locator("#tip").inner_text()


def test_both_languages_and_both_themes(show: Open) -> None:
    page = show(color_scheme="dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.locator("#theme-button").click()
    page.locator("#language-button").click()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "Violated" in page.locator("#outcome-chips").inner_text()
    assert not re.search(r"[\u4e00-\u9fff]", page.locator(".filters").first.inner_text())
    page.reload()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dataset.theme]") == ["en", "light"]


def test_a_phone_shows_one_pane_at_a_time_and_nothing_sticks_out(show: Open) -> None:
    page = show(width=360, has_touch=True, is_mobile=True)
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) == 360
    page.locator("#views [data-view=findings]").click()
    assert page.locator("#paper").is_hidden()
    open_finding(page, "c1")
    assert page.evaluate(wide) == 360
    page.locator("#c-c1 .places button").first.click()
    assert page.locator("#dock").is_visible()
    assert page.locator("#m-p1").is_visible()
    page.locator("#dock [data-do=to-finding]").click()
    assert page.locator("#c-c1.open").is_visible()


def test_an_address_leads_to_a_finding(show: Open, tmp_path: Path) -> None:
    page = show()
    page.goto((tmp_path / "page.html").as_uri() + "#c3")
    page.reload()
    page.wait_for_selector("#c-c3.open")


def test_a_hostile_report_is_only_text(show: Open) -> None:
    page = show(hostile())
    open_finding(page, "c1")
    page.locator("#m-a1").click()
    assert "{{7*7}}" in page.locator("#tip").inner_text()
    page.locator("#tab-figures").click()
    page.locator("#tab-contents").click()
    page.keyboard.press("Escape")
    assert page.evaluate("window.hit") is None
    assert page.locator("#text img, #side img, .cover img").count() == 0
    assert page.locator("#m-a2").evaluate("(mark) => mark.textContent") == "12\u200b万元"


def test_a_direction_mark_cannot_turn_figures_around(show: Open) -> None:
    page = show(hostile())
    first, last = page.evaluate(
        """() => { const text = document.querySelector('#m-a2').firstChild; const at = (i) => { const r = document.createRange();
        r.setStart(text, i); r.setEnd(text, i + 1); return r.getBoundingClientRect().left; }; return [at(0), at(1)]; }"""
    )
    assert first < last


def test_fifty_thousand_figures_stay_usable(show: Open) -> None:
    page = show(large(50_000))
    assert page.locator("#tab-figures .count").inner_text() == "50000"
    assert page.locator("mark").count() == 50_000
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#m-a24999.arrived")
    assert 48 < page.locator("#m-a24999").bounding_box()["y"] < 780
    page.locator("#tab-figures").click()
    assert page.locator("#figure-list .row").count() < 500
    page.locator("#figure-search").fill("项目24998")
    expect(page.locator("#figure-list .row")).to_have_count(1)


def test_paper_shows_what_is_wrong_with_its_sum(show: Open) -> None:
    page = show()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".card").count() == 3
    assert page.locator("#c-c1 .sumline").is_visible()
    assert page.locator(".bar").is_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")


def test_without_scripts_the_report_can_be_read(show: Open, browser: Any, tmp_path: Path) -> None:
    write_review(sample(), tmp_path / "page.html")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator("mark#m-p1").is_visible()
    assert "占比不符" in page.locator(".top").inner_text()
    page.locator(".top a").first.click()
    assert page.url.endswith("#m-p1")
    context.close()
