"""Are codes and paths found where a report names them, and numbers left alone that only look like codes?"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from extractor.document import Cell, Table
from extractor.normalize import MatchingCopy, matching_copy
from extractor.subject_mentions import SubjectMention, find_subjects


def found(text: str, year: int = 2023) -> list[tuple[str, str | None, str]]:
    copy = matching_copy(text)
    return [(copy.text[m.start : m.end], m.code, m.status) for m in find_subjects(copy, year)]


@pytest.mark.parametrize(
    ("text", "raw", "code", "status"),
    [
        ("（1）2010601行政运行收入35.20万元", "2010601", "2010601", "valid"),
        ("（１）２０１０６０１行政运行收入", "2010601", "2010601", "valid"),
        ("2110302-水体支出20万元", "2110302", "2110302", "valid"),
        ("[30201]办公费3万元", "30201", "30201", "valid"),
        ("机关事业单位职业年金缴费支出（2080506）5万元", "2080506", "2080506", "valid"),
        ("201 06 01 行政运行 20万元", "201 06 01", "2010601", "valid"),
        ("201-06-01财政局", "201-06-01", None, ""),
        ("科目编码：2010399", "2010399", "2010399", "valid"),
        ("列2050299科目", "2050299", "2050299", "valid"),
        ("1.208社会保障和就业支出12万元", "208", "208", "valid"),
        ("205教育支出20万元", "205", "205", "valid"),
        ("（2）2080501归口管理的行政单位离退休支出", "2080501", "2080501", "renamed"),
        ("（2）2010601工会事务支出3万元", "2010601", "2010601", "name_mismatch"),
        ("1030148国有土地使用权出让收入", "1030148", "1030148", "valid"),
    ],
)
def test_printed_codes(text: str, raw: str, code: str | None, status: str) -> None:
    assert found(text) == ([(raw, code, status)] if code else [])


@pytest.mark.parametrize(
    "text",
    [
        "慰问金2012901元",
        "参训201人，惠及501户、30201名群众",
        "联系电话：2010301，邮编：201101",
        "电话：0871-2010301",
        "项目编号2010301",
        "完成投资20101.5万元，占301%",
        "资产2,010,301元",
        "2013年至2015年，第201页",
        "工资福利支出301万元，商品和服务支出302万元",
        "县财〔2021〕201号",
        "合同号B2010301",
        "按类、款、项列示，功能分类到（类）（款）（项）",
        "专项资金（类）管理",
    ],
)
def test_numbers_and_words_that_only_look_like_subjects(text: str) -> None:
    assert found(text) == []


def test_a_code_that_no_table_has_is_reported_among_codes() -> None:
    text = "其中：\n2010601行政运行5万元；\n2010688智慧财政建设3万元。"
    assert found(text) == [("2010601", "2010601", "valid"), ("2010688", "2010688", "unknown")]
    assert found("入库2010688吨原料") == []


@pytest.mark.parametrize(
    ("text", "raw", "code", "status"),
    [
        (
            "用于教育支出（类）普通教育（款）小学教育（项）8万元",
            "教育支出（类）普通教育（款）小学教育（项）",
            "2050202",
            "valid",
        ),
        (
            "“教育支出(类)普通教育(款)初中教育(项)”8万元",
            "教育支出（类）普通教育（款）初中教育（项）",
            "2050203",
            "valid",
        ),
        ("教育支出类普通教育款小学教育项8万元", "教育支出类普通教育款小学教育项", "2050202", "valid"),
        ("减排专项支出：节能环保支出（类）污染减排（款）", "节能环保支出（类）污染减排（款）", "21111", "valid"),
        (
            "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）",
            "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）",
            "2010301",
            "valid",
        ),
        (
            "公共安全支出（类）检察（款）“两房”建设（项）",
            "公共安全支出（类）检察（款）“两房”建设（项）",
            "2040409",
            "valid",
        ),
        (
            "国防支出（203类）国防动员（06款）民兵（07项）",
            "国防支出（203类）国防动员（06款）民兵（07项）",
            "2030607",
            "valid",
        ),
        ("农林水支出（类）扶贫（款）社会发展（项）", "农林水支出（类）扶贫（款）社会发展（项）", "2130506", "renamed"),
        (
            "公共安全支出（类）公安（款）数据库建没（项）",
            "公共安全支出（类）公安（款）数据库建没（项）",
            None,
            "name_mismatch",
        ),
    ],
)
def test_paths_in_words(text: str, raw: str, code: str | None, status: str) -> None:
    assert found(text) == [(raw, code, status)]


def test_a_path_takes_the_levels_named_before_it() -> None:
    text = "教育支出（类）9万元，其中：普通教育（款）学前教育（项）3万元、小学教育（项）6万元。"
    assert [code for _, code, _ in found(text)] == ["205", "2050201", "2050202"]


def test_a_path_broken_over_lines_maps_to_the_source() -> None:
    text = "按照决算口径，2023 年度用于“社会保障和就业支出（类）抚恤（款）死亡\n抚恤（项）”12 万元，主要是一次性抚恤金的发放支出。\n"
    text = text + "其余各项支出与上年度基本持平，没有发生大的变化，全年预算执行情况总体较好。\n" * 4
    copy = matching_copy(text)
    (one,) = find_subjects(copy, 2023)
    start, end = copy.span(one.start, one.end)
    assert text[start:end] == "社会保障和就业支出（类）抚恤（款）死亡\n抚恤（项）"
    assert (one.code, one.name, one.path[0]) == ("2080801", "死亡抚恤", "社会保障和就业支出")


def document_of(rows: list[list[str]]) -> tuple[MatchingCopy, Table]:
    text, cells = "", []
    for at, row in enumerate(rows):
        for column, word in enumerate(row):
            if word:
                cells.append(Cell(at, column, word, len(text), len(text) + len(word)))
            text += word + ("\t" if column + 1 < len(row) else "\n")
    table = Table(0, len(text), len(rows), max(map(len, rows)), tuple(cells))
    return matching_copy(text, [(0, len(text))]), table


def cells_found(rows: list[list[str]]) -> list[tuple[tuple[int, int, int] | None, str | None, str | None]]:
    copy, table = document_of(rows)
    return [(m.cell, m.code, m.name) for m in find_subjects(copy, 2023, [table])]


def test_codes_in_a_column_and_amounts_beside_them() -> None:
    rows = [["科目编码", "科目名称", "金额（元）"], ["205", "教育支出", "2010301"], ["2050202", "小学教育", "301"]]
    assert cells_found(rows) == [((0, 1, 0), "205", "教育支出"), ((0, 2, 0), "2050202", "小学教育")]


def test_codes_in_columns_of_their_own() -> None:
    rows = [
        ["类", "款", "项", "科目名称", "金额"],
        ["205", "", "", "教育支出", "9"],
        ["205", "02", "", "普通教育", "9"],
        ["", "", "01", "学前教育", "3"],
        ["205", "02", "02", "小学教育", "6"],
    ]
    codes = [code for _, code, _ in cells_found(rows)]
    assert codes == ["205", "20502", "2050201", "2050202"]


def test_codes_in_a_table_of_two_halves() -> None:
    rows = [["301", "工资福利支出", "95.36", "302", "商品和服务支出", "10.23"], ["合计", "", "301", "", "", "302"]]
    assert [code for _, code, _ in cells_found(rows)] == ["301", "302"]


def test_an_unknown_code_under_a_code_header() -> None:
    rows = [["科目代码", "科目名称", "决算数"], ["2010688", "智慧财政建设", "3"]]
    copy, table = document_of(rows)
    (one,) = find_subjects(copy, 2023, [table])
    assert (one.code, one.name, one.status, one.official_name) == ("2010688", "智慧财政建设", "unknown", None)


@pytest.mark.parametrize(("name", "year"), [("wuding_2020", 2020), ("shiquan_2025", 2025)])
def test_gold(shared: Path, name: str, year: int) -> None:
    with (shared / "reports" / f"{name}.txt").open(encoding="utf-8", newline="") as file:
        copy = matching_copy(file.read())
    lines = (shared / "gold" / name / "mentions.jsonl").read_text(encoding="utf-8").splitlines()
    gold = {(m["start"], m["end"], m["code"]) for m in map(json.loads, lines) if m["type"] == "subject_code"}
    got: set[tuple[int, int, str | None]] = {(*copy.span(m.start, m.end), m.code) for m in find_subjects(copy, year)}
    assert 2 * len(gold & got) / (len(gold) + len(got)) >= 0.99


@pytest.mark.parametrize(
    "unit", ["2010601", "2010301 ", "（", "（类）", "教育支出（类）", "教育支出类", "科目编码：2010301、", "201 06 "]
)
def test_long_runs_give_sorted_mentions_that_do_not_overlap(unit: str) -> None:
    text = unit * 3000
    copy = MatchingCopy(text, (0,), (0,))
    mentions: tuple[SubjectMention, ...] = find_subjects(copy, 2023)
    assert all(left.end <= right.start for left, right in pairwise(mentions))
    assert all(0 <= one.start < one.end <= len(text) for one in mentions)


def test_each_cell_names_a_subject_of_its_own() -> None:
    rows = [["项目", "决算数"], ["教育支出（类）", "9"], ["普通教育（款）", "9"], ["小学教育（项）", "6"]]
    copy, table = document_of(rows)
    mentions = find_subjects(copy, 2023, [table])
    assert [(copy.text[m.start : m.end], m.code) for m in mentions] == [
        ("教育支出（类）", "205"),
        ("普通教育（款）", "20502"),
        ("小学教育（项）", "2050202"),
    ]


def test_a_split_code_whose_zeros_were_lost() -> None:
    rows = [["类", "款", "科目名称", "金额"], ["301", "", "工资福利支出", "9"], ["301", "2", "津贴补贴", "9"]]
    assert [code for _, code, _ in cells_found(rows)] == ["301", "30102"]
