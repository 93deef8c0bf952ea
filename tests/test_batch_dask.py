"""The same batch on a Dask cluster: same dataset, also when a Dask worker is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from test_batch import LIMITS, batch, content, folder, generator, rows, slow_folder

from extractor.batch_pool import WorkerError

distributed = pytest.importorskip("distributed")
assert folder
assert generator
assert slow_folder


@pytest.fixture
def workers_see_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cluster's processes import the worker function from this folder."""
    here = str(Path(__file__).parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([here, str(Path(here).parent), os.environ.get("PYTHONPATH", "")]))


@pytest.mark.usefixtures("workers_see_the_tests")
def test_a_local_cluster_gives_the_same_dataset(folder: Path, tmp_path: Path) -> None:
    """Are reports, failures and sources those of a run without Dask, hostile files included?"""
    (folder / "crash.txt").write_text("crash")
    (folder / "hang.txt").write_text("hang")
    assert batch(folder, tmp_path / "plain.duckdb").exit_code == 3
    summary = batch(folder, tmp_path / "dask.duckdb", dask="local")
    assert (summary.exit_code, summary.counts.extracted, summary.counts.failed) == (3, 10, 2)
    assert content(tmp_path / "dask.duckdb") == content(tmp_path / "plain.duckdb")


@pytest.mark.usefixtures("workers_see_the_tests")
def test_a_killed_dask_worker_loses_nothing(slow_folder: Path, tmp_path: Path) -> None:
    """With two worker processes and one killed in the middle: every report once?"""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        pids: list[int] = []

        def kill_one() -> None:
            trace = slow_folder.parent / "trace.log"
            while not (trace.exists() and len(trace.read_text().splitlines()) >= 5):
                time.sleep(0.05)
            with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
                pids.extend(client.run(os.getpid).values())
            os.kill(pids[0], signal.SIGKILL)

        killer = threading.Thread(target=kill_one)
        killer.start()
        summary = batch(slow_folder, tmp_path / "d.duckdb", dask=cluster.scheduler_address)
        killer.join()
    assert len(pids) == 2
    assert (summary.exit_code, summary.counts.extracted) == (0, 30)
    assert rows(tmp_path / "d.duckdb", "SELECT count(*), count(DISTINCT report) FROM reports") == [(30, 30)]
    assert rows(tmp_path / "d.duckdb", "SELECT count(*), count(DISTINCT (report, figure_id)) FROM figures") == [
        (30, 30)
    ]


def test_no_cluster_there(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does an address without a scheduler say how to start one?"""
    monkeypatch.setattr("extractor.batch_dask._START_SECONDS", 2)
    with pytest.raises(WorkerError, match="dask scheduler"):
        batch(folder, tmp_path / "d.duckdb", dask="tcp://127.0.0.1:1", limits=LIMITS)
