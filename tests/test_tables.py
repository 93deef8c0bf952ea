"""Does every numeric cell become a figure with the right value, unit, label, year and stage?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from table_documents import read_all, read_one, table_document

from extractor.tables import count_numeric, read_tables

BALANCE = [
    ["收入", "<", "支出", "<"],
    ["项目", "决算数", "项目", "决算数"],
    ["栏次", "1", "栏次", "2"],
    ["一、财政拨款收入", "120.50", "一、教育支出", "100.00"],
    ["二、其他收入", "—", "二、住房保障支出", "18.50"],
    ["本年收入合计", "120.50", "本年支出合计", "118.50"],
    ["年初结转和结余", "3.00", "年末结转和结余", "5.00"],
    ["总计", "123.50", "总计", "123.50"],
]


def test_two_groups_of_columns_side_by_side_each_have_their_own_labels() -> None:
    read = read_one("公开01表", "2024年度收支决算总表", "单位：万元", BALANCE)
    assert read.reading.title == "2024年度收支决算总表"
    assert read.reading.unit == "万元"
    assert read[3, 1].facts.label == "财政拨款收入"
    assert read[3, 3].facts.label == "教育支出"
    assert (read[3, 1].facts.flow, read[3, 3].facts.flow) == ("income", "expenditure")
    assert read[8 - 1, 3].facts.label == "支出总计"
    assert read[3, 1].value == Decimal("1205000")
    assert read[3, 1].precision == Decimal("100")
    assert read[3, 1].unit_inferred
    assert {figure.facts.stage for figure in read.reading.figures} == {"final"}


def test_the_row_that_counts_the_columns_and_dashes_are_no_figures() -> None:
    read = read_one("收支决算总表", "单位：万元", BALANCE)
    assert (2, 1) not in read.by_place
    assert (4, 1) not in read.by_place


def test_offsets_are_the_place_of_the_number_in_the_text() -> None:
    read = read_one("单位：元", [["项目", "金额"], ["办公费", "  １,０２０.５０ "], ["水费", "¥30.00"]])
    assert read.raw((1, 1)) == "１,０２０.５０"
    assert read.raw((2, 1)) == "30.00"
    assert read[1, 1].value == Decimal("1020.50")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", "0"),
        ("0.00", "0"),
        ("△12.5", "-12.5"),
        ("-3", "-3"),
        ("－3", "-3"),
        ("1 234.50", None),
        ("12,345", "12345"),
    ],
)
def test_how_a_number_is_written(printed: str, value: str | None) -> None:
    read = read_one("单位：元", [["项目", "金额"], ["办公费", printed], ["水费", "1"]])
    if value is not None:
        assert read[1, 1].value == Decimal(value)


@pytest.mark.parametrize("printed", ["", "-", "—", "——", "/", "无", "…", "×××", "不适用"])
def test_what_is_blank_is_not_zero(printed: str) -> None:
    read = read_one("单位：元", [["项目", "金额"], ["办公费", printed], ["水费", "1"]])
    assert list(read.by_place) == [(2, 1)]
    assert not read.reading.notices


def test_unit_of_the_header_goes_before_the_one_above_the_table() -> None:
    read = read_one("单位：万元", [["项目", "预算数（元）", "决算数"], ["办公费", "10", "20"]])
    assert (read[1, 1].value, read[1, 2].value) == (Decimal(10), Decimal(200000))


def test_unit_of_the_row_goes_before_that_of_the_table() -> None:
    rows = [
        ["指标", "2024年", "比上年增长%"],
        ["地区生产总值（亿元）", "120.5", "5.1"],
        ["户籍人口（万人）", "33.2", "-0.4"],
        ["城镇化率（%）", "48.6", ""],
        ["在职人数", "12", ""],
    ]
    read = read_one("主要指标情况表", rows)
    assert read[1, 1].value == Decimal("12050000000")
    assert (read[2, 1].value, read[2, 1].unit) == (Decimal("332000"), "人")
    assert (read[3, 1].value, read[3, 1].kind) == (Decimal("0.486"), "percentage")
    assert (read[4, 1].kind, read[4, 1].unit) == ("quantity", "人")
    assert (read[2, 2].value, read[2, 2].kind) == (Decimal("-0.004"), "percentage")


def test_unit_column_and_a_measure_word_that_no_list_has() -> None:
    rows = [
        ["指标", "计量单位", "数值"],
        ["种植面积", "万亩", "1.5"],
        ["补助资金", "万元", "80"],
        ["收购量", "万担", "2"],
        ["合格率", "%", "98"],
    ]
    read = read_one(rows)
    assert [read[row, 2].unit for row in (1, 2, 3, 4)] == ["亩", "万元", "担", "percent"]
    assert read[1, 2].value == Decimal("15000")
    assert read[4, 2].value == Decimal("0.98")


def test_a_list_of_units_gives_amounts_the_money_and_percent_columns_the_sign() -> None:
    read = read_one(
        "支出情况表", "单位：元、%", [["项目", "金额", "占比"], ["办公费", "30", "60"], ["水费", "20", "40"]]
    )
    assert (read[1, 1].kind, read[1, 1].value) == ("amount", Decimal(30))
    assert (read[1, 2].kind, read[1, 2].value, read[1, 2].facts.role) == ("percentage", Decimal("0.6"), "share")


def test_a_cell_with_its_own_unit_keeps_it() -> None:
    read = read_one(
        "单位：元", [["项目", "情况"], ["补助标准", "159.58万元"], ["完成比例", "≥95%"], ["检查次数", "不少于3次"]]
    )
    assert (read[1, 1].value, read[1, 1].unit_inferred) == (Decimal("1595800"), False)
    assert (read[2, 1].value, read[2, 1].approximation) == (Decimal("0.95"), "over")
    assert (read[3, 1].value, read[3, 1].unit, read[3, 1].approximation) == (Decimal(3), "次", "over")
    assert read.raw((2, 1)) == "95%"


def test_numbers_without_any_unit_give_a_notice_and_no_figure() -> None:
    read = read_one([["项目", "金额"], ["办公费", "30"], ["水费", "20"]])
    assert read.by_place == {}
    (notice,) = read.reading.notices
    assert notice.code == "table_no_unit"
    assert "金额" in notice.message
    assert "2 numeric" in notice.message


def test_columns_that_describe_rows_are_skipped_and_counted() -> None:
    rows = [
        ["序号", "项目名称", "项目编号", "债券期限", "发行日期", "金额", "备注"],
        ["1", "甲路改造", "53001", "10", "2024", "500", ""],
        ["2", "乙桥新建", "53002", "15", "2024", "800", "12"],
    ]
    read = read_one("单位：万元", rows)
    assert set(read.by_place) == {(1, 5), (2, 5)}
    assert {skipped.column for skipped in read.reading.skipped} == {0, 2, 3, 4, 6}
    assert read[1, 5].facts.label == "甲路改造"


def test_header_levels_are_combined_and_shared_words_said_once() -> None:
    rows = [
        ["地区", "2024年债务限额", "<", "<", "2024年末债务余额", "<", "<"],
        ["^", "合计", "一般债务", "专项债务", "合计", "一般债务", "专项债务"],
        ["公式", "A=B+C", "B", "C", "D=E+F", "E", "F"],
        ["甲市", "30", "20", "10", "29", "19", "10"],
        ["甲市本级", "10", "5", "5", "10", "5", "5"],
        ["县区合计", "20", "15", "5", "19", "14", "5"],
        ["乙县", "12", "10", "2", "11", "9", "2"],
        ["丙县", "8", "5", "3", "8", "5", "3"],
    ]
    read = read_one("甲市债务限额及余额决算情况表", "单位：亿元", rows)
    assert [read[3, column].facts.label for column in range(1, 7)] == [
        "债务限额", "一般债务限额", "专项债务限额", "债务余额", "一般债务余额", "专项债务余额",
    ]  # fmt: skip
    assert read[3, 4].facts.period == "2024-12-31"
    assert read[6, 1].facts.scope == "乙县"
    assert read[6, 1].facts.flow == "liability"
    assert dict(read.reading.formulas)[1] == "A=B+C"


def test_a_header_without_rows_of_names() -> None:
    rows = [
        ["“三公”经费预算数", "<", "<", "<", "<", "<", "机关运行经费预算数"],
        ["合计", "因公出国（境）费", "公务接待费", "公务用车购置及运行费", "<", "<", "^"],
        ["^", "^", "^", "小计", "购置费", "运行费", "^"],
        ["2.95", "", "0.95", "2.00", "1.20", "0.80", "22.43"],
    ]
    read = read_one("单位：万元", rows, year=2025, kind="department_budget")
    assert read.labels() == {
        (3, 0): "“三公”经费",
        (3, 2): "公务接待费",
        (3, 3): "公务用车购置及运行费",
        (3, 4): "公务用车购置费",
        (3, 5): "公务用车运行费",
        (3, 6): "机关运行经费",
    }
    assert read.upper((3, 4)) == (3, 3)
    assert read.upper((3, 3)) == (3, 0)
    assert read.upper((3, 6)) is None


def test_years_and_stages_from_header_and_title() -> None:
    rows = [
        ["项目", "上年决算数", "2025年", "<", "<"],
        ["^", "^", "年初预算数", "调整预算数", "执行数"],
        ["教育支出", "100", "110", "120", "115"],
    ]
    read = read_one("2025年某县一般公共预算支出执行情况表", "单位：万元", rows, year=2026)
    found = [(read[2, column].facts.fiscal_year, read[2, column].facts.stage) for column in range(1, 5)]
    assert found == [(2024, "final"), (2025, "budget"), (2025, "adjusted_budget"), (2025, "final")]


def test_years_as_header_cells_are_no_figures() -> None:
    read = read_one(
        "产业资金拨付情况表", "单位：万元", [["部门", "拨付金额", "<"], ["^", "2022", "2023"], ["农业局", "7", "8"]]
    )
    assert {place: figure.facts.fiscal_year for place, figure in read.by_place.items()} == {(2, 1): 2022, (2, 2): 2023}


def test_rows_that_are_years_or_stages() -> None:
    rows = [["年份", "预算数", "决算数"], ["2022", "10", "9"], ["2023", "12", "11"]]
    read = read_one("办公费预算决算对比表", "单位：万元", rows)
    assert read[1, 1].facts.fiscal_year == 2022
    assert read[2, 2].facts.fiscal_year == 2023
    assert read[1, 1].facts.label == "办公费"


def test_a_year_in_a_project_name_is_not_the_year_of_its_money() -> None:
    rows = [["序号", "项目名称", "金额"], ["1", "2019年老旧小区改造项目", "5"], ["2", "2020年农村公路工程", "6"]]
    read = read_one("2024年专项资金安排表", "单位：万元", rows)
    assert read[1, 2].facts.fiscal_year == 2024
    assert read[1, 2].facts.label == "2019年老旧小区改造项目"


def test_dated_rows_hand_their_year_to_their_parts() -> None:
    rows = [
        ["项目", "本地区", "本级"],
        ["一、2023年末债务余额", "9", "4"],
        ["其中：一般债务", "6", "3"],
        ["专项债务", "3", "1"],
        ["二、2024年末债务限额", "10", "5"],
        ["其中：一般债务", "7", "3"],
        ["专项债务", "3", "2"],
    ]
    read = read_one("2024年债务余额及限额情况表", "单位：亿元", rows)
    assert (read[3, 1].facts.label, read[3, 1].facts.period) == ("专项债务余额", "2023-12-31")
    assert (read[5, 2].facts.label, read[5, 2].facts.fiscal_year) == ("一般债务限额", 2024)
    assert (read[5, 1].facts.scope, read[5, 2].facts.scope) == ("本地区", "本级")
    assert read.upper((3, 1)) == (1, 1)


def test_a_number_over_several_columns_belongs_to_none_of_their_years() -> None:
    rows = [["部门", "支出金额", "<"], ["^", "2020", "2021"], ["农业局", "7", "8"], ["两年合计", "15", "<"]]
    read = read_one("单位：万元", rows)
    assert read[3, 1].facts.fiscal_year is None


def test_text_tables_give_nothing() -> None:
    read = read_one([["部门", "职责"], ["办公室", "负责文秘工作"], ["预算股", "负责预算编制，2024年完成5项改革"]])
    assert read.reading.figures == ()
    assert read.reading.notices == ()


def test_a_table_without_header_goes_on_with_the_one_before() -> None:
    first = [["项目", "预算数", "决算数"], ["办公费", "1", "2"]]
    read = read_all("2024年支出表", "单位：万元", first, [["水费", "3", "4"]])[1]
    assert (read[0, 2].facts.label, read[0, 2].facts.stage, read[0, 2].unit) == ("水费", "final", "万元")


def test_a_header_repeated_on_the_next_page_and_notes_are_passed_over() -> None:
    rows = [["项目", "金额"], ["办公费", "1"], ["项目", "金额"], ["水费", "2"], ["注：本表金额转换时存在尾差。", "<"]]
    read = read_one("支出表", "单位：元", rows)
    assert read.labels() == {(1, 1): "办公费", (3, 1): "水费"}


def test_title_unit_and_number_inside_the_table() -> None:
    rows = [
        ["附表3", "<", "<"],
        ["2024年全县教育支出完成情况表", "<", "<"],
        ["编制单位：某县财政局", "", "单位：万元"],
        ["项目", "预算数", "完成数"],
        ["小学教育", "5", "4"],
    ]
    read = read_one("一段正文，与表无关。", rows)
    assert (read.reading.title, read.reading.unit) == ("2024年全县教育支出完成情况表", "万元")
    assert (read[4, 2].facts.label, read[4, 2].facts.stage, read[4, 2].facts.scope) == ("小学教育", "final", "全县")


def test_two_tables_in_one_grid() -> None:
    rows = [
        ["2024年收入预算表", "<"],
        ["项目", "金额（元）"],
        ["利息收入", "5"],
        ["2023年支出决算表", "<"],
        ["项目", "金额（万元）"],
        ["会议费", "6"],
    ]
    read = read_one(rows)
    assert (read[2, 1].facts.stage, read[2, 1].value) == ("budget", Decimal(5))
    assert (read[5, 1].facts.stage, read[5, 1].facts.fiscal_year, read[5, 1].value) == ("final", 2023, Decimal(60000))


def test_every_numeric_cell_is_accounted_for() -> None:
    rows = [
        ["序号", "项目", "金额", "比例", "x"],
        ["1", "甲", "5", "3%", "7"],
        ["2", "乙", "6.1.2", "", ""],
        ["", "", "7", "8%", "12,34"],
    ]
    document = table_document("单位：元", rows)
    (reading,) = read_tables(document)
    told = len(reading.figures) + sum(skipped.cells for skipped in reading.skipped)
    assert told + len(reading.notices) >= count_numeric(document.tables[0])


def test_a_data_file_of_very_many_cells_is_refused_with_a_notice() -> None:
    rows = [["项目", *("金额" for _ in range(400))], *(["甲", *("1" for _ in range(400))] for _ in range(260))]
    (reading,) = read_tables(table_document("单位：元", rows))
    assert reading.figures == ()
    assert [notice.code for notice in reading.notices] == ["table_too_large"]


def test_two_columns_and_long_header_words_are_still_a_header() -> None:
    read = read_one("专项资金安排表", "单位：万元", [["项目名称", "预算数"], ["甲桥改造", "5"], ["乙路养护", "6"]])
    assert (read[1, 1].facts.label, read[1, 1].facts.stage) == ("甲桥改造", "budget")
    rows = [["单位名称", "上年末地方政府债务余额合计（含外债）", "年末地方政府债务余额合计"], ["甲旗", "5", "6"]]
    debt = read_one("2024年债务余额情况表", "单位：万元", rows)
    assert (debt[1, 1].facts.fiscal_year, debt[1, 2].facts.period) == (2023, "2024-12-31")
