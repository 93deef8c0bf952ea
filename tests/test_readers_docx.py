"""Word documents: what a person sees when all changes are accepted, with its numbers and tables."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx_writer import deleted, docx, inserted, level, numbering, p, r, tbl, tc, tr

from extractor.document import Document, ReadError
from extractor.readers import read
from extractor.readers.docx_numbering import in_han


def read_body(body: str, **parts: str) -> Document:
    return read(docx(body, **parts), name="a.docx")


def lines(body: str, **parts: str) -> list[str]:
    return read_body(body, **parts).text.splitlines()


def field(code: str, result: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_a_tracked_change_never_makes_a_number() -> None:
    document = read_body(p("税收收入完成", deleted("88888"), inserted("98765"), "万元。"))
    assert document.text == "税收收入完成98765万元。\n"
    assert [notice.code for notice in document.notices] == ["tracked_changes"]
    moved = p("甲", "<w:moveFrom>" + r("5万元") + "</w:moveFrom>") + p("乙", "<w:moveTo>" + r("5万元") + "</w:moveTo>")
    assert lines(moved) == ["甲", "乙5万元"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs_and_a_deleted_row_is_gone() -> None:
    assert lines(p("收入12", mark="<w:del/>") + p("3.5万元")) == ["收入123.5万元"]
    table = tbl(tr("科目", "金额"), tr("甲", "1", properties="<w:del/>"), tr("乙", "2"))
    assert read_body(table).text == "科目\t金额\n乙\t2\n"


def test_fields_show_their_result_over_paragraphs_too() -> None:
    assert lines(p("见", field("REF a \\h", "表3"), "。")) == ["见表3。"]
    begin, _, rest = field("TOC", "目录一 1").partition("<w:r><w:t")
    assert lines(f"<w:p>{begin}<w:r><w:t{rest.partition('<w:r><w:fldChar')[0]}</w:p>" + p("正文")) == [
        "目录一 1",
        "正文",
    ]


def test_content_controls_links_breaks_symbols_and_hidden_text() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件中的3.2万元')}</w:sdtContent></w:sdt>"
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('单击此处输入')}</w:sdtContent></w:sdt>"
    inline = f"<w:sdt><w:sdtContent>{r('行内')}</w:sdtContent></w:sdt>"
    link = f"<w:hyperlink>{r('链接')}</w:hyperlink>"
    signs = '<w:r><w:sym w:font="Wingdings" w:char="F082"/><w:br/><w:t>下一行</w:t><w:noBreakHyphen/><w:t>5</w:t></w:r>'
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    document = read_body(control + empty + p(inline, link, signs, hidden))
    assert document.text.splitlines() == ["控件中的3.2万元", "行内链接②", "下一行-5"]
    assert [notice.code for notice in document.notices] == ["hidden_text"]


def test_text_boxes_once_notes_behind_their_paragraph_headers_not_at_all() -> None:
    box = f"<w:txbxContent>{p('框中的7万元')}</w:txbxContent>"
    shape = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    note = f'<w:footnote w:id="2">{p("注：含上级补助")}</w:footnote><w:footnote w:id="0" w:type="separator">{p("线")}</w:footnote>'
    body = p("支出9万元", '<w:r><w:footnoteReference w:id="2"/></w:r>', shape) + p("下一段")
    assert lines(body, footnotes=note, header1=p("页眉")) == ["支出9万元", "注：含上级补助", "框中的7万元", "下一段"]


def test_automatic_numbers_as_word_prints_them() -> None:
    lists = numbering(
        level(0, "chineseCountingThousand", "%1、")
        + level(1, "taiwaneseCountingThousand", "（%2）")
        + level(2, "decimal", "%3.")
        + level(3, "decimalEnclosedCircle", "%4"),
        uses={5: (0, "")},
    )
    body = (
        p("总体情况", number=(5, 0))
        + p("收入", number=(5, 1))
        + p("支出", number=(5, 1))
        + p("2024年支出", number=(5, 2))
    )
    body += p("细目", number=(5, 3)) + p("问题", number=(5, 0)) + p("", number=(5, 1)) + p("其他", number=(5, 1))
    expected = ["一、总体情况", "（一）收入", "（二）支出", "1. 2024年支出", "① 细目", "二、问题", "（二）其他"]
    assert lines(body, numbering=lists) == expected


def test_numbers_by_style_restart_by_override_and_go_on_in_other_uses() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = numbering(
        level(0, "decimal", "%1)") + level(1, "lowerLetter", "%2)"),
        level(0, "ideographTraditional", "%1、", '<w:pStyle w:val="H1"/>')
        + level(1, "decimal", "%1.%2", '<w:pStyle w:val="H2"/><w:isLgl/>'),
        uses={1: (0, ""), 2: (0, restart), 3: (0, ""), 7: (1, "")},
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
        for name in ("H1", "H2")
    )
    styles += '<w:style w:type="paragraph" w:styleId="H3"><w:basedOn w:val="H1"/></w:style>'
    body = p("甲", number=(1, 0)) + p("乙", number=(1, 0)) + p("丙", number=(2, 0)) + p("丁", number=(3, 0))
    assert lines(body, numbering=lists) == ["1)甲", "2)乙", "1)丙", "2)丁"]
    body = (
        p("概况", style="H1")
        + p("预算", style="H2")
        + p("决算", style="H2")
        + p("绩效", style="H1")
        + p("无号", style="H1", number=(0, 0))
    )
    assert lines(body, numbering=lists, styles=styles) == ["甲、概况", "1.1 预算", "1.2 决算", "乙、绩效", "无号"]


def test_han_numerals_of_headings() -> None:
    assert [in_han(value) for value in (1, 10, 11, 20, 21, 100, 101, 110, 111, 1010)] == [
        "一", "十", "十一", "二十", "二十一", "一百", "一百零一", "一百一十", "一百一十一", "一千零一十",
    ]  # fmt: skip


def test_merged_cells_stand_once_with_their_spans() -> None:
    table = tbl(
        tr(tc("科目", merge="restart"), tc("收入", span=2), properties="<w:tblHeader/>"),
        tr(tc("", merge="continue"), tc("预算数"), tc("决算数"), properties="<w:tblHeader/>"),
        tr(
            tc('<w:p><w:pPr><w:ind w:firstLineChars="200" w:firstLine="420"/></w:pPr>' + r("增值税") + "</w:p>"),
            tc("12.5"),
            tc(p("13.") + p("6")),
        ),
    )
    document = read_body(p("单位：万元") + table + p("说明"))
    [found] = document.tables
    assert (found.rows, found.columns, found.header_rows) == (3, 3, 2)
    assert [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text, cell.indent) for cell in found.cells] == [
        (0, 0, 2, 1, "科目", 0), (0, 1, 1, 2, "收入", 0), (1, 1, 1, 1, "预算数", 0), (1, 2, 1, 1, "决算数", 0),
        (2, 0, 1, 1, "增值税", 4), (2, 1, 1, 1, "12.5", 0), (2, 2, 1, 1, "13.6", 0),
    ]  # fmt: skip
    assert document.text == "单位：万元\n科目\t收入\t\n\t预算数\t决算数\n增值税\t12.5\t13.6\n说明\n"
    assert all(document.text[cell.start : cell.end] == cell.text for cell in found.cells)


def test_two_numbers_in_a_cell_stay_two() -> None:
    assert "12.5 13.6" in read_body(tbl(tr("甲", "乙"), tr("丙", tc(p("12.5") + p("13.6"))))).text


def test_a_table_that_frames_a_page_gives_its_contents() -> None:
    inner = tbl(tr("项目", "金额"), tr("合计", "7"))
    for outer in (tbl(tr(tc(p("前言") + inner + p("结语")))), tbl(tr(tc(p("前言") + inner), tc(p("结语"))))):
        document = read_body(outer)
        assert document.text == "前言\n项目\t金额\n合计\t7\n结语\n"
        assert len(document.tables) == 1


def test_a_small_table_in_a_cell_of_data_is_that_cells_text() -> None:
    document = read_body(tbl(tr("一", "二", "三"), tr("四", tc(tbl(tr("子", "5")) + p("")), "六")))
    assert document.tables[0].rows == 2
    assert "子 5" in [cell.text for cell in document.tables[0].cells]


def test_rows_that_begin_further_right_and_columns_without_use() -> None:
    before = '<w:gridBefore w:val="1"/>'
    document = read_body(tbl(tr(tc("甲", span=2), tc("乙", span=3)), tr(tc("1"), tc("2", span=3), properties=before)))
    assert [(cell.row, cell.column, cell.text) for cell in document.tables[0].cells] == [
        (0, 0, "甲"),
        (0, 2, "乙"),
        (1, 1, "1"),
        (1, 2, "2"),
    ]


def test_strict_flat_and_2003_xml_read_alike() -> None:
    strict = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(p("收入5万元")))) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name).replace(
                    b"schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"purl.oclc.org/ooxml/wordprocessingml/main",
                ),
            )
    body = docx(p("收入5万元"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        inside = archive.read("word/document.xml").decode().partition("?>")[2]
    flat = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{inside}</pkg:xmlData></pkg:part></pkg:package>'
    )
    for data in (strict.getvalue(), flat.encode()):
        assert read(data, name="a.doc").text == "收入5万元\n"


def test_word_2003_xml_with_lists_changes_and_merges() -> None:
    data = """<?xml version="1.0"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"
 xmlns:aml="http://schemas.microsoft.com/aml/2001/core"><w:lists><w:listDef w:listDefId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="37"/>
<w:lvlText w:val="%1、"/></w:lvl></w:listDef><w:list w:ilfo="1"><w:ilst w:val="0"/></w:list></w:lists><w:body><wx:sect>
<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr></w:pPr><w:r><w:t>概况</w:t></w:r></w:p>
<w:p><w:r><w:t>支出</w:t></w:r><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>8</w:delText></w:r></aml:content></aml:annotation>
<aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>9</w:t></w:r></aml:content></aml:annotation><w:r><w:t>万元</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl></wx:sect></w:body></w:wordDocument>"""
    document = read(data.encode(), name="a.doc")
    assert document.text == "一、概况\n支出9万元\n甲\t1\n\t2\n"
    assert document.tables[0].cells[0].row_span == 2


def test_entities_are_not_resolved_and_nothing_outside_is_read() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(p("前&b;后&c;")))) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"?><w:document", b"?>" + bomb.encode() + b"<w:document"))
    assert read(made.getvalue(), name="a.docx").text == "前后\n"


def test_a_part_that_unpacks_without_measure_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (40 << 20) + b"</a>")
    with pytest.raises(ReadError, match="unpacks to"):
        read(made.getvalue(), name="a.docx")


@pytest.mark.parametrize("size", [30, 200, 600])
def test_a_truncated_document_is_an_error_that_says_so(size: int) -> None:
    with pytest.raises(ReadError, match="damaged or cut off"):
        read(docx(p("收入" * 500))[:size], name="a.docx")


def test_pictures_that_may_be_scanned_pages_are_said() -> None:
    picture = (
        '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing></w:r>'
    )
    assert [notice.code for notice in read_body(p("附件", picture)).notices] == ["pictures"]
    assert read_body(p("本年收入1.5亿元。" * 40, picture)).notices == ()


def test_a_document_without_its_text_part() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "not XML")
    with pytest.raises(ReadError, match="save it again"):
        read(made.getvalue(), name="a.docx")


def test_tables_nested_without_end_do_no_harm() -> None:
    body = p("底5万元")
    for _ in range(300):
        body = tbl(tr(tc(body + p(""))))
    document = read_body(body + p("外"))
    assert document.text == "外\n"
    assert [notice.code for notice in document.notices] == ["nesting"]
