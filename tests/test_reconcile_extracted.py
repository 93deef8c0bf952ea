"""From plain text to findings: reports as counties, departments and evaluators write them, read by the real extraction."""

from __future__ import annotations

import pytest

from extractor import extract_text

# (text, kind, outcome that must be among the checks of that kind; None: no check of it may fail)
CASES = [
    (
        "2023年度本部门支出合计1,250.40万元，其中：基本支出900.00万元，占71.98%；项目支出350.40万元，占28.02%。",
        "share",
        "holds",
    ),
    (
        "2023年度本部门支出合计1,250.40万元，其中：基本支出900.00万元，占79.18%；项目支出350.40万元，占28.02%。",
        "share",
        "violated",
    ),
    ("2023年度本部门支出合计1,250.40万元，其中：基本支出900.00万元；项目支出350.40万元。", "sum", "holds"),
    ("2023年度本部门支出合计1,250.40万元，其中：基本支出900.00万元；项目支出305.40万元。", "sum", "violated"),
    ("全县一般公共预算支出48.3亿元，重点保障教育支出9.6亿元、卫生健康支出5.1亿元等。", "sum", None),
    (
        "2022年培训费支出决算为4.80万元，比上年6.00万元减少1.20万元，下降20%。",
        "difference",
        "holds",
    ),
    ("2022年培训费支出决算为4.80万元，比上年6.00万元减少2.20万元。", "difference", "violated"),
    (
        "2023年度支出总计3,300.00万元。与2022年度相比，支出总计增加300.00万元，增长10.00%。",
        "change_rate",
        "holds",
    ),
    (
        "2023年度支出总计3,300.00万元。与2022年度相比，支出总计增加300.00万元，增长9.09%。",
        "change_rate",
        "violated",
    ),
    ("全市税收收入完成35.20亿元，同比增长6.1%，好于预期。", "change_rate", None),
    (
        "1．行政运行（项）年初预算为640.00万元，支出决算为608.00万元，完成年初预算的95.00%。决算数小于预算数的主要原因是人员调出。",
        "completion_rate",
        "holds",
    ),
    (
        "1．行政运行（项）年初预算为640.00万元，支出决算为608.00万元，完成年初预算的92.00%。决算数小于预算数的主要原因是人员调出。",
        "completion_rate",
        "violated",
    ),
    (
        "1．行政运行（项）年初预算为640.00万元，支出决算为680.00万元，完成年初预算的106.25%。决算数小于预算数的主要原因是人员调出。",
        "direction",
        "violated",
    ),
    (
        "全区政府性基金预算收入完成8.20亿元，加上上级补助收入1.10亿元、上年结转0.70亿元，收入总计10.00亿元。"
        "全区政府性基金预算支出完成7.90亿元，加上调出资金2.00亿元、结转下年0.10亿元，支出总计10.00亿元。收支平衡。",
        "balance",
        "holds",
    ),
    (
        "全区政府性基金预算收入完成8.20亿元，加上上级补助收入1.10亿元、上年结转0.70亿元，收入总计10.00亿元。"
        "全区政府性基金预算支出完成7.90亿元，加上调出资金2.00亿元、结转下年0.60亿元，支出总计10.50亿元。收支平衡。",
        "balance",
        "violated",
    ),
    (
        "全区政府性基金预算收入完成8.20亿元，加上上级补助收入1.10亿元、上年结转0.70亿元，收入总计11.00亿元。",
        "sum",
        "violated",
    ),
    (
        "截至2022年末，我局负债总额35.60元。负债合计35.60万元，全部为应付账款。",
        "unit",
        "violated",
    ),
    (
        "公务接待费支出2.10万元，完成预算的70%。公务接待费支出2.10万元，共接待12批次、84人次。",
        "repeat",
        "holds",
    ),
    ("项目计划新建泵站20座，实际完成19座，完成率95%。", "ratio", "holds"),
    ("我局核定编制45人，其中行政编制15人、事业编制30人。", "sum", "holds"),
    ("我局核定编制45人，其中行政编制15人、事业编制31人。", "sum", "violated"),
    ("计划改造农户620户，实际完成651户，完成率105%。", "ratio", "holds"),
    ("计划改造农户620户，实际完成651户，完成率101%。", "ratio", "violated"),
    ("发放问卷300份，收回有效问卷285份，回收率59%。", "ratio", "violated"),
    ("日处理垃圾由30吨增加到45吨，增长50%。", "change_rate", "holds"),
    ("日处理垃圾由30吨增加到45吨，增长55%。", "change_rate", "violated"),
    ("日处理垃圾由30吨增加到45吨，年均增长22.5%。", "change_rate", None),
    ("设备闲置率由4.6%下降到3.1%，下降2.5个百分点。", "difference", "violated"),
    (
        "2021年、2022年、2023年分别偿还本金1.20亿元、1.60亿元、2.10亿元，三年共计4.90亿元。",
        "sum",
        "holds",
    ),
    (
        "2021年、2022年、2023年分别偿还本金1.20亿元、1.60亿元、2.10亿元，三年共计5.90亿元。",
        "sum",
        "violated",
    ),
    (
        "经评价，项目综合得分88.5分。其中：决策指标满分20分，得18.0分；过程指标满分30分，得26.5分；效果指标满分50分，得47.0分。",
        "sum",
        "violated",
    ),
    ("截至2023年底，我局资产总额642.10万元，负债总额85.60元，较年初减少3.25万元。", "unit", "violated"),
    ("2023年末，我局资产总额642.10万元，负债总额85.60万元，净资产565.50万元。", "balance", "violated"),
    ("项目总投资800万元，实际到位资金760万元，资金到位率92%。", "completion_rate", "violated"),
]


@pytest.mark.parametrize("text, kind, outcome", CASES)
def test_plain_text_gives_outcome(text: str, kind: str, outcome: str | None) -> None:
    """Does the whole way from text to finding say what an auditor would say?"""
    checks = extract_text(text).checks
    outcomes = {check.outcome for check in checks if check.kind == kind}
    if outcome is None:
        assert "violated" not in outcomes
    else:
        assert outcome in outcomes
        if outcome == "holds":
            assert not [check.message for check in checks if check.outcome == "violated"]


def test_checks_do_not_depend_on_what_stands_in_front() -> None:
    """Do the same sentences give the same checks behind an unrelated paragraph?"""
    text = "2023年度本部门支出合计1,250.40万元，其中：基本支出900.00万元，占79.18%；项目支出350.40万元，占28.02%。"
    alone = [(check.kind, check.outcome, check.formula) for check in extract_text(text).checks]
    behind = [
        (check.kind, check.outcome, check.formula)
        for check in extract_text("部门职责是组织实施规划。\n\n" + text).checks
    ]
    assert alone
    assert alone == behind
