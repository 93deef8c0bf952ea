"""PDF reader, text: what a person would retype from the page, and what cannot be read is said."""

from __future__ import annotations

import pytest
from pdf_writer import PdfPage, text_width, write_pdf

from extractor.document import Document, ReadError
from extractor.readers.pdf import read_pdf

LEFT, RIGHT = 80.0, 512.0  # 36 characters of 12 points


def read(*pages: PdfPage) -> Document:
    return read_pdf(write_pdf(list(pages)), name="test.pdf")


def set_lines(text: str, indent: float, size: float) -> list[str]:
    """The lines of a paragraph as a typesetter breaks them: 36 Han a line; numbers break anywhere."""
    lines, room = [""], (RIGHT - LEFT - indent) / size
    for char in text:
        if text_width(lines[-1] + char, 1) > room:
            lines.append("")
            room = (RIGHT - LEFT) / size
        lines[-1] += char
    return lines


def write_lines(
    page: PdfPage, text: str, y: float, *, indent: float = 24, size: float = 12, pitch: float = 20
) -> float:
    """Write a paragraph, its first line moved in by two characters; the next y."""
    for index, line in enumerate(set_lines(text, indent, size)):
        page.text(LEFT + (0 if index else indent), y + pitch * index, line, size)
    return y + pitch * (index + 1)


def test_an_encrypted_file_says_that_its_password_must_go() -> None:
    lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]/Root" % (b"1f" * 32, b"2e" * 32)
    page = PdfPage()
    page.text(LEFT, 100, "收入5万元")
    with pytest.raises(ReadError, match=r"encrypted.*without a password"):
        read_pdf(write_pdf([page]).replace(b"/Root", lock))


SENTENCE = (
    "全县一般公共预算收入完成123456.78万元，为年初预算的98.76%，比上年增加4321.05万元，增长3.63%；税收占比为72.5%。"
)


class TestParagraphs:
    def test_lines_join_and_broken_numbers_are_whole(self) -> None:
        page = PdfPage()
        page.centre(297, 80, "某县决算说明", 18)
        y = 120.0
        for shift in ("", "一二", "一二三四五"):  # so that lines end inside numbers, units and words
            y = write_lines(page, shift + SENTENCE, y)
        assert read(page).text.splitlines() == ["某县决算说明", SENTENCE, "一二" + SENTENCE, "一二三四五" + SENTENCE]

    def test_numbered_headings_stay_apart_from_full_lines_above(self) -> None:
        page = PdfPage()
        full = "本部门贯彻落实各项工作要求并按照规定编制了年度预算及绩效目标情况说明。"
        assert len(full) == 35
        page.text(LEFT, 100, full)
        page.text(LEFT, 120, "（一）收入预算情况")
        page.text(LEFT, 140, full)
        assert read(page).text.splitlines() == [full, "（一）收入预算情况", full]

    def test_a_paragraph_runs_over_the_page_break_without_head_and_number(self) -> None:
        pages = [PdfPage() for _ in range(3)]
        for number, page in enumerate(pages, 1):
            page.centre(297, 40, "某某县财政局2024年度部门决算", 9)
            page.centre(297, 810, f"— {number} —", 10)
        long = SENTENCE * 3
        head = "".join(set_lines(long, 24, 12)[:3])
        write_lines(pages[0], head, 700)
        write_lines(pages[1], long[len(head) :], 80, indent=0)
        write_lines(pages[2], "第三页的文字。", 80)
        document = read(*pages)
        assert document.text == long + "\n第三页的文字。\n"
        assert [(page.number, document.text[page.start : page.end]) for page in document.pages] == [
            (1, long + "\n"),
            (2, ""),
            (3, "第三页的文字。\n"),
        ]

    def test_spaces_between_latin_words_only(self) -> None:
        page = PdfPage()
        page.text(LEFT, 100, "采用 GB 18030 编码")
        page.text(LEFT, 100 + 30, "目  录", 12, spacing=6)
        assert read(page).text.splitlines() == ["采用GB 18030编码", "目录"]

    def test_things_side_by_side_stay_apart(self) -> None:
        page = PdfPage()
        page.text(LEFT, 100, "编制单位：某某局")
        page.right(RIGHT, 100, "金额单位：万元")
        assert read(page).text == "编制单位：某某局    金额单位：万元\n"

    def test_bold_by_overprinting_is_read_once(self) -> None:
        page = PdfPage()
        for shift in (0, 0.2, 0.4):
            page.text(LEFT + shift, 100, "合计1100.11元")
        assert read(page).text == "合计1100.11元\n"

    @pytest.mark.parametrize("rotate", [90, 180, 270])
    def test_turned_pages(self, rotate: int) -> None:
        page = PdfPage(rotate=rotate)
        page.text(LEFT, 100, "横过来的页面")
        page.text(LEFT, 130, "共12.5万元")
        assert read(page).text.splitlines() == ["横过来的页面", "共12.5万元"]

    def test_a_landscape_table_set_sideways_on_an_upright_page(self) -> None:
        page = PdfPage()
        for y, line in ((100, "支出合计3"), (130, "收入合计2"), (160, "单位名称1")):  # the first line stands outermost
            page.text(y, 100, line, angle=90)
        assert read(page).text.splitlines() == ["单位名称1", "收入合计2", "支出合计3"]

    def test_water_marks_are_left_out_and_reported(self) -> None:
        page = PdfPage()
        page.text(LEFT, 100, "正文内容")
        page.text(200, 400, "内部资料", 40, angle=45)
        document = read(page)
        assert document.text == "正文内容\n"
        assert [(notice.code, notice.page) for notice in document.notices] == [("slanted_text", 1)]
        assert "内部资料" in document.notices[0].message


class TestTrouble:
    def test_picture_pages_are_named(self) -> None:
        page = PdfPage(picture=(0, 0, 595, 842))
        text = PdfPage()
        text.text(LEFT, 100, "有文字的一页")

        class NoOcr:
            ocr = False

        document = read_pdf(write_pdf([text, page]), name="scan.pdf", options=NoOcr())
        assert document.text == "有文字的一页\n"
        (notice,) = document.notices
        assert (notice.code, notice.page) == ("image_page", 2)
        assert "pip install 'gouji[ocr]'" in notice.message

    def test_the_text_layer_of_a_scan_is_read_and_named(self) -> None:
        page = PdfPage(picture=(0, 0, 595, 842))
        write_lines(page, SENTENCE, 100)
        page.content = [line.replace(" 0 Tr ", " 3 Tr ") for line in page.content]
        document = read(page)
        assert document.text == SENTENCE + "\n"
        assert [(notice.code, notice.page) for notice in document.notices] == [("ocr_layer", 1)]

    def test_a_picture_beside_text_is_named(self) -> None:
        page = PdfPage(picture=(80, 300, 500, 600))
        page.text(LEFT, 100, "下图为各部门支出情况，图中的数字不在文字里，因此应当提示使用的人。")
        (notice,) = read(page).notices
        assert (notice.code, notice.page) == ("image_region", 1)

    @pytest.mark.parametrize("cut", [200, 0.5, 0.98])
    def test_cut_off_files(self, cut: float) -> None:
        page = PdfPage()
        page.text(LEFT, 100, "正文")
        data = write_pdf([page])
        with pytest.raises(ReadError, match=r"cut off|damaged"):
            read_pdf(data[: int(cut if cut > 1 else cut * len(data)) - 100])

    def test_not_a_pdf_at_all(self) -> None:
        with pytest.raises(ReadError):
            read_pdf(b"%PDF-1.7\nnothing here\n%%EOF")

    def test_control_characters_are_dropped_and_private_ones_kept(self) -> None:
        page = PdfPage()
        page.text(LEFT, 100, "经\x01费\x07合计⽀出")
        assert read(page).text == "经费合计⽀出\n"
