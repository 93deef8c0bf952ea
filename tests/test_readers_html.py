"""Web pages: the article and its tables are found whatever the page is built like, and nothing of it is lost."""

from __future__ import annotations

import pytest

from extractor.document import Document, ReadError
from extractor.readers import read

ARTICLE = (
    "<p>2024年，全县一般公共预算收入完成3.42亿元，增长5.1%。税收收入完成2.11亿元，占61.7%。</p>"
    "<p>一般公共预算支出完成21.06亿元，为调整预算的97.3%。民生支出占八成以上，各项重点支出得到保障。</p>"
)
SIDE = "<ul>" + "".join(f'<li><a href="/c/{i}.html">部门动态第{i}条</a></li>' for i in range(12)) + "</ul>"
FOOT = "<div class='x9'>主办：某县人民政府办公室 某ICP备05001234号 网站标识码：5300000000 <a href='/map'>网站地图</a></div>"
TABLE = (
    "<table><tr><th rowspan=2>科目</th><th colspan=2>收入（万元）</th></tr><tr><th>预算数</th><th>决算数</th></tr>"
    "<tr><td>税收收入</td><td>1,234.50</td><td>1,240.00</td></tr><tr><td>&nbsp;&nbsp;增值税</td><td>600</td><td>612</td></tr></table>"
)


def page(body: str, *, head: str = "", encoding: str = "utf-8") -> Document:
    return read(
        f"<html><head><meta charset={encoding}>{head}</head><body>{body}</body></html>".encode(encoding), name="a.html"
    )


def lines(document: Document) -> list[str]:
    return document.text.splitlines()


def test_what_surrounds_the_article_is_left_out() -> None:
    document = page(
        f"<div class='a1'>{SIDE}</div><div class='a2'><h1>某县2024年预算执行情况</h1>{ARTICLE}</div>{SIDE}{FOOT}"
    )
    assert document.title == "某县2024年预算执行情况"
    assert lines(document)[0] == "某县2024年预算执行情况"
    assert lines(document)[-1].endswith("各项重点支出得到保障。")
    assert len(lines(document)) == 3


def test_page_laid_out_by_nested_tables_in_gb2312() -> None:
    body = (
        f"<table><tr><td colspan=2>{SIDE}</td></tr><tr><td>{SIDE}</td><td><table><tr><td><h1>某镇2024年部门决算公开</h1></td></tr>"
        f"<tr><td>{ARTICLE}<p>代表名字含生僻字的朱镕基路𠮷祥街。</p>{TABLE}<p>某镇人民政府</p><p>2025年8月1日</p></td></tr></table></td></tr></table>{FOOT}"
    )
    document = read(
        f"<html><head><meta charset=gb2312></head><body>{body}</body></html>".encode("gb18030"), name="a.htm"
    )
    assert document.encoding == "gb18030"
    assert "朱镕基路𠮷祥街" in document.text
    assert "部门动态" not in document.text
    assert "ICP" not in document.text
    assert lines(document)[-2:] == ["某镇人民政府", "2025年8月1日"]
    [table] = document.tables
    assert (table.rows, table.columns, table.header_rows) == (4, 3, 2)
    assert [(cell.row, cell.column, cell.text, cell.row_span, cell.column_span) for cell in table.cells][:4] == [
        (0, 0, "科目", 2, 1),
        (0, 1, "收入（万元）", 1, 2),
        (1, 1, "预算数", 1, 1),
        (1, 2, "决算数", 1, 1),
    ]
    assert {cell.text: cell.indent for cell in table.cells if cell.column == 0}["增值税"] == 2
    assert all(document.text[cell.start : cell.end] == cell.text for cell in table.cells)
    assert document.text[table.start : table.end].split("\n")[2] == "税收收入\t1,234.50\t1,240.00"


@pytest.mark.parametrize(
    "body",
    [
        f'<a href="/top.html">{ARTICLE}',  # a link that nobody closed
        f"<div><div>{ARTICLE}</div><div align=right>某县财政局</div></div>",
        f"<div class=TRS_Editor>{ARTICLE}</div>{TABLE}",  # a container of a known name holds only a part
        f"<form><div class='menu-content'>{ARTICLE}{TABLE}</div></form>",
        f"<div id=zoom>{ARTICLE.replace('p>', 'div>')}</div>{SIDE}",
    ],
)
def test_no_part_of_the_article_is_lost(body: str) -> None:
    document = page(f"{SIDE}{body}{FOOT}")
    assert "3.42亿元" in document.text
    assert "97.3%" in document.text
    assert ("1,234.50" in document.text) == (TABLE in body)
    assert ("某县财政局" in document.text) == ("某县财政局" in body)


def test_an_article_in_one_paragraph_is_parted_where_blanks_set_paragraphs_off() -> None:
    text = "　　".join(
        f"（{number}）第{number}项工作完成投资{index}.5亿元，比上年增长{index}.1%，各项任务按期完成，群众满意度保持在较高水平，"
        f"资金按进度拨付。"
        for index, number in enumerate("一二三四五六七", 1)
    )
    document = page(f"<div><p>{text}</p></div>")
    assert len(lines(document)) == 7
    assert lines(document)[3].startswith("（四）")


def test_hidden_and_deleted_text_is_out_and_deletions_are_said() -> None:
    document = page(
        f"<div>{ARTICLE}<p style='display: none'>旧稿5000万元</p><p>支出<del>888万元</del>999万元。</p></div>"
    )
    assert "5000" not in document.text
    assert "支出999万元。" in document.text
    assert [notice.code for notice in document.notices] == ["tracked_changes"]


def test_breaks_of_the_source_inside_chinese_are_none_and_br_ends_a_paragraph() -> None:
    document = page("<div>全县财政\n   总收入完成&nbsp;12.5&nbsp;亿元。<br>其中税收收入8亿元。<script>x</script></div>")
    assert lines(document) == ["全县财政总收入完成 12.5 亿元。", "其中税收收入8亿元。"]


def test_title_and_date_of_the_page_stand_first() -> None:
    head = '<title>某县2024年预算公开_某县人民政府</title><meta name="PubDate" content="2024-02-26 17:28">'
    document = page(f"<div>{SIDE}</div><div id=zoom>{ARTICLE}</div>", head=head)
    assert lines(document)[:2] == ["某县2024年预算公开", "发布时间：2024-02-26"]


def test_server_code_of_a_saved_jsp_is_no_text() -> None:
    data = f'<%@ page language="java" %>\n<html><body><div>{ARTICLE}<% if (a > b) {{ %></div></body></html>'.encode()
    assert "%>" not in read(data, name="a.jsp").text


def test_a_page_of_links_only_still_reads_as_its_links() -> None:
    assert "部门动态第3条" in page(SIDE).text


@pytest.mark.parametrize("data", [b"<html><body></body></html>", b"<html><script>load()</script></html>"])
def test_a_page_without_text_says_what_to_do(data: bytes) -> None:
    with pytest.raises(ReadError, match="holds no text"):
        read(data, name="a.html")


def test_nesting_and_spans_without_measure_do_no_harm() -> None:
    deep = page("<div>" * 5000 + "<b><font>" * 2000 + "收入1.5亿元。" + "</div>" * 5000)
    assert "收入1.5亿元。" in deep.text
    wide = page(
        "<table><tr><td rowspan=99999 colspan=99999>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    )
    assert wide.tables[0].rows == 2
    assert len(wide.text) < 5000


@pytest.mark.parametrize("start", ["<div>", "<table><tr><td>", "<table>", "<b>", "<font color=red>", "<ul><li>", "<%"])
def test_nesting_beyond_all_measure_keeps_the_text_and_is_said(start: str) -> None:
    document = page("<p>支出9亿元。</p>" + start * 60_000 + "<p>收入1.5亿元。</p>")
    assert "支出9亿元。" in document.text
    assert "收入1.5亿元。" in document.text
    assert [notice.code for notice in document.notices] == ([] if start == "<%" else ["nested_too_deep"])


def test_words_that_nobody_closes_do_not_cost_the_table_behind_them() -> None:
    document = page("<p><font size=2>全县收入完成5亿元。</p>" * 700 + TABLE)
    assert len(document.tables) == 1


def test_tags_of_thousands_of_attributes() -> None:
    many = " ".join(f"a{i}=1" for i in range(100_000))
    assert "收入1.5亿元。" in page(f"<div {many}>收入1.5亿元。</div {many}>").text


def test_web_archive_of_word_and_of_excel() -> None:
    import base64
    import quopri

    html = f"<html><head><meta charset=gb2312></head><body>{ARTICLE}{TABLE}</body></html>".encode("gb18030")
    for encoding, body in (("quoted-printable", quopri.encodestring(html)), ("base64", base64.encodebytes(html))):
        data = (
            b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Location: file:///C:/a.htm\r\n'
            b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: '
            + encoding.encode()
            + b"\r\n\r\n"
            + body
            + b"\r\n--b--\r\n"
        )
        document = read(data, name="a.doc")
        assert "3.42亿元" in document.text
        assert len(document.tables) == 1
    sheets = b"".join(
        f"--b\r\nContent-Location: file:///C:/a.files/sheet00{n}.htm\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f"<html><body><table><tr><td>项目{n}</td><td>金额</td></tr><tr><td>合计</td><td>{n}00</td></tr></table></body></html>\r\n".encode()
        for n in (1, 2)
    )
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<html><frameset></frameset></html>\r\n'
    document = read(head + sheets + b"--b--\r\n", name="a.mht")
    assert [table.cells[-1].text for table in document.tables] == ["100", "200"]
