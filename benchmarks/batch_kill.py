"""Pull the plug: kill -9 the main process and its workers at random moments, go on, and compare with an undisturbed run, row for row.

    python benchmarks/batch_kill.py FOLDER [--kills 10] [--jobs 2] [--dask local] [--worker module:function]

Exit 0 when the datasets are equal and no process was left behind.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from extractor.dataset import open_dataset
from extractor.dataset_schema import TABLES

_RUN = (
    "import sys; from extractor.batch import run_batch\n"
    "if __name__ == '__main__':\n"
    "    folder, dataset, jobs, worker, dask = sys.argv[1:]\n"
    "    print(run_batch([folder], dataset, jobs=int(jobs), worker=worker, dask=dask or None, quiet=True).text())\n"
)


def family(mark: str) -> dict[int, str]:
    """Living processes whose environment carries the mark, with their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or mark.encode() not in (entry / "environ").read_bytes():
                continue
            if (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(entry.name)] = command.decode(errors="replace")
        except (OSError, ValueError):
            continue
    return found


def start(given: argparse.Namespace, dataset: Path, mark: str) -> subprocess.Popen[bytes]:
    """One run of the batch in a process of its own."""
    command = [sys.executable, "-c", _RUN, given.folder, str(dataset), str(given.jobs), given.worker, given.dask]
    return subprocess.Popen(
        command, env=os.environ | {"GOUJI_KILL_TEST": mark}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def kill(pid: int) -> bool:
    """kill -9; whether there was somebody to kill."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def disturbed(given: argparse.Namespace, dataset: Path, seconds: float) -> int:
    """Run the batch to its end, killing something at random moments; how many processes were left behind."""
    left = main_kills = worker_kills = 0
    while True:
        mark = uuid.uuid4().hex
        process = start(given, dataset, mark)
        kill_main = main_kills < given.kills
        until = time.monotonic() + random.uniform(0.3, max(0.6, seconds / given.kills * 2))
        while process.poll() is None:
            if worker_kills < given.kills and random.random() < 0.2:
                others = [pid for pid in family(mark) if pid != process.pid]
                worker_kills += bool(others) and kill(random.choice(others))
            if kill_main and time.monotonic() > until:
                main_kills += kill(process.pid)
                process.wait()
            time.sleep(0.1)
        patience = time.monotonic() + 20  # a process that is importing sees the end of its parent when it is through
        while (orphans := family(mark)) and time.monotonic() < patience:
            time.sleep(0.2)
        left += len(orphans)
        for pid, command in orphans.items():
            print("left behind:", pid, command)
            kill(pid)
        if process.returncode == 0:
            print(
                f"killed the main process {main_kills} times, other processes {worker_kills} times, {left} left behind"
            )
            return left
        if process.returncode != -signal.SIGKILL:
            print(
                "the batch ended with",
                process.returncode,
                (process.stderr.read() if process.stderr else b"").decode()[-2000:],
            )


def differences(one: Path, other: Path) -> list[str]:
    """Tables that differ (the record of runs apart)."""
    with open_dataset(one) as left, open_dataset(other) as right:
        return [
            name
            for name in TABLES
            if name != "runs"
            if left.rows(f'SELECT * FROM "{name}" ORDER BY ALL') != right.rows(f'SELECT * FROM "{name}" ORDER BY ALL')
        ]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--dask", default="")
    parser.add_argument("--worker", default="extractor:extract")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    place = Path(tempfile.mkdtemp(prefix="gouji-kill-"))
    try:
        begun = time.monotonic()
        code = start(given, place / "calm.duckdb", uuid.uuid4().hex).wait()
        seconds = time.monotonic() - begun
        print(f"undisturbed: {seconds:.1f} s, exit code {code}")
        left = disturbed(given, place / "disturbed.duckdb", seconds)
        different = differences(place / "calm.duckdb", place / "disturbed.duckdb")
        print("differing tables:", ", ".join(different) or "none")
        return 1 if different or left or code else 0
    finally:
        shutil.rmtree(place)


if __name__ == "__main__":
    sys.exit(main())
