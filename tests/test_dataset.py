"""The dataset: nothing is lost on the way in, nothing changes on the way out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from dataset_samples import COUNTY, amount, report, store
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import open_dataset
from extractor.dataset import DatasetError
from extractor.dataset_rows import fits, pack
from extractor.dataset_schema import TABLES
from extractor.dataset_writer import Changes, Writer
from extractor.models import (
    CellPlace,
    Check,
    DocumentNumber,
    Operand,
    Percentage,
    Period,
    Section,
    Stated,
    SubjectCode,
    Suggestion,
    TableInfo,
    Warning,
)


def full_report():
    """A report with something in every table."""
    return report(
        (
            amount(
                "a1",
                "1595800",
                raw="159.58万元",
                precision=100,
                label="行政运行",
                indicator="total_income",
                section="s1",
            ),
            amount("a2", None, raw="10-20万元", low=Decimal(100000), high=Decimal(200000)),
            Percentage(
                id="p1", raw="72%", start=3, end=6, value=Decimal("0.72"), role="share", whole="a1", of="总收入"
            ),
        ),
        text="说明159.58万元",
        title="决算",
        organization="武定县总工会",
        region=COUNTY,
        year=2020,
        sections=(Section(id="s1", level=1, number="一、", title="收入", start=0, end=9),),
        tables=(TableInfo(id="t1", title="表", unit="万元", start=0, end=2, header_rows=1, rows=3, columns=4),),
        subject_codes=(
            SubjectCode(
                id="k1",
                raw="201",
                start=0,
                end=3,
                code="201",
                status="valid",
                path=("一般公共服务支出",),
                cell=CellPlace(table="t1", row=1, column=0),
            ),
        ),
        periods=(Period(id="d1", raw="2020年", start=0, end=5, value="2020"),),
        document_numbers=(
            DocumentNumber(id="n1", raw="武工字〔2020〕1号", start=0, end=11, issuer="武工字", year=2020, number=1),
        ),
        checks=(
            Check(
                id="c1",
                kind="share",
                outcome="violated",
                severity="error",
                stated=Stated(figure="p1"),
                operands=(Operand(figure="a1", as_="part"), Operand(figure="a2", as_="whole")),
                expected=Decimal(1) / Decimal(3),
                allowed=(Decimal("0.1"), Decimal("0.2")),
                message="不符",
                suggestion=Suggestion(figure="p1", raw="33%", reason="算出"),
            ),
        ),
        warnings=(Warning(code="x", message="y", start=1, end=2),),
    )


def test_every_table_of_a_report_is_filled(tmp_path: Path) -> None:
    """Does each list of the JSON become rows with the report's key and the place in the text?"""
    (packed,) = store(tmp_path / "d.duckdb", full_report())
    with open_dataset(tmp_path / "d.duckdb") as dataset:
        assert dataset.rows("SELECT report, organization, region_path, violated FROM reports") == [
            (packed.report, "武定县总工会", "云南省/楚雄彝族自治州/武定县", 1)
        ]
        assert dataset.rows("SELECT figure_id, raw, value, low, section_id, of FROM figures ORDER BY 1") == [
            ("a1", "159.58万元", Decimal("1595800"), None, "s1", None),
            ("a2", "10-20万元", None, Decimal(100000), None, None),
            ("p1", "72%", Decimal("0.72"), None, None, "总收入"),
        ]
        assert dataset.rows("SELECT code, path, table_id, cell_row, cell_column FROM subject_codes") == [
            ("201", "一般公共服务支出", "t1", 1, 0)
        ]
        assert dataset.rows("SELECT value, char_start, char_end FROM periods") == [("2020", 0, 5)]
        assert dataset.rows("SELECT issuer, year, number FROM document_numbers") == [("武工字", 2020, 1)]
        assert dataset.rows("SELECT part, figure_id FROM check_operands ORDER BY position") == [
            ("part", "a1"),
            ("whole", "a2"),
        ]
        assert dataset.rows("SELECT title, level FROM sections") == [("收入", 1)]
        assert dataset.rows("SELECT row_count, column_count, unit FROM tables") == [(3, 4, "万元")]
        assert dataset.rows("SELECT code, message FROM warnings") == [("x", "y")]
        (check,) = dataset.rows("SELECT figure_id, outcome, expected, allowed_low, suggestion_raw FROM checks")
        assert check == ("p1", "violated", Decimal("0.333333333333333333"), Decimal("0.1"), "33%")


def test_the_whole_json_is_kept(tmp_path: Path) -> None:
    """Is the stored JSON the report's own, character for character, lone surrogates and NUL included?"""
    odd = report((amount("a1", 1, raw="\ud800"),), text="甲\ud800乙\x00丙", title="行\n行")
    store(tmp_path / "d.duckdb", full_report(), odd)
    with open_dataset(tmp_path / "d.duckdb") as dataset:
        stored = {row[0] for row in dataset.rows("SELECT json FROM report_json")}
        assert stored == {full_report().to_json(), odd.to_json()}
        assert json.loads(odd.to_json())["text"] == "甲\ud800乙\x00丙"
        assert dataset.rows("SELECT raw FROM figures WHERE raw = '\ufffd'") == [("\ufffd",)]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=None))
@settings(max_examples=300, deadline=None)
def test_fits_says_what_duckdb_keeps(value: Decimal) -> None:
    """Does fits() agree with DuckDB's own DECIMAL(38,18) about every number?"""
    kept = duckdb.execute("SELECT try_cast($1 AS DECIMAL(38,18))", [format(value, "f")]).fetchall()[0][0]
    assert fits(value) == (kept is not None and kept == value)


def test_a_number_that_no_column_holds_is_kept_as_text(tmp_path: Path) -> None:
    """Are too many digits neither rounded nor lost, and is it said?"""
    store(
        tmp_path / "d.duckdb",
        report((amount("a1", "1" + "0" * 25), amount("a2", "0." + "3" * 25), amount("a3", "12345678901234567.8901"))),
    )
    with open_dataset(tmp_path / "d.duckdb") as dataset:
        assert dataset.rows("SELECT figure_id, value FROM figures ORDER BY 1") == [
            ("a1", None),
            ("a2", None),
            ("a3", Decimal("12345678901234567.8901")),
        ]
        assert dataset.rows("SELECT id, column_name, number FROM numbers_as_text ORDER BY 1") == [
            ("a1", "value", "1" + "0" * 25),
            ("a2", "value", "0." + "3" * 25),
        ]
        assert [row[0] for row in dataset.rows("SELECT code FROM warnings")] == ["number_as_text"] * 2


def test_a_report_is_replaced_not_doubled(tmp_path: Path) -> None:
    """Does writing the same content twice leave one report?"""
    store(tmp_path / "d.duckdb", full_report())
    store(tmp_path / "d.duckdb", full_report())
    with open_dataset(tmp_path / "d.duckdb") as dataset:
        assert [dataset.rows(f'SELECT count(*) FROM "{name}"')[0][0] for name in ("reports", "figures", "checks")] == [
            1,
            3,
            1,
        ]


def test_a_failed_commit_leaves_nothing(tmp_path: Path) -> None:
    """Is a batch of reports all in or all out?"""
    good, bad = pack(full_report(), "a" * 64), pack(full_report(), "b" * 64)
    broken = type(bad)(bad.report, bad.sha256, {**bad.rows, "checks": '{"report": not json'}, 0, 0)
    with Writer(tmp_path / "d.duckdb") as writer:
        with pytest.raises(DatasetError):
            writer.commit(Changes(reports=[good, broken]))
        assert writer.rows("SELECT count(*) FROM reports") == [(0,)]
        writer.commit(Changes(reports=[good]))
        assert writer.rows("SELECT count(*) FROM reports") == [(1,)]


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    """Do a second run in this process and one in another stop with a message?"""
    place = tmp_path / "d.duckdb"
    code = f"from extractor.dataset_writer import Writer\ntry:\n    Writer({str(place)!r})\nexcept Exception as error:\n    print(error)"
    with Writer(place):
        with pytest.raises(DatasetError, match="another run"):
            Writer(place)
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert "another run" in told
    Writer(place).close()


def test_what_is_no_dataset_of_this_format_is_refused(tmp_path: Path) -> None:
    """Does every wrong path get a message with the way out?"""
    with pytest.raises(DatasetError, match="gouji batch"):
        open_dataset(tmp_path / "absent.duckdb")
    (tmp_path / "text.duckdb").write_text("not a database " * 1000)
    with pytest.raises(DatasetError, match="not a dataset"):
        open_dataset(tmp_path / "text.duckdb")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("CREATE TABLE t (x INTEGER)")
    for opened in (open_dataset, Writer):
        with pytest.raises(DatasetError, match="not a dataset of gouji"):
            opened(tmp_path / "other.duckdb")
    store(tmp_path / "old.duckdb", full_report())
    with duckdb.connect(str(tmp_path / "old.duckdb")) as old:
        old.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    for opened in (open_dataset, Writer):
        with pytest.raises(DatasetError, match=r"format 0.*export"):
            opened(tmp_path / "old.duckdb")
    with pytest.raises(DatasetError, match="does not exist"):
        Writer(tmp_path / "no" / "folder" / "d.duckdb")
    with pytest.raises(DatasetError, match="a folder"):
        Writer(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has no read-only folders")
def test_a_place_that_cannot_be_written_is_named() -> None:
    """Is a read-only place refused with a message?"""
    with pytest.raises(DatasetError, match=r"permissions|does not exist"):
        Writer("/proc/d.duckdb")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_full_disk_leaves_the_dataset_as_it_was(tmp_path: Path) -> None:
    """Is what was committed before the disk was full still there, and is the user told?"""
    place = tmp_path / "d.duckdb"
    store(place, full_report())
    code = (
        "import resource, signal, os\n"
        "from dataset_samples import report, amount\n"
        "from extractor.dataset_rows import pack\n"
        "from extractor.dataset_writer import Changes, Writer\n"
        "writer = Writer(os.environ['PLACE'])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(os.environ['PLACE']) + 4096,) * 2)\n"
        "text = ''.join(chr(0x4e00 + n * 7919 % 20000) for n in range(500000))\n"
        "try:\n"
        "    for n in range(20): writer.commit(Changes(reports=[pack(report(text=text[n:]), f'{n:064x}')]))\n"
        "except Exception as error: print(type(error).__name__, error)\n"
        "os._exit(0)\n"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = os.environ | {"PLACE": str(place), "PYTHONPATH": path}
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=120
    ).stdout
    assert told.startswith("DatasetError")
    assert "disk full" in told
    with open_dataset(place) as dataset:
        assert ("武定县总工会",) in dataset.rows("SELECT organization FROM reports")


def test_a_wrong_query_says_what_is_wrong(tmp_path: Path) -> None:
    """Does a misspelt column give DuckDB's hint and no traceback of ours?"""
    store(tmp_path / "d.duckdb", full_report())
    with open_dataset(tmp_path / "d.duckdb") as dataset, pytest.raises(DatasetError, match="organizaton"):
        dataset.rows("SELECT organizaton FROM reports")


def test_readers_cannot_change_a_dataset(tmp_path: Path) -> None:
    """Is a dataset that was opened for reading safe from a slip?"""
    store(tmp_path / "d.duckdb", full_report())
    with open_dataset(tmp_path / "d.duckdb") as dataset, pytest.raises(DatasetError, match="read-only"):
        dataset.rows("DELETE FROM reports")


def test_frames_are_exact(tmp_path: Path) -> None:
    """Are numbers in a DataFrame Decimals without added zeros, strings, pyarrow decimals or floats, as asked?"""
    store(tmp_path / "d.duckdb", full_report())
    with open_dataset(tmp_path / "d.duckdb") as dataset:
        figures = dataset.figures(where="figure_id = 'a1'")
        assert figures.value.iloc[0] == Decimal("1595800")
        assert str(figures.value.iloc[0]) == "1595800"
        assert dataset.figures(where="figure_id = 'p1'", decimals="text").value.iloc[0] == "0.72"
        assert dataset.figures(decimals="float").value.dtype == "float64"
        pytest.importorskip("pyarrow")
        assert str(dataset.figures(decimals="arrow").value.dtype) == "decimal128(38, 18)[pyarrow]"
        assert dataset.indicators().total_income.iloc[0] == Decimal("1595800")


def test_indicators_take_the_reading_that_stands_for_the_report(tmp_path: Path) -> None:
    """One row a report and scope: its own year and stage, readings that fit are one, contradictions are NULL and listed."""
    common = {"indicator": "total_income", "fiscal_year": 2020, "stage": "final", "precision": 100}
    store(
        tmp_path / "d.duckdb",
        report(
            (
                amount("a1", 1595800, **common),
                amount("a2", "1595832.40", **common | {"precision": Decimal("0.01")}),
                amount("a3", 999, **common | {"stage": "budget"}),
                amount("a4", 888, **common | {"fiscal_year": 2019}),
                amount("a5", 777, **common | {"role": "change"}),
                amount("a6", 5, **common | {"scope": "市本级"}),
                amount("a7", 10, **common | {"indicator": "basic_expenditure"}),
                amount("a8", 90000, **common | {"indicator": "basic_expenditure"}),
            ),
            year=2020,
        ),
    )
    with open_dataset(tmp_path / "d.duckdb") as dataset:
        assert dataset.rows(
            "SELECT scope, total_income, basic_expenditure, ambiguous FROM indicators ORDER BY scope NULLS FIRST"
        ) == [
            (None, Decimal("1595832.4"), None, 1),
            ("市本级", Decimal(5), None, 0),
        ]
        assert dataset.rows("SELECT indicator, readings FROM ambiguous_indicators") == [("basic_expenditure", 2)]


def test_views_answer_the_common_questions(tmp_path: Path) -> None:
    """Which checks fail, in which reports, where do the figures come from?"""
    store(tmp_path / "d.duckdb", full_report())
    with open_dataset(tmp_path / "d.duckdb") as dataset:
        assert dataset.rows("SELECT organization, raw, message, suggestion_raw FROM violations") == [
            ("武定县总工会", "72%", "不符", "33%")
        ]
        assert dataset.rows("SELECT organization, violated FROM worst_reports") == [("武定县总工会", 1)]
        assert dataset.rows(
            "SELECT organization, report_year, section_title FROM figures_in_context WHERE figure_id = 'a1'"
        ) == [("武定县总工会", 2020, "收入")]
        assert [row[0] for row in dataset.rows("SELECT status FROM files")] == ["report"]


def test_every_column_has_a_chinese_title_and_a_meaning() -> None:
    """Is the data dictionary whole?"""
    for table in TABLES.values():
        for column in table.columns:
            assert column.title
            assert column.meaning, f"{table.name}.{column.name}"
        assert set(table.key) <= {column.name for column in table.columns}
