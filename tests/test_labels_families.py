"""Constructions of budget reports, audits, evaluations and monthly reports: what each figure is called, and what it is."""

from __future__ import annotations

import pytest
from sentences import Header, check

BUDGET = Header(2025, "government_budget_report")
WORK = Header(2025, "government_work_report")
FINAL = Header(2023, "department_final_accounts")


@pytest.mark.parametrize("sentence", [
    "偿还到期债务<300万元 stage=final flow=expenditure>，支付利息<86万元 label=利息 stage=final>。",
    "第四季度支出<381万元 stage=final>，占全年支出的<37% of=全年支出>。",
    "一是资金支付较慢，至11月才支付<612万元 label=支付 stage=final flow=expenditure>。",
    "兑现年度考核奖<186万元 label=年度考核奖 stage=final>，发放救助资金<95万元 label=救助资金 stage=final>。",
    "2021年、2022年、2023年分别偿还本金<1.5 stage=final fiscal_year=2021>、<1.8 stage=final>、<2.2亿元 stage=final>。",
    "三年共计偿还本金<5.5亿元 label=偿还本金 stage=final fiscal_year=none>。",
    "全年还本<38亿元 flow=expenditure stage=final>，付息<10亿元 flow=expenditure stage=final>。",
])  # fmt: skip
def test_what_was_paid_is_final(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize("sentence", [
    "拟偿还债务<280万元 stage=budget flow=expenditure>。",
    "计划偿还债务<280万元 stage=budget flow=expenditure>。",
    "2025年计划通过再融资债券偿还<39亿元 stage=budget>。",
    "每年支付租金<5万元 stage=none>。",
    "力争完成投资<30亿元 label=投资 stage=budget>以上。",
    "慰问标准为每人<500元 stage=none>。",
])  # fmt: skip
def test_what_is_planned_is_not(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize("sentence", [
    "收入增加，增收主要是新增整治资金<60万元 role=change direction=up>、人员增资<5万元 role=change direction=up label=人员增资>。",
    "利润<25万元>，比上年增利<94万元 label=利润 role=change direction=up>。",
    "带动农户人均增收<2350元 role=change direction=up label=农户人均增收>。",
    "收入增长，主要原因是新增债券<5万元 role=change direction=up>。",
    "亩均增收<192元 role=change direction=up label=亩均增收>。",
    "其中：预留人员增资<17万元 role=level label=人员增资>。",
])  # fmt: skip
def test_rises_in_reasons(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize("sentence", [
    "全县预算收入累计完成<186亿元 label=预算收入>。",
    "税收收入三年合计<13万元 label=税收收入 fiscal_year=none>。",
    "盘活存量资产不少于<4000万元 label=存量资产>，“十四五”期间累计盘活超过<1.5亿元 fiscal_year=none>。",
    "将管护经费纳入年初预算，按每村每年不低于<1.5万元 label=管护经费>安排。",
    "1-9月，全市税收收入完成<112亿元 fiscal_year=2023 label=税收收入>。",
    "低保标准分别提高到每人每月<720元 label=低保标准>、<540元 label=低保标准>。",
    "拟购置单价<50万元>以上的通用设备<一台>，预算<52万元 label=通用设备 flow=expenditure stage=budget>。",
    "2023年年初预算收入<128万元 stage=budget>，实际支出<100万元 stage=final>。",
    "<八项>支出<13亿元 label=八项支出>，增长<4%>。",
    "按合同总价的8%控制，不超过<265万元>。".replace("8%", "<8% role=share of=合同总价>"),
])  # fmt: skip
def test_words_of_time_and_frame_are_no_names(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize("sentence", [
    "税费<2360万元 role=level>，是2020年<1475万元 role=base fiscal_year=2020>的<1.6倍 role=rate about=1 fiscal_year=2023>。",
    "收入<9万元>，相当于上年<6万元 role=base>的<1.5倍 role=rate about=1>。",
    "日处理量由<25吨>增加到<40吨>，是2021年的<两倍 role=rate>。",
    "结算价<95万元>，较合同价下降<3.2个百分点 role=change direction=down of=合同价>。",
    "合同金额<332万元>，较控制价<348万元 role=base>下降<4.8% of=控制价 about=1>。",
    "支出<18亿元>，低于序时进度<1.1个百分点 role=change direction=down of=序时进度>。",
    "累计支出<14亿元>，执行率<92%>，较上年提高<3.5个百分点 label=执行率 role=change direction=up of=上年>。",
    "新增学位<2万个>，为目标值的<115% role=rate label=新增学位>。",
])  # fmt: skip
def test_compared_with_what(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize("sentence", [
    "2023年“三公”经费预算为<35万元 stage=budget>，支出决算为<28.6万元 stage=final>，“三公”经费决算数小于预算数"
    "<6.4万元 role=change direction=down>。其中：公务接待费<8.6万元 parent=2>。",
    "造林补助（抚育<86.50 parent=3>、管护经费<100.00万元 parent=3>）<186.50万元 label=造林补助>。",
    "偿还本金<4.5亿元>，其中债券偿还<4.1亿元 parent=1>、财政偿还<0.4亿元 parent=1>；支付利息<1.6亿元 parent=none>。",
    "社会保险基金收入<8万元>，其中：利息收入<1万元 parent=1>；社会保险基金支出<7万元 parent=none>。",
    "固定资产<82万元>，分布构成情况为：房屋<51万元 parent=1 flow=asset>，车辆<31万元 parent=1>。",
    "贷款项目余额<2300万美元 flow=liability>（折合人民币<1.63亿元 parent=none>）。",
])  # fmt: skip
def test_parts_and_what_is_none(sentence: str) -> None:
    check(sentence, FINAL)


def test_a_year_in_a_reason_ends_with_it() -> None:
    check(
        "2023年支出<9万元 fiscal_year=2023>，下降<2%>，主要是2022年补缴<3万元 fiscal_year=2022>。"
        "税收收入<5万元 fiscal_year=2023>。",
    )
    check(
        "收入<9万元>，增长<2%>，剔除2022年一次性因素后同口径增长<7% label=收入 about=1>。税收<5万元 fiscal_year=2023>。"
    )
    check("收入<9万元>，下降<2%>，主要原因是2022年有一次性收入。税收收入<5万元 fiscal_year=2023>。")


def test_a_report_of_the_government_looks_back_and_forward() -> None:
    check("过去一年，收入完成<38亿元 fiscal_year=2024>。投入<1亿元 fiscal_year=2024>。", WORK)
    check(
        "过去一年，收入<38亿元 fiscal_year=2024>。\n投入<1亿元 fiscal_year=2024>。\n2025年，收入<40亿元 fiscal_year=2025>。",
        WORK,
    )
    check("一年来，支出<5万元 fiscal_year=2023>。", Header(2023, "department_self_evaluation"))


@pytest.mark.parametrize("sentence", [
    "3个部门多列支出<12万元 label=多列支出>，2个乡镇虚报套取补助资金<4万元 label=虚报套取补助资金>。".replace(
        "3个", "<3个>").replace("2个", "<2个>"),
    "审减金额<5万元>，审减率<6% role=rate label=审减率>。",
    "无预算采购办公设备<82万元 stage=none>。",
    "已收回资金<85万元 label=收回资金>，促进拨付滞留资金<23万元 label=滞留资金>。",
    "偏差率<13% role=rate label=偏差率>。",
    "导致利润虚增<26万元 role=level label=利润虚增>。",
    "多计资产<1.3亿元>；借款余额<12.6亿元>，逾期<3.2亿元>，占<25.4% whole=2 about=3>。",
])  # fmt: skip
def test_audit_findings(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize("sentence", [
    "省级补助<500万元 label=省级补助 scope=none>，县级自筹<360万元 label=县级自筹>。",
    "省转贷我县政府债券<12亿元 label=政府债券 flow=liability>。",
    "世界银行贷款余额<1250万美元 flow=liability>。",
    "各项存款余额<26亿元 flow=balance>，营业收入<3亿元 flow=income>。",
    "流动资产、固定资产、在建工程占比分别为<23% label=流动资产>、<46% label=固定资产>、<19% label=在建工程>。",
    "占到位资金的<41% of=到位资金>。",
    "收、支总计<15万元 label=收、支总计>，财政拨款收、支总决算<22万元 label=财政拨款收、支总决算>。",
    "城乡居民养老保险基金收入<2.8亿元>、支出<1.9亿元 label=城乡居民养老保险基金支出>、当年结余<0.9亿元 label=城乡居民养老保险基金结余>。",
    "闲置资产取得处置收入<0.8亿元 label=处置收入>，矿业权出让收益入库<2亿元 label=矿业权出让收益>。",
    "聘用护林员，人均年补助<1.08万元 label=人均年补助>，合计<135万元 label=补助>。",
])  # fmt: skip
def test_names_and_flows(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize("sentence", [
    "到位资金<2680万元>，其中中央资金<2000万元 parent=1>、省级资金<500万元 parent=1>、配套资金<180万元 parent=1>，资金到位率<93% about=1>。",
    "偿还本金<29.9亿元>，其中：预算偿还<3.6亿元 parent=1>、债券偿还<26.3亿元 parent=1>，偿还利息<7亿元 parent=none>。",
    "扶贫资金<22亿元>，市、县分别增长<12% label=扶贫资金>、<7% label=扶贫资金>。",
    "全年实际整合资金<36亿元 label=整合资金 stage=final>。",
    "其中：甲支出<6万元>、乙支出<4万元>。",
])  # fmt: skip
def test_lists_that_are_complete(sentence: str) -> None:
    check(sentence)


def test_run_in_headings_say_the_stage() -> None:
    check("1.2024年执行情况。社会保险基金收入<8亿元 stage=final fiscal_year=2024>。", BUDGET)
    check("2.2025年预算安排。社会保险基金收入<9亿元 stage=budget fiscal_year=2025>。", BUDGET)
