"""Reports for the tests of the review page, written by hand: what the page must show is known exactly."""

from __future__ import annotations

from decimal import Decimal

from extractor.models import (
    Amount,
    CellPlace,
    Check,
    Figure,
    Generator,
    Header,
    Operand,
    Percentage,
    Period,
    Quantity,
    Region,
    Report,
    Section,
    Source,
    Stated,
    SubjectCode,
    Suggestion,
    TableInfo,
    Warning,
)

SHA = "5a" * 32
PARAGRAPH = (
    "2023年，本局支出合计100.00万元，其中：2010101行政运行支出60万元，占支出合计的6%；项目支出40万元，开展培训12次。"
)
TABLE = "项目\t预算数\t决算数\n支出合计\t110\t100\n教育支出\t70\t60\n农林水支出\t40\t40\n"
HEADING = "一、支出情况"


def amount(text: str, raw: str, id_: str, value: str, *, after: int = 0, **facts: object) -> Amount:
    """The amount at the first place of `raw` in the text from `after` on."""
    start = text.index(raw, after)
    return Amount(id=id_, raw=raw, start=start, end=start + len(raw), value=Decimal(value), **facts)  # type: ignore[arg-type]


def _table_figures(text: str) -> list[Figure]:
    found: list[Figure] = []
    place = text.index(TABLE)
    for row, line in enumerate(TABLE.splitlines()):
        for column, cell in enumerate(line.split("\t")):
            if cell.isdigit():
                parent = f"t{column}1" if row > 1 else None
                where = CellPlace(table="t1", row=row, column=column)
                label = line.split("\t")[0]
                facts: dict[str, object] = {"unit": "万元", "unit_inferred": True, "cell": where, "label": label}
                facts |= {"parent": parent, "flow": "expenditure", "fiscal_year": 2023}
                found.append(amount(text, cell, f"t{column}{row}", cell + "0000", after=place, **facts))
            place += len(cell) + 1
    return found


def _checks() -> tuple[Check, ...]:
    return (
        Check(
            id="c1",
            kind="share",
            outcome="violated",
            severity="error",
            stated=Stated(figure="p1"),
            operands=(Operand(figure="a2", as_="part"), Operand(figure="a1", as_="whole")),
            expected=Decimal("0.6"),
            allowed=(Decimal("0.59497"), Decimal("0.60503")),
            formula="60万元 ÷ 100.00万元 = 60%",
            message="行政运行支出占比不符：算得60%，印为6%",
            suggestion=Suggestion(figure="p1", raw="60%", reason="少印一位"),
        ),
        Check(
            id="c2",
            kind="sum",
            outcome="holds",
            severity="info",
            stated=Stated(figure="a1"),
            operands=(Operand(figure="a2", as_="part"), Operand(figure="a3", as_="part")),
            expected=Decimal(1000000),
            formula="60万元 + 40万元 = 100.00万元",
            message="支出合计与两项之和相符",
        ),
        Check(
            id="c3",
            kind="repeat",
            outcome="suspicious",
            severity="warning",
            stated=Stated(figure="a3"),
            operands=(Operand(figure="t23", as_="same"),),
            expected=Decimal(400000),
            message="项目支出与表中农林水支出同数",
        ),
        Check(
            id="c4",
            kind="subject_code",
            outcome="suspicious",
            severity="warning",
            subject_code="k1",
            message="科目名称",
        ),
    )


def sample() -> Report:
    """A short report with a heading, a paragraph, a table, and a check of each outcome but rounding."""
    text = f"某某县财政局决算说明\n\n{HEADING}\n{PARAGRAPH}\n{TABLE}"
    share = text.index("6%")
    code = text.index("2010101")
    money: dict[str, object] = {
        "unit": "万元",
        "fiscal_year": 2023,
        "stage": "final",
        "flow": "expenditure",
        "section": "s1",
    }
    figures: list[Figure] = [
        amount(text, "100.00万元", "a1", "1000000", label="支出合计", precision=Decimal(100), **money),
        amount(text, "60万元", "a2", "600000", label="行政运行支出", subject_code="2010101", parent="a1", **money),
        amount(text, "40万元", "a3", "400000", label="项目支出", parent="a1", **money),
        Percentage(
            id="p1",
            raw="6%",
            start=share,
            end=share + 2,
            value=Decimal("0.06"),
            label="行政运行支出",
            role="share",
            about="a2",
        ),
        Quantity(
            id="q1",
            raw="12次",
            start=text.index("12次"),
            end=text.index("12次") + 3,
            value=Decimal(12),
            unit="次",
            label="培训",
        ),
        *_table_figures(text),
    ]
    heading = text.index(HEADING)
    return Report(
        generator=Generator(version="0.1.0", patterns="test"),
        source=Source(name="决算说明.docx", sha256=SHA, bytes=100),
        report=Header(
            title="某某县财政局决算说明",
            organization="某某县财政局",
            region=Region(code="530000", name="云南省", path=("云南省",)),
            kind="department_final_accounts",
            fiscal_year=2023,
        ),
        text=text,
        sections=(Section(id="s1", level=1, number="一、", title="支出情况", start=heading, end=len(text)),),
        tables=(
            TableInfo(
                id="t1",
                title="决算表",
                unit="万元",
                start=text.index(TABLE),
                end=len(text),
                header_rows=1,
                rows=4,
                columns=3,
            ),
        ),
        figures=tuple(figures),
        subject_codes=(
            SubjectCode(
                id="k1", raw="2010101", start=code, end=code + 7, code="2010101", name="行政运行", status="valid"
            ),
        ),
        periods=(
            Period(id="d1", raw="2023年", start=text.index("2023年"), end=text.index("2023年") + 5, value="2023"),
        ),
        checks=_checks(),
        warnings=(Warning(code="sample", message="<b>提示</b>"),),
    )


def hostile() -> Report:
    """Markup, template marks, direction and zero-width characters wherever a document can bring them in."""
    bad = "</script><script>window.hit=1</script><img src=x onerror=window.hit=1>{{7*7}}{% raw %}\u202e\u2028<!--"
    text = f"{bad}\n收入5万元{bad}\n\u202e12\u200b万元\u202c尾\x00\x08\n\ud800\n甲\t{bad}\n乙\t7\n"
    table = text.index("甲\t")
    base = sample()
    names: dict[str, object] = {"label": bad, "scope": bad, "unit": bad, "subject_code": bad}
    figures = (
        amount(text, "5万元", "a1", "50000", **names),
        amount(text, "12\u200b万元", "a2", "120000", **names),
        amount(
            text, "7", "a3", "7", after=table, cell=CellPlace(table="t1", row=1, column=1), **(names | {"parent": "a1"})
        ),
    )
    check = Check(
        id="c1",
        kind="repeat",
        outcome="violated",
        severity="error",
        stated=Stated(figure="a1"),
        operands=(Operand(figure="a2", as_="same"),),
        expected=Decimal(120000),
        formula=bad,
        message=bad,
        suggestion=Suggestion(figure="a1", raw=bad, reason=bad),
    )
    return base.model_copy(
        update={
            "source": Source(name=bad, sha256="e" * 64),
            "report": Header(title=bad, organization=bad),
            "text": text,
            "sections": (Section(id="s1", level=1, number=None, title=bad, start=0, end=len(text)),),
            "tables": (TableInfo(id="t1", title=bad, unit=bad, start=table, end=len(text), rows=2, columns=2),),
            "figures": figures,
            "subject_codes": (),
            "periods": (),
            "checks": (check,),
            "warnings": (Warning(code=bad, message=bad),),
        }
    )


def large(figures: int, *, checks: int = 2000) -> Report:
    """A report of so many figures, half in paragraphs, half in one table."""
    lines: list[str] = []
    found: list[Figure] = []
    place = 0
    for number in range(figures // 2):
        raw = f"{number + 1}.{number % 90 + 10}万元"
        line = f"第{number}个项目安排支出{raw}，按照计划推进，资金使用符合规定，没有发现挤占挪用。\n"
        start = place + line.index(raw)
        value = Decimal(raw[:-2]) * 10000
        found.append(
            Amount(
                id=f"a{number}",
                raw=raw,
                start=start,
                end=start + len(raw),
                value=value,
                unit="万元",
                label=f"项目{number}",
            )
        )
        lines.append(line)
        place += len(line)
    begin = place
    rows = figures // 2 // 5
    for row in range(rows):
        cells = [f"行{row}", *(str(row * 5 + column + 1) for column in range(5))]
        start = place
        for column, cell in enumerate(cells):
            if column:
                where = CellPlace(table="t1", row=row, column=column)
                found.append(
                    Amount(
                        id=f"b{row}_{column}",
                        raw=cell,
                        start=start,
                        end=start + len(cell),
                        value=Decimal(cell),
                        cell=where,
                    )
                )
            start += len(cell) + 1
        lines.append("\t".join(cells) + "\n")
        place += len(lines[-1])
    made = tuple(
        Check(
            id=f"c{number}",
            kind="repeat",
            outcome="violated" if number % 3 == 0 else "holds",
            severity="error",
            stated=Stated(figure=f"a{number * 7}"),
            operands=(Operand(figure=f"a{figures // 2 - 1 - number * 5}", as_="same"),),
            message=f"第{number}处",
        )
        for number in range(checks)
    )
    table = TableInfo(id="t1", start=begin, end=place, rows=rows, columns=6)
    update = {
        "text": "".join(lines),
        "tables": (table,),
        "figures": tuple(found),
        "checks": made,
        "sections": (),
        "periods": (),
        "subject_codes": (),
    }
    return sample().model_copy(update=update)
