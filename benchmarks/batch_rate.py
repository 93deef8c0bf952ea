"""Rate, memory and completeness of a batch over synthetic reports with known figures.

    python benchmarks/batch_rate.py [--count 5000] [--jobs 1,2] [--dask local] [--folder FOLDER]

Prints for each number of jobs the rate and the memory of the workers; at the end how many of the known figures are in
the dataset, what is missing, and how long a second run takes that has nothing to do.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

from make_reports import make_all

from extractor.batch import run_batch
from extractor.dataset import open_dataset


class Memory(threading.Thread):
    """The largest resident and own (not shared) memory of any process below this one, sampled twice a second, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.resident: dict[str, float] = {}
        self.own: dict[str, float] = {}
        self.stop = threading.Event()

    def run(self) -> None:
        """Sample until told to stop."""
        while not self.stop.wait(0.5):
            for pid in [os.getpid(), *below(os.getpid())]:
                self._sample(pid, "main" if pid == os.getpid() else "worker")

    def _sample(self, pid: int, role: str) -> None:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            return
        sizes: Counter[str] = Counter()
        for line in text.splitlines()[1:]:
            name, value, *_ = line.split()
            sizes[name.rstrip(":")] += int(value)
        self.resident[role] = max(self.resident.get(role, 0), sizes["Rss"] / 1024)
        self.own[role] = max(self.own.get(role, 0), (sizes["Private_Clean"] + sizes["Private_Dirty"]) / 1024)


def below(pid: int) -> set[int]:
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


def missing(dataset: Path, listing: Path) -> tuple[int, Counter[str]]:
    """How many figures are known, and which of them are not in the dataset, by unit of the raw text."""
    known, lost = 0, Counter[str]()
    with open_dataset(dataset) as opened:
        rows = opened.rows(
            "SELECT s.path, f.raw, f.value FROM figures f JOIN sources s USING (report) WHERE f.value IS NOT NULL"
        )
    found: dict[str, Counter[Decimal]] = {}
    for path, _, value in rows:
        found.setdefault(path, Counter())[value] += 1
    for line in listing.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        have = found.get(str(listing.parent / record["file"]), Counter())
        wanted = Counter(Decimal(value) for _, value in record["figures"])
        known += sum(wanted.values())
        lost[Path(record["file"]).suffix] += sum((wanted - have).values())
    return known, lost


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--jobs", default="1,2")
    parser.add_argument("--dask", default=None)
    parser.add_argument("--worker", default="extractor:extract")
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="gouji-rate-"))
    listing = make_all(folder, given.count)
    for jobs in map(int, given.jobs.split(",")):
        dataset = folder / f"jobs{jobs}.duckdb"
        dataset.unlink(missing_ok=True)
        memory = Memory()
        memory.start()
        run = {"jobs": jobs, "dask": given.dask, "quiet": True, "worker": given.worker}
        summary = run_batch([folder / "reports"], dataset, **run)
        memory.stop.set()
        print(
            f"{jobs} jobs: {summary.counts.extracted} reports, {summary.counts.figures} figures in {summary.seconds:.1f} s = "
            f"{summary.counts.extracted / summary.seconds:.1f} a second; failed {summary.counts.failed}; "
            f"dataset {dataset.stat().st_size / 1e6:.1f} MB; largest worker {memory.resident.get('worker', 0):.0f} MB "
            f"({memory.own.get('worker', 0):.0f} MB its own), main process {memory.resident.get('main', 0):.0f} MB",
            flush=True,
        )
    begun = time.monotonic()
    run_batch([folder / "reports"], dataset, **run)
    print(f"the same again, nothing to do: {time.monotonic() - begun:.1f} s")
    known, lost = missing(dataset, listing)
    print(f"known figures {known}, not in the dataset {sum(lost.values())} {dict(lost)}")


if __name__ == "__main__":
    main()
