"""Spreadsheet reader: the sheet as its user sees it."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment

from extractor.document import Document, ReadError, Table
from extractor.readers.sheet import read_sheet
from extractor.readers.sheet_formats import show_number, show_text


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(
    rows: list[list[Any]], formats: dict[str, str] | None = None, merges: tuple[str, ...] = ()
) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表一"
    for row in rows:
        sheet.append(row)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    for area in merges:
        sheet.merge_cells(area)
    return book


def read(book: openpyxl.Workbook) -> Document:
    return read_sheet(saved(book), kind="xlsx", name="book.xlsx")


def rows(document: Document, table: Table) -> list[list[str]]:
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        assert document.text[cell.start : cell.end] == cell.text
        grid[cell.row][cell.column] = cell.text
    return grid


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1.0288, "0.00%", "102.88%"),
        (0.1605, "0%", "16%"),
        (22186440.8, "#,##0.00", "22,186,440.80"),
        (12345678, "0!.0,", "1234.6"),  # yuan shown as 万元
        (12345678, "0!.0000", "1234.5678"),
        (12345678, r"0\.0,", "1234.6"),
        (1234567, "#,##0,", "1,235"),
        (1234567, '0.00,,"百万"', "1.23百万"),
        (0, '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"??_ ;_ @_ ', "-"),
        (-1234.5, '_ * #,##0.0_ ;_ * \\-#,##0.0_ ;_ * "-"??_ ;_ @_ ', "-1,234.5"),
        (-3.5, r"#,##0.00_);[Red]\(#,##0.00\)", "(3.50)"),
        (0.3 - 0.1, "General", "0.2"),  # no trace of binary fractions
        (1 / 3, "General", "0.333333333"),
        (2013999, "General", "2013999"),
        (201, "0000000", "0000201"),
        (45658, 'yyyy"年"m"月"d"日"', "2025年1月1日"),
        (45658, 'yyyy"年"m"月";@', "2025年1月"),
        (45658.75, "yyyy/m/d h:mm", "2025/1/1 18:00"),
        (1.5, "[h]:mm", "36:00"),
        (5, '[<10]"少于十"0;[>=100]"多"0;0', "少于十5"),
        (12, '0"万元"', "12万元"),
        (1.5, "[$¥-804]#,##0.00", "¥1.50"),
        (7, "@", "7"),
        (0, "#,###", ""),
        (5, ";;;", ""),
    ],
)
def test_number_formats(value: float, code: str, shown: str) -> None:
    assert show_number(value, code).text == shown


def test_percentages_are_marked_and_text_formats_wrap_text() -> None:
    assert show_number(0.5, "0%").percent
    assert not show_number(0.5, "0.0").percent
    assert show_text("甲", '0;0;0;"【"@"】"') == "【甲】"


def test_title_and_unit_stand_before_the_table() -> None:
    book = workbook(
        [
            ["2024年部门支出决算表", None, None],
            ["编制单位：某局", None, "金额单位：万元"],
            ["项目", "预算数", "完成率"],
            ["基本支出", 1234.5, 0.9876],
            ["项目支出", 50, 1.0288],
            ["注：本表为决算数，与报表口径一致。", None, None],
        ],
        {"B4": "#,##0.00", "C4": "0.0%", "C5": "0.0%"},
        ("A1:C1", "A6:C6"),
    )
    document = read(book)
    (table,) = document.tables
    assert document.text == (
        "2024年部门支出决算表\n编制单位：某局    金额单位：万元\n"
        "项目\t预算数\t完成率\n基本支出\t1,234.50\t98.8%\n项目支出\t50\t102.9%\n注：本表为决算数，与报表口径一致。\n"
    )
    assert (table.name, table.page) == ("表一", None)
    assert [cell.text for cell in table.cells if cell.percent] == ["98.8%", "102.9%"]


def test_merged_headers_text_numbers_and_codes() -> None:
    book = workbook(
        [
            ["科目编码", "科目名称", "本年支出", None],
            [None, None, "小计", "基本支出"],
            ["0201", "  行政运行", "1,200.00", 800],
            ["2010602", "一般\n管理", 0, None],
        ],
        merges=("A1:A2", "B1:B2", "C1:D1"),
    )
    book.active["B4"].alignment = Alignment(indent=2)
    document = read(book)
    (table,) = document.tables
    assert rows(document, table)[2:] == [["0201", "行政运行", "1,200.00", "800"], ["2010602", "一般管理", "0", ""]]
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in table.cells}
    assert (spans["科目编码"], spans["本年支出"], spans["小计"]) == ((2, 1), (1, 2), (1, 1))
    assert {cell.text: cell.indent for cell in table.cells if cell.column == 1 and cell.row > 1} == {
        "行政运行": 2,
        "一般管理": 4,
    }


def test_hidden_things_are_named_and_not_read() -> None:
    book = workbook([["编码", "项目", "金额"], ["1", "甲", 10], ["2", "乙", 20], ["3", "丙", 30]])
    book.active.column_dimensions["A"].hidden = True
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("底稿").append(["甲", 99])
    book["底稿"].sheet_state = "hidden"
    document = read(book)
    assert rows(document, document.tables[0]) == [["项目", "金额"], ["甲", "10"], ["丙", "30"]]
    said = {notice.code: notice.message for notice in document.notices}
    assert set(said) == {"hidden_sheet", "hidden_rows", "hidden_columns"}
    assert "底稿" in said["hidden_sheet"]
    assert "3." in said["hidden_rows"]
    assert "A." in said["hidden_columns"]


def test_a_title_merged_from_a_hidden_column_is_seen() -> None:
    book = workbook(
        [["支出总表", None, None], [None, "项目", "金额"], [None, "甲", 1], [None, "乙", 2]], merges=("A1:C1",)
    )
    book.active.column_dimensions["A"].hidden = True
    assert read(book).text == "支出总表\n项目\t金额\n甲\t1\n乙\t2\n"


def test_formulas_without_a_result_are_named() -> None:
    document = read(workbook([["项目", "金额"], ["甲", 10], ["乙", 20], ["合计", "=SUM(B2:B3)"]]))
    (notice,) = document.notices
    assert notice.code == "formula_without_result"
    assert "B4" in notice.message


def test_values_hidden_by_their_format_are_reported() -> None:
    document = read(workbook([["项目", "金额"], ["甲", 10], ["乙", 20]], {"B3": ";;;"}))
    assert "20" not in document.text
    assert [notice.code for notice in document.notices] == ["hidden_values"]


def test_several_tables_in_one_sheet() -> None:
    document = read(
        workbook(
            [
                ["表1 收入"],
                ["项目", "金额"],
                ["税收", 1],
                ["非税", 2],
                [],
                ["表2 支出"],
                ["单位：万元"],
                ["项目", "基本", "项目支出"],
                ["教育", 3, 4],
                ["卫生", 5, 6],
            ]
        )
    )
    assert [(table.rows, table.columns) for table in document.tables] == [(3, 2), (3, 3)]
    assert "表2 支出\n单位：万元\n项目\t基本\t项目支出\n" in document.text


def test_sheets_of_words_only_become_paragraphs() -> None:
    document = read(workbook([["编制说明"], [None], ["一、本表按部门预算口径编制。"], ["二、金额单位为万元。"]]))
    assert document.tables == ()
    assert document.text == "编制说明\n一、本表按部门预算口径编制。\n二、金额单位为万元。\n"


def test_dates() -> None:
    book = workbook(
        [["项目", "日期", "金额"], ["甲", dt.date(2025, 8, 6), 1], ["乙", dt.datetime(2025, 12, 31, 8, 30), 2]]
    )
    book.active["B2"].number_format = 'yyyy"年"m"月"d"日"'
    book.active["B3"].number_format = "yyyy-mm-dd hh:mm"
    document = read(book)
    assert [row[1] for row in rows(document, document.tables[0])[1:]] == ["2025年8月6日", "2025-12-31 08:30"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv(separator: str, encoding: str) -> None:
    lines = [["项目", "预算数", "完成率"], ["基本支出", '"1,234.50"', "98.8%"], ["“三公”经费", "0.50", "100%"]]
    data = "\r\n".join(separator.join(row) for row in lines).encode(encoding)
    document = read_sheet(data, kind="csv", name="表.csv")
    (table,) = document.tables
    assert rows(document, table)[1:] == [["基本支出", "1,234.50", "98.8%"], ["“三公”经费", "0.50", "100%"]]


@pytest.mark.parametrize("name", ["决算表.xlsx", "决算表.xls", "决算报告.docx", "文件"])
def test_an_encrypted_package_says_that_its_password_must_go(name: str) -> None:
    from doc_writer import container

    from extractor.readers import read as read_any

    data = container({"EncryptionInfo": b"\x04\x00\x04\x00" + bytes(60), "EncryptedPackage": bytes(range(256)) * 4})
    with pytest.raises(ReadError, match=r"encrypted.*without a password"):
        read_any(data, name=name)


def test_what_is_left_out_of_a_sheet_beyond_all_measure_is_said() -> None:
    text = "科目," + ",".join("甲乙丙丁戊己庚辛壬癸" * 10) + "\n" + ("项目" + ",1" * 100 + "\n") * 4200
    document = read_sheet(text.encode(), kind="csv", name="a.csv")
    [table] = document.tables
    [notice] = document.notices
    assert notice.code == "sheet_too_large"
    assert f"rows {table.rows + 1:,} to 4,201 " in notice.message


def test_damaged_and_encrypted_workbooks() -> None:
    data = saved(workbook([["项目", "金额"], ["甲", 1]]))
    with pytest.raises(ReadError, match="damaged"):
        read_sheet(data[: len(data) // 2], kind="xlsx", name="a.xlsx")
    with pytest.raises(ReadError):
        read_sheet(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, kind="xls", name="a.xls")


def test_a_sheet_of_ten_thousand_rows() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("大表")
    sheet.append(["项目", *[f"列{index}" for index in range(20)]])
    for number in range(10_000):
        sheet.append([f"项目{number}", *[number + index / 100 for index in range(20)]])
    document = read(book)
    (table,) = document.tables
    assert (table.rows, table.columns) == (10_001, 21)
    assert table.cells[-1].text == str(Decimal("9999.19"))


EXPECTED = [  # file, sheet, label, value in the same row: facts read by eye
    ("xilingol_debt_limit_2024.XLS", "Sheet1", "多伦县", "434,745"),
    ("xilingol_debt_limit_2024.XLS", "Sheet1", "锡林浩特市", "1,223,108"),
    ("changdu_debt_2024.xls", "2024年政府债务限额及余额情况表", "察雅县", "100881.33"),
    ("changdu_debt_2024.xls", "2024年政府债务发行情况表", "39", "5009.00"),
    ("xingan_final_accounts_2018.xlsx", "表4-1 地方政府债务限额及余额决算情况表", "突泉县", "15.52"),
    ("lijiang_budget_tables_2025.xlsx", "01-1 ", "一、税收收入", "98.6%"),
    ("lijiang_budget_tables_2025.xlsx", "01-1 ", "契税", "21,104"),
]


@pytest.mark.parametrize(("name", "sheet", "label", "value"), EXPECTED)
def test_real_sheets(shared: Path, name: str, sheet: str, label: str, value: str) -> None:
    kind = name.lower().rpartition(".")[2]
    document = read_sheet((shared / "reports" / name).read_bytes(), kind=kind, name=name)
    grid = [row for table in document.tables if table.name == sheet for row in rows(document, table)]
    assert any(label in row and value in row for row in grid)
