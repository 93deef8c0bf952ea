"""Shares whose whole is printed with its own amount: 占总支出100万元的20%."""

from __future__ import annotations

import pytest

from extractor import extract_text


@pytest.mark.parametrize(
    ("text", "part", "share", "whole", "of"),
    [
        ("2024年度公用经费支出12.50万元，占本年支出250.00万元的5%。", "12.50万元", "5%", "250.00万元", "本年支出"),
        ("项目支出30万元占本年支出合计120万元的比重为25%。", "30万元", "25%", "120万元", "本年支出合计"),
        ("全县税收收入完成6.3亿元，占一般公共预算收入9亿元的70%。", "6.3亿元", "70%", "9亿元", "一般公共预算收入"),
        ("人员经费81.2万元，占基本支出101.5万元的80%，比上年增加2万元。", "81.2万元", "80%", "101.5万元", "基本支出"),
        ("专项债务余额12.6亿元，占政府债务余额21亿元的比例为60%。", "12.6亿元", "60%", "21亿元", "政府债务余额"),
    ],
)
def test_the_whole_is_no_measure_of_the_part(text: str, part: str, share: str, whole: str, of: str) -> None:
    report = extract_text(text)
    ids = {figure.raw: figure.id for figure in report.figures}
    percentage = next(figure for figure in report.figures if figure.raw == share)
    assert (percentage.role, percentage.of, percentage.about, percentage.whole) == ("share", of, ids[part], ids[whole])
    assert next(figure.label for figure in report.figures if figure.raw == whole) == of
    assert [check.outcome for check in report.checks if check.kind == "share"] == ["holds"]


def test_the_shares_that_follow_are_of_the_same_whole() -> None:
    report = extract_text("教育支出20万元，占总支出100万元的20%；科学支出5万元，占5%。")
    shares = [figure for figure in report.figures if figure.type == "percentage"]
    assert [share.whole for share in shares] == ["a2", "a2"]
    assert {check.outcome for check in report.checks if check.kind == "share"} == {"holds"}


def test_a_plan_is_no_whole() -> None:
    report = extract_text("到位资金80万元，占计划投资100万元的80%。")
    assert [figure.role for figure in report.figures if figure.type == "percentage"] == ["rate"]
