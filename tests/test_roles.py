"""Levels, changes, bases, shares, rates: told by the words before the figure and behind it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sentences import check

from extractor.roles import amount_role, comparison, is_attribute, percentage_role


@pytest.mark.parametrize(
    ("before", "after", "role", "direction", "subject"),
    [
        ("办公费支出下降", "，", "change", "down", "办公费支出"),
        ("比上年", "增加5万元", "base", None, ""),
        ("较2022年的", "增长", "base", None, ""),
        ("决算与预算相差", "，", "change", None, "决算与预算相差"),
        ("增加到", "", "level", None, "增加到"),
        ("新增债券", "", "level", None, "新增债券"),
        ("收入比去年同期多收", "", "change", "up", "收入"),
        ("职业年金追加拨付", "", "change", "up", "职业年金追加拨付"),
        ("追减医疗保险", "", "change", "down", "医疗保险"),
        ("压减会议费", "", "change", "down", "会议费"),
        ("每年安排不低于", "专项资金", "level", None, "每年安排不低于"),
        ("支出预算由", "变动为9万元", "base", None, "支出预算"),
    ],
)
def test_amounts(before: str, after: str, role: str, direction: str | None, subject: str) -> None:
    found = amount_role(before, after, None)
    assert (found.role, found.direction, found.subject) == (role, direction, subject)


@pytest.mark.parametrize(
    ("before", "role", "direction", "of"),
    [
        ("占总收入的", "share", None, "总收入"),
        ("占", "share", None, None),
        ("占比", "share", None, None),
        ("民生支出占比均在", "share", None, None),
        ("占全市生产总值比重提高至", "share", None, "全市生产总值"),
        ("占商品零售额比重较上年提高", "change", "up", "上年"),
        ("完成年初预算的", "rate", None, "年初预算"),
        ("为调整预算数的", "rate", None, "调整预算数"),
        ("占预算的", "rate", None, "预算"),
        ("同比增长", "change", "up", None),
        ("增幅为", "change", "up", None),
        ("税收增速达", "change", "up", None),
        ("自然增长率为", "rate", None, None),
        ("预决算差异率", "rate", None, None),
        ("覆盖率达", "rate", None, None),
    ],
)
def test_percentages(before: str, role: str, direction: str | None, of: str | None) -> None:
    found = percentage_role(before, "", None, None)
    assert (found.role, found.direction, found.of) == (role, direction, of)


def test_a_negative_rise_is_a_fall() -> None:
    assert percentage_role("增长率为", "", None, Decimal("-0.012")).direction == "down"


@pytest.mark.parametrize(
    ("words", "of", "rest"),
    [
        ("支出较2023年决算数", "2023年决算数", "支出"),
        ("与上年相比", "上年", ""),
        ("比预算", "预算", ""),
        ("占比重", None, "占比重"),
        ("较大", None, "较大"),
        ("与群众同吃同住", None, "与群众同吃同住"),
    ],
)
def test_comparisons(words: str, of: str | None, rest: str) -> None:
    assert comparison(words) == (of, rest)


def test_properties_of_the_figure_before_are_no_names() -> None:
    assert all(map(is_attribute, ("增幅", "年均", "剔除一次性因素后同口径", "预算执行率", "")))
    assert not any(map(is_attribute, ("教育支出", "满意度", "入会率")))


@pytest.mark.parametrize(
    "sentence",
    [
        "单价<100万元 role=level fiscal_year=none stage=none flow=none>（含）以上设备<0台>。",
        "购置单价<50万元 fiscal_year=none>以上通用设备<2台>。",
        "对<400万元 fiscal_year=none>以上基本建设项目进行评审。",
        "支出<30万元 fiscal_year=2023>左右。",
        "合同单价合计<20万元 fiscal_year=2023>。",
    ],
)
def test_a_threshold_is_no_money_of_the_year(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "收入、支出分别为<12万元 label=收入 flow=income>和<11万元 label=支出 flow=expenditure>。",
        "一般公共预算收入、支出分别完成<5亿元 label=一般公共预算收入>、<9亿元 label=一般公共预算支出>。",
        "“决策”“过程”得分率分别为<99% role=rate>和<94.6% role=rate>。",
        "高龄津贴、护理补贴和生活补助分别发放<3万元 label=高龄津贴>、<2万元 label=护理补贴>和<1万元 label=生活补助>。",
        "旅客、货物吞吐量分别增长<24% role=change label=旅客>和<43% role=change direction=up label=货物吞吐量>。",
    ],
)
def test_figures_dealt_out_in_order(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "下降的主要原因是人员减少；罚没收入完成<3亿元 stage=final role=level>，为预算的<90% about=1>。",
        "支出<9万元>，主要原因是：追加培训费<1万元 role=change direction=up label=培训费 stage=none parent=none>。",
        "决算<8万元>，与预算相差<2万元 role=change direction=none>，主要是财政下达2022年度奖励资金<2万元 fiscal_year=2023 stage=none>。",
        "支出增加<3亿元>，主要是补助增加<2亿元 role=change direction=up label=补助>，基金减少<1亿元 role=change direction=down label=基金>。",
        "因压减一般性支出，节约资金<4万元 role=change direction=down>。",
    ],
)
def test_reasons(sentence: str) -> None:
    check(sentence)
