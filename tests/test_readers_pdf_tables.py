"""PDF reader: ruled and borderless tables, tables over several pages, real pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pdf_writer import PdfPage, write_pdf

from extractor.document import Document, ReadError, Table
from extractor.readers.pdf import read_pdf


def read(*pages: PdfPage) -> Document:
    return read_pdf(write_pdf(list(pages)), name="test.pdf")


def rows(document: Document, table: Table) -> list[list[str]]:
    """The cells by row and column; every cell's place in the text is checked on the way."""
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        assert document.text[cell.start : cell.end] == cell.text
        grid[cell.row][cell.column] = cell.text
    return grid


HEADER = ["科目编码", "科目名称", "合计", "基本支出"]
BODY = [
    ["201", "一般公共服务支出", "1,234.50", "1,000.00"],
    ["20106", "财政事务", "234.50", "200.00"],
    ["2010601", "行政运行", "200.00", "200.00"],
    ["2010602", "一般行政管理事务", "34.50", "0.00"],
]
XS = [60.0, 130.0, 300.0, 400.0, 500.0]


def grid_ys(top: float, count: int, height: float = 20) -> list[float]:
    return [top + height * index for index in range(count + 1)]


class TestRuledTables:
    def test_merged_header_cells(self) -> None:
        page = PdfPage()
        page.centre(280, 80, "支出决算表", 16)
        page.right(500, 98, "单位：万元", 10)
        grid = [["项目", None, "本年支出", None], ["编码", "名称", "合计", "基本支出"], *BODY]
        page.grid(XS, grid_ys(105, 6), grid)
        document = read(page)
        (table,) = document.tables
        assert document.text.startswith("支出决算表\n单位：万元\n项目\t\t本年支出\t\n编码\t")
        assert rows(document, table)[2:] == BODY
        spans = {cell.text: (cell.row_span, cell.column_span) for cell in table.cells if cell.row < 2 and cell.text}
        assert spans["项目"] == spans["本年支出"] == (1, 2)
        assert spans["编码"] == (1, 1)

    def test_cells_merged_downwards(self) -> None:
        page = PdfPage()
        grid = [["地区", "单位", "金额"], ["东区", "一中", "10.00"], ["^", "二中", "20.00"], ["西区", "三中", "30.00"]]
        page.grid([60, 200, 350, 500], grid_ys(100, 4), grid)
        document = read(page)
        (table,) = document.tables
        assert {(c.text, c.row, c.row_span) for c in table.cells if c.column == 0} == {
            ("地区", 0, 1),
            ("东区", 1, 2),
            ("西区", 3, 1),
        }

    @pytest.mark.parametrize("style", ["boxes", "thin", "shaded"])
    def test_other_ways_to_draw_borders(self, style: str) -> None:
        page = PdfPage()
        grid, ys = [HEADER, *BODY], grid_ys(100, 5)
        for r, row in enumerate(grid):
            for c, text in enumerate(row):
                if style == "boxes":
                    page.box(XS[c], ys[r], XS[c + 1], ys[r + 1])
                elif style == "thin":
                    page.box(XS[c], ys[r], XS[c + 1], ys[r] + 0.5, fill="0 0 0")
                    page.box(XS[c], ys[r], XS[c] + 0.5, ys[r + 1], fill="0 0 0")
                else:  # cells shaded, a little apart
                    page.box(XS[c] + 1, ys[r] + 1, XS[c + 1] - 1, ys[r + 1] - 1, fill="0.8 0.9 1")
                page.text(XS[c] + 3, ys[r] + 14, text, 10)
        if style == "thin":
            page.box(XS[0], ys[-1], XS[-1], ys[-1] + 0.5, fill="0 0 0")
            page.box(XS[-1], ys[0], XS[-1] + 0.5, ys[-1], fill="0 0 0")
        document = read(page)
        (table,) = document.tables
        assert rows(document, table) == grid

    def test_no_border_at_the_sides(self) -> None:
        page = PdfPage()
        ys = grid_ys(100, 3)
        for y in ys:
            page.rule(50, y, 500, y)
        for x in (200, 350):
            page.rule(x, ys[0], x, ys[-1])
        body = [["项目", "预算数", "决算数"], ["办公费", "1.00", "2.00"], ["差旅费", "3.00", "4.00"]]
        for y, row in zip(ys, body, strict=False):
            for x, text in zip((55, 205, 355), row, strict=True):
                page.text(x, y + 14, text, 10)
        document = read(page)
        assert [rows(document, table) for table in document.tables] == [body]

    def test_columns_ruled_and_rows_not(self) -> None:
        page = PdfPage()
        for x in (50, 200, 350, 500):
            page.rule(x, 100, x, 200)
        for y in (100, 120, 200):
            page.rule(50, y, 500, y)
        body = [
            ["项目", "预算数", "决算数"],
            ["办公费", "1.00", "2.00"],
            ["印刷费", "3.00", "4.00"],
            ["差旅费", "5.00", "6.00"],
        ]
        for index, row in enumerate(body):
            for x, text in zip((55, 205, 355), row, strict=True):
                page.text(x, 114 + 20 * index + (4 if index else 0), text, 10)
        document = read(page)
        assert [rows(document, table) for table in document.tables] == [body]

    def test_lines_of_a_cell_join_and_a_broken_number_is_whole(self) -> None:
        page = PdfPage()
        page.grid([60, 160, 226], [100, 150, 190], [["", ""], ["", ""]])
        page.text(62, 112, "机关事业单位基本养", 11)
        page.text(62, 126, "老保险缴费支出", 11)
        page.text(162, 112, "12,345,678,", 11)
        page.text(162, 126, "901.23", 11)
        page.text(62, 165, "合计", 11)
        page.text(162, 165, "1.00", 11)
        document = read(page)
        assert rows(document, document.tables[0]) == [
            ["机关事业单位基本养老保险缴费支出", "12,345,678,901.23"],
            ["合计", "1.00"],
        ]

    def test_indentation_of_labels(self) -> None:
        page = PdfPage()
        labels = ["税收收入", "  增值税", "    改征增值税", "非税收入", "罚没收入"]
        grid = [["项目", "金额"], *[["", "1.00"] for _ in labels]]
        ys = grid_ys(100, 6)
        page.grid([60, 260, 360], ys, grid)
        for y, label in zip(ys[1:], labels, strict=False):
            lead = len(label) - len(label.lstrip())
            page.text(63 + 5 * lead, y + 13, label.strip(), 10)
        (table,) = read(page).tables
        assert [cell.indent for cell in table.cells if cell.column == 0 and cell.row] == [0, 2, 4, 0, 0]

    def test_a_frame_around_text_is_no_table(self) -> None:
        page = PdfPage()
        page.box(60, 80, 530, 200)
        page.text(80, 110, "方框里的一段文字说明。")
        document = read(page)
        assert document.tables == ()
        assert document.text == "方框里的一段文字说明。\n"

    def test_sideways_words_in_a_cell(self) -> None:
        page = PdfPage()
        page.grid([60, 100, 250, 350], grid_ys(100, 2, 60), [["", "数量指标", "10"], ["^", "质量指标", "20"]])
        page.text(84, 130, "产出指标", 10, angle=270)
        document = read(page)
        assert rows(document, document.tables[0])[0] == ["产出指标", "数量指标", "10"]


def long_table(page: PdfPage, grid: list[list[str | None]], top: float = 60) -> None:
    page.grid(XS, grid_ys(top, len(grid)), grid)


class TestTablesOverPages:
    def test_joined_with_the_repeated_header_left_out(self) -> None:
        first, second = PdfPage(), PdfPage()
        first.centre(280, 40, "支出决算表", 16)
        long_table(first, [HEADER, *BODY])
        long_table(second, [HEADER, ["合计", "", "9,999.00", "8,888.00"]])
        second.text(60, 130, "注：本表为决算数。")
        document = read(first, second)
        (table,) = document.tables
        assert rows(document, table) == [HEADER, *BODY, ["合计", "", "9,999.00", "8,888.00"]]
        assert (table.page, table.page_starts, table.header_rows) == (1, ((0, 1), (5, 2)), 1)
        assert document.text.endswith("\n注：本表为决算数。\n")

    def test_joined_without_a_repeated_header(self) -> None:
        first, second = PdfPage(), PdfPage()
        long_table(first, [HEADER, *BODY])
        long_table(second, [["20199", "其他支出", "5.00", "5.00"]] * 2)
        document = read(first, second)
        assert [table.rows for table in document.tables] == [7]

    def test_a_total_row_of_merged_cells_on_the_next_page(self) -> None:
        first, second = PdfPage(), PdfPage()
        long_table(first, [HEADER, *BODY])
        second.grid([60, 300, 400, 500], grid_ys(60, 1), [["合计", "1,234.50", "1,000.00"]])
        document = read(first, second)
        (table,) = document.tables
        assert rows(document, table)[-1] == ["合计", "", "1,234.50", "1,000.00"]
        assert next(cell.column_span for cell in table.cells if cell.text == "合计" and cell.row == 5) == 2

    def test_a_repeated_title_is_dropped(self) -> None:
        pages = [PdfPage() for _ in range(2)]
        for index, page in enumerate(pages):
            page.centre(280, 40, "支出决算表", 16)
            page.right(500, 56, "单位：万元", 10)
            long_table(page, [HEADER, [str(index), "科目", "1.00", "1.00"]])
        document = read(*pages)
        assert document.text.count("支出决算表") == document.text.count("单位") == 1
        assert [table.rows for table in document.tables] == [3]

    def test_another_title_begins_another_table(self) -> None:
        pages = [PdfPage() for _ in range(2)]
        for title, page in zip(("收入决算表", "支出决算表"), pages, strict=True):
            page.centre(280, 40, title, 16)
            long_table(page, [HEADER, *BODY])
        assert len(read(*pages).tables) == 2

    def test_a_row_cut_by_the_page_break_is_whole(self) -> None:
        narrow = [60.0, 130.0, 234.0, 400.0, 500.0]  # the text fills its cell
        first, second = PdfPage(), PdfPage()
        first.grid(narrow, grid_ys(60, 2), [HEADER, ["224", "灾害防治及应急管理支", "7.00", "6.00"]])
        second.grid(narrow, grid_ys(60, 2), [["", "出", "", ""], ["229", "其他支出", "1.00", "1.00"]])
        document = read(first, second)
        assert rows(document, document.tables[0])[1:] == [
            ["224", "灾害防治及应急管理支出", "7.00", "6.00"],
            ["229", "其他支出", "1.00", "1.00"],
        ]

    def test_a_merged_cell_reaches_over_the_page_break(self) -> None:
        first, second = PdfPage(), PdfPage()
        first.grid(
            [60, 200, 350, 500],
            grid_ys(60, 3),
            [["地区", "单位", "金额"], ["东区", "一中", "10.00"], ["^", "二中", "20.00"]],
        )
        second.grid([60, 200, 350, 500], grid_ys(60, 2), [["", "三中", "30.00"], ["^", "四中", "40.00"]])
        document = read(first, second)
        (table,) = document.tables
        assert {(c.text, c.row, c.row_span) for c in table.cells if c.column == 0} == {("地区", 0, 1), ("东区", 1, 4)}


class TestBorderlessTables:
    def test_aligned_columns(self) -> None:
        page = PdfPage()
        page.centre(300, 80, "收支情况表", 16)
        page.text(430, 100, "单位：万元")
        page.text(60, 125, "项目")
        for x, text in ((300, "预算数"), (400, "决算数"), (500, "完成%")):
            page.right(x, 125, text)
        body = [
            ["一、税收收入", "1,200.00", "1,260.00", "105.0"],
            ["增值税", "800.00", "830.00", "103.8"],
            ["二、非税收入", "300.00", "", ""],
            ["合计", "1,500.00", "1,600.50", "106.7"],
        ]
        for index, (label, *numbers) in enumerate(body):
            page.text(60 + 12 * (label == "增值税"), 145 + 18 * index, label)
            for x, number in zip((300, 400, 500), numbers, strict=True):
                page.right(x, 145 + 18 * index, number)
        page.text(60, 230, "注：本表为快报数。")
        document = read(page)
        (table,) = document.tables
        assert rows(document, table) == [["项目", "预算数", "决算数", "完成%"], *body]
        assert document.text.startswith("收支情况表\n单位：万元\n")
        assert document.text.endswith("\n注：本表为快报数。\n")
        assert next(cell.indent for cell in table.cells if cell.text == "增值税") == 2

    def test_three_line_table_with_two_header_rows(self) -> None:
        page = PdfPage()
        for y in (110, 150, 215):
            page.rule(50, y, 545, y)
        page.text(60, 125, "地区")
        page.centre(285, 125, "一般公共预算")
        page.centre(455, 125, "政府性基金")
        for x, text in ((240, "收入"), (330, "支出"), (410, "收入"), (500, "支出")):
            page.centre(x, 145, text)
        body = [
            ["全市", "12,345", "23,456", "345", "456"],
            ["市本级", "2,345", "3,456", "45", "56"],
            ["东县", "9", "8", "7", "6"],
        ]
        for index, (label, *numbers) in enumerate(body):
            page.text(60, 165 + 18 * index, label)
            for x, number in zip((260, 350, 430, 520), numbers, strict=True):
                page.right(x, 165 + 18 * index, number)
        document = read(page)
        (table,) = document.tables
        assert rows(document, table) == [
            ["地区", "一般公共预算", "", "政府性基金", ""],
            ["", "收入", "支出", "收入", "支出"],
            *body,
        ]
        assert {c.text: c.column_span for c in table.cells if c.row == 0}["政府性基金"] == 2

    def test_a_list_of_contents_is_no_table(self) -> None:
        page = PdfPage()
        for index, title in enumerate(("部门概况", "部门预算表", "情况说明", "名词解释")):
            page.text(80, 100 + 20 * index, title)
            page.right(500, 100 + 20 * index, str(3 + index))
        assert read(page).tables == ()


EXPECTED = [  # file, page, (row label, value under it in the same row): facts read off the rendered pages by eye
    (
        "lhasa_budget_tables_2025.pdf",
        1,
        [("城关区", "4.85"), ("曲水县", "3.25"), ("拉萨市", "140.24"), ("区县级合计", "10.36")],
    ),
    ("putuo_social_work_final_2024.pdf", 6, [("2013999", "202.24"), ("2210203", "11.72"), ("20805", "10.82")]),
    ("putuo_social_work_final_2024.pdf", 13, [("30102", "39.72"), ("30239", "2.43"), ("人员经费合计", "95.36")]),
    ("shizuishan_budget_report_2025.pdf", 42, [("平罗县", "697,686"), ("惠农区", "295,225"), ("市本级", "782,430")]),
    ("shizuishan_budget_report_2025.pdf", 45, [("十九、灾害防治及应急管理支出", "5,032"), ("收入总计", "732,769")]),
    ("heilongjiang_project_evaluation_2021_b.pdf", 12, [("资金到位率", "3"), ("预算执行率", "5"), ("合计", "93.5")]),
]


@pytest.mark.parametrize(("name", "page", "facts"), EXPECTED)
def test_real_pages(shared: Path, name: str, page: int, facts: list[tuple[str, str]]) -> None:
    document = read_pdf((shared / "reports" / name).read_bytes(), name=name)
    tables = [table for table in document.tables if table.page == page]
    grid = [row for table in tables for row in rows(document, table)]
    for label, value in facts:
        assert any(label in row and value in row for row in grid), (label, value)


def test_real_files_open_or_say_why(shared: Path) -> None:
    for path in sorted((shared / "reports").glob("*.pdf")):
        if path.name.startswith("damaged"):
            with pytest.raises(ReadError, match="cut off"):
                read_pdf(path.read_bytes())
            continue
        document = read_pdf(path.read_bytes(), name=path.name)
        assert len(document.text) > 3000
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", document.text)
        for table in document.tables:
            assert document.text[table.start : table.end].count("\n") == table.rows - 1
