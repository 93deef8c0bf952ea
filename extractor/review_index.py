"""The index of a dataset: a folder with one page a report and an index.html that lists, filters and charts them all.

The folder works from a disk, a share or a web server, without a network. The rows of the list stand in script files of
REPORTS_A_FILE reports each (a page opened from a disk may load scripts beside it, but may not fetch data).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .review_shell import TEMPLATES, plain_text, render, script_json, write_page

if TYPE_CHECKING:
    from .dataset import Dataset

REPORTS_A_FILE = 1000
MOST_FAILURES = 500  # listed in the index; the dataset has them all
STYLES = ("base.css", "index.css")
SCRIPTS = ("common.js", "numbers.js", "index_rows.js", "index_charts.js", "index.js")
_OUTCOMES = {"violated": 0, "suspicious": 1, "rounding": 2, "holds": 3}
_STAMP = "gouji-stamp"

Progress = Callable[[int, int], None]  # pages done, pages in all


def review_dataset(
    dataset: str | PathLike[str], folder: str | PathLike[str], progress: Progress | None = None, *, language: str = "zh"
) -> int:
    """Write the index of a dataset and the page of each of its reports into a folder; gives the number of reports.

    A page that is there already and whose report has not changed is kept, so that a second run is quick.
    Raises DatasetError for what is no dataset, OSError where the folder cannot be written.
    """
    from .dataset import open_dataset

    place = Path(folder)
    with open_dataset(dataset) as opened:
        (place / "pages").mkdir(parents=True, exist_ok=True)
        (place / "data").mkdir(exist_ok=True)
        rows = _rows(opened)
        files = _write_rows(place / "data", rows)
        _write_index(place / "index.html", opened, rows, files, language)
        _write_pages(place / "pages", opened, [row[0] for row in rows], progress, language)
    return len(rows)


def _rows(dataset: Dataset) -> list[list[Any]]:
    """One list a report, in the order that the index's script reads (index_rows.js)."""
    kinds: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0, 0]))
    for report, kind, outcome, count in dataset.rows(
        "SELECT report, kind, outcome, count(*) FROM checks GROUP BY ALL ORDER BY ALL"
    ):
        kinds[report][kind][_OUTCOMES[outcome]] = count
    measures = _measures(dataset)
    found = dataset.rows(
        "SELECT report, title, organization, region_name, region_path, fiscal_year, kind, source_name, figures, checks, "
        "violated, suspicious, rounding, holds, sha256 FROM reports "
        "ORDER BY violated DESC, suspicious DESC, organization, fiscal_year, report"
    )
    return [
        [
            *(plain_text(value) if isinstance(value, str) else value for value in row),
            kinds.get(row[0], {}),
            measures.get(row[0], {}),
        ]
        for row in found
    ]


def _measures(dataset: Dataset) -> dict[str, dict[str, str]]:
    """Report → well-known measure → value; of several scopes the report's own, which has none, else the largest."""
    sql = """
        SELECT report, indicator, type, CAST(arg_min(value, (scope IS NOT NULL, -value)) AS VARCHAR)
        FROM indicator_values WHERE value IS NOT NULL AND type <> 'quantity' GROUP BY ALL ORDER BY ALL
    """
    measures: dict[str, dict[str, str]] = defaultdict(dict)
    for report, indicator, kind, value in dataset.rows(sql):
        trimmed = value.rstrip("0").rstrip(".") if "." in value else value
        measures[report][f"{indicator}|{kind}"] = trimmed
    return measures


def _write_rows(folder: Path, rows: Sequence[list[Any]]) -> list[str]:
    names = []
    for number, first in enumerate(range(0, len(rows), REPORTS_A_FILE), 1):
        name = f"reports-{number:04d}.js"
        write_page(folder / name, f"goujiRows({script_json(rows[first : first + REPORTS_A_FILE])});\n")
        names.append(f"data/{name}")
    return names


def _write_index(path: Path, dataset: Dataset, rows: Sequence[list[Any]], files: list[str], language: str) -> None:
    from markupsafe import Markup

    from . import __version__

    failures = dataset.rows(f"SELECT path, reason, message FROM failures ORDER BY path LIMIT {MOST_FAILURES}")
    (failed,) = dataset.rows("SELECT count(*) FROM failures")[0]
    names = sorted({name.partition("|")[0] for row in rows for name in row[-1]})
    page = render(
        "index.html.j2",
        language=language,
        styles=STYLES,
        scripts=SCRIPTS,
        loads="'self' file:",
        name=plain_text(dataset.path.stem),
        version=__version__,
        failures=failures,
        failed=failed,
        data=Markup(script_json({"files": files, "reports": len(rows), "measures": _titles(names)})),
    )
    write_page(path, page)


def _titles(names: Sequence[str]) -> dict[str, Sequence[str]]:
    """Titles of well-known measures, Chinese and English; the id where there is none."""
    from . import indicators

    known = {measure.id: (measure.zh, measure.en) for measure in indicators.measures().values()}
    return {name: known.get(name, (name, name)) for name in names}


def _write_pages(
    folder: Path, dataset: Dataset, reports: Sequence[str], progress: Progress | None, language: str
) -> None:
    for done, (report, text) in enumerate(_jsons(dataset, reports), 1):
        path = folder / f"{report}.html"
        stamp = _stamp(text, language)
        if not _is_current(path, stamp):
            _write_one(path, text, stamp, language)
        if progress:
            progress(done, len(reports))


def _jsons(dataset: Dataset, reports: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Key and normalised JSON of each report, some dozens at a time: the texts of a large dataset do not fit in memory."""
    for first in range(0, len(reports), 32):
        keys = list(reports[first : first + 32])
        yield from dataset.rows("SELECT report, json FROM report_json WHERE report IN (SELECT unnest($1))", [keys])


def _write_one(path: Path, text: str, stamp: str, language: str) -> None:
    from .models import Report
    from .review import review_page

    page = review_page(Report.from_json(text), language=language, home="../index.html")
    write_page(path, page.replace("<meta charset", f'<meta name="{_STAMP}" content="{stamp}">\n<meta charset', 1))


def _stamp(text: str, language: str) -> str:
    """Changes with the report and with what makes the page."""
    return hashlib.sha256(f"{_program()} {language} ".encode() + text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


@cache
def _program() -> str:
    """Digest of the templates and of the modules that fill them."""
    digest = hashlib.sha256()
    for path in sorted([*TEMPLATES.iterdir(), *Path(__file__).parent.glob("review*.py")]):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_current(path: Path, stamp: str) -> bool:
    try:
        with path.open(encoding="utf-8") as page:
            return f'content="{stamp}"' in page.read(400)
    except (OSError, ValueError):
        return False
