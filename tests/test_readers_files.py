"""Which reader gets a file, text files, archives, and what is said of files that cannot be read."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from doc_writer import container, doc, para
from docx_writer import docx, p

from extractor.document import Document, ReadError
from extractor.readers import Failure, ReadOptions, read, read_all
from extractor.readers.encodings import decode
from extractor.readers.sniff import sniff

TEXT = "二〇二四年度部门决算。本年收入合计1,234.56万元，比上年增长5.1%；其中：财政拨款收入1,200万元，占97.2%。\r\n　　单位：万元\n"
TRADITIONAL = "二〇二四年度部門決算。本年收入合計1,234.56萬元，比上年增長5.1%；財政撥款收入佔總收入的比重為九成以上。"


def archive(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return made.getvalue()


def messages(data: bytes, **options: int) -> list[str]:
    found = read_all(data, name="a.zip", options=ReadOptions(**options))  # type: ignore[arg-type]
    return [item.message for item in found if isinstance(item, Failure)]


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_kept_character_for_character(encoding: str) -> None:
    document = read(TEXT.encode(encoding), name="a.txt")
    assert document.text == TEXT
    assert document.notices == ()
    assert document.size == len(TEXT.encode(encoding))


def test_big5_is_told_from_gb18030_by_its_characters() -> None:
    assert decode(TRADITIONAL.replace("〇", "○").encode("big5")).text == TRADITIONAL.replace("〇", "○")
    assert decode(TRADITIONAL.encode("gb18030")).text == TRADITIONAL


def test_short_texts_are_told_apart() -> None:
    for words in ("预算执行情况", "财政拨款收入", "本年支出合计", "一般公共预算", "项目绩效评价"):
        for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
            assert decode(words.encode(encoding)).text == words, (words, encoding)


def test_a_page_of_markup_with_few_han_is_still_gb18030() -> None:
    page = '<div class="x"><a href="/index.html">link</a></div>\n' * 400 + "本年收入合计"
    assert decode(page.encode("gb18030")).encoding == "gb18030"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_lone_bad_bytes_are_replaced_and_said(encoding: str) -> None:
    data = (TEXT * 20).encode(encoding)
    document = read(data[:200] + b"\xff" + data[200:], name="a.txt")
    assert document.encoding == encoding
    assert document.text.endswith(TEXT)
    assert [notice.code for notice in document.notices] == ["undecodable"]


@pytest.mark.parametrize("size", [200, 5000, 100_000])
def test_bytes_that_are_no_text_are_refused(size: int) -> None:
    with pytest.raises(ReadError, match="neither text nor"):
        read(random.Random(1).randbytes(size), name="a.txt")


# Which format


def test_the_content_decides_not_the_name() -> None:
    files = {
        "a.doc": (docx(p("收入5万元")), "docx"),
        "b.docx": (doc([para("收入5万元")]), "doc"),
        "c.doc": (rb"{\rtf1\ansicpg936 5\par}", "rtf"),
        "d.xls": (b"<html><body><p>\xe6\x94\xb6 5</p></body></html>", "html"),
        "e.pdf": ("收入5万元".encode(), "text"),
        "f": ("收入5万元".encode("gb18030"), "text"),
        "g.csv": ("收入,5".encode(), "csv"),
        "h.txt": ("MIME-Version: 1.0 和 Content-Type: text/html 是邮件头".encode(), "text"),
        "i.txt": (b"BM 2024", "text"),
        "j.txt": ("<p>不是网页".encode(), "text"),
    }
    assert {name: sniff(data, name) for name, (data, _) in files.items()} == {
        name: kind for name, (_, kind) in files.items()
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty .0 bytes"),
        (archive({"OFD.xml": b"<a/>"}), "OFD"),
        (
            archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
            "OpenDocument.*--office",
        ),
        (archive({"ppt/presentation.xml": b"<a/>"}), "PowerPoint"),
        (b"Rar!\x1a\x07\x00" + b"x" * 50, "RAR.*pack it again as .zip"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(100), "a program"),
        (container({"EncryptedPackage": b"x"}), "encrypted.*without a password"),
        (b"PK\x03\x04" + bytes(50), "damaged or cut off"),
    ],
)
def test_what_is_not_read_says_why_and_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read(data, name="a.doc")


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    for path, message in ((tmp_path, "folder"), (tmp_path / "none.txt", "no such file"), ("a\0b", "cannot be opened")):
        with pytest.raises(ReadError, match=message):
            read(path)
    big = tmp_path / "big.txt"
    big.write_bytes(b"x" * 100)
    with pytest.raises(ReadError, match="more than"):
        read(big, options=ReadOptions(max_bytes=50))


def test_a_document_says_what_it_was_read_from(tmp_path: Path) -> None:
    from hashlib import sha256

    path = tmp_path / "报告.docx"
    path.write_bytes(docx(p("收入5万元")))
    document = read(path)
    assert (document.name, document.sha256, document.size) == (
        path.name,
        sha256(path.read_bytes()).hexdigest(),
        path.stat().st_size,
    )


# Archives


def test_each_member_is_a_document_and_junk_is_none() -> None:
    inner = archive({"乙.txt": "支出2万元".encode()})
    data = archive(
        {
            "甲.docx": docx(p("收入5万元")),
            "里.zip": inner,
            "__MACOSX/._甲.docx": b"x",
            "~$甲.docx": b"x",
            "坏.docx": b"PK\x03\x04",
            "空.txt": b"",
        }
    )
    found = list(read_all(data, name="a.zip"))
    assert [(item.name, item.text) for item in found if isinstance(item, Document)] == [
        ("a.zip!甲.docx", "收入5万元\n"),
        ("a.zip!里.zip!乙.txt", "支出2万元"),
    ]
    assert sorted(item.name for item in found if isinstance(item, Failure)) == ["a.zip!坏.docx", "a.zip!空.txt"]


def test_names_in_gbk_and_in_the_field_for_unicode() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("AAAA.txt", b"1")
        info = zipfile.ZipInfo("b.txt")
        info.extra = struct.pack("<HHBI", 0x7075, 5 + len("决算表.txt".encode()), 1, 0) + "决算表.txt".encode()
        packed.writestr(info, b"2")
    data = made.getvalue().replace(b"AAAA", "预算".encode("gbk"))
    assert [item.name for item in read_all(data, name="a.zip")] == ["a.zip!预算.txt", "a.zip!决算表.txt"]


def test_bombs_are_refused_before_they_unpack() -> None:
    bomb = archive({"a.txt": b"0" * (64 << 20), "b.txt": "收入5万元".encode()})
    assert len(bomb) < 1 << 20
    found = list(read_all(bomb, name="a.zip"))
    assert isinstance(found[0], Failure)
    assert "67,108,864" in found[0].message
    assert isinstance(found[1], Document)


def test_limits_hold_for_archives_within_archives_together() -> None:
    inner = archive({f"{i}.txt": b"12345" for i in range(6)})
    data = archive({f"{i}.zip": inner for i in range(3)})
    assert messages(data) == []
    assert any("more members" in message for message in messages(data, max_members=12))
    assert any("more than the 1,500 bytes" in message for message in messages(data, max_unpacked_bytes=1500))
    deep = archive({"a.txt": b"1"})
    for _ in range(5):
        deep = archive({"a.zip": deep})
    assert messages(deep) == ["It lies in too many archives one inside another. Unpack it first."]
    with pytest.raises(ReadError, match="more members"):
        list(read_all(data, name="a.zip", options=ReadOptions(max_members=2)))


def test_encrypted_members_are_named() -> None:
    data = bytearray(archive({"a.txt": b"12345"}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert messages(bytes(data)) == ["It is encrypted. Pack it again without a password."]


def test_damaged_members_do_not_cost_the_others() -> None:
    data = bytearray(archive({"a.txt": random.Random(2).randbytes(300), "b.txt": "收入5万元".encode()}))
    data[60:70] = b"\xff" * 10
    found = list(read_all(bytes(data), name="a.zip"))
    assert [type(item) for item in found] == [Failure, Document]


def test_an_archive_of_one_report_reads_as_it_and_of_several_as_an_error() -> None:
    one = read(archive({"a.txt": "收入5万元".encode(), "b.rar": b"Rar!\x1a\x07\x00"}), name="a.zip")
    assert one.name == "a.zip!a.txt"
    assert [notice.code for notice in one.notices] == ["unread_member"]
    with pytest.raises(ReadError, match="2 reports"):
        read(archive({"a.txt": b"1", "b.txt": b"2"}), name="a.zip")
    with pytest.raises(ReadError, match="no member"):
        read(archive({}), name="a.zip")


def test_7z(tmp_path: Path) -> None:
    py7zr = pytest.importorskip("py7zr")
    path = tmp_path / "a.7z"
    with py7zr.SevenZipFile(path, "w") as packed:
        packed.writestr("收入5万元".encode(), "甲.txt")
    assert [item.name for item in read_all(path)] == ["a.7z!甲.txt"]
    with pytest.raises(ReadError, match="damaged or cut off"):
        list(read_all(path.read_bytes()[:60], name="a.7z"))
    with py7zr.SevenZipFile(path, "w", password="x") as packed:
        packed.writestr(b"1", "a.txt")
    with pytest.raises(ReadError, match="encrypted"):
        list(read_all(path))


def test_real_reports_read_without_loss(shared: Path) -> None:
    """Figures are facts: one from each file, near its end, and how many tables it has."""
    expected = {
        "chengde_budget_report_2025.docx": (5, "1448177"),
        "hotan_final_accounts_2025.doc": (30, "2596.0%"),
        "dali_budget_report_2025.html": (0, "1,080,211万元"),
        "lvliang_budget_report_2018.html": (0, "1748028万元"),
        "lincang_budget_report_2025.html": (0, "2025年"),
        "kunming_bulletin_2025.html": (0, "8637.45亿元"),
        "chongqing_education_budget_2018.jsp": (0, "324970.32万元"),
    }
    for name, (tables, figure) in expected.items():
        document = read(shared / "reports" / name)
        assert len(document.tables) == tables, name
        assert figure in document.text, name
        for table in document.tables:
            assert all(document.text[cell.start : cell.end] == cell.text for cell in table.cells)
            assert document.text[table.start : table.end].count("\n") == table.rows - 1
