"""Wholes and parts: 其中, 含, brackets, numbered lists, semicolons, other principles of division."""

from __future__ import annotations

import pytest
from sentences import Header, check

FINAL = Header(kind="department_final_accounts")


@pytest.mark.parametrize(
    "sentence",
    [
        "全年支出<80万元 parent=none>，其中：人员经费<50万元 parent=1 label=人员经费>，公用经费<30万元 parent=1>。",
        "筹集建设资金<12亿元>。其中，省级补助<5亿元 parent=1>，市县配套<7亿元 parent=1>。",
        "税收收入完成<9亿元>，增长<3%>，其中：增值税<4亿元 parent=1>，增长<2% about=3>；契税<1亿元 parent=1>，下降<6% about=5>。",
        "下达专项资金<600万元>其中用于校舍维修<400万元 parent=1>。",
        "共有公务用车<8辆>，全年运行维护费<16.4万元 parent=none>，其中燃油费<9.1万元 parent=2>。",
        "财政拨款支出<200万元>，包括：基本支出<150万元 parent=1>、项目支出<50万元 parent=1>。",
    ],
)
def test_parts_behind_a_cue(sentence: str) -> None:
    check(sentence, FINAL)


@pytest.mark.parametrize(
    "sentence",
    [
        "调入资金<30万元>（从基金预算调入<20万元 parent=1>，其他调入<10万元 parent=1>），上年结转<5万元 parent=none>。",
        "公务接待费支出<3万元>（含外事接待<1万元 parent=1>）。",
        "在职人员经费<90万元>（包括基本工资<60万元 parent=1>、绩效工资<30万元 parent=1>），离退休人员经费<20万元 parent=none>。",
        "对甲乡<8个>项目（共计<6万元 parent=none label=项目>）进行评价，涉及资金<6万元>。",
        "三年共安排<9亿元>（2021年<4亿元 parent=1 fiscal_year=2021>，2022年<5亿元 parent=1 fiscal_year=2022>）。",
        "教育支出<7亿元>（市本级<2亿元 parent=1 scope=市本级 label=教育支出>），科技支出<1亿元 parent=none>。",
    ],
)
def test_parts_in_brackets(sentence: str) -> None:
    check(sentence, FINAL)


@pytest.mark.parametrize(
    "sentence",
    [
        "本年支出<60万元>，主要用于以下方面：\n（1）教育支出<40万元 parent=1>，占<66.67% about=2>；\n（2）农林水支出<20万元 parent=1>。\n资产总额<9万元 parent=none>。",
        "总收入<30万元>，其中：\n1.财政拨款收入<28万元 parent=1>。\n2.其他收入<2万元 parent=1>。\n二、支出情况\n总支出<31万元 parent=none>。",
        "项目支出年初预算为<50万元 stage=budget>，支出决算为<48万元 stage=final>，完成年初预算的<96% about=2>。其中：\n1.培训项目<20万元 parent=2>。年初预算为<22万元 parent=1 label=培训项目>，支出决算为<20万元 parent=2 label=培训项目>。\n2.宣传项目<28万元 parent=2>。",
        "专项资金<70万元>，具体安排如下：\n①种植业<40万元 parent=1>\n②养殖业<30万元 parent=1>",
        "“三公”经费预算<6万元>。其中：\n公务接待费<1万元 parent=1>，与上年持平。\n公务用车运行费<5万元 parent=1>。",
    ],
)
def test_parts_in_a_list_below(sentence: str) -> None:
    check(sentence, FINAL)


@pytest.mark.parametrize(
    "sentence",
    [
        "收入合计<90万元>。其中：财政拨款<80万元 parent=1>；其中人员经费<60万元 parent=2>，公用经费<20万元 parent=2>。",
        "债券资金<10亿元>，其中：新增债券<6亿元 parent=1>（一般债券<2亿元 parent=2>，专项债券<4亿元 parent=2>），再融资债券<4亿元 parent=1>。",
        "支出合计<50万元>，基本支出<40万元 parent=1>，占总支出的<80% about=2 whole=1>。其中：人员经费<30万元 parent=2>，公用经费<10万元 parent=2>；项目支出<10万元 parent=1>。",
        "政府债务余额<20亿元>。分性质看，一般债务<8亿元 parent=1>，专项债务<12亿元 parent=1>。分级次看，市本级<5亿元 parent=1>，县级<15亿元 parent=1>。",
        "收入<10亿元>，其中：税收<6亿元 parent=1>，非税<4亿元 parent=1>。按级次分，市级<3亿元 parent=1>，县级<7亿元 parent=1>。",
    ],
)
def test_nested_and_other_divisions(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "收入安排<20亿元>，加上上级补助<5亿元 parent=none>、调入资金<1亿元 parent=none>，收入总计<26亿元 parent=none>。",
        "其中：税收收入<6亿元 parent=none>。",
        "支出<10万元>，其中：人员经费<6万元 parent=1>。收入<11万元 parent=none>。",
        "采购预算<9万元 stage=budget>。在采购预算中，货物类实际采购<3万元 parent=none stage=final>。",
        "支出<5万元>，比上年增加<1万元 parent=none>，主要原因是追加差旅费<0.6万元 parent=none role=change>。",
    ],
)
def test_no_part(sentence: str) -> None:
    check(sentence, FINAL if "采购" in sentence else None)


def test_an_item_behind_a_misplaced_full_stop_is_part_of_the_list() -> None:
    check(
        "总收入<100万元>，其中：教育<70万元 parent=1>、卫生<20万元 parent=1>。创业补贴<10万元 parent=1>，比上年<120万元 role=base label=总收入>减少<20万元 label=总收入 direction=down>。"
    )


def test_a_sentence_that_fills_the_whole_is_part_of_it() -> None:
    check("专项支出<13亿元>。其中，公用支出<6亿元 parent=1>。事业支出<7亿元 parent=1>。")


@pytest.mark.parametrize(
    "sentence",
    [
        "总投资<5万元>（<50,000元 parent=none label=总投资>）。",
        "合同价<伍万元>整（<50,000元 parent=none label=合同价>），已付<3万元>（含定金<1万元 parent=3>）。",
    ],
)
def test_the_same_amount_again_is_no_part(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "造林补助（抚育费<86.50 parent=3>、管护费<100.00万元 parent=3>）<186.50万元 label=造林补助 parent=none>。",
        "培训支出（场地费<2万元 parent=3>、教材费<1万元 parent=3>）<3万元 label=培训支出>，会议费<4万元 parent=none>。",
        "因公出国（境）费<2万元 label=因公出国（境）费 parent=none>，接待费<1万元 parent=none>。",
    ],
)
def test_a_bracket_before_its_whole(sentence: str) -> None:
    check(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "到位资金<90万元>，支出<80万元>，结余<10万元>。资金主要用于以下方面：一是修路<50万元 parent=2>；二是架桥<30万元 parent=2>。",
        "收入<9亿元>，支出<7亿元>，其中：甲项<4亿元 parent=2>，乙项<3亿元 parent=2>。",
        "总资产<9亿元>，负债<5亿元>。其中：甲公司<6亿元 parent=1>，乙公司<3亿元 parent=1>。",
    ],
)
def test_the_whole_that_the_parts_make_up_is_preferred(sentence: str) -> None:
    check(sentence)


def test_lists_named_by_their_head() -> None:
    check("项目支出<50万元>。\n项目支出主要内容如下：\n1.修路<30万元 parent=1>。\n2.架桥<20万元 parent=1>。")
    check(
        "全市支出完成<60亿元>，下降<3%>。主要支出项目完成情况是：\n（1）教育支出<20亿元 parent=1>；\n（2）卫生支出<10亿元 parent=1>。"
    )


def test_deep_nesting_ends_well() -> None:
    from sentences import facts_of

    _, found = facts_of("人员经费5万元（基本工资4万元（" * 1500 + "）" * 3000)
    assert len(found) == 3000
    assert found[1].parent == 0


def test_a_division_in_a_paragraph_of_its_own() -> None:
    check(
        "支出合计<24万元>，其中：基本支出<15万元 parent=1>。年末结转<2万元 parent=none>。\n按功能科目分：行政运行支出<9万元 parent=1>，住房支出<8万元 parent=1>。"
    )


PIECES = [
    "其中",
    "：",
    "（",
    "）",
    "，",
    "。",
    "；",
    "、",
    "\n",
    "支出",
    "收入",
    "完成",
    "比上年",
    "增长",
    "减少",
    "5万元",
    "3.2%",
    "7.5",
    "45人",
    "占",
    "分别为",
    "由",
    "提高到",
    "2023年",
    "上年",
    "年初预算为",
    "1.",
    "（1）",
    "一是",
    "加上",
    "总计",
    "主要原因是",
    "“三公”经费",
    "行政运行（项）",
    "用于",
    "年末",
    "余额",
    "10-20万元",
    "两倍",
    "相差",
    "与",
    "相比",
    "为预算的",
    "的",
    "市本级",
    "涉及",
    "8个",
    "项目",
    "“",
    "”",
    "中，",
    "五年来",
    "包括",
    "如下：",
]


@pytest.mark.parametrize("seed", range(150))
def test_whatever_the_words_parts_form_a_tree(seed: int) -> None:
    import random

    from sentences import facts_of

    chance = random.Random(seed)
    _, found = facts_of("".join(chance.choice(PIECES) for _ in range(chance.randint(5, 60))))
    for start in range(len(found)):
        path, at = set(), start
        while at is not None:
            assert at not in path
            path.add(at)
            at = found[at].parent
    assert all(facts.about != number for number, facts in enumerate(found))
