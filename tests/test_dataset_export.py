"""Exports: what other programs read is what the dataset holds, and nothing in it runs."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest
from dataset_samples import amount, report, store

from extractor import open_dataset
from extractor.dataset import DatasetError
from extractor.dataset_export import export

FORMULAS = ["=1+2", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+2", "＝1+2", "-12.5", "普通"]


@pytest.fixture
def dataset(tmp_path: Path):
    """A dataset with formula-like labels, a long text, an inexact number for a double, and a negative one."""
    figures = tuple(amount(f"a{n}", n, label=label, raw=f"{n}元") for n, label in enumerate(FORMULAS))
    figures += (
        amount("b1", "-12.5", raw="-12.5元"),
        amount("b2", "1234567890123456.78", label="长" * 40_000, indicator="total_income"),
    )
    store(tmp_path / "d.duckdb", report(figures, title="标题\x07“引号”，逗号\n行", year=2020), report(title="空"))
    with open_dataset(tmp_path / "d.duckdb") as opened:
        yield opened


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_is_for_excel_and_exact(dataset, tmp_path: Path) -> None:
    """BOM, plain decimals, formulas with an apostrophe, numbers left alone?"""
    export(dataset, "csv", output=tmp_path / "out")
    assert (tmp_path / "out/figures.csv").read_bytes().startswith(b"\xef\xbb\xbfreport,")
    rows = {row["figure_id"]: row for row in read_csv(tmp_path / "out/figures.csv")}
    labels = [rows[f"a{n}"]["label"] for n in range(len(FORMULAS))]
    assert labels == ["'" + text for text in FORMULAS[:6]] + FORMULAS[6:]
    assert rows["b1"]["value"] == "-12.5"
    assert rows["b1"]["raw"] == "'-12.5元"
    assert rows["b2"]["value"] == "1234567890123456.78"
    assert rows["a0"]["value"] == "0"
    assert rows["a7"]["currency"] == "CNY"
    titles = [row["title"] for row in read_csv(tmp_path / "out/reports.csv")]
    assert "标题\x07“引号”，逗号\n行" in titles


def test_the_data_package_is_valid(dataset, tmp_path: Path) -> None:
    """Does frictionless accept the description, and find fault when the data do not fit it?"""
    frictionless = pytest.importorskip("frictionless")
    for kind in ("csv", "jsonl"):
        export(dataset, kind, output=tmp_path / kind)
        package = tmp_path / kind / "datapackage.json"
        found = frictionless.validate(str(package))
        assert found.valid, found.flatten(["type", "note"])
        assert json.loads(package.read_text("utf-8"))["resources"][0]["title"]
    broken = tmp_path / "csv" / "figures.csv"
    broken.write_text(broken.read_text("utf-8").replace("元,-12.5,", "元,many,"), "utf-8")
    assert not frictionless.validate(str(tmp_path / "csv" / "datapackage.json")).valid


def test_json_lines_are_the_normalised_json(dataset, tmp_path: Path) -> None:
    """Is every line one report that the model accepts again?"""
    from extractor.models import Report

    export(dataset, "jsonl", output=tmp_path / "out")
    lines = (tmp_path / "out/reports.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 2
    read = [Report.model_validate_json(line) for line in lines]
    assert max(len(one.figures) for one in read) == len(FORMULAS) + 2
    export(dataset, "jsonl", tables=["figures"], output=tmp_path / "rows")
    values = {
        row["figure_id"]: row["value"]
        for row in map(json.loads, (tmp_path / "rows/figures.jsonl").read_text("utf-8").splitlines())
    }
    assert values["b2"] == "1234567890123456.78"


def test_parquet_keeps_decimals(dataset, tmp_path: Path) -> None:
    """Are numbers decimals for pandas and pyarrow?"""
    parquet = pytest.importorskip("pyarrow.parquet")
    result = export(dataset, "parquet", output=tmp_path / "out")
    table = parquet.read_table(tmp_path / "out/figures.parquet")
    assert str(table.schema.field("value").type) == "decimal128(38, 18)"
    assert Decimal("1234567890123456.78") in table.column("value").to_pylist()
    assert result.rows["figures"] == table.num_rows


def test_excel_shows_chinese_and_runs_nothing(dataset, tmp_path: Path) -> None:
    """Headers and words in Chinese, formulas as text, limits of Excel kept and said?"""
    openpyxl = pytest.importorskip("openpyxl")
    result = export(dataset, "xlsx", output=tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["figures"]
    header = [cell.value for cell in sheet[1]]
    rows = {row[1].value: dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=2)}
    assert rows["a0"]["类型"].value == "金额"
    for number, text in enumerate(FORMULAS[:7]):
        cell = rows[f"a{number}"]["名称"]
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert rows["b1"]["数值"].value == -12.5
    assert rows["b2"]["数值"].value == "1234567890123456.78"
    assert len(rows["b2"]["名称"].value) == 32_767
    assert any("longer than Excel" in note for note in result.notes)


def test_excel_splits_what_is_too_long_for_a_sheet(dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a table with more rows than a sheet go on in the next, and one that is far too large end in a message?"""
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr("extractor.dataset_export_xlsx.ROWS_A_SHEET", 5)
    export(dataset, "xlsx", tables=["figures"], output=tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["说明", "figures", "figures (2)"]
    assert book["figures"].max_row == book["figures (2)"].max_row == 6
    monkeypatch.setattr("extractor.dataset_export_xlsx._SHEETS", 1)
    with pytest.raises(DatasetError, match="too large for Excel"):
        export(dataset, "xlsx", tables=["figures"], output=tmp_path / "more.xlsx")
    assert not (tmp_path / "more.xlsx").exists()


def test_stata_has_labels_and_long_texts(dataset, tmp_path: Path) -> None:
    """Chinese labels, a text beyond 2,045 bytes whole, a note on numbers that a double cannot hold?"""
    import pandas

    result = export(dataset, "dta", output=tmp_path / "out")
    with pandas.io.stata.StataReader(tmp_path / "out/figures.dta") as reader:
        labels, found = reader.variable_labels(), reader.read()
    assert labels["value"] == "数值"
    assert found.label.str.len().max() == 40_000
    assert any("figures: 1 numbers" in note for note in result.notes)
    assert set(found.raw) >= {"-12.5元"}


def test_wrong_requests_say_what_there_is(dataset, tmp_path: Path) -> None:
    """Does a table that is not there, a format that is not there, or a place that is none get a message?"""
    with pytest.raises(DatasetError, match=r"There are: .*figures"):
        export(dataset, "csv", tables=["figure"], output=tmp_path / "out")
    with pytest.raises(DatasetError, match="parquet, csv"):
        export(dataset, "pdf", output=tmp_path / "out")  # type: ignore[arg-type]
    (tmp_path / "file").write_text("")
    with pytest.raises(DatasetError, match="another place"):
        export(dataset, "csv", output=tmp_path / "file")


def test_views_can_be_exported(dataset, tmp_path: Path) -> None:
    """Is a view as good as a table?"""
    export(dataset, "csv", tables=["indicators", "files"], output=tmp_path / "out")
    rows = read_csv(tmp_path / "out/indicators.csv")
    assert sorted(row["total_income"] for row in rows) == ["", "1234567890123456.78"]
