"""What all commands share: the user's language, errors as one line, standard streams, and reading the files that were named.

Heavy imports stand inside the functions, so that `gouji --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer
from typer.core import TyperGroup

from .language import Language, user_language

if TYPE_CHECKING:
    from .models import Report
    from .readers import ReadOptions

LANGUAGE = user_language()
T = TypeVar("T")


def say(english: str, chinese: str) -> str:
    """The words in the user's language."""
    return chinese if LANGUAGE == "zh" else english


def fail(message: str) -> NoReturn:
    """Ends the program with exit code 2 and one line that says what is wrong and what to do."""
    note(message)
    raise typer.Exit(2)


def note(message: str) -> None:
    """One line on standard error."""
    typer.echo(f"gouji: {message}", err=True)


class Commands(TyperGroup):
    """All commands: errors of the user's files and options become one line and exit code 2, a bug of ours keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command that was named."""
        from .errors import UserError

        try:
            return super().invoke(ctx)
        except UserError as error:
            fail(str(error))
        except BrokenPipeError:
            _open_nothing("stdout")  # the reader of the pipe has gone, which is its right
            raise typer.Exit(0) from None
        except OSError as error:
            fail(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "))


def prepare_streams() -> None:
    """UTF-8 whatever the locale; a stream that the caller has closed is nothing to read from or to write to."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            _open_nothing(name)
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _open_nothing(name: str) -> None:
    setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115


def language_of(chosen: str | None) -> Language:
    """The language of `--lang`, else the user's."""
    if chosen not in (None, "zh", "en"):
        fail(say(f"--lang {chosen}: choose zh or en.", f"--lang {chosen}：只能是 zh 或 en。"))
    return "zh" if (chosen or LANGUAGE) == "zh" else "en"


def chosen(values: Sequence[str] | None, option: str, known: tuple[T, ...]) -> tuple[T, ...]:
    """The values of an option that may be given more than once, in the order of `known`."""
    for value in values or ():
        if value not in known:
            english = f"{option} {value}: choose from {', '.join(map(str, known))}."
            fail(say(english, f"{option} {value}：可选 {'、'.join(map(str, known))}。"))
    return tuple(value for value in known if value in (values or ()))


def options(office: str | None) -> ReadOptions:
    """How files are to be read."""
    from .readers import ReadOptions

    return ReadOptions(office=office)


def source(file: str) -> str | bytes:
    """A path, or for `-` the bytes of standard input."""
    return sys.stdin.buffer.read() if file == "-" else file


def reports_in(file: str, *, checks: bool, language: Language, office: str | None) -> Iterator[Report]:
    """The reports of a file; of an archive those that can be read, with a line on standard error for the others.

    Raises ReadError where there is none.
    """
    from .document import ReadError
    from .flow import extract_all
    from .models import Report

    found = False
    for item in extract_all(source(file), checks=checks, language=language, options=options(office)):
        if isinstance(item, Report):
            found = True
            yield item
        else:
            note(f"{item.name}: {item.message}")
    if not found:
        raise ReadError(say(f"{file}: no report in it could be read.", f"{file}：其中没有可以读取的报告。"))


def reports_to_check(files: Sequence[str], *, language: Language, office: str | None) -> tuple[list[Report], bool]:
    """The reports of several files with their checks, and whether every file could be read.

    A file that cannot be read, or in which there is no text (a scan), costs a line on standard error and none of the other files.
    """
    from .document import ReadError

    reports, complete = [], True
    names = Counter(Path(file).name for file in files)
    for file in files:
        try:
            for report in reports_in(file, checks=True, language=language, office=office):
                if names[Path(file).name] > 1:  # files of one name in several folders
                    report = _with_folder(report, Path(file).parent)
                _tell_warnings(report)
                if not report.text.strip():
                    complete = False
                    note(
                        say(
                            f"{report.source.name or '-'}: no text in it.",
                            f"{report.source.name or '-'}：其中没有文字。",
                        )
                    )
                reports.append(report)
        except ReadError as error:
            note(str(error))
            complete = False
    return reports, complete


def _with_folder(report: Report, folder: Path) -> Report:
    source = report.source.model_copy(update={"name": str(folder / (report.source.name or "-"))})
    return report.model_copy(update={"source": source})


def _tell_warnings(report: Report) -> None:
    """What could not be read or used, the first of each kind: without it a finding may be missing."""
    counts = Counter(warning.code for warning in report.warnings)
    for warning in report.warnings:
        more = counts.pop(warning.code, 0) - 1
        if more >= 0 and warning.code != "checks.unjudged":  # the summary counts those
            others = say(f" (and {more} more of this kind)", f"（同类提示另有{more}条）") if more else ""
            note(f"{report.source.name or '-'}: {warning.message}{others}")


def write(text: str, output: Path | None = None) -> None:
    """A text to a file or standard output, as UTF-8 whatever the locale."""
    data = text.encode("utf-8", "surrogatepass") + b"\n"
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(data)


def terminal_width() -> int:
    """Columns of the terminal."""
    from rich.console import Console

    return Console().width


def print_rich(*items: object) -> None:
    """Lines and tables, coloured on a terminal."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for item in items:  # only a terminal has a width to break lines at; a file keeps each sentence in one line
        whole = not console.is_terminal and not isinstance(item, Table)
        console.print(item, markup=False, highlight=False, soft_wrap=whole)
