"""The index of a dataset, in a real browser: listed, sorted, filtered, charted, linked, from files alone."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from review_browser import Visit, chromium, expect, needs_chromium, watched
from review_samples import hostile, sample

from extractor.dataset import DatasetError
from extractor.dataset_rows import pack
from extractor.dataset_writer import Changes, Writer
from extractor.models import Header, Region, Report, Source
from extractor.review import review_dataset
from extractor.review_index import REPORTS_A_FILE

REGIONS = (
    Region(code="532329", name="武定县", path=("云南省", "楚雄彝族自治州", "武定县")),
    Region(code="310000", name="上海市", path=("上海市",)),
)


def numbered(number: int, *, fine: bool = False) -> Report:
    """A report of its own organization, region, year and total income; a fine one has no violated check."""
    base = sample()
    region = REGIONS[number % 2]
    organization = f"{region.name}第{number}局"
    first = base.figures[0].model_copy(update={"indicator": "total_income", "value": Decimal(1000000 + number)})
    return base.model_copy(
        update={
            "source": Source(name=f"{number}.docx", sha256=hashlib.sha256(str(number).encode()).hexdigest()),
            "report": Header(
                title=f"{organization}决算", organization=organization, region=region, fiscal_year=2020 + number % 3
            ),
            "figures": (first.model_copy(update={"fiscal_year": 2020 + number % 3}), *base.figures[1:]),
            "checks": tuple(check for check in base.checks if not fine or check.outcome != "violated"),
        }
    )


def store(path: Path, reports: list[Report], failures: dict[str, dict[str, Any]] | None = None) -> Path:
    with Writer(path) as writer:
        packed = [pack(report, report.source.sha256 or "") for report in reports]
        writer.commit(Changes(reports=packed, failures=failures or {}))
        writer.refresh_views()
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of twelve good reports, a hostile one and a failure."""
    place = tmp_path_factory.mktemp("index")
    failure = {"source": "s1", "path": "<b>坏</b>.pdf", "reason": "unreadable", "message": "去掉密码后再试"}
    dataset = store(place / "data.duckdb", [*(numbered(n, fine=n > 3) for n in range(12)), hostile()], {"s1": failure})
    review_dataset(dataset, place / "out")
    return place / "out"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    with watched(browser) as opened:
        yield opened


def column(page: Any, name: str) -> list[str]:
    return page.locator(f"#body .c-{name}").all_inner_texts()  # type: ignore[no-any-return]


@needs_chromium
def test_reports_are_listed_the_worst_first_and_sorted_by_a_click(visit: Visit, folder: Path) -> None:
    page = visit(folder / "index.html")
    assert column(page, "violated") == ["1"] * 5 + ["0"] * 8
    page.locator("#head [data-column=year]").click()
    years = [year for year in column(page, "year") if year]
    assert years == sorted(years, reverse=True)
    assert page.locator("#head th.c-year").get_attribute("aria-sort") == "descending"
    page.locator("#head [data-column=year]").click()
    assert [year for year in column(page, "year") if year] == sorted(years)


@needs_chromium
def test_filters_go_together(visit: Visit, folder: Path) -> None:
    page = visit(folder / "index.html")
    page.locator("#by-region").select_option("云南省")
    assert set(column(page, "region")) == {"武定县"}
    page.locator("#by-year").select_option("2021")
    assert len(column(page, "year")) == 2
    page.locator("#reset").click()
    page.locator("#by-outcome").select_option("violated")
    expect(page.locator("#count")).to_contain_text("5 / 13")
    page.locator("#reset").click()
    page.locator("#search").fill("第7局")
    expect(page.locator("#count")).to_contain_text("1 / 13")
    page.locator("#reset").click()
    page.locator("#kinds-chart [data-kind=share]").click()
    expect(page.locator("#count")).to_contain_text("4 / 13")


@needs_chromium
def test_charts_follow_what_is_shown(visit: Visit, folder: Path) -> None:
    page = visit(folder / "index.html")
    assert page.locator("#years-chart circle").count() == 3
    assert "2020 年" in (page.locator("#years-chart svg").get_attribute("aria-label") or "")
    page.locator("#by-year").select_option("2020")
    assert page.locator("#years-chart circle").count() == 1


@needs_chromium
def test_each_report_leads_to_its_page_and_back(visit: Visit, folder: Path) -> None:
    page = visit(folder / "index.html")
    page.locator("#search").fill("第1局")
    expect(page.locator("#count")).to_contain_text("1 / 13")
    page.locator("#body .c-title a").first.click()
    page.wait_for_selector("mark#m-p1")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator(".home").click()
    page.wait_for_selector("#table")
    expect(page.locator("#body tr", has_text="第1局").locator(".c-progress").first).to_have_text("1 / 4")


@needs_chromium
def test_a_hostile_report_is_only_text_here_too(visit: Visit, folder: Path) -> None:
    page = visit(folder / "index.html")
    assert page.locator("#body img, .failures b").count() == 0
    assert page.evaluate("window.hit") is None
    page.locator(".failures summary").click()
    assert "<b>坏</b>.pdf" in page.locator(".failures").inner_text()


@needs_chromium
def test_the_list_goes_out_as_csv(visit: Visit, folder: Path, tmp_path: Path) -> None:
    page = visit(folder / "index.html")
    page.locator("#by-region").select_option("上海市")
    with page.expect_download() as waited:
        page.locator("#csv-button").click()
    waited.value.save_as(tmp_path / "list.csv")
    rows = list(csv.DictReader((tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {row["region"] for row in rows} == {"上海市"}
    assert len(rows) == 6


@needs_chromium
def test_a_folder_copied_in_part_says_what_is_missing(visit: Visit, folder: Path, tmp_path: Path, browser: Any) -> None:
    shutil.copy(folder / "index.html", tmp_path)
    page = browser.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.locator("#state")).to_contain_text("整个文件夹")
    page.close()


@needs_chromium
def test_thousands_of_reports_make_only_the_rows_in_view(visit: Visit, tmp_path: Path) -> None:
    empty = sample().model_copy(
        update={
            "figures": (),
            "subject_codes": (),
            "periods": (),
            "tables": (),
            "sections": (),
            "checks": (),
            "text": "无",
        }
    )
    reports = []
    for number in range(REPORTS_A_FILE * 2 + 1):
        header = Header(title=f"第{number}号", fiscal_year=2020)
        source = Source(name=f"{number}", sha256=hashlib.sha256(f"many{number}".encode()).hexdigest())
        reports.append(empty.model_copy(update={"report": header, "source": source}))
    dataset = store(tmp_path / "many.duckdb", reports)
    review_dataset(dataset, tmp_path / "out")
    page = visit(tmp_path / "out" / "index.html")
    expect(page.locator("#count")).to_contain_text(f"{len(reports)} / {len(reports)}")
    assert page.locator("#body tr").count() < 200
    page.locator("#rows").evaluate("(box) => { box.scrollTop = box.scrollHeight; }")
    expect(page.locator("#body tr").nth(-2)).to_have_attribute("aria-rowindex", str(len(reports) + 1))
    assert len(list((tmp_path / "out" / "data").iterdir())) == 3


def test_a_second_run_keeps_the_pages_of_unchanged_reports(tmp_path: Path) -> None:
    dataset = store(tmp_path / "data.duckdb", [numbered(1), numbered(2)])
    told: list[tuple[int, int]] = []
    assert review_dataset(dataset, tmp_path / "out", lambda done, total: told.append((done, total))) == 2
    assert told == [(1, 2), (2, 2)]
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out" / "pages").iterdir()}
    with Writer(dataset) as writer:
        changed = numbered(2).model_copy(update={"report": Header(title="改过的标题")})
        writer.commit(Changes(reports=[pack(changed, changed.source.sha256 or "")]))
    review_dataset(dataset, tmp_path / "out")
    after = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out" / "pages").iterdir()}
    assert sorted(after) == sorted(before)
    assert sum(after[name] != before[name] for name in before) == 1


def test_a_dataset_that_is_none_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no such dataset"):
        review_dataset(tmp_path / "none.duckdb", tmp_path / "out")
    assert not (tmp_path / "out").exists()
