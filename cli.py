"""The command line of gouji: each command is a few lines over one call of the library.

Exit codes: 0 done; 1 `check` found something wrong; 2 could not do it, with a message that says what to do; 3 `batch` done with failures.
Heavy imports stand inside the commands, so that `gouji --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional, TypeVar, get_args

import typer

from extractor import __version__
from extractor.language import Language, user_language

if TYPE_CHECKING:
    from extractor.models import CheckKind, Report, Severity
    from extractor.readers import ReadOptions

_LANGUAGE = user_language()


def _say(english: str, chinese: str) -> str:
    return chinese if _LANGUAGE == "zh" else english


app = typer.Typer(
    name="gouji",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=_say(
        "Reads Chinese government fiscal reports, pulls out every figure, says what it measures, and proves whether the figures add up.",
        "勾稽：读取财政报告，取出每一个数字，说明它的含义，并核对数字之间的勾稽关系。",
    ),
)

Lang = Annotated[
    Optional[str], typer.Option("--lang", help=_say("zh or en; from the locale by default.", "zh 或 en，默认随系统语言。"))
]
AsJson = Annotated[bool, typer.Option("--json", help=_say("Print JSON also on a terminal.", "在终端上也输出 JSON。"))]
Output = Annotated[
    Optional[Path], typer.Option("--output", "-o", help=_say("Write there instead of standard output.", "写入该文件。"))
]
Office = Annotated[
    Optional[str],
    typer.Option("--office", help=_say("LibreOffice (soffice) for formats that need it.", "LibreOffice 程序，用于旧格式文件。")),
]
File = Annotated[str, typer.Argument(metavar="FILE", help=_say("A file, or - for standard input.", "文件，- 表示标准输入。"))]


def _fail(message: str) -> NoReturn:
    typer.echo(f"gouji: {message}", err=True)
    raise typer.Exit(2)


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Errors of the user's files and options become one line and exit code 2; a bug of ours keeps its traceback."""
    from extractor.errors import UserError

    try:
        yield
    except UserError as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the pipe has gone, which is its right
        raise typer.Exit(0) from None
    except OSError as error:
        _fail(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "))


def _language(chosen: str | None) -> Language:
    if chosen not in (None, "zh", "en"):
        _fail(_say(f"--lang {chosen}: choose zh or en.", f"--lang {chosen}：只能是 zh 或 en。"))
    return "zh" if (chosen or _LANGUAGE) == "zh" else "en"


def _options(office: str | None) -> ReadOptions:
    from extractor.readers import ReadOptions

    return ReadOptions(office=office)


def _source(file: str) -> tuple[str | bytes, str | None]:
    return (sys.stdin.buffer.read(), None) if file == "-" else (file, None)


def _reports(file: str, *, checks: bool, language: Language, office: str | None) -> Iterator[Report]:
    """The reports of a file; of an archive those that can be read, with a line on stderr for the others."""
    from extractor.flow import extract_all
    from extractor.models import Report

    source, name = _source(file)
    found = 0
    for item in extract_all(source, name=name, checks=checks, language=language, options=_options(office)):
        if isinstance(item, Report):
            found += 1
            yield item
        else:
            typer.echo(f"gouji: {item.name}: {item.message}", err=True)
    if not found:
        _fail(_say(f"{file}: no report in it could be read.", f"{file}：其中没有可以读取的报告。"))


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass") + b"\n")
        sys.stdout.buffer.flush()
    else:
        output.write_bytes(text.encode("utf-8", "surrogatepass") + b"\n")


def _print_rich(*items: object) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for item in items:  # only a terminal has a width to break lines at; a file keeps each sentence in one line
        whole = not console.is_terminal and not isinstance(item, Table)
        console.print(item, markup=False, highlight=False, soft_wrap=whole)


def _version(wanted: bool) -> None:
    if wanted:
        from extractor import patterns

        typer.echo(f"gouji {__version__} (patterns {patterns.digest()})")
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_say("Print the version.", "显示版本。"))
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command(help=_say("Every figure of a report as JSON; a readable table on a terminal.", "取出报告中的全部数字：JSON，或在终端上显示为表。"))
def extract(
    file: File,
    as_json: AsJson = False,
    output: Output = None,
    explain: Annotated[
        Optional[str], typer.Option(metavar="ID", help=_say("Say why this figure got each field.", "说明该数字各项含义的依据。"))
    ] = None,
    checks: Annotated[bool, typer.Option(help=_say("Also test whether the figures add up.", "同时核对勾稽关系。"))] = True,
    chart: Annotated[
        Optional[Path], typer.Option(help=_say("Write the money tree of the report as SVG.", "将收支结构图写为 SVG。"))
    ] = None,
    office: Office = None,
    lang: Lang = None,
) -> None:
    language = _language(lang)
    with _clear_errors():
        if explain:
            _explain(file, explain, office=office, language=language)
            return
        to_terminal = sys.stdout.isatty() and not as_json and output is None
        lines = []
        for report in _reports(file, checks=checks, language=language, office=office):
            if chart:
                from extractor.review import money_tree

                chart.write_text(money_tree(report), encoding="utf-8")
            if to_terminal:
                from extractor.display import figure_table, header_lines, warning_lines

                _print_rich(*header_lines(report, language), figure_table(report, language), *warning_lines(report))
            else:
                lines.append(report.to_json())
        if lines:
            _write("\n".join(lines), output)


def _explain(file: str, identifier: str, *, office: str | None, language: Language) -> None:
    from extractor.display import explanation
    from extractor.flow import extract_with_evidence
    from extractor.readers import read

    source, name = _source(file)
    report, evidence = extract_with_evidence(read(source, name=name, options=_options(office)))
    try:
        lines = explanation(report, identifier, evidence, language)
    except KeyError:
        ids = f"{report.figures[0].id} … {report.figures[-1].id}" if report.figures else "-"
        _fail(_say(f"{identifier}: no such figure. The report has {ids}.", f"没有编号为 {identifier} 的数字，本报告有 {ids}。"))
    _write("\n".join(lines), None)


@app.command(help=_say("What was read: the text of a file with its tables.", "显示读到的内容：正文和表格。"))
def read(
    file: File,
    markdown: Annotated[bool, typer.Option("--markdown", "-m", help=_say("Tables as Markdown.", "表格以 Markdown 显示。"))] = False,
    output: Output = None,
    office: Office = None,
) -> None:
    from extractor.readers import Failure, read_all
    from extractor.table_markdown import document_markdown

    with _clear_errors():
        source, name = _source(file)
        parts = []
        for document in read_all(source, name=name, options=_options(office)):
            if isinstance(document, Failure):
                typer.echo(f"gouji: {document.name}: {document.message}", err=True)
                continue
            parts.append(document_markdown(document) if markdown else document.text)
            for notice in document.notices:
                place = _say(f"page {notice.page}: ", f"第{notice.page}页：") if notice.page else ""
                typer.echo(f"gouji: {place}{notice.message}", err=True)
        _write("\n\n".join(parts), output)


@app.command(help=_say("The subject table: a code or a name, in a year.", "查政府收支分类科目：代码或名称。"))
def subjects(
    query: Annotated[str, typer.Argument(help=_say("A code such as 2080505, or part of a name.", "代码（如 2080505）或名称的一部分。"))],
    year: Annotated[Optional[int], typer.Option(help=_say("The budget year.", "预算年度。"))] = None,
    as_json: AsJson = False,
) -> None:
    from extractor.display import subject_lines
    from extractor.subjects import subjects as tables

    records = tables().records(query, year)
    if not records:
        _fail(_say(f"{query}: not in the subject tables. Try a shorter part of the name.", f"科目表中没有 {query}，请试用更短的名称。"))
    if as_json:
        import json
        from dataclasses import asdict

        _write(json.dumps([asdict(record) for record in records], ensure_ascii=False, indent=1, default=str), None)
    else:
        _write("\n".join(line for record in records for line in subject_lines(record, _LANGUAGE)), None)


@app.command(help=_say("The JSON Schema of the normalised JSON.", "输出 JSON 的 JSON Schema。"))
def schema(output: Output = None) -> None:
    import json

    from extractor.dictionary import schema as made

    with _clear_errors():
        _write(json.dumps(made(), ensure_ascii=False, indent=2), output)


@app.command(help=_say("Scores against gold: precision, recall, F1.", "与标准答案比较：准确率、召回率、F1。"))
def evaluate(
    gold: Annotated[list[Path], typer.Argument(help=_say("Gold folders, or a folder of them.", "标准答案所在文件夹。"))],
    reports: Annotated[
        Optional[Path], typer.Option(help=_say("Where the reports lie, if not beside the gold.", "报告所在文件夹。"))
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help=_say("List every disagreement.", "列出每一处差异。"))] = False,
) -> None:
    from extractor.evaluate import Evaluation, folders, report_file, table
    from extractor.evaluate import evaluate as score
    from extractor.flow import extract as extract_file

    with _clear_errors():
        total = Evaluation()
        for folder in folders(gold):
            result = score(folder, extract_file(report_file(folder, reports)).to_dict())
            result.misses = [f"{folder.name}: {miss}" for miss in result.misses]
            total.add(result)
        _write(table(total) + ("\n\n" + "\n".join(total.misses) if misses and total.misses else ""), None)


Dataset = Annotated[Path, typer.Argument(metavar="DATASET", help=_say("The dataset, a .duckdb file.", "数据集（.duckdb 文件）。"))]
Kinds = Annotated[
    Optional[list[str]], typer.Option("--kind", help=_say("Only this kind; may be given more than once.", "只看这一类，可重复。"))
]
Severities = Annotated[
    Optional[list[str]], typer.Option("--severity", help=_say("error, warning or info.", "error、warning 或 info。"))
]


@app.command(
    help=_say(
        "Do the figures add up? Exit code 1 where something is wrong. A dataset: its reports against each other.",
        "核对勾稽关系，有问题时退出码为 1。对数据集：核对各报告之间的数字。",
    )
)
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help=_say("Files, or a dataset.", "文件或数据集。"))],
    as_json: AsJson = False,
    xlsx: Annotated[Optional[Path], typer.Option(help=_say("Write the findings as a workbook.", "将问题清单写为 Excel。"))] = None,
    kind: Kinds = None,
    severity: Severities = None,
    units: Annotated[
        Optional[Path],
        typer.Option(help=_say("Dataset: CSV of departments and their units.", "数据集：部门与所属单位对照表（CSV）。")),
    ] = None,
    office: Office = None,
    lang: Lang = None,
) -> None:
    language = _language(lang)
    kinds, severities = _kinds(kind), _severities(severity)
    if len(files) == 1 and files[0].endswith(".duckdb"):
        _check_dataset(files[0], units, language)
    with _clear_errors():
        from extractor.findings import as_dict, findings, render, summary
        from extractor.findings_xlsx import write_xlsx

        reports = [report for file in files for report in _reports(file, checks=True, language=language, office=office)]
        found = {id(report): list(findings(report, kinds=kinds, severities=severities)) for report in reports}
        if xlsx:
            write_xlsx(reports, xlsx, language=language, kinds=kinds, severities=severities)
        if as_json:
            import json

            rows = [as_dict(finding, language) for report in reports for finding in found[id(report)]]
            _write(json.dumps(rows, ensure_ascii=False, indent=1), None)
        else:
            for report in reports:
                if len(reports) > 1:
                    _print_rich(f"\n{report.source.name}")
                _print_rich(*render(report, found[id(report)], language))
        raise typer.Exit(1 if summary(reports).violated else 0)


def _kinds(values: list[str] | None) -> tuple[CheckKind, ...]:
    from extractor.models import CheckKind

    known: tuple[CheckKind, ...] = get_args(CheckKind)
    return _chosen(values, "--kind", known)


def _severities(values: list[str] | None) -> tuple[Severity, ...]:
    from extractor.models import Severity

    known: tuple[Severity, ...] = get_args(Severity)
    return _chosen(values, "--severity", known) or ("error", "warning")


T = TypeVar("T")


def _chosen(values: list[str] | None, option: str, known: tuple[T, ...]) -> tuple[T, ...]:
    for value in values or ():
        if value not in known:
            _fail(_say(f"{option} {value}: choose from {', '.join(map(str, known))}.", f"{option} {value}：可选 {'、'.join(map(str, known))}。"))
    return tuple(value for value in known if value in (values or ()))


def _check_dataset(path: str, units: Path | None, language: Language) -> NoReturn:
    with _clear_errors():
        from extractor.dataset_checks import check_dataset

        result = check_dataset(path, units=units)
        _write(result.text(language), None)
        raise typer.Exit(result.exit_code)
    raise AssertionError


@app.command(help=_say("All kinds of checks, with what they mean and an example each.", "列出全部核对类型及示例。"))
def checks(lang: Lang = None) -> None:
    from extractor.display import relation_lines

    _write("\n".join(relation_lines(_language(lang))), None)


@app.command(help=_say("Many files into one dataset. Run it again to go on.", "批量处理，结果写入一个数据集；中断后重新运行即可继续。"))
def batch(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help=_say("Files, folders, globs, @lists.", "文件、文件夹、通配符、@清单。"))],
    output: Annotated[Path, typer.Option("--output", "-o", help=_say("The dataset.", "数据集文件。"))],
    jobs: Annotated[Optional[int], typer.Option("--jobs", "-j", min=1, help=_say("Worker processes.", "工作进程数。"))] = None,
    timeout: Annotated[float, typer.Option(min=0, help=_say("Seconds a file may take; 0: no limit.", "每个文件的时限（秒），0 为不限。"))] = 300,
    memory: Annotated[int, typer.Option(min=0, help=_say("Megabytes a worker may use; 0: no limit.", "每个进程的内存上限（MB），0 为不限。"))] = 2048,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help=_say("Also what failed before.", "重试以前失败的文件。"))] = False,
    force: Annotated[bool, typer.Option("--force", help=_say("Read everything again.", "全部重新提取。"))] = False,
    dask: Annotated[Optional[str], typer.Option(help=_say("Address of a Dask scheduler, or local.", "Dask 调度器地址，或 local。"))] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=_say("No progress.", "不显示进度。"))] = False,
) -> None:
    with _clear_errors():
        from extractor.batch import run_batch
        from extractor.batch_pool import Limits

        limits = Limits(seconds=timeout, megabytes=memory or None)
        summary = run_batch(
            paths, output, jobs=jobs, limits=limits, retry_failed=retry_failed, force=force, dask=dask, quiet=quiet
        )
        if not quiet:
            typer.echo(summary.text(_LANGUAGE), err=True)
        raise typer.Exit(summary.exit_code)


@app.command(help=_say("A dataset as Parquet, CSV, JSON Lines, Excel or Stata files.", "将数据集导出为 Parquet、CSV、JSON Lines、Excel 或 Stata。"))
def export(
    dataset: Dataset,
    to: Annotated[str, typer.Option(help="parquet | csv | jsonl | xlsx | dta")],
    table: Annotated[Optional[list[str]], typer.Option(help=_say("Only this table or view.", "只导出该表或视图，可重复。"))] = None,
    output: Output = None,
) -> None:
    with _clear_errors():
        from extractor.dataset import open_dataset
        from extractor.dataset_export import export as write

        with open_dataset(dataset) as opened:
            result = write(opened, to, tables=table or (), output=output)  # type: ignore[arg-type]
        for line in (*map(str, result.files), *result.notes):
            typer.echo(line)


@app.command(help=_say("A quick look into a dataset with SQL; CSV when piped.", "用 SQL 查询数据集，管道输出为 CSV。"))
def query(dataset: Dataset, sql: Annotated[str, typer.Argument(metavar="SQL")]) -> None:
    with _clear_errors():
        from extractor.dataset_query import query as ask

        answer = ask(dataset, sql)
        if sys.stdout.isatty():
            _write("\n".join(answer.lines()), None)
        else:
            from extractor.display import rows_text

            _write(rows_text(answer.columns, answer.rows), None)


@app.command(help=_say("A page that shows every figure and finding; of a dataset a folder of pages.", "生成核查页面；对数据集生成一个文件夹。"))
def review(
    file: File,
    output: Annotated[Path, typer.Option("--output", "-o", help=_say("The page, or the folder.", "页面文件或文件夹。"))],
    open_it: Annotated[bool, typer.Option("--open", help=_say("Open it in the browser.", "在浏览器中打开。"))] = False,
    office: Office = None,
    lang: Lang = None,
) -> None:
    language = _language(lang)
    with _clear_errors():
        if file.endswith(".duckdb"):
            from extractor.review_index import review_dataset

            review_dataset(file, output, language=language)
            page = output / "index.html"
        else:
            from extractor.review import write_review

            reports = list(_reports(file, checks=True, language=language, office=office))
            if len(reports) > 1:
                _fail(_say(f"{file} holds {len(reports)} reports. Use `gouji batch` and review the dataset.", f"{file} 内有 {len(reports)} 份报告，请先用 gouji batch 再查看数据集。"))
            write_review(reports[0], output, language=language)
            page = output
        typer.echo(page)
        if open_it:
            import webbrowser

            webbrowser.open(Path(page).resolve().as_uri())


def main() -> None:
    """Entry point of the command `gouji`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
