"""Which row and column is a part of which, what percentages go with, and the tables of performance evaluation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from table_documents import read_one


def test_codes_give_the_hierarchy_and_the_total_takes_the_classes() -> None:
    rows = [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", "30", "20", "10"],
        ["20106", "财政事务", "30", "20", "10"],
        ["2010601", "行政运行", "20", "20", ""],
        ["2010602", "一般行政管理事务", "10", "", "10"],
        ["208", "社会保障和就业支出", "5", "5", ""],
        ["合计", "<", "35", "25", "10"],
    ]
    read = read_one("2024年支出决算表", "单位：万元", rows)
    assert read[3, 2].facts.subject_code == "2010601"
    assert read.upper((3, 2)) == (2, 2)
    assert read.upper((2, 3)) == (1, 3)
    assert read.upper((1, 2)) == read.upper((5, 2)) == (6, 2)
    assert read[3, 3].across is not None
    assert (read.reading.figures[read[3, 3].across].row, read.reading.figures[read[3, 3].across].column) == (3, 2)
    assert [(code.code, code.name) for code in read.reading.codes][:2] == [
        ("201", "一般公共服务支出"),
        ("20106", "财政事务"),
    ]
    assert (1, 0) not in read.by_place
    assert read[6, 3].facts.label == "基本支出合计"


def test_codes_in_columns_of_their_own_hold_on_downwards() -> None:
    rows = [
        ["功能分类科目编码", "<", "<", "科目名称", "金额"],
        ["类", "款", "项", "^", "^"],
        ["201", "", "", "一般公共服务支出", "9"],
        ["", "06", "", "财政事务", "9"],
        ["", "", "01", "行政运行", "9"],
    ]
    read = read_one("支出预算表", "单位：元", rows)
    assert [read[row, 4].facts.subject_code for row in (2, 3, 4)] == ["201", "20106", "2010601"]
    assert read.upper((4, 4)) == (3, 4)


@pytest.mark.parametrize("cell", ["2010601行政运行", "2010601 行政运行", "[2010601]行政运行", "2010601-行政运行"])
def test_code_and_name_in_one_cell(cell: str) -> None:
    read = read_one("支出决算表", "单位：元", [["科目", "金额"], [cell, "9"], ["201 一般公共服务支出", "9"]])
    figure = read[1, 1]
    assert (figure.facts.label, figure.facts.subject_code) == ("行政运行", "2010601")
    code = next(code for code in read.reading.codes if code.code == "2010601")
    assert read.document.text[code.start : code.end] == "2010601"
    assert code.name == "行政运行"


def test_a_number_before_a_name_is_no_code_where_the_tables_know_none() -> None:
    read = read_one("专项资金安排表", "单位：元", [["项目名称", "金额"], ["110接警平台建设", "9"], ["学校食堂", "8"]])
    assert read.reading.codes == ()
    assert read[1, 1].facts.label == "110接警平台建设"


def test_among_with_indentation() -> None:
    rows = [
        ["项目", "金额"],
        ["一、税收收入", "10"],
        ["    其中：增值税", "6"],
        ["          契税", "3"],
        ["二、非税收入", "4"],
    ]
    read = read_one("单位：万元", rows)
    assert [read.upper((row, 1)) for row in (1, 2, 3, 4)] == [None, (1, 1), (1, 1), None]


def test_among_without_indentation_reaches_to_the_next_number() -> None:
    rows = [
        ["项目", "金额"],
        ["一、税收收入", "10"],
        ["其中：增值税", "6"],
        ["契税", "3"],
        ["二、非税收入", "4"],
        ["其中：1.罚没收入", "1"],
        ["2.专项收入", "3"],
    ]
    read = read_one("单位：万元", rows)
    assert [read.upper((row, 1)) for row in (2, 3, 4, 5, 6)] == [(1, 1), (1, 1), None, (4, 1), (4, 1)]


def test_among_without_any_mark_reaches_to_where_the_parts_make_up_the_whole() -> None:
    rows = [["项目", "金额"], ["人员经费", "10"], ["其中：工资", "6"], ["津贴", "4"], ["公用经费", "4"]]
    read = read_one("单位：万元", rows)
    assert [read.upper((row, 1)) for row in (2, 3, 4)] == [(1, 1), (1, 1), None]


def test_numbering_levels() -> None:
    rows = [
        ["项目", "金额"],
        ["一、本年支出", "9"],
        ["（一）教育", "5"],
        ["1.小学", "3"],
        ["2.中学", "2"],
        ["（二）卫生", "4"],
        ["二、结余", "1"],
    ]
    read = read_one("单位：万元", rows)
    assert [read.upper((row, 1)) for row in (2, 3, 4, 5, 6)] == [(1, 1), (2, 1), (2, 1), (1, 1), None]


def test_a_total_at_the_head_takes_what_follows_and_subtotals_what_precedes() -> None:
    head = read_one("单位：元", [["项目", "金额"], ["合计", "7"], ["电费", "3"], ["水费", "4"]])
    assert [head.upper((row, 1)) for row in (1, 2, 3)] == [None, (1, 1), (1, 1)]
    rows = [
        ["项目", "金额"],
        ["电费", "3"],
        ["水费", "4"],
        ["小计", "7"],
        ["差旅费", "1"],
        ["小计", "1"],
        ["合计", "8"],
    ]
    foot = read_one("单位：元", rows)
    assert [foot.upper((row, 1)) for row in (1, 2, 3, 4, 5)] == [(3, 1), (3, 1), (6, 1), (5, 1), (6, 1)]


def test_a_region_and_what_it_is_made_of() -> None:
    rows = [["地区", "限额"], ["甲市", "9"], ["甲市本级", "4"], ["县区小计", "5"], ["乙县", "3"], ["丙区", "2"]]
    read = read_one("债务限额情况表", "单位：亿元", rows)
    assert [read.upper((row, 1)) for row in (2, 3, 4, 5)] == [(1, 1), (1, 1), (3, 1), (3, 1)]
    assert [read[row, 1].facts.label for row in (1, 4)] == ["限额", "限额"]


COMPARISON = [
    ["项目", "2023年决算数", "2024年", "<", "比较", "<"],
    ["^", "^", "预算数", "执行数", "比2023年决算数增长%", "完成2024年预算数的%"],
    ["教育支出", "200", "210", "190", "-5.0", "90.5"],
    ["卫生支出", "100", "110", "120", "20.0", "109.1"],
]


def test_percentages_know_what_they_describe_and_what_they_are_measured_against() -> None:
    read = read_one("2024年支出执行情况表", "单位：万元", COMPARISON)
    change, completion = read[2, 4], read[2, 5]
    assert (change.facts.role, change.facts.direction, change.value) == ("change", "down", Decimal("-0.050"))
    assert (read.about((2, 4)), read.whole((2, 4)), change.facts.of) == ((2, 3), (2, 1), "2023年决算数")
    assert (completion.facts.role, completion.value) == ("rate", Decimal("0.905"))
    assert (read.about((2, 5)), read.whole((2, 5)), completion.facts.of) == ((2, 3), (2, 2), "2024年预算数")
    assert read[2, 1].facts.role == "base"
    assert read[3, 4].facts.direction == "up"


def test_a_percent_column_printed_as_ratios_is_read_as_ratios_where_the_amounts_say_so() -> None:
    rows = [["项目", "预算数", "执行数", "执行率"], ["甲", "200", "190", "0.95"], ["乙", "100", "80", "0.8"]]
    read = read_one("单位：万元", rows)
    assert [read[row, 3].value for row in (1, 2)] == [Decimal("0.95"), Decimal("0.8")]
    percent = [["项目", "预算数", "执行数", "执行率"], ["甲", "200", "190", "95"], ["乙", "100", "80", "80"]]
    assert read_one("单位：万元", percent)[1, 3].value == Decimal("0.95")


def test_a_bare_growth_column_goes_with_the_pair_that_agrees() -> None:
    rows = [
        ["预算科目", "2024年预算数", "2024年完成数", "2025年预算数", "增长%"],
        ["利润收入", "370", "366", "473", "27.8"],
        ["股利收入", "120", "151", "159", "32.5"],
    ]
    read = read_one("2025年预算收支总表", "单位：万元", rows, year=2025)
    assert (read.about((1, 4)), read.whole((1, 4))) == ((1, 3), (1, 1))


def test_change_in_money_and_in_percent_under_one_head() -> None:
    rows = [
        ["项目", "上年数", "本年数", "比上年增减", "<"],
        ["^", "^", "^", "金额", "%"],
        ["水费", "10", "8", "-2", "-20"],
    ]
    read = read_one("2024年费用决算表", "单位：万元", rows)
    assert (read[2, 3].kind, read[2, 3].facts.role, read[2, 3].facts.direction) == ("amount", "change", "down")
    assert (read[2, 4].kind, read[2, 4].facts.role, read[2, 4].value) == ("percentage", "change", Decimal("-0.20"))


TARGETS = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"],
    ["产出指标", "数量指标", "培训人次", "≥500人次", "520人次", "20", "20", ""],
    ["^", "质量指标", "培训合格率", "≥95%", "93.5%", "20", "18.5", "个别学员缺勤"],
    ["效益指标", "社会效益", "服务能力", "提升", "提升", "30", "30", ""],
    ["总分", "<", "<", "", "", "100", "98.5", ""],
]


def test_performance_tables_give_targets_results_and_scores() -> None:
    read = read_one("项目支出绩效自评表", TARGETS)
    target, actual = read[1, 3], read[1, 4]
    assert (target.value, target.unit, target.approximation, target.facts.stage) == (
        Decimal(500),
        "人次",
        "over",
        "budget",
    )
    assert (actual.value, actual.facts.stage, actual.facts.label) == (Decimal(520), "final", "培训人次")
    assert (read[2, 3].kind, read[2, 3].value) == ("percentage", Decimal("0.95"))
    assert (read[2, 6].kind, read[2, 6].unit, read[2, 6].value) == ("quantity", "分", Decimal("18.5"))
    assert read[2, 6].facts.label == "培训合格率得分"
    assert (3, 3) not in read.by_place


def test_comparison_sign_value_and_unit_in_columns_of_their_own() -> None:
    rows = [
        ["三级指标", "指标性质", "指标值", "度量单位"],
        ["道路里程", "≥", "12.5", "公里"],
        ["补助成本", "≤", "80", "万元"],
        ["完工率", "=", "100", "%"],
        ["群众反映", "定性", "良好", ""],
    ]
    read = read_one("绩效目标表", rows)
    found = [(read[row, 2].kind, read[row, 2].value, read[row, 2].approximation) for row in (1, 2, 3)]
    assert found == [
        ("quantity", Decimal("12.5"), "over"),
        ("amount", Decimal("800000"), "under"),
        ("percentage", Decimal(1), None),
    ]


def test_a_form_with_yearly_money_and_targets() -> None:
    rows = [
        ["项目名称", "村道养护", "<", "主管部门", "某县交通局", "<", "<"],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率"],
        ["^", "年度资金总额", "100", "120", "114", "10", "95%"],
        ["^", "其中：财政拨款", "80", "100", "94", "-", "94%"],
        ["^", "其他资金", "20", "20", "20", "-", ""],
        ["年度总体目标", "完成全部养护任务", "<", "<", "<", "<", "<"],
        ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"],
        ["产出指标", "数量指标", "养护里程", "30公里", "32公里", "50", "50"],
    ]
    read = read_one("项目支出绩效自评表", rows)
    assert (read[2, 2].value, read[2, 2].facts.stage) == (Decimal(1000000), "budget")
    assert (read[2, 3].facts.stage, read[2, 4].facts.stage) == ("adjusted_budget", "final")
    assert read[3, 4].facts.label == "财政拨款"
    assert read.upper((3, 4)) == (2, 4)
    assert (read[2, 6].kind, read[2, 6].value) == ("percentage", Decimal("0.95"))
    assert (read[7, 3].value, read[7, 3].unit) == (Decimal(30), "公里")


def test_a_form_whose_labels_stand_beside_their_numbers() -> None:
    rows = [
        ["项目名称", "村道养护", "<", "<"],
        ["预算数（万元）：", "100", "执行数（万元）：", "95.5"],
        ["资金到位率：", "98%", "", ""],
    ]
    read = read_one("项目情况表", rows)
    assert (read[1, 1].value, read[1, 3].value) == (Decimal(1000000), Decimal(955000))
    assert (read[2, 1].facts.label, read[2, 1].value) == ("资金到位率", Decimal("0.98"))


def test_funds_as_columns_stand_before_the_item() -> None:
    rows = [
        ["项目", "合计", "工伤保险基金", "失业保险基金"],
        ["一、收入", "9", "4", "5"],
        ["其中：利息收入", "1", "", "1"],
    ]
    read = read_one("社会保险基金预算执行情况表", "单位：万元", rows)
    assert read[1, 2].facts.label == "工伤保险基金收入"
    assert read[2, 3].facts.label == "失业保险基金利息收入"


def test_regions_as_columns_are_whose_figures_these_are() -> None:
    rows = [["项目", "合计", "甲山县", "乙河县"], ["返还性支出", "9", "4", "5"]]
    read = read_one("对下转移支付决算表", "单位：万元", rows)
    assert [read[1, column].facts.scope for column in (1, 2, 3)] == [None, "甲山县", "乙河县"]
    assert {figure.facts.label for figure in read.reading.figures} == {"返还性支出"}


def test_a_list_without_any_sign_of_depth_is_nested_where_its_figures_say_so() -> None:
    rows = [
        ["项目", "预算数", "执行数"],
        ["税收收入", "50", "55"],
        ["非税收入", "30", "35"],
        ["专项收入", "10", "11"],
        ["罚没收入", "20", "24"],
        ["收入小计", "80", "90"],
    ]
    read = read_one("单位：万元", rows)
    assert [read.upper((row, 1)) for row in (1, 2, 3, 4)] == [(5, 1), (5, 1), (2, 1), (2, 1)]


def test_a_balance_carried_forward_is_no_part_of_the_years_result() -> None:
    rows = [["项目", "金额"], ["一、工伤保险基金本年收支结余", "5"], ["    年末滚存结余", "90"]]
    read = read_one("社会保险基金结余情况表", "单位：万元", rows)
    assert read.upper((2, 1)) is None


def test_letters_of_formulas_and_full_marks_are_no_part_of_a_label() -> None:
    rows = [
        ["项目名称", "农村饮水安全维护", "<", "<", "<", "<", "<"],
        [
            "预算执行情况（万元）",
            "",
            "年初预算数",
            "全年预算数（A）",
            "全年执行数（B）",
            "分值（10分）",
            "执行率（B/A）",
        ],
        ["^", "年度资金总额：", "100", "120", "108", "10", "90.00%"],
    ]
    read = read_one("项目支出绩效自评表", rows)
    assert [read[2, column].facts.label for column in (2, 4, 6)] == [
        "年度资金总额",
        "年度资金总额",
        "年度资金总额执行率",
    ]
    assert (read[2, 5].kind, read[2, 5].unit) == ("quantity", "分")
    assert (read.about((2, 6)), read.whole((2, 6))) == ((2, 4), (2, 3))


def test_the_head_of_a_group_may_be_called_a_total() -> None:
    rows = [
        ["预算数", "<", "<", "决算数", "<", "<"],
        ["合计", "公务用车费", "公务接待费", "合计", "公务用车费", "公务接待费"],
        ["1", "2", "3", "4", "5", "6"],
        ["10.00", "8.00", "2.00", "7.50", "6.00", "1.50"],
    ]
    read = read_one("财政拨款“三公”经费支出决算表", "单位：万元", rows)
    assert read.reading.header_rows == 2
    assert (read[3, 1].facts.label, read[3, 1].facts.stage) == ("公务用车费", "budget")
    assert (read[3, 5].facts.label, read[3, 5].facts.stage) == ("公务接待费", "final")
    assert read.upper((3, 4)) == (3, 3)


def test_a_measure_word_in_the_row_does_not_turn_a_money_column_into_counts() -> None:
    read = read_one("国有资产占用情况表", [["项目", "数量", "金额（万元）"], ["一、车辆（辆）", "3", "60.5"]])
    assert (read[1, 1].kind, read[1, 1].unit) == ("quantity", "辆")
    assert (read[1, 2].kind, read[1, 2].value) == ("amount", Decimal(605000))


def test_lost_merged_cells_of_a_header_are_filled_from_the_left() -> None:
    rows = [
        ["项目", "2024年", "", "比较", ""],
        ["", "预算数", "执行数", "增长额", "增长%"],
        ["水费", "10", "8", "-2", "-20"],
    ]
    read = read_one("费用情况表", "单位：元", rows, year=2025)
    assert (read[2, 2].facts.fiscal_year, read[2, 2].facts.stage) == (2024, "final")
    assert (read[2, 3].kind, read[2, 3].facts.role) == ("amount", "change")
    assert (read[2, 4].kind, read[2, 4].value) == ("percentage", Decimal("-0.20"))
