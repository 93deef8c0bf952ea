"""Views: answers to the questions that everybody asks of a dataset, ready to be selected from.

`indicators` is made from the data: one column for every well-known measure that occurs. Where a report states a
measure several times, the readings that fit each other (their printed places overlap) count as one, and the most
precise is taken; where they contradict each other the column is NULL, and `ambiguous_indicators` lists the readings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .dataset_writer import Writer

# Which reading of a measure stands for the report: its own year before an unknown year, an exact figure before an
# approximate one, and the stage that the kind of report is about.
_STAGE_RANK = """
CASE WHEN r.kind IN ('department_budget', 'government_budget_report', 'performance_targets')
     THEN CASE f.stage WHEN 'budget' THEN 0 WHEN 'adjusted_budget' THEN 2 WHEN 'final' THEN 3 ELSE 1 END
     ELSE CASE f.stage WHEN 'final' THEN 0 WHEN 'adjusted_budget' THEN 2 WHEN 'budget' THEN 3 ELSE 1 END END
"""

_CONTEXT = "r.organization, r.region_code, r.region_name, r.region_path, r.kind AS report_kind, r.fiscal_year AS report_year, r.title AS report_title"

VIEWS: dict[str, tuple[str, str]] = {
    "figures_in_context": (
        "数字及其报告：单位、地区、年度",
        f"""
        SELECT f.*, {_CONTEXT}, s.title AS section_title
        FROM figures f JOIN reports r USING (report) LEFT JOIN sections s USING (report, section_id)
        """,
    ),
    "violations": (
        "不符和存疑的勾稽",
        f"""
        SELECT c.report, c.check_id, {_CONTEXT}, c.kind, c.outcome, c.severity, f.label, f.raw, c.expected, c.formula,
        c.message,
               c.suggestion_raw, c.suggestion_reason, f.page, f.char_start, f.char_end, r.source_name
        FROM checks c JOIN reports r USING (report) LEFT JOIN figures f USING (report, figure_id)
        WHERE c.outcome IN ('violated', 'suspicious')
        """,
    ),
    "worst_reports": (
        "勾稽不符最多的报告",
        """
        SELECT report, title, organization, region_name, fiscal_year, kind, source_name, violated, suspicious, checks,
        figures FROM reports WHERE violated + suspicious > 0 ORDER BY violated DESC, suspicious DESC, report
        """,
    ),
    "files": (
        "文件及其结果",
        """
        SELECT s.path, s.status, s.report, r.title, r.organization, r.fiscal_year, x.reason, x.message, s.bytes,
        s.sha256 FROM sources s LEFT JOIN reports r USING (report) LEFT JOIN failures x USING (source)
        """,
    ),
    "indicator_values": (
        "指标（长表）",
        f"""
        WITH readings AS (
            SELECT f.report, f.scope, f.indicator, f.stage, f.type, f.unit, f.figure_id, f.value, f.raw,
                   coalesce(f.precision, 0) AS step,
                   dense_rank() OVER (
                       PARTITION BY f.report, f.scope, f.indicator
                       ORDER BY f.type, CASE WHEN f.fiscal_year IS NULL THEN 1 ELSE 0 END,
                                CASE WHEN f.approximation IS NULL THEN 0 ELSE 1 END, {_STAGE_RANK}
                   ) AS choice
            FROM figures f JOIN reports r USING (report)
            WHERE f.indicator IS NOT NULL AND f.value IS NOT NULL AND (f.role IS NULL OR f.role IN ('level', 'rate'))
              AND (f.fiscal_year IS NULL OR r.fiscal_year IS NULL OR f.fiscal_year = r.fiscal_year)
        )
        SELECT report, scope, indicator, any_value(stage) AS stage, any_value(type) AS type,
               CASE WHEN max(value + value - step) <= min(value + value + step) THEN arg_min(value, (step, figure_id))
               END AS value, arg_min(figure_id, (step, figure_id)) AS figure_id, count(*) AS readings,
               string_agg(DISTINCT raw, ' | ' ORDER BY raw) AS stated
        FROM readings WHERE choice = 1 GROUP BY report, scope, indicator
        """,
    ),
    "ambiguous_indicators": (
        "同一指标有不同数值",
        """
        SELECT v.report, r.organization, r.fiscal_year, v.scope, v.indicator, v.stage, v.readings, v.stated
        FROM indicator_values v JOIN reports r USING (report) WHERE v.value IS NULL
        """,
    ),
}


def create_views(writer: Writer) -> None:
    """Make every view anew."""
    for name, (title, sql) in VIEWS.items():
        writer.rows(f'CREATE OR REPLACE VIEW "{name}" AS {sql}')
        writer.rows(f"COMMENT ON VIEW \"{name}\" IS '{title}'")
    found = writer.rows("SELECT DISTINCT indicator FROM figures WHERE indicator IS NOT NULL ORDER BY indicator")
    writer.rows(f"CREATE OR REPLACE VIEW indicators AS {_indicators([row[0] for row in found])}")
    writer.rows("COMMENT ON VIEW indicators IS '指标（宽表）：一份报告、一个口径一行'")


def _indicators(names: list[str]) -> str:
    """One row a report and scope, one column a measure."""
    columns = "".join(f", max(v.value) FILTER (WHERE v.indicator = {_text(name)}) AS {_name(name)}" for name in names)
    return f"""
        SELECT r.report, r.organization, r.region_code, r.region_name, r.fiscal_year, r.kind, v.scope{columns},
               count(v.indicator) FILTER (WHERE v.value IS NULL) AS ambiguous
        FROM reports r LEFT JOIN indicator_values v USING (report)
        GROUP BY r.report, r.organization, r.region_code, r.region_name, r.fiscal_year, r.kind, v.scope
    """


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
