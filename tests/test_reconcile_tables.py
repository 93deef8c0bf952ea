"""Tables that add up, that do not, and that were never meant to."""

from __future__ import annotations

import pytest
from marked_reports import table_report

from extractor.models import Check, Report
from extractor.reconcile import reconcile

EXPENDITURE = """
编码|科目|合计|基本支出|项目支出
201|一般公共服务支出|120.50|80.30|40.20
20103|政府办公厅（室）及相关机构事务|120.50|80.30|40.20
2010301|行政运行|80.30|80.30|0.00
2010302|一般行政管理事务|40.20|0.00|40.20
208|社会保障和就业支出|30.75|30.75|0.00
20805|行政事业单位养老支出|30.75|30.75|0.00
2080505|机关事业单位基本养老保险缴费支出|20.50|20.50|0.00
2080506|机关事业单位职业年金缴费支出|10.25|10.25|0.00
213|农林水支出|95.20|35.10|60.10
21301|农业农村|95.20|35.10|60.10
2130104|事业运行|47.60|35.10|12.50
2130122|农业生产发展|47.60|0.00|47.60
|合计|246.45|146.15|100.30
"""


def outcomes(report: Report, kind: str | None = None) -> dict[str, int]:
    found: dict[str, int] = {}
    for check in reconcile(report).checks:
        if kind is None or check.kind == kind:
            found[check.outcome] = found.get(check.outcome, 0) + 1
    return found


def wrong(report: Report) -> list[Check]:
    return [check for check in reconcile(report).checks if check.outcome in ("violated", "suspicious")]


def raws(report: Report, check: Check) -> set[str]:
    by_id = {figure.id: figure.raw for figure in report.figures}
    return {by_id[operand.figure] for operand in check.operands} | (
        {by_id[check.stated.figure]} if check.stated else set()
    )


def test_table_that_adds_up_has_no_finding() -> None:
    """Is a correct table left in peace, with rows and columns proved?"""
    report = table_report(EXPENDITURE)
    assert not wrong(report)
    assert outcomes(report, "sum")["holds"] >= 8


@pytest.mark.parametrize(
    "old, new",
    [
        ("20.50|20.50", "20.80|20.80"),
        ("47.60|35.10|12.50", "47.60|35.10|21.50"),
        ("246.45", "264.45"),
        ("95.20|35.10|60.10\n2130104", "95.20|35.10|61.10\n2130104"),
    ],
)
def test_changed_cell_is_named(old: str, new: str) -> None:
    """Does a finding name the cell that was changed?"""
    report = table_report(EXPENDITURE.replace(old, new, 1))
    changed = (set(new.replace("\n2130104", "").split("|")) - set(old.split("|"))).pop()
    assert any(changed in raws(report, check) for check in wrong(report))


def test_columns_that_merely_stand_side_by_side_are_not_added() -> None:
    """Is a table of unrelated measures left alone, 合计 or not?"""
    report = table_report(
        """
        项目|预算数|决算数|上年数
        办公费|12.30|11.90|10.00
        印刷费|4.50|4.10|3.70
        差旅费|8.80|6.60|7.20
        培训费|2.10|2.00|1.80
        """
    )
    assert not wrong(report)


def test_rounded_table_is_rounding() -> None:
    """Do totals of rounded figures agree within their printed places?"""
    report = table_report(
        """
        地区|合计|一般债务|专项债务
        甲县|10.1|6.7|3.3
        乙县|8.4|5.2|3.2
        丙县|7.7|4.1|3.6
        丁县|9.9|2.5|7.4
        """
    )
    found = outcomes(report, "sum")
    assert found.get("rounding", 0) >= 1
    assert "violated" not in found


def test_side_by_side_table_balances() -> None:
    """Are the two sides of an income and expenditure table compared, and each added up?"""
    table = """
    收入||支出|
    项目|决算数|项目|决算数
    一、财政拨款收入|307.82|一、教育支出|264.87
    二、事业收入|12.10|二、卫生健康支出|55.05
    本年收入合计|319.92|本年支出合计|319.92
    年初结转和结余|2.20|年末结转和结余|2.20
    总计|322.12|总计|{total}
    """
    good = table_report(table.format(total="322.12"), header_rows=2)
    assert not wrong(good)
    assert outcomes(good, "balance") == {"holds": 1}
    bad = table_report(table.format(total="322.21"), header_rows=2)
    assert {"violated"} <= {check.outcome for check in wrong(bad) if check.kind == "balance"}


def test_rate_column_is_learned() -> None:
    """Is a wrong rate found where the other rows show how rates are computed?"""
    table = """
    项目|预算数|决算数|完成率
    办公费|20.00|18.00|90.00%
    印刷费|4.00|3.00|75.00%
    差旅费|8.00|6.40|80.00%
    培训费|2.00|1.90|95.00%
    会议费|5.00|4.40|88.00%
    水电费|6.00|5.10|85.00%
    邮电费|4.00|2.80|70.00%
    维修费|10.00|7.20|{rate}
    """
    assert not wrong(table_report(table.format(rate="72.00%")))
    report = table_report(table.format(rate="27.00%"))
    assert [check.kind for check in wrong(report)] == ["completion_rate"]


def test_two_tables_of_one_measure() -> None:
    """Is a subject that differs between two tables found when all others and the totals agree?"""
    second = "编码|科目|本年支出\n201|一般公共服务支出|120.50\n208|社会保障和就业支出|{}\n213|农林水支出|95.20\n|合计|246.45\n"
    assert not wrong(table_report(EXPENDITURE, second.format("30.75")))
    found = wrong(table_report(EXPENDITURE, second.format("30.57").replace("|合计", "2010301|行政运行|80.30\n|合计")))
    assert "repeat" in {check.kind for check in found}


def test_two_tables_of_different_measures_are_not_compared() -> None:
    """Do tables of different money, whose totals differ, stay apart?"""
    second = "编码|科目|财政拨款\n201|一般公共服务支出|120.50\n208|社会保障和就业支出|20.75\n213|农林水支出|95.20\n2010301|行政运行|80.30\n|合计|236.45\n"
    assert not [check for check in wrong(table_report(EXPENDITURE, second)) if check.kind == "repeat"]


def test_large_table_is_linear() -> None:
    """Does every row of a long table get its check, once?"""
    rows = "\n".join(f"单位{n}|{n}.75|{n}.50|0.25" for n in range(1, 1501))
    report = table_report("单位|合计|基本支出|项目支出\n" + rows)
    assert outcomes(report, "sum") == {"holds": 1500}
