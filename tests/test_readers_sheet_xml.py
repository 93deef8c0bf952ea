"""Workbooks in the XML of Excel 2003, and web pages that are called .xls."""

from __future__ import annotations

import pytest

from extractor.document import Document, ReadError, Table
from extractor.readers import read

HEAD = (
    '<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">'
    '<Styles><Style ss:ID="Default"><NumberFormat/></Style><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style>'
    '<Style ss:ID="w" ss:Parent="n"><Alignment ss:Indent="1"/></Style><Style ss:ID="n"><NumberFormat ss:Format="#,##0.00"/></Style>'
    '<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style></Styles>'
)
OPTIONS = '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>{}</Visible></WorksheetOptions>'


def cell(value: object, kind: str = "", attributes: str = "") -> str:
    kind = kind or ("Number" if isinstance(value, (int, float)) else "String")
    return f'<Cell {attributes}><Data ss:Type="{kind}">{value}</Data></Cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<Row {attributes}>{''.join(cells)}</Row>"


def workbook(*sheets: str, encoding: str = "UTF-8") -> bytes:
    text = HEAD.format(encoding=encoding) + "".join(sheets) + "</Workbook>"
    return text.encode("gb18030" if encoding == "GB2312" else encoding)


def sheet(*rows: str, name: str = "表一", columns: str = "", more: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{columns}{"".join(rows)}</Table>{more}</Worksheet>'


def grid(document: Document, table: Table) -> list[list[str]]:
    rows = [[""] * table.columns for _ in range(table.rows)]
    for one in table.cells:
        assert document.text[one.start : one.end] == one.text
        rows[one.row][one.column] = one.text
    return rows


BODY = (
    row(cell("收入决算表", attributes='ss:MergeAcross="3"')),
    row(cell("单位：万元", attributes='ss:Index="4"')),
    row(cell("科目", attributes='ss:MergeDown="1"'), cell("金额", attributes='ss:MergeAcross="1"'), cell("完成率")),
    row(cell("预算数", attributes='ss:Index="2"'), cell("决算数"), cell("%")),
    row(cell("税收收入"), cell(1200, attributes='ss:StyleID="n"'), cell(1250.5, attributes='ss:StyleID="n"'), cell(1.0421, attributes='ss:StyleID="p"')),
    row(cell("增值税", attributes='ss:StyleID="w"'), cell(700.1), cell(0.1 + 0.2, attributes='ss:Index="4"')),
)  # fmt: skip


@pytest.mark.parametrize("encoding", ["UTF-8", "GB2312", "UTF-16"])
def test_a_sheet_is_read_as_it_is_shown(encoding: str) -> None:
    document = read(workbook(sheet(*BODY), encoding=encoding), name="a.xls")
    [table] = document.tables
    assert document.text.splitlines()[:2] == ["收入决算表", "单位：万元"]
    assert table.name == "表一"
    assert grid(document, table) == [
        ["科目", "金额", "", "完成率"],
        ["", "预算数", "决算数", "%"],
        ["税收收入", "1,200.00", "1,250.50", "104.21%"],
        ["增值税", "700.1", "", "0.3"],
    ]
    cells = {one.text: one for one in table.cells}
    assert (cells["科目"].row_span, cells["金额"].column_span) == (2, 2)
    assert (cells["增值税"].indent, cells["104.21%"].percent) == (2, True)
    assert document.notices == ()


def test_what_is_hidden_is_left_out_and_said() -> None:
    rows = (
        row(cell("科目"), cell("内部"), cell("金额")),
        row(cell("税收"), cell(5), cell(6)),
        row(cell("旧行"), cell(1), cell(2), attributes='ss:Hidden="1"'),
        row(cell("合计"), cell(7), cell(8), attributes='ss:Index="5"'),
    )
    columns = '<Column ss:Index="2" ss:Hidden="1"/>'
    data = workbook(sheet(*rows, columns=columns), sheet(*rows, name="底稿", more=OPTIONS.format("SheetHidden")))
    document = read(data, name="a.xml")
    assert [grid(document, table) for table in document.tables] == [[["科目", "金额"], ["税收", "6"], ["合计", "8"]]]
    assert {notice.code for notice in document.notices} == {"hidden_sheet", "hidden_rows", "hidden_columns"}


def test_rich_text_dates_comments_and_truth() -> None:
    rich = (
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>一般</B><Font>公共</Font></ss:Data>'
        '<Comment><ss:Data xmlns="http://www.w3.org/TR/REC-html40">批注</ss:Data></Comment></Cell>'
    )
    moments = (
        cell("2024-03-01T00:00:00.000", "DateTime", 'ss:StyleID="d"'),
        cell("2024-03-01T00:00:00.000", "DateTime"),
    )
    data = workbook(
        sheet(
            row(rich, cell("日期"), cell("日期")), row(cell(1, "Boolean"), *moments), row(cell("甲"), cell(1), cell(2))
        )
    )
    document = read(data, name="a.xls")
    assert grid(document, document.tables[0])[:2] == [["一般公共", "日期", "日期"], ["TRUE", "2024/3/1", "2024/3/1"]]


def test_a_cut_off_workbook_gives_what_is_there_and_says_so() -> None:
    data = workbook(sheet(*BODY))
    document = read(data[: data.rindex("增值税".encode())], name="a.xls")
    assert "1,250.50" in document.text
    assert [notice.code for notice in document.notices] == ["damaged_xml"]


def test_a_workbook_without_sheets_and_one_that_lies_about_its_size() -> None:
    with pytest.raises(ReadError, match="no sheet"):
        read(workbook(), name="a.xls")
    wild = row(cell("甲", attributes='ss:MergeAcross="999999999" ss:MergeDown="999999999"'), cell(1))
    far = row(cell("乙", attributes='ss:Index="999999999"'), attributes='ss:Index="999999999"')
    assert "甲" in read(workbook(sheet(wild, row(cell("丙"), cell(2)), far)), name="a.xls").text
    entities = workbook(sheet(row(cell("&b;"), cell(1)), row(cell("甲"), cell(2)))).replace(
        b"<Workbook", b'<!DOCTYPE Workbook [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;">]><Workbook', 1
    )
    assert "xxxx" not in read(entities, name="a.xls").text


PAGE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312">'
    "<style>td {mso-number-format:'\\@';}</style></head><body>"
)
TABLE = (
    "<table border=1><tr><td colspan=3>某县2024年收入决算表</td></tr><tr><td colspan=2>编制单位：某局</td><td>单位：万元</td></tr>"
    "<tr><th>科目</th><th>预算数</th><th>决算数</th></tr><tr><td>税收收入</td><td>1,200</td><td>1,250.50</td></tr>"
    "<tr><td>非税收入</td><td>30</td><td>31</td></tr></table>"
)


@pytest.mark.parametrize("page", [PAGE + TABLE + "</body></html>", TABLE, "<h3>某县2024年收入决算表</h3>" + TABLE])
def test_a_web_page_called_xls_has_its_table_with_title_and_unit(page: str) -> None:
    from extractor import extract

    report = extract(page.encode("gb18030"), name="a.xls", checks=False)
    [table] = report.tables
    assert (table.title, table.unit) == ("某县2024年收入决算表", "万元")
    assert [(figure.label, figure.raw) for figure in report.figures] == [
        ("税收收入", "1,200"),
        ("税收收入", "1,250.50"),
        ("非税收入", "30"),
        ("非税收入", "31"),
    ]
