"""Tables in plain text: the text stays as it is, the cells are places in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import extract_text
from extractor.document import Document, Table
from extractor.readers import read

TABS = "某县2024年收入表\n单位：万元\n科目\t预算数\t决算数\n税收收入\t1,200\t1,250.50\n  增值税\t700\t\n非税收入\t30\t31\n以上为快报数。\n"
BLANKS = (
    "              某县2024年收入表\n                                   单位：万元\n"
    "项    目            预算数      决算数    完成预算%\n"
    "一、税收收入        12,000      12,500    104.2\n"
    "    增值税           6,000       6,100    101.7\n"
    "    契税             6,000       6,400    106.7\n"
    "二、非税收入                     3,000\n"
    "合  计              12,000      15,500    129.2\n"
    "注：数据为快报数。\n"
)


def grid(document: Document, table: Table) -> list[list[str]]:
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        assert document.text[cell.start : cell.end] == cell.text
        assert table.start <= cell.start <= cell.end <= table.end
        rows[cell.row][cell.column] = cell.text
    return rows


def tables(text: str) -> list[list[list[str]]]:
    document = read(text.encode(), name="a.txt")
    assert document.text == text
    return [grid(document, table) for table in document.tables]


def test_rows_that_tabs_part_are_a_table() -> None:
    document = read(TABS.encode(), name="a.txt")
    assert document.text == TABS
    [table] = document.tables
    assert grid(document, table) == [
        ["科目", "预算数", "决算数"],
        ["税收收入", "1,200", "1,250.50"],
        ["增值税", "700", ""],
        ["非税收入", "30", "31"],
    ]
    assert {cell.text: cell.indent for cell in table.cells if not cell.column}["增值税"] > 0


def test_columns_that_stand_below_each_other_are_a_table() -> None:
    document = read(BLANKS.encode("gb18030"), name="a.txt")
    [table] = document.tables
    rows = grid(document, table)
    assert rows[0] == ["项    目", "预算数", "决算数", "完成预算%"]
    assert rows[4] == ["二、非税收入", "", "3,000", ""]
    assert {cell.text: cell.indent for cell in table.cells if not cell.column}["契税"] == 4


def test_line_ends_of_any_kind_and_full_width_blanks() -> None:
    assert tables(TABS.replace("\n", "\r\n")) == tables(TABS)
    text = "项目　　　　金额　　备注\n办公费　　　１２０　　本级\n印刷费　　　３０　　　本级\n"
    assert tables(text) == [[["项目", "金额", "备注"], ["办公费", "１２０", "本级"], ["印刷费", "３０", "本级"]]]


def test_rows_without_numbers_belong_to_the_table_that_goes_on_below_them() -> None:
    text = "科目\t金额\n一、收入\n税收\t5\n二、支出\t\n三、其他\t\n四、教育\t\n五、科技\t\n六、文化\t8\n\n七、体育\t9\n"
    [rows] = tables(text)
    assert [row[0] for row in rows] == [
        "科目",
        "一、收入",
        "税收",
        "二、支出",
        "三、其他",
        "四、教育",
        "五、科技",
        "六、文化",
        "七、体育",
    ]


def test_two_tables_with_a_title_between_them_are_two() -> None:
    again = "支出决算表\n单位：元\n科目\t决算数\n教育\t5\n卫生\t6\n"
    assert [len(rows) for rows in tables(TABS + again)] == [4, 3]
    assert [len(rows) for rows in tables(TABS.replace("以上为快报数。", "支出决算表\t\t\t") + again)] == [4, 3]


def test_a_cell_with_a_line_break_in_quotation_marks_is_one_cell() -> None:
    [rows] = tables('科目\t"2024年\n决算数"\t备注\n税收\t5\t\n契税\t6\t\n')
    assert rows[0] == ["科目", "2024年\n决算数", "备注"]
    assert rows[2][:2] == ["契税", "6"]


@pytest.mark.parametrize(
    "text",
    [
        "目录\n第一部分 概况\t1\n一、职责\t2\n二、机构\t3\n第二部分 决算表\t5\n",
        "第一部分  单位概况\n一、主要职责    1\n二、机构设置    2\n第二部分  决算表    5\n",
        "标题\t页码\n概况\t1\n职责\t2\n机构\t3\n",
        "项目\t金额\n税收\t5\n",  # one row of numbers
        "税收\t5\n契税\t6\n其他\t7\n",  # no header
        "\t一、收入完成5万元。\n\t二、支出完成6万元。\n\t三、结余7万元。\n",  # paragraphs moved in
        "联系人\t电话\n张某\t见公告\n李某\t见公告\n",  # no numbers
        "甲  收入完成。\n乙  100\n丙  200\n",  # a sentence
        "本年收入  其中\n  税收100  万元，增长  5%\n契税\n",
        "项目  金额  备注\n甲  1  2\n乙乙乙乙乙乙乙乙乙乙乙  3  4\n",  # columns do not stand below each other
        "单位：万元    编制日期：2024年\n　　本年收入　5　万元。\n　　本年支出　6　万元。\n",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert tables(text) == []


@pytest.mark.parametrize("text", [TABS, BLANKS])
def test_figures_get_the_unit_the_label_and_the_cell_of_the_table(text: str) -> None:
    report = extract_text(text)
    [table] = report.tables
    assert (table.title, table.unit) == ("某县2024年收入表", "万元")
    first = report.figures[0]
    assert (first.label, first.unit) == ("税收收入", "万元")
    assert first.cell is not None
    assert (first.cell.row, first.cell.column) == (1, 1)
    assert all(figure.raw == text[figure.start : figure.end] for figure in report.figures)


def test_numbers_of_neighbouring_cells_do_not_run_together() -> None:
    report = extract_text("单位：万元\n项目    数量    金额\n办公费  5万元  6万元\n印刷费  7万元  8万元\n")
    assert [figure.raw for figure in report.figures] == ["5万元", "6万元", "7万元", "8万元"]
    assert [figure.value for figure in report.figures] == [50000, 60000, 70000, 80000]


def test_the_reports_in_running_text_have_no_tables(shared: Path) -> None:
    for path in sorted((shared / "reports").glob("*.txt")):
        assert read(path).tables == (), path.name
