"""What a percentage is about, what it is a share of, what a change is measured from."""

from __future__ import annotations

import pytest
from sentences import Header, check

FINAL = Header(kind="department_final_accounts")


@pytest.mark.parametrize(
    "sentence",
    [
        "培训支出<12万元>，占总支出的<30% role=share of=总支出 about=1>。",
        "支出合计<50万元>，其中：项目支出<20万元>，占<40% role=share of=支出合计 about=2 whole=1>。",
        "税收收入<6亿元>，占一般公共预算收入比重为<60% role=share of=一般公共预算收入 about=1>。",
        "基本支出安排<4.8亿元>，占比<67.7% role=share about=1>。",
        "“三公”经费支出<5万元>。“三公”经费支出中，公务接待费<2万元 parent=1>，占<40% role=share of=“三公”经费支出 about=2 whole=1>。",
        "民生支出<42亿元>、占一般公共预算支出的<83% role=share of=一般公共预算支出 about=1>、增长<7.5% role=change about=1>。",
        "借款<3亿元>的<50% role=share about=1>用于偿还本金。",
    ],
)
def test_shares(sentence: str) -> None:
    check(sentence, FINAL)


@pytest.mark.parametrize(
    "sentence",
    [
        "总收入<90万元>，总支出<80万元>，其中：水费<8万元>，占总支出的<10% whole=2>，电费<9万元>，占总支出的<11.25% whole=2>。",
        "全年支出<200万元>。占比最大的是人员支出，人员支出<150万元>，占全年支出的<75% whole=1 about=2>。",
        "收入合计<40万元>（财政拨款<30万元>，占收入合计的<75% whole=1>）。",
        "本年收入<10亿元>，其中：利息<1亿元>，占本年收入的<10% of=本年收入 whole=1>。",
        "本年支出合计<60万元>，基本支出<45万元 parent=1>，占支出合计的<75% whole=1 about=2>。",
    ],
)
def test_the_whole_is_found_by_its_name(sentence: str) -> None:
    check(sentence, FINAL)


@pytest.mark.parametrize(
    "sentence",
    [
        "非税收入完成<3亿元>，同比增长<4% role=change direction=up about=1 label=非税收入>。",
        "农林水支出<9亿元>，较上年决算数下降<2.5% role=change direction=down of=上年决算数 about=1>。",
        "与2022年度相比，会议费增加<1万元 role=change direction=up label=会议费>，增长<20% role=change of=2022年度>。",
        "会议费<6万元>。与2022年度相比，会议费增加<1万元>，增长<20% about=1 of=2022年度>。",
        "债务余额较年初下降<3.1% role=change direction=down of=年初>。",
        "城镇化率<64.2% role=rate>，比上年提高<0.8个百分点 role=change direction=up of=上年 label=城镇化率>。",
        "全市收入完成<8亿元>，增长<5%>（与上年完成数相比，下同）；全市支出完成<9亿元>，增长<6% of=上年完成数 about=3>。",
        "猪肉产量<18.3万吨>，下降<6.9% label=猪肉产量 about=none>。",
    ],
)
def test_changes(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "支出完成<88万元>，完成年初预算的<97% role=rate about=1 of=none>。",
        "收入完成<5亿元>，为年初预算<4亿元 stage=budget role=level>的<125% role=rate about=1 whole=2>，增长<3% about=1>。",
        "收入完成<5亿元>，为预算的<102.3% role=rate about=1>。",
        "支出完成<5亿元>，占调整预算的<83.1% role=rate about=1>。",
        "保工资<8亿元>，完成<97.5% role=rate about=1>。",
        "项目支出<20万元>，预算执行率<95% role=rate about=1 indicator=budget_execution_rate label=预算执行率>。",
        "群众满意度达<98% role=rate label=群众满意度 about=none>，办结率和回访率均为<100% role=rate label=办结率和回访率>。",
    ],
)
def test_rates(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年末资产总额<5万元>，上年末<8万元 role=base fiscal_year=2022 label=资产总额>，比上年减少<3万元 role=change direction=down>，下降<37.5% about=1 of=上年>。",
        "差旅费<6万元>，比上年<9万元 role=base fiscal_year=2022 label=差旅费>减少<3万元 role=change direction=down label=差旅费>。",
        "全州债务余额<94亿元>（一般债务<23亿元 parent=1>），较2022年的<84亿元 role=base fiscal_year=2022 label=债务余额>增加<10亿元 role=change direction=up>。",
        "收入合计<50万元>。其中：财政拨款<45万元>，与2022年<60万元 role=base label=收入合计>相比，减少<10万元 label=收入合计 direction=down>。",
        "实际提款<3.0亿元>较调整时实际提款<0.6亿元 role=base>增加<2.4亿元 role=change>。",
        "公务用车购置费<0万元>，与2022年预算一致<0万元 role=base fiscal_year=2022>。",
    ],
)
def test_bases(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "支出预算由<31亿元 role=base stage=budget>变动为<42亿元 role=level stage=adjusted_budget>。",
        "一般公共预算支出由2021年的<30亿元 role=base fiscal_year=2021>增长到2023年的<37亿元 role=level fiscal_year=2023>，年均增长<11% role=change>。",
        "补助标准由每人每年<94元 role=base fiscal_year=none>提高至<99元 role=level>。",
        "养老补助、护理补贴分别由每人每月<90元 role=base label=养老补助>、<80元 role=base label=护理补贴>提高至<100元 role=level label=养老补助>、<95元 role=level label=护理补贴>。",
        "自给率由<17% role=rate>提高到<19% role=rate>。",
    ],
)
def test_moves(sentence: str) -> None:
    check(sentence)
