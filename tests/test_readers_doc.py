"""Word 97-2003 documents and RTF: the same that a person sees, tables and automatic numbers included."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest
from doc_writer import (
    DELETED,
    HEADER_ROW,
    HIDDEN,
    IN_TABLE,
    INNER_CELL,
    INNER_ROW,
    ROW_END,
    Paragraph,
    Run,
    container,
    depth,
    doc,
    indented,
    list_level,
    numbered,
    para,
    row,
    row_definition,
    symbol,
)

from extractor.document import Document, ReadError
from extractor.readers import ReadOptions, read


def read_doc(paragraphs: list[Paragraph], **more: object) -> Document:
    return read(doc(paragraphs, **more), name="a.doc")  # type: ignore[arg-type]


def outcome(data: bytes, name: str) -> str:
    """The name of the document that was read, or the message of the one error that may come."""
    try:
        return read(data, name=name).name or ""
    except ReadError as error:
        return str(error)


def test_text_of_both_widths_beyond_the_basic_plane_too() -> None:
    street = "\ud842\udfb7街"  # a Han of two positions: 𠮷
    document = read_doc([para("收入", b"", Run(" 12.5 %", narrow=True), Run("，" + street)), para("支出3万元")])
    assert document.text == "收入 12.5 %，𠮷街\n支出3万元\n"
    assert document.media_type == "application/msword"


def test_tracked_deletions_and_hidden_text_are_out_and_said() -> None:
    document = read_doc([para("税收完成", b"", Run("88888", DELETED), Run("98765万元"), Run("密", HIDDEN))])
    assert document.text == "税收完成98765万元\n"
    assert [notice.code for notice in document.notices] == ["tracked_changes", "hidden_text"]
    joined = read_doc([Paragraph([Run("收入12"), Run("\r", DELETED)]), para("3.5万元")])
    assert joined.text == "收入123.5万元\n"


def test_fields_show_their_result_and_an_open_one_hides_nothing() -> None:
    document = read_doc(
        [para("见\x13 REF a \x14表\x13 SEQ \x143\x15\x15。"), para("无结果\x13 XE x \x15！"), para("未完\x13的5万元")]
    )
    assert document.text.splitlines() == ["见表3。", "无结果！", "未完的5万元"]


def test_control_characters_breaks_and_symbols() -> None:
    document = read_doc([para("甲\x0b乙\x0c丙\x1e丁\x01\x08\x1f", b"", Run("(", symbol(0xF081)), Run("戊"))])
    assert document.text.splitlines() == ["甲", "乙", "丙-丁①戊"]


def test_tables_with_merges_in_both_directions_and_header_rows() -> None:
    rows = [
        *row(["科目", "收入", ""], [0, 2000, 3000, 4000], [0x60, 2, 1], HEADER_ROW),
        *row(["", "预算数", "决算数"], [0, 2000, 3010, 4000], [0x20], HEADER_ROW),
        para("增值税", IN_TABLE + indented(420), mark="\x07"),
        *row(["1,234", "5%"], [0, 2000, 3000, 4000])[:2],
        row(["", "", ""], [0, 2000, 3000, 4000])[-1],
    ]
    document = read_doc([para("单位：万元"), *rows, para("说明")])
    [table] = document.tables
    assert (table.rows, table.columns, table.header_rows) == (3, 3, 2)
    assert [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text, cell.indent) for cell in table.cells] == [
        (0, 0, 2, 1, "科目", 0), (0, 1, 1, 2, "收入", 0), (1, 1, 1, 1, "预算数", 0), (1, 2, 1, 1, "决算数", 0),
        (2, 0, 1, 1, "增值税", 4), (2, 1, 1, 1, "1,234", 0), (2, 2, 1, 1, "5%", 0),
    ]  # fmt: skip
    assert document.text == "单位：万元\n科目\t收入\t\n\t预算数\t决算数\n增值税\t1,234\t5%\n说明\n"


def test_rows_too_wide_for_a_page_of_properties() -> None:
    edges = [200 * i for i in range(31)]
    big = row_definition(edges)
    huge = IN_TABLE + ROW_END + struct.pack("<HI", 0x6646, 0)
    cells = [para(str(i), IN_TABLE, mark="\x07") for i in range(30)]
    second = row(["合计", "9"], [0, 5800, 6000])
    document = read_doc([*cells, para("", huge, mark="\x07"), *second], data=struct.pack("<h", len(big)) + big)
    assert document.tables[0].columns == 30
    assert [(cell.column, cell.column_span, cell.text) for cell in document.tables[0].cells[-2:]] == [
        (0, 29, "合计"),
        (29, 1, "9"),
    ]


def test_a_table_in_a_cell() -> None:
    inner = [para(text, depth(2) + INNER_CELL) for text in ("项目", "金额")]
    inner += [para("", depth(2) + INNER_ROW + row_definition([0, 500, 900]))]
    inner += [para(text, depth(2) + INNER_CELL) for text in ("合计", "7")]
    inner += [para("", depth(2) + INNER_ROW + row_definition([0, 500, 900]))]
    outer = [para("前言", depth(1)), *inner, para("", depth(1), mark="\x07"), row([""], [0, 4000])[-1]]
    document = read_doc([*outer, para("结语")])
    assert document.text == "前言\n项目\t金额\n合计\t7\n结语\n"
    assert len(document.tables) == 1


def test_deleted_rows_and_rows_that_never_end() -> None:
    gone = [
        Paragraph([Run("甲", DELETED), Run("\x07")], IN_TABLE),
        Paragraph([Run("\x07", DELETED)], row([""], [0, 500])[-1].properties),
    ]
    kept = row(["乙", "2"], [0, 500, 900])
    document = read_doc([*gone, *kept, *row(["丙", "3"], [0, 500, 900])[:2]])
    assert document.text == "乙\t2\n丙\t3\n"


def test_automatic_numbers_restarts_and_overrides() -> None:
    levels = (
        list_level(39, "\0、")
        + list_level(37, "（\1）")
        + list_level(0, "\2.")
        + b"".join(list_level(0, "") for _ in range(6))
    )
    lists = struct.pack("<HII18sBB", 1, 77, 0, b"\xff" * 18, 0, 0)
    uses = (
        struct.pack("<I", 2)
        + struct.pack("<IIIBBBB", 77, 0, 0, 0, 0, 0, 0)
        + struct.pack("<IIIBBBB", 77, 0, 0, 1, 0, 0, 0)
    )
    uses += struct.pack("<I", 0xFFFFFFFF) + struct.pack("<III", 0xFFFFFFFF, 1, 0x10)
    texts = [
        ("总体", 1, 0),
        ("收入", 1, 1),
        ("支出", 1, 1),
        ("2024年", 1, 2),
        ("问题", 1, 0),
        ("其他", 1, 1),
        ("重新", 2, 0),
        ("无", 0, 0),
    ]
    document = read_doc(
        [para(text, numbered(number, at)) for text, number, at in texts],
        parts={73: lists, 74: uses},
        after_lists=levels,
    )
    assert document.text.splitlines() == [
        "一、总体",
        "（一）收入",
        "（二）支出",
        "1. 2024年",
        "二、问题",
        "（一）其他",
        "一、重新",
        "无",
    ]


def test_notes_and_text_boxes_stand_behind_the_paragraph_that_they_hang_on() -> None:
    body = [para("支出9万元\x02"), para("图\x08"), para("完")]
    document = read_doc(body, footnotes=[(5, [para("\x02含上级补助")])], boxes=[(8, [para("框中的7万元")])])
    assert document.text.splitlines() == ["支出9万元", "含上级补助", "图", "框中的7万元", "完"]


def test_what_cannot_be_read_is_named() -> None:
    body = [para("收入")]
    cases = {
        "encrypted": [doc(body, flags=0x1300), container({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})],
        "Word 6/95.*LibreOffice": [doc(body, version=0x68)],
        "PowerPoint": [container({"PowerPoint Document": b"x"})],
        "without a Word document": [container({"Other": b"x"})],
        "damaged or cut off": [doc(body)[:3000], doc(body)[:600]],
    }
    for message, files in cases.items():
        for data in files:
            with pytest.raises(ReadError, match=message):
                read(data, name="a.doc")


def test_any_damage_is_a_document_or_a_clear_error() -> None:
    import random

    good = doc(
        [para("收入1.5万元"), *row(["科目", "金额"], [0, 500, 900]), para("完\x13 REF \x14x\x15")],
        footnotes=[(2, [para("注")])],
    )
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(512, len(data))] = chance.choice((0, 1, 255, chance.randrange(256)))
        assert "a.doc" in outcome(bytes(data), "a.doc")


def test_pieces_that_claim_the_same_bytes_again_and_again_are_refused() -> None:
    from extractor.readers.doc_file import WordFile

    pieces = 4000
    starts = struct.pack(f"<{pieces + 1}I", *[3000 * i for i in range(pieces + 1)])
    part = b"\2" + struct.pack("<I", len(starts) + 8 * pieces) + starts + struct.pack("<HIH", 0, 1024, 0) * pieces
    header = (
        struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, 0x1200).ljust(32, b"\0")
        + struct.pack("<H28xH", 14, 22)
        + bytes(88)
    )
    header += struct.pack("<H", 93) + bytes(8 * 33) + struct.pack("<II", 0, len(part)) + bytes(8 * 59)
    with pytest.raises(ValueError, match="pieces share their text"):
        WordFile(header.ljust(9000, b"\0"), part, b"")


RTF = (
    r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 Times;}}{\header 页眉}"
    r"\pard\f0 {\listtext 一、}\'ca\'d5\'c8\'eb{\deleted 888}999\u19975 ?\'d4\'aa{\v 密}\par"
    "\n"
    r"\pard 见{\field{\*\fldinst REF a}{\fldrslt 表3}}{\*\unknown x}\line 下\~行{\footnote\pard 注：5\'cd\r\n\'f2}\par"
    r"\trowd\trhdr\clvmgf\cellx2000\cellx3000\cellx4000\pard\intbl {\f1\'bf\'c6\'c4\'bf}\cell \u25910 ?入\cell\cell\row"
    r"\trowd\clvmrg\cellx2000\clmgf\cellx3000\clmrg\cellx4000\pard\intbl\cell 1,234\cell\cell\row"
    r"\pard {\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt\pard 框\par}}{\shprslt 框}}完\par}"
)


def test_rtf() -> None:
    document = read(RTF.replace(r"\r\n", "\r\n").encode("gb18030"), name="a.doc")
    assert document.text.splitlines() == [
        "一、收入999万元",
        "见表3",
        "下\xa0行",
        "注：5万",
        "科目\t收入\t",
        "\t1,234\t",
        "完",
        "框",
    ]
    [table] = document.tables
    assert table.header_rows == 1
    assert [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells] == [
        (0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 2),
    ]  # fmt: skip
    assert sorted(notice.code for notice in document.notices) == ["hidden_text", "tracked_changes"]


def test_rtf_that_is_cut_off_or_nested_without_end() -> None:
    data = RTF.encode("gb18030")
    for end in range(40, len(data), 7):
        assert "a.rtf" in outcome(data[:end], "a.rtf")
    assert "底" in read(b"{\\rtf1" + b"{" * 100_000 + "底".encode("gb18030"), name="a.rtf").text


def test_office_that_is_not_there_or_does_not_convert() -> None:
    old = doc([para("收入")], version=0x68)
    with pytest.raises(ReadError, match="no such program"):
        read(old, name="a.doc", options=ReadOptions(office="/no/soffice"))
    with pytest.raises(ReadError, match="could not convert"):
        read(old, name="a.doc", options=ReadOptions(office="true"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_same(shared: Path, tmp_path: Path) -> None:
    """A second engine as a check of ours: the report as .doc and .rtf says what it says as .docx."""
    import subprocess

    source = shared / "reports" / "chengde_budget_report_2025.docx"
    expected = "".join(read(source).text.split())
    for suffix in ("doc", "rtf"):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path), str(source)],
            check=True,
            timeout=120,
        )
        assert "".join(read(tmp_path / f"{source.stem}.{suffix}").text.split()) == expected
