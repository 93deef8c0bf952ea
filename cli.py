"""The command line of gouji: each command is a few lines over one call of the library.

Exit codes: 0 done; 1 `check` found something wrong; 2 could not do it, with a message that says what to do; 3 `batch` done with failures.
Heavy imports stand inside the commands, so that `gouji --help` answers at once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn, Optional, get_args

import typer

from extractor import __version__
from extractor.command_options import AsJson, Dataset, File, Kinds, Lang, Office, Output, Severities
from extractor.language import Language
from extractor.terminal import (
    Commands,
    chosen,
    fail,
    language_of,
    note,
    options,
    prepare_streams,
    print_rich,
    reports_in,
    reports_to_check,
    say,
    source,
    terminal_width,
    write,
)

app = typer.Typer(
    name="gouji",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=say(
        "Reads Chinese government fiscal reports, pulls out every figure, says what it measures, and proves whether the figures add up.",
        "勾稽：读取财政报告，取出每一个数字，说明它的含义，并核对数字之间的勾稽关系。",
    ),
)


def _version(wanted: bool) -> None:
    if wanted:
        from extractor import patterns

        typer.echo(f"gouji {__version__} (patterns {patterns.digest()})")
        raise typer.Exit


@app.callback()
def main_options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("Print the version.", "显示版本。"))
    ] = False,
) -> None:
    """Options of the program itself."""


@app.command(
    help=say(
        "Every figure of a report: a table, or JSON in a pipe.", "取出报告中的全部数字：JSON，或在终端上显示为表。"
    )
)
def extract(
    file: File,
    as_json: AsJson = False,
    output: Output = None,
    explain: Annotated[
        Optional[str],
        typer.Option(metavar="ID", help=say("Say why this figure got each field.", "说明该数字各项含义的依据。")),
    ] = None,
    checks: Annotated[
        bool, typer.Option(help=say("Also test whether the figures add up.", "同时核对勾稽关系。"))
    ] = True,
    chart: Annotated[
        Optional[Path], typer.Option(help=say("Write the money tree of the report as SVG.", "将收支结构图写为 SVG。"))
    ] = None,
    office: Office = None,
    lang: Lang = None,
) -> None:
    language = language_of(lang)
    if explain:
        from extractor.display import explain as explained

        write("\n".join(explained(source(file), explain, language, options=options(office))))
        return
    to_terminal = sys.stdout.isatty() and not as_json and output is None
    lines = []
    for number, report in enumerate(reports_in(file, checks=checks, language=language, office=office)):
        if chart and number == 0:
            from extractor.review import money_tree

            chart.write_text(money_tree(report), encoding="utf-8")
        elif chart:
            name = report.source.name
            note(say(f"{name}: the chart shows the first report only.", f"{name}：结构图只画第一份报告。"))
        if to_terminal:
            from extractor.display import report_items

            print_rich(*report_items(report, language, terminal_width()))
        else:
            lines.append(report.to_json())
    if lines:
        write("\n".join(lines), output)


@app.command(help=say("What was read: the text of a file with its tables.", "显示读到的内容：正文和表格。"))
def read(
    file: File,
    markdown: Annotated[
        bool, typer.Option("--markdown", "-m", help=say("Tables as Markdown.", "表格以 Markdown 显示。"))
    ] = False,
    output: Output = None,
    office: Office = None,
) -> None:
    from extractor.readers import Failure, read_all
    from extractor.table_markdown import document_markdown

    parts = []
    for document in read_all(source(file), options=options(office)):
        if isinstance(document, Failure):
            note(f"{document.name}: {document.message}")
            continue
        parts.append(document_markdown(document) if markdown else document.text)
        for notice in document.notices:
            place = say(f"page {notice.page}: ", f"第{notice.page}页：") if notice.page else ""
            note(f"{place}{notice.message}")
    write("\n\n".join(parts), output)


@app.command(help=say("The subject table: a code or a name, in a year.", "查政府收支分类科目：代码或名称。"))
def subjects(
    query: Annotated[
        str,
        typer.Argument(
            metavar="QUERY",
            help=say("A code such as 2080505, or part of a name.", "代码（如 2080505）或名称的一部分。"),
        ),
    ],
    year: Annotated[Optional[int], typer.Option(help=say("The budget year.", "预算年度。"))] = None,
    as_json: AsJson = False,
) -> None:
    from extractor.display import subject_lines
    from extractor.subjects import subjects as tables

    records = tables().records(query, year)
    if not records:
        fail(
            say(
                f"{query}: not in the subject tables. Try a shorter part of the name.",
                f"科目表中没有 {query}，请试用更短的名称。",
            )
        )
    if as_json:
        from dataclasses import asdict

        write(json.dumps([asdict(record) for record in records], ensure_ascii=False, indent=1, default=str))
    else:
        write("\n".join(line for record in records for line in subject_lines(record, language_of(None))))


@app.command(help=say("The JSON Schema of the normalised JSON.", "输出 JSON 的 JSON Schema。"))
def schema(output: Output = None) -> None:

    from extractor.dictionary import schema as made

    write(json.dumps(made(), ensure_ascii=False, indent=2), output)


@app.command(help=say("Scores against gold: precision, recall, F1.", "与标准答案比较：准确率、召回率、F1。"))
def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER", help=say("Gold folders, or a folder of them.", "标准答案所在文件夹。")),
    ],
    reports: Annotated[
        Optional[Path], typer.Option(help=say("Where the reports lie, if not beside the gold.", "报告所在文件夹。"))
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help=say("List every disagreement.", "列出每一处差异。"))] = False,
) -> None:
    from extractor.evaluate import evaluate_folders, table

    total = evaluate_folders(gold, reports)
    write(table(total) + ("\n\n" + "\n".join(total.misses) if misses and total.misses else ""))


@app.command(
    help=say(
        "Do the figures add up? Exit code 1 where something is wrong. A dataset: its reports against each other.",
        "核对勾稽关系，有问题时退出码为 1。对数据集：核对各报告之间的数字。",
    )
)
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help=say("Files, or a dataset.", "文件或数据集。"))],
    as_json: AsJson = False,
    xlsx: Annotated[
        Optional[Path], typer.Option(help=say("Write the findings as a workbook.", "将问题清单写为 Excel。"))
    ] = None,
    kind: Kinds = None,
    severity: Severities = None,
    units: Annotated[
        Optional[Path],
        typer.Option(help=say("Dataset: CSV of departments and their units.", "数据集：部门与所属单位对照表（CSV）。")),
    ] = None,
    office: Office = None,
    lang: Lang = None,
) -> None:
    language = language_of(lang)
    from extractor.models import CheckKind, Outcome, Severity

    kinds: tuple[CheckKind, ...] = chosen(kind, "--kind", get_args(CheckKind))
    severities: tuple[Severity, ...] = chosen(severity, "--severity", get_args(Severity)) or ("error", "warning")
    if any(file.endswith(".duckdb") for file in files):
        _check_dataset(files, units, language, refused=bool(as_json or xlsx or kind or severity))
    from extractor.findings import as_dict, findings, render

    reports, complete = reports_to_check(files, language=language, office=office)
    found = {id(report): list(findings(report, kinds=kinds, severities=severities)) for report in reports}
    if xlsx and reports:
        from extractor.findings_xlsx import write_xlsx

        write_xlsx(reports, xlsx, language=language, kinds=kinds, severities=severities)
    if as_json:
        rows = [as_dict(finding, language) for report in reports for finding in found[id(report)]]
        write(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            if len(files) > 1 or len(reports) > 1:
                print_rich(f"\n{report.source.name}")
            print_rich(*render(report, found[id(report)], language))
    violated: tuple[Outcome, ...] = ("violated",)
    wrong = any(True for report in reports for _ in findings(report, kinds=kinds, outcomes=violated))
    raise typer.Exit(2 if not complete else 1 if wrong else 0)


def _check_dataset(files: list[str], units: Path | None, language: Language, *, refused: bool) -> NoReturn:
    from extractor.dataset_checks import check_dataset

    if len(files) > 1:
        fail(
            say(
                "A dataset is checked by itself: name one .duckdb file and nothing else.",
                "数据集须单独核对：只写一个 .duckdb 文件。",
            )
        )
    if refused:
        select = f'gouji query {files[0]} "SELECT * FROM dataset_checks"'
        save = f"gouji export {files[0]} --to xlsx --table dataset_checks"
        english = "--json, --xlsx, --kind and --severity are for files. The findings of a dataset lie in it: first check it without them, then"
        fail(
            say(
                f"{english} `{select}` or `{save}`.",
                f"--json、--xlsx、--kind、--severity 只用于文件。请先不带这些选项核对数据集，结果存于其中，再用 `{select}` 或 `{save}`。",
            )
        )
    result = check_dataset(files[0], units=units)
    write(result.text(language))
    raise typer.Exit(result.exit_code)


@app.command(help=say("All kinds of checks, with what they mean and an example each.", "列出全部核对类型及示例。"))
def checks(lang: Lang = None) -> None:
    from extractor.display import relation_lines

    write("\n".join(relation_lines(language_of(lang))))


@app.command(
    help=say(
        "Many files into one dataset. Run it again to go on.", "批量处理，结果写入一个数据集；中断后重新运行即可继续。"
    )
)
def batch(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help=say("Files, folders, globs, @lists.", "文件、文件夹、通配符、@清单。")),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help=say("The dataset.", "数据集文件。"))],
    jobs: Annotated[
        Optional[int], typer.Option("--jobs", "-j", min=1, help=say("Worker processes.", "工作进程数。"))
    ] = None,
    timeout: Annotated[
        float,
        typer.Option(min=0, help=say("Seconds a file may take; 0: no limit.", "每个文件的时限（秒），0 为不限。")),
    ] = 300,
    memory: Annotated[
        int,
        typer.Option(
            min=0, help=say("Megabytes a worker may use; 0: no limit.", "每个进程的内存上限（MB），0 为不限。")
        ),
    ] = 2048,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help=say("Also what failed before.", "重试以前失败的文件。"))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=say("Read everything again.", "全部重新提取。"))] = False,
    dask: Annotated[
        Optional[str], typer.Option(help=say("Address of a Dask scheduler, or local.", "Dask 调度器地址，或 local。"))
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=say("No progress.", "不显示进度。"))] = False,
) -> None:
    from extractor.batch import run_batch
    from extractor.batch_pool import Limits

    limits = Limits(seconds=timeout, megabytes=memory or None)
    summary = run_batch(
        paths, output, jobs=jobs, limits=limits, retry_failed=retry_failed, force=force, dask=dask, quiet=quiet
    )
    if not quiet:
        typer.echo(summary.text(language_of(None)), err=True)
    raise typer.Exit(summary.exit_code)


@app.command(
    help=say(
        "A dataset as Parquet, CSV, JSON Lines, Excel or Stata files.",
        "将数据集导出为 Parquet、CSV、JSON Lines、Excel 或 Stata。",
    )
)
def export(
    dataset: Dataset,
    to: Annotated[str, typer.Option(help="parquet | csv | jsonl | xlsx | dta")],
    table: Annotated[
        Optional[list[str]], typer.Option(help=say("Only this table or view.", "只导出该表或视图，可重复。"))
    ] = None,
    output: Annotated[
        Optional[Path], typer.Option("--output", "-o", help=say("The folder, or the file.", "文件夹或文件。"))
    ] = None,
) -> None:
    from extractor.dataset import open_dataset
    from extractor.dataset_export import export as write

    with open_dataset(dataset) as opened:
        result = write(opened, to, tables=table or (), output=output)  # type: ignore[arg-type]
    for line in (*map(str, result.files), *result.notes):
        typer.echo(line)


@app.command(help=say("A quick look into a dataset with SQL; CSV when piped.", "用 SQL 查询数据集，管道输出为 CSV。"))
def query(dataset: Dataset, sql: Annotated[str, typer.Argument(metavar="SQL")]) -> None:
    from extractor.dataset_query import query as ask

    answer = ask(dataset, sql)
    if sys.stdout.isatty():
        write("\n".join(answer.lines()))
    else:
        from extractor.display import rows_text

        write(rows_text(answer.columns, answer.rows))


@app.command(help=say("A page with every figure and finding.", "生成核查页面；对数据集生成一个文件夹。"))
def review(
    file: File,
    output: Annotated[Path, typer.Option("--output", "-o", help=say("The page, or the folder.", "页面文件或文件夹。"))],
    open_it: Annotated[bool, typer.Option("--open", help=say("Open it in the browser.", "在浏览器中打开。"))] = False,
    office: Office = None,
    lang: Lang = None,
) -> None:
    language = language_of(lang)
    if file.endswith(".duckdb"):
        from extractor.review_index import review_dataset

        review_dataset(file, output, language=language)
        page = output / "index.html"
    else:
        from extractor.review import write_review

        reports = list(reports_in(file, checks=True, language=language, office=office))
        if len(reports) > 1:
            fail(
                say(
                    f"{file} holds {len(reports)} reports. Use `gouji batch` and review the dataset.",
                    f"{file} 内有 {len(reports)} 份报告，请先用 gouji batch 再查看数据集。",
                )
            )
        write_review(reports[0], output, language=language)
        page = output
    typer.echo(page)
    if open_it:
        import webbrowser

        webbrowser.open(Path(page).resolve().as_uri())


def main() -> None:
    """Entry point of the command `gouji`."""
    prepare_streams()
    app()


if __name__ == "__main__":
    main()
