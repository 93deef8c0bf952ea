"""The command line as a user runs it: real processes, real files, what they print and how they end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpus" / "self_evaluation" / "report.txt"
CLEAN = ROOT / "corpus" / "county_budget_report" / "report.txt"
TEXT = "2024年度本年支出合计120.50万元，其中：基本支出90.50万元，占75.1%；项目支出30.00万元，占24.9%。"


def gouji(*arguments: str | Path, stdin: bytes = b"", lang: str = "C.UTF-8") -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "LANG": lang, "LC_ALL": lang, "COLUMNS": "200"}
    command = [sys.executable, str(ROOT / "cli.py"), *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env=environment, timeout=120)


def parsed(done: subprocess.CompletedProcess[bytes]) -> dict:  # type: ignore[type-arg]
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_extract_prints_json_when_piped() -> None:
    report = parsed(gouji("extract", SAMPLE))
    assert report["text"] == SAMPLE.read_bytes().decode("utf-8")
    assert all(f["raw"] == report["text"][f["start"] : f["end"]] for f in report["figures"])
    assert report["source"]["name"] == "report.txt"
    assert report["report"]["fiscal_year"] == 2023


def test_extract_reads_standard_input_in_any_encoding() -> None:
    wanted = [f["value"] for f in parsed(gouji("extract", "-", stdin=TEXT.encode("utf-8")))["figures"]]
    assert wanted == ["1205000", "905000", "0.751", "300000", "0.249"]
    for encoding in ("utf-8-sig", "gb18030", "utf-16", "utf-16-le"):
        assert [f["value"] for f in parsed(gouji("extract", "-", stdin=TEXT.encode(encoding)))["figures"]] == wanted, (
            encoding
        )
    traditional = "2024年度本年支出合計120.50萬元，其中：基本支出90.50萬元，佔75.1%。請予審議，並請提出意見。"
    report = parsed(gouji("extract", "-", stdin=traditional.encode("big5")))
    assert (report["source"]["encoding"], report["text"]) == ("big5", traditional)


def test_extract_writes_a_file(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    done = gouji("extract", SAMPLE, "-o", target)
    assert (done.returncode, done.stdout) == (0, b"")
    assert json.loads(target.read_bytes())["format"] == 1


def test_the_json_obeys_the_schema() -> None:
    schema = parsed(gouji("schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(parsed(gouji("extract", SAMPLE)), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"format": 2}, schema)


def test_explain_names_the_words_that_decided() -> None:
    done = gouji("extract", SAMPLE, "--explain", "a12")
    printed = done.stdout.decode()
    assert done.returncode == 0
    assert "512.36万元" in printed
    assert "←" in printed
    missing = gouji("extract", SAMPLE, "--explain", "a999")
    assert (missing.returncode, b"no such figure" in missing.stderr) == (2, True)


def test_check_ends_with_one_only_where_something_is_wrong() -> None:
    wrong, clean = gouji("check", SAMPLE), gouji("check", CLEAN)
    assert (wrong.returncode, clean.returncode) == (1, 0)
    assert "0.64%" in wrong.stdout.decode()
    assert "violated" not in clean.stdout.decode()


def test_check_speaks_the_language_of_the_locale_or_of_the_option() -> None:
    assert "不符" in gouji("check", SAMPLE, lang="zh_CN.UTF-8").stdout.decode()
    assert "不符" in gouji("check", SAMPLE, "--lang", "zh").stdout.decode()
    assert "不符" not in gouji("check", SAMPLE, "--lang", "en", lang="zh_CN.UTF-8").stdout.decode()


def test_check_filters_and_prints_json() -> None:
    done = gouji("check", SAMPLE, "--json", "--kind", "share", "--severity", "error")
    rows = json.loads(done.stdout)
    assert rows
    assert {(row["kind"], row["outcome"]) for row in rows} == {("share", "violated")}
    assert gouji("check", SAMPLE, "--kind", "nonsense").returncode == 2


def test_check_writes_the_list_of_problems(tmp_path: Path) -> None:
    target = tmp_path / "问题清单.xlsx"
    assert gouji("check", SAMPLE, "--xlsx", target, "--lang", "zh").returncode == 1
    rows = list(load_workbook(target).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    heads = next(row for row in rows if row and "序号" in row)
    assert {"序号", "位置", "原文", "问题", "核算", "建议"} <= set(heads)
    assert len(rows) > rows.index(heads) + 1


def test_checks_lists_every_kind() -> None:
    printed = gouji("checks", "--lang", "en").stdout.decode()
    for kind in (
        "share",
        "sum",
        "difference",
        "change_rate",
        "completion_rate",
        "repeat",
        "unit",
        "balance",
        "direction",
        "ratio",
    ):
        assert f"({kind})" in printed


def test_subjects_by_code_and_by_name() -> None:
    assert "机关事业单位基本养老保险缴费支出" in gouji("subjects", "2080505", "--year", "2020").stdout.decode()
    assert "2080506" in gouji("subjects", "职业年金").stdout.decode()
    assert gouji("subjects", "没有这个科目").returncode == 2


def test_read_prints_text_and_markdown(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        "<p>支出情况如下：</p><table><tr><th>项目</th><th>金额</th></tr><tr><td>甲</td><td>1.5</td></tr></table>",
        encoding="utf-8",
    )
    assert gouji("read", page).stdout.decode().split() == ["支出情况如下：", "项目", "金额", "甲", "1.5"]
    assert "| 甲 | 1.5 |" in " ".join(gouji("read", page, "--markdown").stdout.decode().split())


def test_evaluate_scores_the_corpus() -> None:
    done = gouji("evaluate", ROOT / "corpus")
    assert done.returncode == 0, done.stderr.decode()
    assert "amount" in done.stdout.decode()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.txt", "empty"),
        (os.urandom(4096), "noise.dat", ""),
        (b"%PDF-1.7\n" + b"x" * 2000, "cut.pdf", ""),
        (b"PK\x03\x04" + b"\0" * 100, "broken.docx", ""),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_two(tmp_path: Path, content: bytes, name: str, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for command in ("extract", "check", "read"):
        done = gouji(command, path)
        message = done.stderr.decode()
        assert done.returncode == 2, message
        assert "Traceback" not in message
        assert message.startswith("gouji: ")
        assert said in message


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.txt", tmp_path):
        done = gouji("extract", path)
        assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
        assert str(path) in done.stderr.decode()


def test_every_command_has_help() -> None:
    listed = gouji("--help").stdout.decode()
    for command in (
        "extract",
        "read",
        "check",
        "checks",
        "subjects",
        "schema",
        "evaluate",
        "batch",
        "export",
        "query",
        "review",
    ):
        assert command in listed
        done = gouji(command, "--help")
        assert done.returncode == 0
        assert len(done.stdout.splitlines()) > 4


def test_help_is_chinese_in_a_chinese_locale() -> None:
    assert "勾稽" in gouji("--help", lang="zh_CN.UTF-8").stdout.decode()
    assert "核对" in gouji("check", "--help", lang="zh_CN.UTF-8").stdout.decode()


def test_version_names_the_patterns() -> None:
    assert gouji("--version").stdout.decode().startswith("gouji 0.")


def test_check_reads_on_after_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """Are the findings of the other files still there, and does the exit code tell that one is missing?"""
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    done = gouji("check", empty, SAMPLE)
    assert (done.returncode, done.stderr.decode().count("空.txt")) == (2, 1)
    assert "0.64%" in done.stdout.decode()


def test_check_never_calls_a_picture_right(tmp_path: Path) -> None:
    from pdf_writer import PdfPage, write_pdf

    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(write_pdf([PdfPage(picture=(0, 0, 595, 842))]))
    done = gouji("check", scan)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("gouji: 扫描.pdf: ")
    assert "Nothing wrong" not in done.stdout.decode()


def test_check_says_what_was_not_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["甲县2024年支出表"], ["单位：万元"], ["项目", "预算数"], ["基本支出", 5.5], ["支出合计", "=B4"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "a.xlsx")
    assert "B5" in gouji("check", tmp_path / "a.xlsx").stderr.decode()


def test_check_judges_the_kinds_that_were_asked_for(tmp_path: Path) -> None:
    report = tmp_path / "a.txt"
    report.write_text("2024年度本年支出合计120.50万元，其中：基本支出90.50万元，占57.1%。", encoding="utf-8")
    assert gouji("check", report).returncode == 1
    done = gouji("check", report, "--kind", "balance")
    assert done.returncode == 0
    assert "Nothing wrong" not in done.stdout.decode()
    assert gouji("check", report, "--kind", "share", "--severity", "info").returncode == 1


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("甲局", "乙局"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "决算.txt").write_bytes(SAMPLE.read_bytes())
    done = gouji("check", "--json", *(tmp_path / folder / "决算.txt" for folder in ("甲局", "乙局")))
    assert {Path(row["file"]).parent.name for row in json.loads(done.stdout)} == {"甲局", "乙局"}


def test_a_dataset_is_checked_alone_and_without_the_options_of_files(tmp_path: Path) -> None:
    dataset = tmp_path / "a.duckdb"
    assert gouji("batch", SAMPLE, "-o", dataset, "-q", "-j", "1").returncode == 0
    for arguments in ((dataset, SAMPLE), (dataset, "--json"), (dataset, "--xlsx", tmp_path / "a.xlsx")):
        done = gouji("check", *arguments)
        assert (done.returncode, done.stdout) == (2, b"")
    assert gouji("check", dataset).returncode == 0


@pytest.mark.parametrize(
    ("stream", "arguments", "code"), [("<&-", "check -", 2), (">&-", f"check {CLEAN}", 0), (">&-", "schema", 0)]
)
def test_a_closed_stream_is_no_traceback(stream: str, arguments: str, code: int) -> None:
    command = f'"{sys.executable}" "{ROOT / "cli.py"}" {arguments} {stream}'
    done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=120)
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr.decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_one_clear_line() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, ROOT / "cli.py", "checks"], stdout=full, stderr=subprocess.PIPE, timeout=120
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"gouji: ")


def test_the_table_shows_units_rows_and_what_fits(tmp_path: Path) -> None:
    from rich.console import Console

    from extractor import extract
    from extractor.display import figure_table

    table = "<p>甲县2024年支出预算表</p><p>单位：万元</p><table><tr><th>项目</th><th>预算数</th></tr><tr><td>基本支出</td><td>5.5</td></tr></table>"
    report = extract(table.encode(), name="a.html")

    def drawn(width: int) -> str:
        console = Console(width=width, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        console.print(figure_table(report, "zh", width))
        return console.export_text()

    assert "5.5万元" in drawn(120)
    assert "基本支出 【5.5】" in drawn(120)
    for width in (80, 50):
        assert "基本支出" in drawn(width)
        assert "5.5万元" in drawn(width)
        assert "【" not in drawn(width)


def test_export_writes_the_file_or_the_folder_that_was_named(tmp_path: Path) -> None:
    dataset = tmp_path / "县.duckdb"
    gouji("batch", SAMPLE, "-o", dataset, "-q", "-j", "1")
    for to, place, made in (
        ("xlsx", "out", "out/县.xlsx"),
        ("xlsx", "a.xlsx", "a.xlsx"),
        ("csv", "one.csv", "one.csv"),
        ("csv", "folder", "folder/indicators.csv"),
    ):
        done = gouji("export", dataset, "--to", to, "--table", "indicators", "-o", tmp_path / place)
        assert done.returncode == 0, done.stderr.decode()
        assert (tmp_path / made).is_file()
    heads = next(load_workbook(tmp_path / "a.xlsx")["indicators"].iter_rows(values_only=True))
    assert "基本支出" in heads
