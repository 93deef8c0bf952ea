"""What a figure is called: its own words, the words behind it, the heading, the subject carried over."""

from __future__ import annotations

import pytest
from sentences import Header, check

from extractor import words
from extractor.labels import attached, counted, key, name, names

FINAL = Header(kind="department_final_accounts")


@pytest.mark.parametrize(
    ("before", "label", "scope"),
    [
        ("其中：全市税收收入完成", "税收收入", "全市"),
        ("，累计发放各类促消费补贴资金", "各类促消费补贴资金", None),
        ("争取到超长期特别国债资金", "超长期特别国债资金", None),
        ("在职人员经费", "在职人员经费", None),
        ("安排预算稳定调节基金", "安排预算稳定调节基金", None),
        ("“三公”经费财政拨款支出年初预算为", "“三公”经费财政拨款支出", None),
        ("“一般公共服务”", "一般公共服务", None),
        ("政府采购金额（以合同签订为准）为", "政府采购金额", None),
        ("因公出国（境）费决算为", "因公出国（境）费", None),
        ("国有资源（资产）有偿使用收入完成", "国有资源（资产）有偿使用收入", None),
        ("挂钩点下拨帮扶经费", "帮扶经费", None),
        ("市本级一般公共预算收入安排", "一般公共预算收入", "市本级"),
        ("地区本级一般公共预算支出", "一般公共预算支出", "地区本级"),
        ("下达资助经费", "资助经费", None),
        ("某县财政局总收入为", "总收入", None),
        ("地区生产总值[2]", "地区生产总值", None),
        ("转移支付", "转移支付", None),
    ],
)
def test_names(before: str, label: str, scope: str | None) -> None:
    found = name(before)
    assert (found.label, found.scope, found.bare) == (label, scope, False)


@pytest.mark.parametrize("before", ["", "支出决算为", "年初预算为", "共安排", "累计投入", "，合计", "增幅"])
def test_words_that_name_nothing(before: str) -> None:
    assert name(before).bare


def test_words_that_need_the_budget_before_them() -> None:
    assert name("收入预算安排").generic
    assert name("支出总计").generic
    assert not name("税收收入").generic


@pytest.mark.parametrize(
    ("after", "label"),
    [
        ("用于养老服务设施建设", "养老服务设施建设"),
        ("专项资金开展地震保险工作", "地震保险工作专项资金"),
        ("，重点支持老旧小区改造。", "老旧小区改造"),
        ("库款给予重大项目支持", "库款"),
        ("，增长5%", ""),
        ("左右。", ""),
    ],
)
def test_names_behind_the_figure(after: str, label: str) -> None:
    assert attached(after, words.cut) == label


def test_counted_things() -> None:
    assert counted("养老护理员和5名保洁员", words.cut) == "养老护理员"
    assert counted("，其中", words.cut) == ""


def test_rows_of_names() -> None:
    assert names("一般公共预算收入、支出") == ("一般公共预算收入", "一般公共预算支出")
    assert names("人员经费和公用经费") == ("人员经费", "公用经费")
    assert names("税收收入") == ("税收收入",)


def test_the_same_measure_has_one_key() -> None:
    assert key("“三公”经费支出决算数") == key("三公经费支出")
    assert key("基本支出") != key("项目支出")


@pytest.mark.parametrize(
    "sentence",
    [
        "“三公”经费年初预算为<6万元 label=“三公”经费 stage=budget>，支出决算为<5万元 label=“三公”经费 stage=final>，完成年初预算的<83% label=“三公”经费>。",
        "公务接待费支出<2万元>，比上年减少<1万元 label=公务接待费支出>，下降<33% label=公务接待费支出>。",
        "①基本支出。安排<48亿元 label=基本支出>，占比<67% label=基本支出>。",
        "2.政府性基金预算。收入预算安排<9亿元 label=政府性基金预算收入 flow=income>，收入总计<20亿元 label=政府性基金预算收入总计>。",
        "安排<258万元 label=地震保险专项资金>专项资金开展地震保险。",
        "州本级稳定调节基金年初余额<3万元 label=稳定调节基金年初余额 period=2023-01-01>。",
        "全市政府债务限额<9亿元>，其中市本级<4亿元 label=政府债务限额 scope=市本级 parent=1>，县区<5亿元 parent=1>。",
        "审批项目<48个>，涉及预算金额<75万元 label=审批项目涉及预算金额>。",
    ],
)
def test_carried_and_joined(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "1.“一般公共服务支出（类）财政事务（款）行政运行（项）”<16万元 label=行政运行 subject_code=2010601>，主要用于：人员工资。年初预算为<17万元 label=行政运行 subject_code=2010601 stage=budget>，支出决算为<16万元 stage=final label=行政运行>，完成年初预算的<94.12% about=3 label=行政运行>。",
        "（1）2080501行政单位离退休支出<10万元 label=行政单位离退休支出 subject_code=2080501>，占总支出的<5% subject_code=2080501>。",
        "2.“住房保障支出（类）住房改革支出（款）住房公积金（项）”。主要用于：缴纳住房公积金。全年预算为<18万元 label=住房公积金 subject_code=2210201 stage=adjusted_budget>，支出决算为<17万元 label=住房公积金 stage=final>。",
        "“教育支出（类）普通教育（款）小学教育（项）”<3万元 subject_code=2050202>，主要用于：\n发放津贴。年初预算为<4万元 label=小学教育 subject_code=2050202>。",
        "“教育支出（类）普通教育（款）小学教育（项）”<3万元>。决算数小于预算数的主要原因：按进度年中调减项目经费<1万元 label=项目经费 subject_code=none role=change direction=down stage=adjusted_budget>。",
    ],
)
def test_entries_of_budget_subjects(sentence: str) -> None:
    check(sentence, FINAL)
