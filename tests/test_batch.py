"""A batch: every file ends as a report or as one failure row, whatever files, workers and users do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from dataset_samples import GENERATOR, extract

from extractor import open_dataset
from extractor.batch import run_batch
from extractor.batch_pool import Limits, WorkerError
from extractor.batch_sources import SourceError, resolve, walk
from extractor.dataset import DatasetError
from extractor.dataset_schema import TABLES

LIMITS = Limits(seconds=5, megabytes=1024)
assert extract  # the worker function that the runs name


@pytest.fixture(autouse=True)
def generator(monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch expects the generator that the stand-in reader writes."""
    monkeypatch.setattr("extractor.batch.current_generator", lambda: GENERATOR)


def batch(paths: Any, dataset: Path, **options: Any):
    """A quiet run with the badly behaved reader."""
    given = {"jobs": 2, "limits": LIMITS, "quiet": True, "worker": "dataset_samples:extract"} | options
    return run_batch([paths] if isinstance(paths, (str, Path)) else paths, dataset, **given)


def rows(dataset: Path, sql: str) -> list[tuple[Any, ...]]:
    with open_dataset(dataset) as opened:
        return opened.rows(sql)


def content(dataset: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table but the record of runs."""
    return {name: rows(dataset, f'SELECT * FROM "{name}" ORDER BY ALL') for name in TABLES if name != "runs"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten good reports in two folders."""
    place = tmp_path / "in"
    (place / "sub").mkdir(parents=True)
    for number in range(10):
        (place / ("sub" if number % 2 else "") / f"{number}.txt").write_text(
            f"第{number}号 收入{number}.5万元", "utf-8"
        )
    return place


def test_all_done(folder: Path, tmp_path: Path) -> None:
    """Is every file of a folder in the dataset, with its figures, and the exit code 0?"""
    summary = batch(folder, tmp_path / "d.duckdb")
    assert (summary.exit_code, summary.counts.extracted, summary.counts.figures) == (0, 10, 10)
    assert rows(tmp_path / "d.duckdb", "SELECT sum(value) FROM figures")[0][0] == 500_000
    found = rows(tmp_path / "d.duckdb", "SELECT path, title FROM sources JOIN reports USING (report) ORDER BY path")
    assert found[0] == (str(folder / "0.txt"), "第0号 收入0.5万")


def test_hostile_files_cost_one_row_each(folder: Path, tmp_path: Path) -> None:
    """Does each way to fail cost its own file only, with the right reason, and is it tried again only when asked?"""
    expected = {
        "crash": "crashed",
        "leave": "crashed",
        "killed": "killed",
        "hang": "timeout",
        "eat": "memory",
        "unreadable": "unreadable",
        "bug": "error",
    }
    for word in expected:
        (folder / f"{word}.txt").write_text(word)
    summary = batch(folder, tmp_path / "d.duckdb", limits=Limits(seconds=1.5, megabytes=1024))
    found = rows(tmp_path / "d.duckdb", "SELECT path, reason, message FROM failures")
    assert {Path(path).stem: reason for path, reason, _ in found} == expected
    assert all(message for _, _, message in found)
    assert (summary.exit_code, summary.counts.extracted, summary.counts.failed) == (3, 10, 7)
    assert rows(tmp_path / "d.duckdb", "SELECT count(*) FROM reports") == [(10,)]
    again = batch(folder, tmp_path / "d.duckdb")
    assert (again.exit_code, again.counts.failed, again.counts.failed_before, again.counts.unchanged) == (3, 0, 7, 10)
    (folder / "bug.txt").write_text("mended 1万元")
    for word in ("hang", "killed", "eat", "crash", "leave"):
        (folder / f"{word}.txt").unlink()
    retried = batch(folder, tmp_path / "d.duckdb", retry_failed=True)
    assert (retried.counts.failed, retried.counts.extracted) == (1, 1)
    assert (str(folder / "bug.txt"),) not in rows(tmp_path / "d.duckdb", "SELECT path FROM failures")


def test_odd_files(folder: Path, tmp_path: Path) -> None:
    """Names with newlines and bad bytes, loops of links, links to nothing, pipes: each a row or passed over, none stops the batch."""
    try:
        (folder / "new\nline.txt").write_text("甲 1万元")
        Path(os.fsdecode(os.fsencode(folder) + b"/\xe4\xff.txt")).write_text("乙 1万元")
        (folder / "loop").symlink_to(folder)
        (folder / "nowhere").symlink_to(folder / "absent")
        os.mkfifo(folder / "pipe")
    except (OSError, AttributeError):
        pytest.skip("this file system has no such files")
    (folder / ".hidden").write_text("丙")
    (folder / "~$lock.docx").write_text("丁")
    summary = batch(folder, tmp_path / "d.duckdb")
    assert summary.counts.extracted == 12
    assert rows(tmp_path / "d.duckdb", "SELECT path, reason FROM failures ORDER BY 1") == [
        (str(folder / "nowhere"), "missing"),
        (str(folder / "pipe"), "unreadable"),
    ]
    assert rows(tmp_path / "d.duckdb", "SELECT path, path_bytes FROM sources WHERE path_bytes IS NOT NULL") == [
        (f"{folder}/\\xe4\\xff.txt", os.fsencode(folder) + b"/\xe4\xff.txt")
    ]
    assert (f"{folder}/new\nline.txt",) in rows(tmp_path / "d.duckdb", "SELECT path FROM sources")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_a_failure(folder: Path, tmp_path: Path) -> None:
    """Is a file that may not be read named, and the folder that may not be listed?"""
    (folder / "0.txt").chmod(0)
    (folder / "sub").chmod(0)
    batch(folder, tmp_path / "d.duckdb")
    (folder / "sub").chmod(0o755)
    assert [row[0] for row in rows(tmp_path / "d.duckdb", "SELECT reason FROM failures")] == ["unreadable"] * 2


def test_same_content_is_read_once(folder: Path, tmp_path: Path) -> None:
    """Are ten copies, a copy in an archive, and a copy that comes later one report with twelve sources?"""
    copied = f"trace {tmp_path / 'trace'} 一样 7万元"
    for number in range(10):
        (folder / f"copy{number}.txt").write_text(copied)
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("里面/x.txt", copied)
    batch(folder, tmp_path / "d.duckdb")
    (folder / "later.txt").write_text(copied)
    summary = batch(folder, tmp_path / "d.duckdb")
    assert (summary.counts.extracted, summary.counts.linked) == (0, 1)
    assert (tmp_path / "trace").read_text() == "read\n"
    assert rows(tmp_path / "d.duckdb", "SELECT count(*) FROM reports WHERE title LIKE 'trace%'") == [(1,)]
    assert rows(
        tmp_path / "d.duckdb", "SELECT count(*) FROM sources JOIN reports USING (report) WHERE title LIKE 'trace%'"
    ) == [(12,)]


def test_copies_of_a_failure_are_not_tried_again(tmp_path: Path) -> None:
    """Does a hanging file cost its time once, however many copies there are, also when failures are retried?"""
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"trace {tmp_path / 'trace.log'} hang")
    files = sorted(tmp_path.glob("*.txt"))
    summary = batch(files, tmp_path / "d.duckdb", jobs=1, limits=Limits(seconds=1))
    assert summary.counts.failed == 5
    batch(files, tmp_path / "d.duckdb", jobs=1, limits=Limits(seconds=1), retry_failed=True)
    assert (tmp_path / "trace.log").read_text() == "read\n" * 2


def test_archive_members_are_files_of_their_own(folder: Path, tmp_path: Path) -> None:
    """Is every member a report, does a hostile one cost itself only, is a name that stands twice kept apart?"""
    with zipfile.ZipFile(folder / "包.zip", "w") as archive:
        for name, text in [("a.txt", "甲 1万元"), ("b.txt", "crash"), ("c/d.txt", "丙 3万元")]:
            archive.writestr(name, text)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "丁 4万元")
    summary = batch(folder, tmp_path / "d.duckdb")
    assert (summary.counts.archives, summary.counts.members, summary.counts.extracted, summary.counts.failed) == (
        1,
        4,
        13,
        1,
    )
    inside = rows(tmp_path / "d.duckdb", "SELECT member, status FROM sources WHERE member IS NOT NULL ORDER BY 1")
    assert inside == [("a.txt", "report"), ("a.txt#2", "report"), ("b.txt", "failed"), ("c/d.txt", "report")]
    again = batch(folder, tmp_path / "d.duckdb")
    assert (again.counts.extracted, again.counts.unchanged, again.counts.failed_before) == (0, 13, 1)


def test_a_changed_file_replaces_its_report(folder: Path, tmp_path: Path) -> None:
    """Does the dataset follow the files?"""
    batch(folder, tmp_path / "d.duckdb")
    (folder / "0.txt").write_text("改过了 8万元 9万元")
    summary = batch(folder, tmp_path / "d.duckdb")
    assert (summary.counts.extracted, summary.counts.unchanged) == (1, 9)
    assert rows(tmp_path / "d.duckdb", "SELECT count(*) FROM reports") == [(10,)]
    assert rows(tmp_path / "d.duckdb", "SELECT count(*) FROM figures") == [(11,)]


def test_a_new_version_and_force_read_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are files read again when the program or its patterns change, and when told to, and not otherwise?"""
    place = tmp_path / "d.duckdb"
    assert batch(folder, place).counts.extracted == 10
    before = content(place)
    assert batch(folder, place, force=True).counts.extracted == 10
    assert batch(folder, place).counts.extracted == 0
    assert content(place) == before
    monkeypatch.setattr("extractor.batch.current_generator", lambda: GENERATOR.model_copy(update={"patterns": "new"}))
    assert batch(folder, place).counts.extracted == 10


def run_script(folder: Path, dataset: Path, *extra: str) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    code = (
        "import sys; import extractor.batch; from extractor.batch import run_batch; from extractor.batch_pool import Limits\n"
        "from dataset_samples import GENERATOR; extractor.batch.current_generator = lambda: GENERATOR\n"
        "summary = run_batch([sys.argv[1]], sys.argv[2], jobs=2, limits=Limits(20), quiet=True, worker='dataset_samples:extract')\n"
        "print(summary.text()); sys.exit(summary.exit_code)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(dataset), *extra],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def descendants(pid: int) -> set[int]:
    """Processes below a process (Linux)."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


@pytest.fixture
def slow_folder(tmp_path: Path) -> Path:
    """Thirty reports that take 0.3 s each and leave a line in trace.log when they are being read."""
    place = tmp_path / "slow"
    place.mkdir()
    for number in range(30):
        (place / f"{number:02}.txt").write_text(slow_text(place, number), "utf-8")
    return place


def slow_text(place: Path, number: int) -> str:
    return f"trace {place.parent / 'trace.log'} slow 第{number}号 {number}万元"


def wait_until_read(process: subprocess.Popen[str], place: Path, count: int) -> None:
    """Wait until the run has begun to read so many files."""
    trace = place.parent / "trace.log"
    while not (trace.exists() and len(trace.read_text().splitlines()) >= count):
        assert process.poll() is None, "the run ended before it was disturbed"
        time.sleep(0.05)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")
def test_kill_9_of_the_main_process_and_of_workers(slow_folder: Path, tmp_path: Path) -> None:
    """Nothing committed is lost, no orphan stays, and the resumed dataset equals an undisturbed one, row for row."""
    first = run_script(slow_folder, tmp_path / "d.duckdb")
    wait_until_read(first, slow_folder, 5)
    for child in descendants(first.pid):
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue
    wait_until_read(first, slow_folder, 12)
    orphans = descendants(first.pid)
    first.kill()
    first.wait()
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in orphans) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not [pid for pid in orphans if Path(f"/proc/{pid}").exists()]
    assert batch(slow_folder, tmp_path / "d.duckdb").exit_code == 0
    batch(slow_folder, tmp_path / "calm.duckdb")
    assert content(tmp_path / "d.duckdb") == content(tmp_path / "calm.duckdb")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C otherwise")
def test_ctrl_c_ends_cleanly(slow_folder: Path, tmp_path: Path) -> None:
    """Does Ctrl-C end with a summary and 130, keep what was read, and let the same command go on?"""
    process = run_script(slow_folder, tmp_path / "d.duckdb")
    wait_until_read(process, slow_folder, 6)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Interrupted" in told
    read = rows(tmp_path / "d.duckdb", "SELECT count(*) FROM reports")[0][0]
    assert 0 < read < 30
    summary = batch(slow_folder, tmp_path / "d.duckdb")
    assert summary.counts.extracted == 30 - read
    assert rows(tmp_path / "d.duckdb", "SELECT outcome FROM runs ORDER BY started") == [("interrupted",), ("done",)]


def test_a_second_run_stops(slow_folder: Path, tmp_path: Path) -> None:
    """Does a run on a dataset that another run writes say so, and leave that one alone?"""
    process = run_script(slow_folder, tmp_path / "d.duckdb")
    wait_until_read(process, slow_folder, 1)
    with pytest.raises(DatasetError, match="another run"):
        batch(slow_folder, tmp_path / "d.duckdb")
    with pytest.raises(DatasetError, match="another run"):
        open_dataset(tmp_path / "d.duckdb")
    process.communicate(timeout=120)
    assert process.returncode == 0


def test_files_that_vanish_while_the_batch_runs(slow_folder: Path, tmp_path: Path) -> None:
    """Is a file that goes between planning and reading a failure of its own, and its copy read in its place?"""
    for name in ("zz.txt", "zzz_copy.txt"):
        (slow_folder / name).write_text(slow_text(slow_folder, 500), "utf-8")
    process = run_script(slow_folder, tmp_path / "d.duckdb")
    wait_until_read(process, slow_folder, 1)
    (slow_folder / "zz.txt").unlink()
    process.communicate(timeout=120)
    assert process.returncode == 3
    assert rows(tmp_path / "d.duckdb", "SELECT path, reason FROM failures") == [
        (str(slow_folder / "zz.txt"), "missing")
    ]
    assert rows(tmp_path / "d.duckdb", "SELECT count(*) FROM figures WHERE value = 5000000") == [(1,)]


def test_workers_that_cannot_start_stop_the_batch(folder: Path, tmp_path: Path) -> None:
    """Is a broken installation one error and not a failure row for every file?"""
    for name in ("no_such_module:extract", "dataset_samples:no_such_function"):
        with pytest.raises(WorkerError, match="cannot start"):
            batch(folder, tmp_path / "d.duckdb", worker=name)
    assert rows(tmp_path / "d.duckdb", "SELECT count(*) FROM failures") == [(0,)]
    assert batch(folder, tmp_path / "d.duckdb").counts.extracted == 10


def test_the_dataset_may_lie_in_the_folder_that_is_read(folder: Path) -> None:
    """Is the dataset not taken for a report?"""
    assert batch(folder, folder / "d.duckdb").counts.found == 10
    assert batch(folder, folder / "d.duckdb").exit_code == 0


def test_ways_to_name_files(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders, files, patterns, lists with newline or NUL, names with brackets: the same files in the same order?"""
    monkeypatch.chdir(folder.parent)
    every = sorted(str(path) for path in folder.rglob("*.txt"))
    assert sorted(walk(resolve([folder]))) == sorted(walk(resolve(["in/**/*.txt"]))) == every
    assert list(walk(resolve(["in/1?.txt", "in/[0-3].txt"][1:]))) == [str(folder / "0.txt"), str(folder / "2.txt")]
    for separator in ("\n", "\0"):
        (tmp_path / "list").write_text(separator.join(every), "utf-8-sig")
        assert sorted(walk(resolve(["@list"]))) == every
    (folder / "a[1].txt").write_text("x")
    assert list(walk(resolve(["in/a[1].txt"]))) == [str(folder / "a[1].txt")]
    for wrong in ("in/none.txt", "in/*.pdf", "@nolist"):
        with pytest.raises(SourceError):
            resolve([wrong])
    with pytest.raises(SourceError, match="Nothing to read"):
        resolve([])


def test_a_name_in_a_list_that_is_gone_is_a_failure(folder: Path, tmp_path: Path) -> None:
    """Does one stale name of a long list cost itself only?"""
    (tmp_path / "list").write_text(f"{folder / '0.txt'}\n{folder / 'gone.txt'}\n")
    summary = batch(f"@{tmp_path / 'list'}", tmp_path / "d.duckdb")
    assert (summary.exit_code, summary.counts.extracted, summary.counts.failed) == (3, 1, 1)


def test_urls(tmp_path: Path) -> None:
    """Are files behind fsspec's URLs read, and one that is not there a failure?"""
    pytest.importorskip("fsspec")
    (tmp_path / "a.txt").write_text("甲 1万元")
    urls = [f"file://{tmp_path}/a.txt"]
    summary = batch(urls, tmp_path / "d.duckdb")
    assert summary.counts.extracted == 1
    assert rows(tmp_path / "d.duckdb", "SELECT path FROM sources") == [(urls[0],)]


def test_progress_lines_and_bar(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Is a quiet run silent, and does a log file get plain lines without control characters?"""
    batch(folder, tmp_path / "d.duckdb")
    assert capsys.readouterr() == ("", "")
    batch(folder, tmp_path / "e.duckdb", quiet=False)
    assert "\x1b" not in capsys.readouterr().err
