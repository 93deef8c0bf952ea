"""Tables of any shape: no exception, no number lost, offsets that hold; and a document as Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_documents import table_document

from extractor.document import Cell, Document, Table
from extractor.subjects import subjects
from extractor.table_markdown import document_markdown
from extractor.tables import count_numeric, read_tables

WORDS = [
    "", "项目", "科目编码", "2010101", "201", "合计", "小计", "其中：甲", "一、乙", "（一）丙", "1.丁", "预算数", "决算数", "2024年",
    "比上年增减%", "占比", "单位：万元", "—", "0", "12.5", "1,234.50", "△3", "95%", "≥90%", "5人", "万元", "序号", "1", "2", "备注",
    "注：略", "地区", "某县", "某县本级", "类", "款", "金额（元）", "分值", "栏次", "A=B+C", "上年", "其中：", "12 34", "1.2.3", "\n", "<", "^",
]  # fmt: skip


@st.composite
def grids(draw: st.DrawFn) -> list[list[str]]:
    columns = draw(st.integers(1, 6))
    cells = st.sampled_from(WORDS) | st.text(max_size=6)
    grid = draw(st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=1, max_size=9))
    grid[0] = ["" if text in ("<", "^") else text for text in grid[0]]
    return [
        [("" if text == "<" and column == 0 else text).replace("\t", "") for column, text in enumerate(row)]
        for row in grid
    ]


@settings(max_examples=300, deadline=None)
@given(above=st.sampled_from(["", "2024年支出决算表\n单位：万元", "单位：元、%"]), rows=grids())
def test_any_grid_is_read_and_what_is_read_holds(above: str, rows: list[list[str]]) -> None:
    document = table_document(above, rows)
    (reading,) = read_tables(document, fiscal_year=2024, subjects=subjects())
    for figure in reading.figures:
        raw = document.text[figure.start : figure.end]
        assert any(char.isdigit() or char in "一二三四五六七八九十百千万" for char in raw)
        assert figure.facts.label
        for at in (figure.facts.parent, figure.facts.about, figure.facts.whole, figure.across):
            assert at is None or 0 <= at < len(reading.figures)
    assert [figure.start for figure in reading.figures] == sorted(figure.start for figure in reading.figures)
    for code in reading.codes:
        assert code.code.isdigit()


@settings(max_examples=100, deadline=None)
@given(rows=grids())
def test_parents_never_go_in_a_circle(rows: list[list[str]]) -> None:
    (reading,) = read_tables(table_document("单位：元", rows))
    for at in range(len(reading.figures)):
        seen = set()
        here: int | None = at
        while here is not None:
            assert here not in seen
            seen.add(here)
            here = reading.figures[here].facts.parent


def test_spans_that_reach_out_of_the_table_do_no_harm() -> None:
    cells = (Cell(0, 0, "项目", 0, 2, 10**6, 10**6), Cell(0, 1, "金额", 3, 5), Cell(1, 0, "5", 6, 7, 1, 99))
    document = Document("项目\t金额\n5\t", tables=(Table(0, 8, 2, 2, cells),))
    assert len(read_tables(document)) == 1


def test_a_document_without_tables_and_an_empty_table() -> None:
    assert read_tables(Document("正文。")) == []
    (reading,) = read_tables(Document("", tables=(Table(0, 0, 0, 0, ()),)))
    assert reading.figures == ()


@pytest.mark.parametrize(
    ("name", "year", "least"),
    [
        ("lhasa_budget_tables_2025.pdf", 2025, 400),
        ("lijiang_budget_tables_2025.xlsx", 2025, 11000),
        ("putuo_finance_budget_2025.pdf", 2025, 220),
        ("putuo_social_work_final_2024.pdf", 2024, 190),
        ("putuo_wanli_budget_2024.pdf", 2024, 800),
    ],
)
def test_every_numeric_cell_of_real_tables_is_a_figure_or_told(shared: Path, name: str, year: int, least: int) -> None:
    readers = pytest.importorskip("extractor.readers")
    document = readers.read(shared / "reports" / name)
    readings = read_tables(document, fiscal_year=year, subjects=subjects())
    assert sum(len(reading.figures) for reading in readings) >= least
    for table, reading in zip(document.tables, readings, strict=True):
        told = sum(skipped.cells for skipped in reading.skipped)
        told += sum(int(notice.message.split(": ")[1].split()[0]) for notice in reading.notices)
        assert len(reading.figures) + told >= count_numeric(table)


def test_values_of_real_tables(shared: Path) -> None:
    """(file, table, row, column) → label, value in yuan or ratio, year, stage: looked up in the printed pages."""
    readers = pytest.importorskip("extractor.readers")
    expected = [
        ("putuo_finance_budget_2025.pdf", "16,231,840.80", "行政运行", "16231840.80", 2025, "budget"),
        ("putuo_finance_budget_2025.pdf", "229.43", "机关运行经费", "2294300.00", 2025, "budget"),
        ("shizuishan_budget_report_2025.pdf", "209,180", "税收收入", "2091800000", 2025, "budget"),
        ("shizuishan_budget_report_2025.pdf", "196,819", "税收收入", "1968190000", 2024, "final"),
        ("lhasa_budget_tables_2025.pdf", "98.56", "地方政府债务余额", "9856000000.00", 2025, "budget"),
        ("xilingol_debt_limit_2024.XLS", "5,522,060", "地方政府债务余额", "55220600000", 2023, None),
    ]
    for name, raw, label, value, year, stage in expected:
        document = readers.read(shared / "reports" / name)
        readings = read_tables(document, fiscal_year=int(name.rsplit("_", 1)[1][:4]), subjects=subjects())
        figures = [f for r in readings for f in r.figures if document.text[f.start : f.end] == raw]
        found = {(f.facts.label, str(f.value), f.facts.fiscal_year, f.facts.stage) for f in figures}
        assert (label, value, year, stage) in found, (name, raw, found)


def test_markdown_keeps_the_table_and_lets_nothing_become_markup() -> None:
    document = table_document("# 标题<b>", [["项目", "金额|元"], ["  甲*乙", "5\n6"]], "1. 结语")
    assert document_markdown(document) == (
        "\\# 标题&lt;b&gt;\n\n| 项目 | 金额\\|元 |\n| --- | --- |\n| &emsp;甲\\*乙 | 5<br>6 |\n\n1\\. 结语\n"
    )
