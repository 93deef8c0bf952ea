"""Title, organization, region, kind, year and date of reports of every kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document
from extractor.header import read_header
from extractor.models import Header
from extractor.normalize import matching_copy
from extractor.sections import find_sections, find_units
from extractor.subject_mentions import find_subjects


def header(text: str, title: str | None = None) -> Header:
    document = Document(text, title=title)
    return read_header(matching_copy(text), document)


def test_a_self_evaluation_with_a_signature() -> None:
    text = "附件1\n\n平罗县水务局整体支出绩效自评报告\n\n（2021年度）\n\n一、基本情况\n本单位编制20人。\n\n      平罗县水务局\n\n      2022年3月15日\n"
    got = header(text)
    assert got.title == "平罗县水务局整体支出绩效自评报告"
    assert got.organization == "平罗县水务局"
    assert got.region is not None
    assert got.region.code == "640221"
    assert got.region.path == ("宁夏回族自治区", "石嘴山市", "平罗县")
    assert (got.kind, got.fiscal_year, got.issued_on) == ("department_self_evaluation", 2021, "2022-03-15")


def test_a_title_broken_over_the_cover() -> None:
    got = header("2023年度\n海盐县某某镇人民政府\n部门决算\n\n目录\n一、概况\n")
    assert got.title == "2023年度海盐县某某镇人民政府部门决算"
    assert (got.kind, got.organization, got.fiscal_year) == ("department_final_accounts", "海盐县某某镇人民政府", 2023)


def test_a_budget_report_is_that_of_the_coming_year() -> None:
    text = (
        "市七届人大四次会议文件（三）\n关于蒙自市2023年财政预算执行情况和2024年财政预算草案的报告\n"
        "——2024年1月15日在蒙自市第七届人民代表大会第四次会议上\n蒙自市财政局局长  张某\n各位代表：\n"
    )
    got = header(text)
    assert got.title == "关于蒙自市2023年财政预算执行情况和2024年财政预算草案的报告"
    assert (got.kind, got.fiscal_year, got.issued_on) == ("government_budget_report", 2024, "2024-01-15")
    assert got.region is not None
    assert got.region.name == "蒙自市"


def test_a_web_page_has_its_title_without_the_site() -> None:
    got = header("首页\n政务公开\n正文内容", title="通海县第一中学2023年单位预算公开 - 通海县人民政府")
    assert got.title == "通海县第一中学2023年单位预算公开"
    assert (got.organization, got.kind) == ("通海县第一中学", "department_budget")


def test_a_form_names_its_organization() -> None:
    got = header("项目支出绩效自评表\n（2021年度）\n主管部门：西宁市湟中区农业农村局\n")
    assert (got.organization, got.kind, got.fiscal_year) == ("西宁市湟中区农业农村局", "project_self_evaluation", 2021)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某县2022年农村公路养护专项资金绩效评价报告", "project_evaluation"),
        ("某县2022年度基本公共卫生服务项目绩效自评报告", "project_self_evaluation"),
        ("某局部门整体支出绩效评价报告", "department_self_evaluation"),
        ("某县文化馆2022年度绩效自评报告", "department_self_evaluation"),
        ("某局2024年部门预算公开说明", "department_budget"),
        ("某局2022年度单位决算", "department_final_accounts"),
        ("关于某县2022年财政决算（草案）的报告", "government_final_accounts"),
        ("某州2022年地方政府债务限额及余额决算情况表", "government_final_accounts"),
        ("某市2024年政府预算公开", "government_budget_report"),
        ("某县2024年项目支出绩效目标表", "performance_targets"),
        ("关于2022年度县本级预算执行和其他财政收支的审计工作报告", "audit_report"),
        ("某县2024年政府工作报告", "government_work_report"),
        ("某市2023年国民经济和社会发展统计公报", "statistical_bulletin"),
    ],
)
def test_kind_by_title(title: str, kind: str) -> None:
    assert header(title + "\n").kind == kind


def test_the_year_from_the_text_where_the_title_has_none() -> None:
    assert (
        header("部门整体支出绩效自评报告\n2019年度收入100万元，比2018年增加。2019年支出90万元。\n").fiscal_year == 2019
    )


def test_the_year_from_the_date_of_issue() -> None:
    got = header("部门整体支出绩效自评报告\n一、概况\n\n某单位\n二〇二二年三月十五日\n")
    assert got.issued_on == "2022-03-15"


def test_nothing_is_made_up() -> None:
    got = header("本段文字没有标题，也没有说明是哪个单位的报告，更没有年份。" * 5)
    assert (got.title, got.organization, got.region, got.fiscal_year, got.issued_on) == (None, None, None, None, None)
    assert got.kind == "other"
    assert header("") == Header()


PIECES = st.sampled_from(
    [
        "（类）",
        "教育支出",
        "201",
        "06",
        "\n",
        "\t",
        "一、",
        "单位：万元",
        "目录\n",
        "2023年",
        "县",
        "“",
        "。",
        "关于",
        "报告",
        "٣",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=30).map("".join))
def test_any_text_is_read(text: str) -> None:
    """Does every stage that reads the whole text end with places inside it, whatever the text is?"""
    copy = matching_copy(text)
    sections = find_sections(copy)
    read_header(copy, Document(text), sections)
    for one in (*find_subjects(copy, 2023), *sections, *find_units(copy, sections)):
        assert 0 <= one.start < one.end <= len(copy.text)


def test_the_caller_may_know_the_year() -> None:
    text = "某局2022年部门预算\n"
    assert read_header(matching_copy(text), Document(text), fiscal_year=2021).fiscal_year == 2021
