"""Year, stage, flow, scope and the day of a balance."""

from __future__ import annotations

import pytest
from sentences import Header, check

from extractor.stages import balance_day, flow_in, section_stage, stage_in

FINAL = Header(kind="department_final_accounts")
BUDGET = Header(kind="department_budget")


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("一般公共预算收入", None),
        ("一般公共预算收入完成", "final"),
        ("一般公共预算支出年初预算", "budget"),
        ("调整预算数", "adjusted_budget"),
        ("预算稳定调节基金", None),
        ("调出资金（调入一般公共预算）", None),
        ("项目预算金额", "budget"),
        ("支出执行", "final"),
    ],
)
def test_stage_words(words: str, stage: str | None) -> None:
    assert stage_in(words)[0] == stage


@pytest.mark.parametrize(
    ("label", "flow", "sure"),
    [
        ("其他收入", "income", True),
        ("收入支出总计", None, True),
        ("上解上级", "expenditure", True),
        ("债务转贷收入", "income", True),
        ("政府债务余额", "liability", True),
        ("年末滚存结余", "balance", True),
        ("固定资产投资", None, True),
        ("人员经费", None, False),
        ("动用预算稳定调节基金", "income", True),
        ("安排预算稳定调节基金", "expenditure", True),
    ],
)
def test_flow_words(label: str, flow: str | None, sure: bool) -> None:
    if label == "固定资产投资":
        assert flow_in(label)[0] is None
    else:
        assert flow_in(label) == (flow, sure)


def test_headings_say_the_stage() -> None:
    assert section_stage("2023年预算执行情况") == "final"
    assert section_stage("2024年预算草案") == "budget"
    assert section_stage("主要职能") is None


def test_days_of_balances() -> None:
    assert balance_day("年末滚存结余", 2023) == "2023-12-31"
    assert balance_day("上年结转", 2023) == "2022-12-31"
    assert balance_day("年初余额", 2023) == "2023-01-01"
    assert balance_day("支出", 2023) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "2021年收入<5万元 fiscal_year=2021>，支出<4万元 fiscal_year=2021>。结余<1万元 fiscal_year=2021>。",
        "支出<5万元 fiscal_year=2023>，与2022年相比，增加<1万元 fiscal_year=2023>。",
        "财政下达2022年度奖励资金<2万元 fiscal_year=2023>。",
        "截至2022年12月31日，资产总额<9万元 fiscal_year=2022 period=2022-12-31 flow=asset stage=none>。",
        "从2019年起，每年安排<3亿元 fiscal_year=2023>。",
        "五年来，全市收入<90亿元 fiscal_year=none>。",
    ],
)
def test_years(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "一、2023年预算执行情况\n税收收入<5亿元 stage=final fiscal_year=2023>。\n二、2024年预算草案\n税收收入<6亿元 stage=budget fiscal_year=2024>。",
        "一、2024年收支安排情况\n（一）全市。收入安排<6亿元 stage=budget fiscal_year=2024>，增长<3%>。",
        "（二）高新区预算执行情况\n收入<6亿元 scope=高新区 stage=final>。\n回顾过去一年，投入资金<2亿元 scope=none>。",
        "五、资产情况\n资产合计<6万元 flow=asset stage=none>。",
        "二、收入情况\n人员经费<6万元 flow=income>。\n三、支出情况\n人员经费<6万元 flow=expenditure>。",
    ],
)
def test_headings_give_what_sentences_leave_out(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "全市收入完成<9亿元 scope=全市>，其中：税收<5亿元 scope=全市>。市本级收入完成<4亿元 scope=市本级>，下降<3% scope=市本级>。",
        "本部门政府采购支出<9万元 scope=本部门 flow=expenditure>。",
        "地区本级债务余额<8亿元 scope=地区本级 flow=liability>，其中：一般债务<6亿元 scope=地区本级>。",
        "全市支出<9亿元>。其中州本级支出<3亿元 scope=州本级 parent=1>（人员支出<1亿元 scope=州本级 parent=2>）。",
        "安排市级财力<9万元 scope=市级>，保障建设。投入环保资金<3万元 scope=none>。",
    ],
)
def test_scope(sentence: str) -> None:
    check(sentence)


def test_the_kind_of_report_gives_the_stage() -> None:
    check("机关运行经费支出<9万元 stage=final>。", FINAL)
    check("机关运行经费<9万元 stage=budget>。", BUDGET)
    check("追讨拖欠工资<9万元 stage=none flow=none>。")
    check("慰问金<2万元 stage=none flow=expenditure>。")


def test_sentences_in_table_cells_are_read() -> None:
    from extractor import words
    from extractor.describe import describe
    from extractor.mentions import find_figures
    from extractor.normalize import matching_copy

    text = "表一\n项目\t说明\t金额\n培训\t全年培训支出12万元，其中：场地费3万元，教材费9万元。\t12万元\n"
    copy = matching_copy(text, [(3, len(text))])
    mentions = find_figures(copy.text)
    found = describe(
        copy, mentions, periods=[], codes=[], sections=[], header=Header(), words=words.cut, grids=[(3, len(copy.text))]
    )
    assert [facts.label for facts in found] == ["培训支出", "场地费", "教材费", None]
    assert [facts.parent for facts in found] == [None, 0, 0, None]


@pytest.mark.parametrize(
    "sentence",
    [
        "2021年至2023年，税收分别为<5万元 fiscal_year=2021>、<6万元 fiscal_year=2022>、<7万元 fiscal_year=2023>。",
        "2021年、2022年分别偿还本金<1.5亿元 fiscal_year=2021>、<1.8亿元 fiscal_year=2022>。",
        "一、2022年预算执行情况\n收入<9万元 fiscal_year=2022>，比上年<8万元 fiscal_year=2021 role=base>增加<1万元>。",
        "2022年至2023年投入<9万元 fiscal_year=none>（2022年<4万元 fiscal_year=2022>，2023年<5万元 fiscal_year=2023>）。",
        "培训<40人>，是2021年的<两倍 fiscal_year=2023>。",
    ],
)
def test_years_of_rows_and_comparisons(sentence: str) -> None:
    check(sentence)
