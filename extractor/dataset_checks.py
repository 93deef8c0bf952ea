"""Later checks: figures of different reports against each other. Findings go into table dataset_checks, matches into organizations.

base_year         what this year's report says of last year, against last year's report of the same organization
department_total  a department's total against the sum of its units
repeated_report   one report in two files, with different figures
outlier           a measure far from that of the same kind of organization in the same year
renamed_*         organizations and regions that were taken for one

As everywhere, a printed number stands for an interval: what lies within is `holds` or `rounding`, and only what no
reading explains is `violated`.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .dataset import DatasetError, open_dataset
from .dataset_findings import Finding
from .dataset_match import Renaming, identify
from .dataset_schema import TABLES
from .dataset_words import chinese
from .dataset_writer import Writer
from .language import Language


@dataclass(slots=True)
class CheckSummary:
    """What the checks over a dataset found."""

    organizations: int = 0
    reports: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)  # (kind, outcome) → findings

    @property
    def violated(self) -> int:
        """Findings that cannot be right."""
        return sum(number for (_, outcome), number in self.outcomes.items() if outcome == "violated")

    @property
    def exit_code(self) -> int:
        """0 nothing violated, 1 something is."""
        return 1 if self.violated else 0

    def text(self, language: Language = "en") -> str:
        """The summary in a few lines."""
        if language == "zh":
            lines = [f"{self.reports} 份报告，{self.organizations} 个单位"]
            found = (
                (chinese("kind", kind), chinese("outcome", outcome), n) for (kind, outcome), n in self.outcomes.items()
            )
        else:
            lines = [f"{self.reports} reports of {self.organizations} organizations"]
            found = ((kind, outcome, n) for (kind, outcome), n in self.outcomes.items())
        lines += [f"{number:>9} {kind}: {outcome}" for kind, outcome, number in sorted(found)]
        return "\n".join(lines)


def check_dataset(dataset: str | os.PathLike[str], *, units: str | os.PathLike[str] | None = None) -> CheckSummary:
    """Match organizations and regions over the years and test their reports against each other. What an earlier run found is replaced.

    `units`: a CSV file with the columns department, unit (names as the reports print them), complete for every
    department in it. Without it units are taken from the department's name (县教育局 and 县教育局幼儿园) and from the
    list of units in its report; then only a sum of units that exceeds the department is called violated, since units
    may be missing.

    Raises DatasetError.
    """
    from .dataset_base_year import base_years
    from .dataset_outliers import outliers
    from .dataset_repeated import repeated_reports
    from .dataset_totals import department_totals

    open_dataset(dataset).close()  # says what is wrong with a path before a writer would make a new dataset
    listed = _read_units(units) if units else {}
    with Writer(dataset) as writer:
        identities, renamings = identify(writer)
        with writer.transaction():
            writer.rows("DELETE FROM organizations")
            writer.rows("DELETE FROM dataset_checks")
            writer.insert_values("organizations", [_organization_row(one) for one in identities])
        summary = CheckSummary(len({one.organization_id for one in identities if one.organization_id}), len(identities))
        checks = (base_years(writer), repeated_reports(writer), department_totals(writer, listed), outliers(writer))
        with writer.transaction():
            for findings in (*checks, map(_renaming, renamings)):
                _store(writer, findings, summary)
        writer.refresh_views()
    return summary


def _store(writer: Writer, findings: Iterable[Finding], summary: CheckSummary) -> None:
    rows: dict[str, dict[str, Any]] = {}
    for finding in findings:
        row = finding.row()
        parts = (
            row[name]
            for name in ("kind", "report", "figure_id", "other_report", "other_figure_id", "indicator", "label")
        )
        row["finding"] = (
            "f" + hashlib.sha256("/".join(str(part) for part in parts).encode("utf-8", "replace")).hexdigest()[:20]
        )
        if row["finding"] not in rows:
            summary.outcomes[finding.kind, finding.outcome] += 1
        rows[row["finding"]] = row
    writer.insert_values("dataset_checks", list(rows.values()))


def _organization_row(one: Any) -> dict[str, Any]:
    return {column.name: getattr(one, column.name) for column in TABLES["organizations"].columns}


def _renaming(found: Renaming) -> Finding:
    before, after = found.before, found.after
    if found.kind == "renamed_region":
        what = f"{before.region_name}（{before.region_code}）与{after.region_name}（{after.region_code}）视为同一地区"
    else:
        what = f"{before.organization}与{after.organization}视为同一单位"
    return Finding(
        kind=found.kind,
        outcome="holds",
        severity="info",
        report=after.report,
        other_report=before.report,
        organization_id=after.organization_id,
        organization=after.organization,
        region_code=after.region_code,
        fiscal_year=after.fiscal_year,
        message=f"{what}：前者止于{before.fiscal_year}年度，后者始于{after.fiscal_year}年度。",
    )


def _read_units(path: str | os.PathLike[str]) -> dict[str, list[str]]:
    """Department → its units."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if not {"department", "unit"} <= set(reader.fieldnames or ()):
                raise DatasetError(f"{path}: the first line must name the columns department and unit.")
            units: dict[str, list[str]] = {}
            for row in reader:
                units.setdefault(row["department"].strip(), []).append(row["unit"].strip())
            return units
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(
            f"{path}: the list of units cannot be read: {error}. It must be a CSV file in UTF-8."
        ) from error
