"""Extraction against one `jieba.cut` of the same text in the same run; cold start; peak memory. One command, a table:

    python benchmarks/extraction.py [REPORT.txt …]

Without arguments the project's own corpus is measured. Ratios, not seconds, are what can be compared between machines.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)  # bytes of UTF-8, about three a character


def seconds(run: Callable[[], object], least: float = 0.3) -> float:
    """Best of the runs that fit into `least` seconds."""
    best, spent = float("inf"), 0.0
    while spent < least or best == float("inf"):
        begin = time.perf_counter()
        run()
        took = time.perf_counter() - begin
        best, spent = min(best, took), spent + took
    return best


def varied(text: str, length: int, seed: int = 1) -> str:
    """A text of `length` bytes made of the paragraphs of `text` in another order with other digits, so that nothing is cached."""
    rng = random.Random(seed)
    paragraphs = [line for line in text.splitlines() if line.strip()]
    made: list[str] = []
    size = 0
    while size < length:
        line = "".join(
            rng.choice("123456789") if char.isdecimal() and char != "0" else char for char in rng.choice(paragraphs)
        )
        made.append(line)
        size += len(line.encode()) + 1
    return "\n".join(made)


def repeated(text: str, length: int) -> str:
    """A text of about `length` bytes: the report again and again, or its beginning."""
    size = len(text.encode())
    return text[: len(text) * length // size] if length < size else text * (length // size)


def extraction_table(text: str) -> None:
    import jieba

    from extractor import extract_text

    jieba.setLogLevel(60)
    jieba.initialize()
    extract_text(text)
    print(f"{'text':<18}{'jieba.cut':>11}{'extraction':>12}{'ratio':>7}{'with checks':>13}{'ratio':>7}")
    for length in LENGTHS:
        for kind, sample in (("repeated", repeated(text, length)), ("varied", varied(text, length))):
            words = seconds(lambda sample=sample: sum(1 for _ in jieba.cut(sample)))  # type: ignore[misc]
            bare = seconds(lambda sample=sample: extract_text(sample, checks=False))  # type: ignore[misc]
            whole = seconds(lambda sample=sample: extract_text(sample))  # type: ignore[misc]
            print(
                f"{length:>9,} {kind:<8}{words * 1000:>8.1f} ms{bare * 1000:>9.1f} ms{bare / words:>7.2f}"
                f"{whole * 1000:>10.1f} ms{whole / words:>7.2f}",
                flush=True,
            )


def wall(command: list[str]) -> float:
    return seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), 3)


def cold_start(path: Path) -> None:
    base = wall([sys.executable, "-c", "import spacy, jieba; jieba.setLogLevel(60); jieba.initialize()"])
    cold = wall([sys.executable, str(ROOT / "cli.py"), "extract", str(path), "--json"])
    help_text = wall([sys.executable, str(ROOT / "cli.py"), "--help"])
    print(
        f"\ncold `gouji extract`: {cold:.2f} s, {cold / base:.2f} × importing spaCy and initialising jieba ({base:.2f} s)"
    )
    print(f"`gouji --help`: {help_text:.2f} s")


def memory(path: Path) -> None:
    program = (
        "import resource, sys; from extractor import extract; extract(sys.argv[1]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    made = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True, cwd=ROOT
    )
    print(f"peak memory of one extraction: {made.stdout.strip()} MB")


def main(paths: list[str]) -> None:
    sys.path.insert(0, str(ROOT))
    files = [Path(path) for path in paths] or sorted((ROOT / "corpus").glob("*/report.txt"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    extraction_table(text)
    cold_start(files[0])
    memory(files[0])


if __name__ == "__main__":
    main(sys.argv[1:])
