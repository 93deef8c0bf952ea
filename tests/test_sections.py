"""The section tree and declared units."""

from __future__ import annotations

from extractor.normalize import matching_copy
from extractor.sections import find_sections, find_units


def tree(text: str) -> list[tuple[int, str, str, int | None]]:
    return [(s.level, s.number, s.title, s.parent) for s in find_sections(matching_copy(text))]


BODY = "本单位按照批复的预算组织实施各项工作，并接受有关部门的监督检查，全年没有发生违规问题，各项任务均已按期完成。\n"


def test_styles_nest() -> None:
    text = f"一、基本情况\n（一）部门概况。\n1、主要职能\n{BODY}2、人员情况\n{BODY}（二）预算执行情况。\n{BODY}二、存在问题\n{BODY}"
    assert tree(text) == [
        (1, "一、", "基本情况", None),
        (2, "（一）", "部门概况。", 0),
        (3, "1、", "主要职能", 1),
        (3, "2、", "人员情况", 1),
        (2, "（二）", "预算执行情况。", 0),
        (1, "二、", "存在问题", None),
    ]


def test_a_section_ends_where_the_next_of_its_level_begins() -> None:
    text = f"一、基本情况\n（一）部门概况\n{BODY}二、存在问题\n{BODY}"
    copy = matching_copy(text)
    first, below, second = find_sections(copy)
    assert (first.end, below.end, second.end) == (second.start, second.start, len(copy.text))


def test_the_report_decides_which_style_stands_above() -> None:
    text = f"1．总体情况\n{BODY}一、收入情况\n{BODY}二、支出情况\n{BODY}2．重点工作\n一、机构改革\n{BODY}"
    assert [(level, number) for level, number, _, _ in tree(text)] == [
        (1, "1."),
        (2, "一、"),
        (2, "二、"),
        (1, "2."),
        (2, "一、"),
    ]


def test_a_level_whose_upper_heading_is_lost_keeps_its_depth() -> None:
    text = f"（一）部门概况\n{BODY}二、评价工作\n（一）评价目的\n{BODY}（二）评价方法\n{BODY}"
    assert [(level, parent) for level, _, _, parent in tree(text)] == [(2, None), (1, None), (2, 1), (2, 1)]


def test_a_title_glued_to_its_text_ends_at_the_full_stop() -> None:
    text = f"一、工作成效\n（1）加强制度建设。{BODY}（2）规范资金管理。{BODY}"
    assert [title for _, _, title, _ in tree(text)] == ["工作成效", "加强制度建设。", "规范资金管理。"]


def test_items_contents_and_table_rows_are_no_headings() -> None:
    assert tree("1.教育支出16.24万元，占0.08%；\n2.科学技术支出5.57万元，占0.03%；\n") == []
    assert tree(f"（1）贯彻执行方针政策;\n（2）组织开展调查研究;\n（3）承办交办的其他事项。\n{BODY}") == []
    assert tree("一、部门职能…………………3\n二、机构设置…………………5\n") == []
    assert tree("一是强化管理。二是严格监督。\n2020年收支情况\n") == []
    assert tree("（1）2010601行政运行收入\n") == []


def test_a_table_of_contents_is_not_the_report() -> None:
    text = f"目录\n第一部分 单位概况\n第二部分 决算说明\n第一部分 单位概况\n{BODY}第二部分 决算说明\n{BODY}"
    sections = find_sections(matching_copy(text))
    assert [section.number for section in sections] == ["第一部分", "第二部分"]
    assert sections[0].end - sections[0].start > len(BODY)


def test_units_hold_until_the_next_or_to_the_end_of_the_section() -> None:
    text = f"一、收入表\n单位：万元\n税收  100\n单位：元\n非税  200\n二、其他说明\n{BODY}"
    copy = matching_copy(text)
    sections = find_sections(copy)
    units = find_units(copy, sections)
    assert [unit.unit for unit in units] == ["万元", "元"]
    assert units[0].end == units[1].at
    assert units[1].end == sections[1].start


def test_a_unit_for_all_that_follows() -> None:
    text = f"（金额单位：亿元，下同）\n一、收入\n{BODY}二、支出\n{BODY}"
    copy = matching_copy(text)
    (unit,) = find_units(copy, find_sections(copy))
    assert (unit.unit, unit.end) == ("亿元", len(copy.text))
    assert find_units(matching_copy("填报单位：某县财政局")) == ()
