"""The code tables: what a code is called in which year, where it stands, how a printed name is judged."""

from __future__ import annotations

import pytest

from extractor.subjects import normal_name, subjects


def test_a_code_has_the_name_of_the_year() -> None:
    table = subjects()
    assert table.lookup("210", 2018).name == "医疗卫生与计划生育支出"  # type: ignore[union-attr]
    assert table.lookup("210", 2020).name == "卫生健康支出"  # type: ignore[union-attr]
    assert table.lookup("2999999", 2020) is None


def test_a_code_out_of_force_is_still_found() -> None:
    entry = subjects().lookup("20115", 2023)
    assert entry is not None
    assert (entry.name, entry.valid_to, entry.distance(2023)) == ("工商行政管理事务", 2018, 5)


@pytest.mark.parametrize(
    ("code", "name", "year", "status"),
    [
        ("2010601", "行政运行", 2023, "valid"),
        ("2080505", "机关事业单位基本养老保险缴费", 2020, "valid"),  # 支出 left out
        ("20508", "进修与培训", 2022, "valid"),  # a spelling that published tables use
        ("2080501", "归口管理的行政单位离退休", 2020, "renamed"),
        ("2011501", "行政运行", 2022, "renamed"),  # the 款 was abolished in 2019
        ("2010601", "事业运行", 2023, "name_mismatch"),
        ("2999999", "行政运行", 2023, "unknown"),
        ("2010601", None, 2023, "valid"),
    ],
)
def test_status_of_a_printed_code_and_name(code: str, name: str | None, year: int, status: str) -> None:
    assert subjects().status(code, name, year) == status


@pytest.mark.parametrize(
    ("names", "year", "code", "status"),
    [
        (["教育支出", "普通教育", "小学教育"], 2024, "2050202", "valid"),
        (["教育", "普通教育"], 2024, "20502", "valid"),
        (["城乡社区支出", "城乡社区管理事务", "其他城乡管理社区事务支出"], 2024, "2120199", "name_mismatch"),  # swapped
        (["一般公共服务支出", "财政事务", "行政运形"], 2024, "2010601", "name_mismatch"),  # one wrong
        (["社会保障和就业支出", "行政事业单位离退休", "事业单位离退休"], 2023, "2080502", "renamed"),
        (["医疗卫生", "医疗保障", "行政单位医疗"], 2012, "2100501", "renamed"),  # the 类 of before 2014
        (["公共安全支出", "公安", "其他司法支出"], 2024, None, "name_mismatch"),  # not under that 款
        (["一般公共服务支出", "统计信息事务", "统计信息"], 2024, None, "name_mismatch"),  # 项 that no table has
        (["社会保障和就业支出", "其它社会保障和就业支出", "其它社会保障和就业支出"], 2024, "2089999", "valid"),
    ],
)
def test_path_in_words(names: list[str], year: int, code: str | None, status: str) -> None:
    found = subjects().by_path(names, year)
    assert (found.code, found.status) == (code, status)


def test_path_below_a_level_named_before() -> None:
    assert subjects().by_path(["行政运行"], 2024, under="20106", level="项").code == "2010601"
    assert subjects().by_path(["行政运行"], 2024, level="项").code is None  # every 款 has one


def test_children_are_those_in_force() -> None:
    names = {child.name for child in subjects().children("201", 2023)}
    assert "财政事务" in names
    assert "工商行政管理事务" not in names
    assert "工商行政管理事务" in {child.name for child in subjects().children("201")}


def test_records_of_a_code_tell_its_names_over_the_years() -> None:
    (record,) = subjects().records("2080501", 2020)
    assert record.name == "行政单位离退休"
    assert record.path == ("社会保障和就业支出", "行政事业单位养老支出", "行政单位离退休")
    assert record.names == (("归口管理的行政单位离退休", None, 2019), ("行政单位离退休", 2020, None))


def test_records_of_a_word_find_every_subject_that_contains_it() -> None:
    found = {record.code: record.classification for record in subjects().records("职业年金")}
    assert found["2080506"] == "functional"
    assert found["30109"] == "department_economic"
    assert subjects().records("住房公积金")[0].name == "住房公积金"  # exact names first
    assert subjects().records("没有这样的科目") == ()
    assert subjects().records("9999999") == ()


def test_names_are_compared_without_signs_and_endings() -> None:
    assert normal_name("维修（护）费") == normal_name("维修(护)费")
    assert normal_name("“两房”建设") == normal_name("两房建设")
    assert normal_name("支出") == "支出"


def test_every_code_of_the_tables_lies_under_a_code_and_its_years_run_forward() -> None:
    table = subjects()
    for code in table:
        assert len(code) == 3 or code[:-2] in table, code
        for entry in table.names(code):
            assert (entry.valid_from or 0) <= (entry.valid_to or 9999), code
            assert entry.confidence in ("high", "medium", "low"), code
            assert entry.tables or entry.confidence != "high" or entry.classification == "revenue", code
