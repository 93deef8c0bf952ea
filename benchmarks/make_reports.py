"""N varied synthetic reports with every figure known, for measuring a batch from end to end.

    python benchmarks/make_reports.py FOLDER --count 5000 [--seed 1] [--formats txt,html,docx,xlsx]

Writes FOLDER/reports/… and FOLDER/known.jsonl: a line a file, with the figures that must be found in it:
{"file": "…", "figures": [["159.58万元", "1595800"], …], "wrong": 1}. `wrong` counts the sums that were made wrong on
purpose. The same seed and count give the same bytes. All names and sentences are made up here.
"""

from __future__ import annotations

import argparse
import html
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

COUNTIES = [
    "清河县",
    "石桥县",
    "东岭县",
    "云溪县",
    "白马县",
    "南浦区",
    "北塘区",
    "龙泉县",
    "安宁市",
    "新丰县",
    "长乐县",
    "永宁县",
    "金沙县",
    "桐城县",
    "平湖市",
    "双流县",
]
CITIES = ["和州市", "兴阳市", "江北市", "丰城市"]
OFFICES = [
    "财政局",
    "教育局",
    "民政局",
    "水务局",
    "林业局",
    "审计局",
    "统计局",
    "总工会",
    "文化馆",
    "档案馆",
    "信访局",
    "司法局",
    "妇女联合会",
    "农业农村局",
    "卫生健康局",
]
PROJECTS = [
    "农村饮水安全",
    "城区道路养护",
    "基层文化活动",
    "困难职工帮扶",
    "森林防火",
    "校舍维修",
    "数字档案",
    "法律援助",
    "疫病防控",
    "河道清淤",
]
CLASSES = [
    ("一般公共服务支出", "201"),
    ("教育支出", "205"),
    ("社会保障和就业支出", "208"),
    ("卫生健康支出", "210"),
    ("农林水支出", "213"),
    ("住房保障支出", "221"),
]


@dataclass
class Known:
    """A report in the making: its blocks and the figures in them."""

    title: str
    blocks: list[str | list[list[str]]] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)
    wrong: int = 0

    def money(self, cents: int) -> str:
        """An amount of money in 万元 with two places (cents are hundredths of 万元), remembered."""
        raw = f"{Decimal(cents) / 100:,.2f}万元" if cents % 7 == 0 else f"{Decimal(cents) / 100:.2f}万元"
        self.figures.append((raw, str(cents * 100)))
        return raw

    def percent(self, part: int, whole: int) -> str:
        """A share with two places, remembered."""
        ratio = (Decimal(part) / Decimal(whole) * 100).quantize(Decimal("0.01"))
        self.figures.append((f"{ratio}%", str((ratio / 100).normalize().quantize(Decimal("0.0001")))))
        return f"{ratio}%"


def make_report(number: int, seed: int = 1) -> Known:
    """Report number `number`: a department's final accounts, self-evaluation or budget, of one of several shapes."""
    rng = random.Random(f"{seed}-{number}")
    place, city, office = rng.choice(COUNTIES), rng.choice(CITIES), rng.choice(OFFICES)
    year = rng.randint(2017, 2024)
    kind = rng.choice(["部门决算公开说明", "部门整体支出绩效自评报告", "部门决算情况说明"])
    report = Known(f"{city}{place}{office}{year}年度{kind}")
    report.blocks.append(
        f"第{number + 1}号材料。本单位为{place}{office}，行政编制{rng.randint(8, 90)}名，由{city}主管部门指导。"
    )
    income, parts = _income(report, rng, year)
    _expenditure(report, rng, year, income)
    if rng.random() < 0.7:
        _three_items(report, rng)
    if rng.random() < 0.6:
        _table(report, rng, income, parts)
    for _ in range(rng.randint(0, 6)):
        _project(report, rng)
    return report


def _split(rng: random.Random, total: int, count: int) -> list[int]:
    cuts = sorted(rng.sample(range(1, total), count - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]


def _income(report: Known, rng: random.Random, year: int) -> tuple[int, list[int]]:
    total = rng.randint(20_000, 9_000_000)
    parts = _split(rng, total, 3)
    report.blocks.append("一、收入情况")
    stated = total
    if rng.random() < 0.08:
        stated, report.wrong = total + rng.choice([-900, 900, 1800]), report.wrong + 1
    report.blocks.append(
        f"{year}年度收入合计{report.money(stated)}，其中：财政拨款收入{report.money(parts[0])}，占总收入的{report.percent(parts[0], total)}；"
        f"事业收入{report.money(parts[1])}；其他收入{report.money(parts[2])}。"
    )
    if rng.random() < 0.5:
        before = max(1, total - rng.randint(-total // 5, total // 5))
        word = "增加" if total >= before else "减少"
        report.blocks.append(f"与上年的{report.money(before)}相比，{word}{report.money(abs(total - before))}。")
    return total, parts


def _expenditure(report: Known, rng: random.Random, year: int, total: int) -> None:
    basic = rng.randint(total // 3, total - 1)
    report.blocks.append("二、支出情况")
    report.blocks.append(
        f"本年支出合计{report.money(total)}。其中，基本支出{report.money(basic)}，占{report.percent(basic, total)}；"
        f"项目支出{report.money(total - basic)}，占{report.percent(total - basic, total)}。"
    )
    chosen = rng.sample(CLASSES, rng.randint(2, 5))
    for number, ((name, _), amount) in enumerate(zip(chosen, _split(rng, total, len(chosen)), strict=True), 1):
        report.blocks.append(f"{number}.{name}{report.money(amount)}，主要用于{rng.choice(PROJECTS)}等工作。")


def _three_items(report: Known, rng: random.Random) -> None:
    car, guests = rng.randint(0, 3000), rng.randint(1, 2000)
    report.blocks.append("三、“三公”经费情况")
    report.blocks.append(
        f"“三公”经费支出{report.money(car + guests)}，其中公务用车运行维护费{report.money(car)}，公务接待费{report.money(guests)}，"
        f"全年接待{rng.randint(1, 200)}批次。"
    )


def _table(report: Known, rng: random.Random, income: int, parts: list[int]) -> None:
    names = ["财政拨款收入", "事业收入", "其他收入"]
    rows = [["项目", "决算数"]] + [
        [name, f"{Decimal(part) / 100:.2f}"] for name, part in zip(names, parts, strict=True)
    ]
    rows.append(["合计", f"{Decimal(income) / 100:.2f}"])
    report.figures += [(row[1], str(cents * 100)) for row, cents in zip(rows[1:], [*parts, income], strict=True)]
    report.blocks += ["收入决算表", "单位：万元", rows]


def _project(report: Known, rng: random.Random) -> None:
    budget = rng.randint(500, 200_000)
    spent = rng.randint(budget // 2, budget)
    report.blocks.append(
        f"{rng.choice(PROJECTS)}项目年初预算{report.money(budget)}，实际支出{report.money(spent)}，预算执行率{report.percent(spent, budget)}。"
    )


def as_text(report: Known, *, encoding: str = "utf-8") -> bytes:
    """A plain text; tables as lines with tabs."""
    lines = [report.title]
    for block in report.blocks:
        lines += ["\t".join(row) for row in block] if isinstance(block, list) else [block]
    return "\n".join(lines).encode(encoding) + b"\n"


def as_html(report: Known) -> bytes:
    """A web page."""
    body = [f"<h1>{html.escape(report.title)}</h1>"]
    for block in report.blocks:
        if isinstance(block, list):
            rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in block)
            body.append(f"<table border='1'>{rows}</table>")
        else:
            body.append(f"<p>{html.escape(block)}</p>")
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(report.title)}</title></head><body>{''.join(body)}</body></html>"
    return page.encode()


def as_docx(report: Known) -> bytes:
    """The smallest Word file that is one."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def paragraph(text: str) -> str:
        return f'<w:p><w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r></w:p>'

    parts = [paragraph(report.title)]
    for block in report.blocks:
        if isinstance(block, list):
            rows = "".join(
                "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in block
            )
            parts.append(f"<w:tbl>{rows}</w:tbl>")
        else:
            parts.append(paragraph(block))
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}><w:body>{"".join(parts)}</w:body></w:document>'
    )
    return _zip({"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document})


def as_xlsx(report: Known) -> bytes:
    """A workbook: the text in one column, tables in two."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append([report.title])
    for block in report.blocks:
        for row in block if isinstance(block, list) else [[block]]:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return _zip_again(stream.getvalue())


def _zip(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), text)
    return stream.getvalue()


def _zip_again(data: bytes) -> bytes:
    """The same archive without the time at which it was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _zip(
            {name: archive.read(name).decode("utf-8") for name in archive.namelist() if name != "docProps/core.xml"}
        )


WRITERS: dict[str, Callable[[Known], bytes]] = {
    "txt": as_text,
    "gbk.txt": lambda report: as_text(report, encoding="gb18030"),
    "html": as_html,
    "docx": as_docx,
    "xlsx": as_xlsx,
}


def make_all(
    folder: Path, count: int, *, seed: int = 1, formats: tuple[str, ...] = ("txt", "gbk.txt", "html", "docx")
) -> Path:
    """Write `count` reports and the list of what is in them; the list's path."""
    listing = folder / "known.jsonl"
    (folder / "reports").mkdir(parents=True, exist_ok=True)
    with open(listing, "w", encoding="utf-8") as known:
        for number in range(count):
            report = make_report(number, seed)
            kind = formats[number % len(formats)]
            place = folder / "reports" / f"{number // 1000:03}" / f"{number:06}_{report.title}.{kind}"
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(WRITERS[kind](report))
            line = {"file": str(place.relative_to(folder)), "figures": report.figures, "wrong": report.wrong}
            known.write(json.dumps(line, ensure_ascii=False) + "\n")
    return listing


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", default="txt,gbk.txt,html,docx")
    given = parser.parse_args()
    print(make_all(given.folder, given.count, seed=given.seed, formats=tuple(given.formats.split(","))))


if __name__ == "__main__":
    main()
