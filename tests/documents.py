"""The documents as programs: their commands and Python blocks are run in a folder of their own, what they show as output is compared.

A `sh` block is run line by line, a `python` block as a script; a `text` block right behind one is its output. A line `…` in it stands for
lines left out. `# exit code 2` behind a command says how it ends. A block that names a file (```toml patterns/x.toml) is added to that file of a
copy of the project. Make the outputs anew after the program has changed, and read what changed:

    python -m tests.documents README.md docs/tutorial.md docs/tutorial.zh-CN.md
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ("cli.py", "extractor", "patterns", "tests", "docs", "pyproject.toml")
NOT_RUN = {
    "pip install": ".ci/run runs the install commands of the README, and a test has no network",
    "tcp://": "needs a cluster",
    "s3://": "needs a network",
    "python benchmarks/": "takes minutes",
    "soffice": "needs LibreOffice",
}
_FENCE = re.compile(r"^```(\w*) ?([^\n`]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_SECONDS = re.compile(r"\d+\.\d+( s\b| 秒)")  # how long it took is the machine's business
# How many figures and relations it finds grows; what is wrong among them is compared.
_COUNTS = re.compile(
    r"\d+(?= figures| 个数字| relations:| hold,| could not be judged|处相符|处缺少依据)|(?<=共核对)\d+"
    r"|(?:amounts|percentages|quantities|金额|百分比|数量) \d+|(?<=checks\.unjudged: ).*"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, what else stands on its first line, its text, where the text begins and ends in the document."""

    language: str
    info: str
    text: str
    start: int
    end: int
    output: Block | None = None  # the `text` block right behind it

    def commands(self) -> Iterator[str]:
        """The commands of a `sh` block, continued lines put together."""
        for line in self.text.replace("\\\n", " ").splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield line.strip()

    def not_run(self) -> str | None:
        """Why this block is not run, if it is not."""
        return next((reason for words, reason in NOT_RUN.items() if words in self.text), None)


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a document, each with the output that it shows."""
    plain = [Block(m[1], m[2].strip(), m[3], m.start(3), m.end(3)) for m in _FENCE.finditer(text)]
    found = []
    for block, following in zip_longest(plain, plain[1:]):
        shown = following if following and following.language == "text" else None
        if shown and text[block.end : shown.start].strip("`\n") != "text":
            shown = None
        found.append(Block(block.language, block.info, block.text, block.start, block.end, shown))
    return found


@dataclass(frozen=True, slots=True)
class Ran:
    """A block that was run: all that it printed, and what went wrong."""

    block: Block
    output: str
    errors: tuple[str, ...]


class Workspace:
    """A folder as the documents suppose it: the corpus, and files of one's own under the names that they use."""

    def __init__(self, folder: Path, document: Path) -> None:
        self.folder, self.project = folder, ROOT
        self.chinese = document.name.endswith(".zh-CN.md")
        text = document.read_text(encoding="utf-8")
        if any("/" in block.info for block in blocks(text)):
            self.project = folder
            for name in PROJECT:
                source = ROOT / name
                copy = shutil.copytree if source.is_dir() else shutil.copy2
                copy(source, folder / name)
        (folder / "corpus").symlink_to(ROOT / "corpus")
        for suffix in ("docx", "pdf", "xlsx"):
            shutil.copy2(ROOT / "corpus" / "formats" / f"report.{suffix}", folder)
        for name in ("报告", "reports"):
            (folder / name).mkdir()
            for sample in sorted((ROOT / "corpus").glob("*/report.txt")):
                shutil.copy2(sample, folder / name / f"{sample.parent.name}.txt")
        self.tools = folder / ".bin"
        self.tools.mkdir()
        self._tool("gouji", f'exec "{sys.executable}" "{self.project / "cli.py"}" "$@"')
        self._tool("python", f'exec "{sys.executable}" "$@"')

    def _tool(self, name: str, script: str) -> None:
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def environment(self) -> dict[str, str]:
        """English or Chinese as the document is."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTEST"))}
        return kept | {
            "PATH": f"{self.tools}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.project),
            "PYTHONIOENCODING": "utf-8",
            "LC_CTYPE": "C.UTF-8",
            "LC_MESSAGES": "zh_CN.UTF-8" if self.chinese else "C.UTF-8",
            "COLUMNS": "118",
            "LINES": "50",
            "TERM": "xterm",
        }

    def run(self, block: Block) -> Ran | None:
        """Runs a block; None for one that is not a program or is not run."""
        if block.info and "/" in block.info:
            target = self.folder / block.info
            with target.open("a", encoding="utf-8") as file:
                file.write(("\n" if block.language == "toml" else "") + block.text)
            return Ran(block, "", ())
        if block.language not in ("sh", "python") or block.not_run():
            return None
        if block.language == "python":
            script = self.folder / "snippet.py"
            script.write_text(block.text, encoding="utf-8")
            code, output = self._process(f'"{sys.executable}" snippet.py')
            return Ran(block, output, (f"exit code {code}\n{output}",) if code else ())
        outputs, errors = [], []
        for command in block.commands():
            code, output = self._terminal(command) if block.info == "terminal" else self._process(command)
            outputs.append(output)
            said = re.search(r"# (?:exit code|退出码) (\d+)$", command)
            allowed = {int(said[1])} if said else {0, 1} if command.startswith("gouji check ") else {0}
            if code not in allowed:
                errors.append(f"$ {command}\nexit code {code}\n{output}")
        return Ran(block, "".join(outputs), tuple(errors))

    def _process(self, command: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def _terminal(self, command: str) -> tuple[int, str]:
        """The command as a person sees it, on a terminal of 118 columns."""
        import fcntl
        import termios

        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 118, 0, 0))
        process = subprocess.Popen(
            ["bash", "-c", command], cwd=self.folder, env=self.environment(), stdin=slave, stdout=slave, stderr=slave
        )
        os.close(slave)
        pieces = []
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            pieces.append(piece)
        os.close(master)
        output = _ANSI.sub("", b"".join(pieces).decode("utf-8", "replace")).replace("\r\n", "\n")
        return process.wait(300), output


def lines(text: str) -> list[str]:
    """Lines without what differs from run to run."""
    return [_COUNTS.sub("0", _SECONDS.sub(r"0.0\1", line.rstrip())) for line in text.strip("\n").splitlines()]


def differences(shown: str, output: str) -> str | None:
    """What the document shows and the program does not print, in that order; None where they agree."""
    printed, at = lines(output), 0
    parts = "\n".join(lines(shown)).split("\n…\n")
    for number, part in enumerate(parts):
        wanted = part.splitlines()
        last = number == len(parts) - 1
        starts = [len(printed) - len(wanted)] if last else [0] if number == 0 else range(at, len(printed))
        if len(parts) == 1 and len(printed) != len(wanted):
            return f"shown are {len(wanted)} lines, printed {len(printed)}:\n{output}"
        start = next((s for s in starts if s >= at and printed[s : s + len(wanted)] == wanted), None)
        if start is None:
            return f"not printed so:\n{part}\nprinted:\n{output}"
        at = start + len(wanted)
    return None


def renewed(shown: str, output: str) -> str:
    """The output as the document should show it: where it leaves lines out, as many at the beginning and the end as before."""
    printed = [line.rstrip() for line in output.strip("\n").splitlines()]
    parts = [part.splitlines() for part in "\n".join(lines(shown)).split("\n…\n")]
    if len(parts) == 1:
        return "\n".join(printed) + "\n"
    return "\n".join([*printed[: len(parts[0])], "…", *printed[len(printed) - len(parts[-1]) :]]) + "\n"


def run_document(document: Path, folder: Path) -> Iterator[Ran]:
    """All blocks of a document that can be run, in order, in one folder."""
    workspace = Workspace(folder, document)
    for block in blocks(document.read_text(encoding="utf-8")):
        ran = workspace.run(block)
        if ran is not None:
            yield ran


def renew(document: Path) -> str | None:
    """Writes the outputs of a document anew; leaves it alone where a block fails, and says which."""
    text = document.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        ran = list(run_document(document, Path(folder)))
    errors = [error for one in ran for error in one.errors]
    if errors:
        return "\n\n".join(errors)
    for one in reversed(ran):
        shown = one.block.output
        if shown and differences(shown.text, one.output):
            text = text[: shown.start] + renewed(shown.text, one.output) + text[shown.end :]
    document.write_text(text, encoding="utf-8")
    return None


if __name__ == "__main__":
    for name in sys.argv[1:]:
        failed = renew(Path(name))
        if failed:
            sys.exit(f"{name} was left as it is:\n{failed}")
