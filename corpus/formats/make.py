"""One short report in every format that is read, from one source: `python corpus/formats/make.py`.

The files lie beside this script. The old Office formats (.doc, .wps, .xls, .et) are made with LibreOffice where `soffice` is installed and
left as they are where it is not; `.wps` and `.et` are the names that WPS Office gives to the same containers.
"""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from decimal import Decimal
from email.message import EmailMessage
from html import escape
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent.parent / "tests"))

TITLE = "青禾县文化馆2024年度单位决算公开"
PARAGRAPHS = (
    "一、收入支出决算情况",
    "2024年度收入总计、支出总计均为428.60万元，其中本年收入合计420.40万元，年初结转和结余8.20万元。",
    "本年支出合计416.25万元，其中：基本支出305.40万元，占73.37%；项目支出110.85万元，占26.63%。",
    "二、“三公”经费支出决算情况",
    "“三公”经费支出决算2.46万元，完成预算3.20万元的76.88%。",
)
TABLES = {
    "收入支出决算总表": (
        ("收入", "<", "支出", "<"),
        ("项目", "决算数", "项目", "决算数"),
        ("一、一般公共预算财政拨款收入", "412.35", "一、文化旅游体育与传媒支出", "352.17"),
        ("二、事业收入", "6.20", "二、社会保障和就业支出", "33.48"),
        ("三、其他收入", "1.85", "三、卫生健康支出", "13.52"),
        ("", "", "四、住房保障支出", "17.08"),
        ("本年收入合计", "420.40", "本年支出合计", "416.25"),
        ("年初结转和结余", "8.20", "年末结转和结余", "12.35"),
        ("总计", "428.60", "总计", "428.60"),
    ),
    "支出决算表": (
        ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
        ("", "合计", "416.25", "305.40", "110.85"),
        ("207", "文化旅游体育与传媒支出", "352.17", "241.32", "110.85"),
        ("20701", "文化和旅游", "352.17", "241.32", "110.85"),
        ("2070109", "群众文化", "352.17", "241.32", "110.85"),
        ("208", "社会保障和就业支出", "33.48", "33.48", ""),
        ("20805", "行政事业单位养老支出", "33.48", "33.48", ""),
        ("2080502", "事业单位离退休", "7.26", "7.26", ""),
        ("2080505", "机关事业单位基本养老保险缴费支出", "26.22", "26.22", ""),
        ("210", "卫生健康支出", "13.52", "13.52", ""),
        ("21011", "行政事业单位医疗", "13.52", "13.52", ""),
        ("2101102", "事业单位医疗", "13.52", "13.52", ""),
        ("221", "住房保障支出", "17.08", "17.08", ""),
        ("22102", "住房改革支出", "17.08", "17.08", ""),
        ("2210201", "住房公积金", "17.08", "17.08", ""),
    ),
    "“三公”经费支出决算表": (
        ("项目", "预算数", "决算数"),
        ("合计", "3.20", "2.46"),
        ("因公出国（境）费", "0.00", "0.00"),
        ("公务用车购置及运行维护费", "2.00", "1.86"),
        ("公务接待费", "1.20", "0.60"),
    ),
}
UNIT = "单位：万元"
PROSE = ("report.txt",)
SHEETS = ("report.xlsx", "report.xls", "report.et", "report.csv")
WHOLE = (
    "report.html",
    "report.mht",
    "report.docx",
    "report.doc",
    "report.wps",
    "report.rtf",
    "report.pdf",
    "report.zip",
)

Rows = tuple[tuple[str, ...], ...]


def is_number(text: str) -> bool:
    return "." in text and text.replace(".", "").isdigit()


def as_text() -> bytes:
    return ("\n".join((TITLE, *PARAGRAPHS)) + "\n").encode("utf-8")


def as_html() -> bytes:
    parts = [f"<h1>{TITLE}</h1>", *(f"<p>{escape(one)}</p>" for one in PARAGRAPHS)]
    for name, rows in TABLES.items():
        parts.append(f"<h2>{name}</h2><p align='right'>{UNIT}</p><table border='1'>")
        for row in rows:
            cells = []
            for at, text in enumerate(row):
                if text != "<":
                    span = " colspan='2'" if row[at + 1 : at + 2] == ("<",) else ""
                    cells.append(f"<td{span}>{escape(text) or '&nbsp;'}</td>")
            parts.append(f"<tr>{''.join(cells)}</tr>")
        parts.append("</table>")
    head = f"<head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'><title>{TITLE}</title></head>"
    return f"<html>{head}<body>{''.join(parts)}</body></html>".encode("gb18030")


def as_mht() -> bytes:
    message = EmailMessage()
    message["Subject"] = "report"
    message["MIME-Version"] = "1.0"
    message.make_related()
    page = EmailMessage()
    page.set_content(as_html(), "text", "html", cte="quoted-printable")
    page.set_param("charset", "gb2312")
    page["Content-Location"] = "report.html"
    message.attach(page)
    return message.as_bytes()


def as_docx() -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(TITLE, 0)
    for one in PARAGRAPHS:
        document.add_paragraph(one)
    for name, rows in TABLES.items():
        document.add_paragraph(name)
        document.add_paragraph(UNIT)
        table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text == "<":
                    table.cell(r, c - 1).merge(table.cell(r, c))
                else:
                    table.cell(r, c).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in TABLES.items():
        sheet = book.create_sheet(name)
        sheet.append([f"{TITLE[:6]}2024年度{name}"])
        sheet.append([*[None] * (len(rows[0]) - 1), UNIT])
        for row in rows:
            sheet.append([Decimal(text) if is_number(text) else text.replace("<", "") or None for text in row])
            for cell in sheet[sheet.max_row]:
                cell.number_format = "0.00" if isinstance(cell.value, Decimal) else "@"
        for at, text in enumerate(rows[0]):
            if text == "<":
                sheet.merge_cells(start_row=3, end_row=3, start_column=at, end_column=at + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv() -> bytes:
    name = "支出决算表"
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([[f"{TITLE[:6]}2024年度{name}"], [UNIT], *TABLES[name]])
    return out.getvalue().encode("gb18030")


def as_rtf() -> bytes:
    def coded(text: str) -> str:
        return "".join(c if ord(c) < 128 else f"\\u{ord(c) - 65536 if ord(c) > 32767 else ord(c)}?" for c in text)

    parts = [f"{coded(one)}\\par\n" for one in (TITLE, *PARAGRAPHS)]
    for name, rows in TABLES.items():
        parts.append(f"{coded(name)}\\par\n{coded(UNIT)}\\par\n")
        for row in rows:
            texts = [(text, at) for at, text in enumerate(row) if text != "<"]
            ends = [at + (2 if row[at + 1 : at + 2] == ("<",) else 1) for _, at in texts]
            parts.append("\\trowd" + "".join(f"\\cellx{end * 2000}" for end in ends))
            parts.append("".join(f"\\intbl {coded(text)}\\cell" for text, _ in texts) + "\\row\n")
        parts.append("\\pard\n")
    return ("{\\rtf1\\ansi\\uc1\\deff0{\\fonttbl{\\f0 SimSun;}}\n" + "".join(parts) + "}").encode("ascii")


def as_pdf() -> bytes:
    from pdf_writer import PdfPage, text_width, write_pdf

    pages = [PdfPage()]
    pages[0].centre(297, 80, TITLE, 16)
    y = 120.0
    for one in PARAGRAPHS:
        left = 90.0 if "。" in one else 66.0
        while one:
            full = next((n for n in range(1, len(one)) if text_width(one[:n], 12) > 518 - left), len(one))
            pages[0].text(left, y, one[:full], 12)
            one, left, y = one[full:], 66.0, y + 22
    for name, rows in TABLES.items():
        page = PdfPage()
        page.centre(297, 80, name, 14)
        page.right(545, 100, UNIT, 9)
        wide = (50.0, 120.0, 320.0, 395.0, 470.0, 545.0) if len(rows[0]) == 5 else None
        edges = wide or tuple(50 + 495 * at / len(rows[0]) for at in range(len(rows[0]) + 1))
        tops = [108.0 + 20 * at for at in range(len(rows) + 1)]
        page.grid(list(edges), tops, [[None if text == "<" else text for text in row] for row in rows], 9)
        pages.append(page)
    return write_pdf(pages)


def as_zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_office(name: str, target: str, filter_: str) -> bytes:
    """`name` of this folder as LibreOffice saves it."""
    with tempfile.TemporaryDirectory() as folder:
        home = f"-env:UserInstallation=file://{folder}/home"
        command = ["soffice", home, "--headless", "--convert-to", f"{target}:{filter_}", "--outdir", folder, name]
        subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, timeout=120)
        return (Path(folder) / f"report.{target}").read_bytes()


def main() -> None:
    files = {
        "report.txt": as_text(), "report.html": as_html(), "report.mht": as_mht(), "report.docx": as_docx(),
        "report.xlsx": as_xlsx(), "report.csv": as_csv(), "report.rtf": as_rtf(), "report.pdf": as_pdf(),
    }  # fmt: skip
    files["report.zip"] = as_zip({name: files[name] for name in ("report.docx", "report.xlsx")})
    for name, data in files.items():
        (FOLDER / name).write_bytes(data)
    if shutil.which("soffice"):
        old = with_office("report.docx", "doc", "MS Word 97")
        sheet = with_office("report.xlsx", "xls", "MS Excel 97")
        for name, data in (("report.doc", old), ("report.wps", old), ("report.xls", sheet), ("report.et", sheet)):
            (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    main()
