"""The tables of a dataset: every column with its type, its Chinese title and one line of meaning.

Keys. `report` is `r` and the first 20 hex digits of the SHA-256 of the file's bytes: the same content has the same
key in every dataset. `source` is `s` and 20 hex digits of the SHA-256 of the path: one place where a report was
found. Both begin with a letter so that no spreadsheet takes them for numbers. Inside a report the ids are those of
the normalised JSON (`figure_id`, `check_id`, …).

Numbers are DECIMAL(38,18): 20 digits before the point (亿亿 has 17), 18 behind it (a percentage with 16 printed
decimals). A number that does not fit is NULL, stands as text in `numbers_as_text` and gets a row in `warnings`: kept,
never rounded.
"""

from __future__ import annotations

from .dataset_columns import TableSpec, table

DATASET_FORMAT = 1  # of the tables; another number is refused

_REPORTS = table(
    "reports",
    "报告",
    "one row a report: whose, about which year, how many figures, how many checks and with what outcome",
    "report",
    """
    report              | VARCHAR | 报告编号 | key of the content
    sha256              | VARCHAR | 文件校验值 | SHA-256 of the file's bytes
    title               | VARCHAR | 标题 | title as printed
    organization        | VARCHAR | 单位名称 | whose report it is
    region_code         | VARCHAR | 行政区划代码 | GB/T 2260
    region_name         | VARCHAR | 行政区划名称 | name of the region
    region_path         | VARCHAR | 行政区划路径 | from the province down, parted by /
    kind                | VARCHAR | 报告类型 | kind of report
    fiscal_year         | INTEGER | 年度 | fiscal year of the report
    issued_on           | VARCHAR | 发布日期 | ISO date
    source_name         | VARCHAR | 文件名 | name of the first file with this content
    media_type          | VARCHAR | 文件格式 | media type
    encoding            | VARCHAR | 编码 | of a text file
    bytes               | BIGINT  | 字节数 | size of the file
    pages               | INTEGER | 页数 | of a paged format
    characters          | BIGINT  | 字符数 | length of the text
    figures             | INTEGER | 数字个数 | rows in figures
    checks              | INTEGER | 勾稽个数 | rows in checks
    holds               | INTEGER | 相符 | checks that hold
    rounding            | INTEGER | 四舍五入 | checks that differ by rounding only
    violated            | INTEGER | 不符 | checks that fail
    suspicious          | INTEGER | 存疑 | checks that look wrong
    warnings            | INTEGER | 提示个数 | rows in warnings
    generator_version   | VARCHAR | 程序版本 | version of gouji that read it
    patterns            | VARCHAR | 规则摘要 | digest of the pattern data
    """,
)

_FIGURES = table(
    "figures",
    "数字",
    "one row a figure: amount, percentage or quantity, as written and as a value, with what it measures and its place",
    "report figure_id",
    """
    report          | VARCHAR | 报告编号 | report
    figure_id       | VARCHAR | 数字编号 | id inside the report
    type            | VARCHAR | 类型 | amount, percentage or quantity
    raw             | VARCHAR | 原文 | as written
    value           | NUMBER  | 数值 | yuan for CNY amounts, ratio for percentages, count for quantities
    unit            | VARCHAR | 单位 | as written or declared
    currency        | VARCHAR | 币种 | ISO 4217, amounts only
    unit_inferred   | BOOLEAN | 单位推定 | the unit stands elsewhere
    precision       | NUMBER  | 精度 | one unit of the last printed place
    approximation   | VARCHAR | 约数 | about, over, under, nearly
    low             | NUMBER  | 下限 | of a range
    high            | NUMBER  | 上限 | of a range
    label           | VARCHAR | 名称 | what is measured, in the report's words
    indicator       | VARCHAR | 指标 | id of the well-known measure
    fiscal_year     | INTEGER | 年度 | year of the figure
    period          | VARCHAR | 时点 | ISO date of a balance
    stage           | VARCHAR | 阶段 | budget, adjusted_budget, final
    flow            | VARCHAR | 性质 | income, expenditure, asset, liability, balance
    scope           | VARCHAR | 口径 | whose figure, in the report's words
    role            | VARCHAR | 角色 | level, change, base; share, change, rate
    direction       | VARCHAR | 方向 | up, down
    subject_code    | VARCHAR | 科目编码 | budget subject code that it is stated for
    parent          | VARCHAR | 所属合计 | figure_id of the amount that it is part of
    of              | VARCHAR | 占比对象 | the report's words for the whole or the comparison
    whole           | VARCHAR | 占比总数 | figure_id of that whole
    about           | VARCHAR | 所述金额 | figure_id of the amount that a percentage describes
    section_id      | VARCHAR | 章节编号 | section
    page            | INTEGER | 页码 | page
    table_id        | VARCHAR | 表格编号 | table of the cell
    cell_row        | INTEGER | 行 | row of the cell, 0-based
    cell_column     | INTEGER | 列 | column of the cell, 0-based
    char_start      | BIGINT  | 起始位置 | place in the report's text
    char_end        | BIGINT  | 结束位置 | end of the place, exclusive
    """,
)

_SUBJECT_CODES = table(
    "subject_codes",
    "科目",
    "one row a mention of a budget subject, by code or by 类款项 path",
    "report code_id",
    """
    report          | VARCHAR | 报告编号 | report
    code_id         | VARCHAR | 科目出处编号 | id inside the report
    raw             | VARCHAR | 原文 | as written
    code            | VARCHAR | 科目编码 | budget subject code
    name            | VARCHAR | 科目名称 | as the report prints it
    classification  | VARCHAR | 分类 | functional, department_economic, government_economic, revenue
    official_name   | VARCHAR | 标准名称 | in the report's year
    status          | VARCHAR | 状态 | valid, renamed, name_mismatch, unknown
    path            | VARCHAR | 类款项 | official names from 类 down, parted by /
    table_id        | VARCHAR | 表格编号 | table of the cell
    cell_row        | INTEGER | 行 | row of the cell
    cell_column     | INTEGER | 列 | column of the cell
    char_start      | BIGINT  | 起始位置 | place in the report's text
    char_end        | BIGINT  | 结束位置 | end of the place
    """,
)

_PERIODS = table(
    "periods",
    "时间",
    "one row a mention of a year, month or date",
    "report period_id",
    """
    report      | VARCHAR | 报告编号 | report
    period_id   | VARCHAR | 时间编号 | id inside the report
    raw         | VARCHAR | 原文 | as written
    value       | VARCHAR | 时间 | 2020, 2020-12, 2020-12-31 or 2018/2020
    char_start  | BIGINT  | 起始位置 | place in the report's text
    char_end    | BIGINT  | 结束位置 | end of the place
    """,
)

_DOCUMENT_NUMBERS = table(
    "document_numbers",
    "文号",
    "one row a mention of a document number",
    "report number_id",
    """
    report      | VARCHAR | 报告编号 | report
    number_id   | VARCHAR | 文号编号 | id inside the report
    raw         | VARCHAR | 原文 | as written
    issuer      | VARCHAR | 发文代字 | who issued it
    year        | INTEGER | 年份 | year of the number
    number      | INTEGER | 序号 | running number
    char_start  | BIGINT  | 起始位置 | place in the report's text
    char_end    | BIGINT  | 结束位置 | end of the place
    """,
)

_CHECKS = table(
    "checks",
    "勾稽",
    "one row a relation between figures of one report, tested",
    "report check_id",
    """
    report              | VARCHAR | 报告编号 | report
    check_id            | VARCHAR | 勾稽编号 | id inside the report
    kind                | VARCHAR | 勾稽类型 | share, sum, difference, …
    outcome             | VARCHAR | 结果 | holds, rounding, violated, suspicious
    severity            | VARCHAR | 程度 | error, warning, info
    figure_id           | VARCHAR | 被检数字 | the stated figure that is tested
    code_id             | VARCHAR | 被检科目 | the subject mention that is tested
    expected            | NUMBER  | 应为 | what the operands give, to 18 decimals
    allowed_low         | NUMBER  | 允许下限 | what rounding allows, to 18 decimals
    allowed_high        | NUMBER  | 允许上限 | what rounding allows, to 18 decimals
    formula             | VARCHAR | 算式 | as printed for the reader
    message             | VARCHAR | 说明 | what was found
    suggestion_figure   | VARCHAR | 建议修改 | figure_id that would change
    suggestion_raw      | VARCHAR | 建议写法 | how it should read
    suggestion_reason   | VARCHAR | 建议理由 | why
    """,
)

_CHECK_OPERANDS = table(
    "check_operands",
    "勾稽要素",
    "one row a figure that takes part in a check",
    "report check_id position",
    """
    report      | VARCHAR | 报告编号 | report
    check_id    | VARCHAR | 勾稽编号 | check
    position    | INTEGER | 序 | 0-based place in the relation
    figure_id   | VARCHAR | 数字编号 | figure
    part        | VARCHAR | 作用 | part, whole, total, base, current, …
    """,
)

_SECTIONS = table(
    "sections",
    "章节",
    "one row a heading and all that stands under it",
    "report section_id",
    """
    report      | VARCHAR | 报告编号 | report
    section_id  | VARCHAR | 章节编号 | id inside the report
    level       | INTEGER | 层级 | 1 is the highest
    number      | VARCHAR | 序号 | as printed
    title       | VARCHAR | 标题 | as printed
    parent      | VARCHAR | 上级章节 | section_id above
    char_start  | BIGINT  | 起始位置 | place in the report's text
    char_end    | BIGINT  | 结束位置 | where the next heading of its level begins
    """,
)

_TABLES = table(
    "tables",
    "表格",
    "one row a table of a report",
    "report table_id",
    """
    report      | VARCHAR | 报告编号 | report
    table_id    | VARCHAR | 表格编号 | id inside the report
    title       | VARCHAR | 表名 | as printed
    unit        | VARCHAR | 单位 | declared for the table
    page        | INTEGER | 页码 | page of its first row
    header_rows | INTEGER | 表头行数 | rows of the header
    row_count   | INTEGER | 行数 | rows
    column_count | INTEGER | 列数 | columns
    char_start  | BIGINT  | 起始位置 | place in the report's text
    char_end    | BIGINT  | 结束位置 | end of the place
    """,
)

_WARNINGS = table(
    "warnings",
    "提示",
    "one row a thing that could not be read or used",
    "report position",
    """
    report      | VARCHAR | 报告编号 | report
    position    | INTEGER | 序 | 0-based
    code        | VARCHAR | 代码 | kind of warning
    message     | VARCHAR | 说明 | what happened
    page        | INTEGER | 页码 | page
    char_start  | BIGINT  | 起始位置 | place in the report's text
    char_end    | BIGINT  | 结束位置 | end of the place
    """,
)

_NUMBERS_AS_TEXT = table(
    "numbers_as_text",
    "超限数值",
    "one row a number that DECIMAL(38,18) cannot hold exactly, as text",
    "report table_name id column_name",
    """
    report      | VARCHAR | 报告编号 | report
    table_name  | VARCHAR | 所在表 | figures or checks
    id          | VARCHAR | 编号 | figure_id or check_id
    column_name | VARCHAR | 所在列 | column that is NULL there
    number      | VARCHAR | 数值 | every digit
    """,
)

_REPORT_JSON = table(
    "report_json",
    "报告全文",
    "the full normalised JSON of each report",
    "report",
    """
    report  | VARCHAR | 报告编号 | report
    json    | VARCHAR | JSON | normalised JSON, format 1
    """,
)

_SOURCES = table(
    "sources",
    "来源文件",
    "one row a place where a report was found: a file, or a member of an archive",
    "source",
    """
    source      | VARCHAR | 来源编号 | key of the path
    path        | VARCHAR | 路径 | file, or archive!member; bytes that are no UTF-8 are written \\xE4
    path_bytes  | BLOB    | 路径字节 | the path's bytes where `path` is not the path itself, else NULL
    member      | VARCHAR | 压缩包成员 | name inside the archive, else NULL
    bytes       | BIGINT  | 字节数 | size when it was read
    modified    | BIGINT  | 修改时间 | ns since 1970 when it was read
    sha256      | VARCHAR | 文件校验值 | of the bytes
    status      | VARCHAR | 状态 | report, failed or archive
    report      | VARCHAR | 报告编号 | the report in it
    """,
)

_FAILURES = table(
    "failures",
    "失败文件",
    "one row a source that gave no report",
    "source",
    """
    source              | VARCHAR | 来源编号 | source
    path                | VARCHAR | 路径 | as in sources
    sha256              | VARCHAR | 文件校验值 | of the bytes, where they could be read
    reason              | VARCHAR | 原因 | unreadable, missing, timeout, memory, crashed, killed or error
    message             | VARCHAR | 说明 | what happened and what to do
    generator_version   | VARCHAR | 程序版本 | version that failed on it
    patterns            | VARCHAR | 规则摘要 | digest of the pattern data
    """,
)

_DATASET_CHECKS = table(
    "dataset_checks",
    "跨报告勾稽",
    "one row a relation between figures of different reports, tested by `gouji check`",
    "finding",
    """
    finding         | VARCHAR | 编号 | key of the finding
    kind            | VARCHAR | 类型 | base_year, department_total, repeated_report, outlier, renamed_organization, renamed_region
    outcome         | VARCHAR | 结果 | holds, rounding, violated, suspicious
    severity        | VARCHAR | 程度 | error, warning, info
    organization_id | VARCHAR | 单位编号 | as in organizations
    organization    | VARCHAR | 单位名称 | as the report prints it
    region_code     | VARCHAR | 行政区划代码 | of the report
    fiscal_year     | INTEGER | 年度 | that the figures belong to
    indicator       | VARCHAR | 指标 | well-known measure
    label           | VARCHAR | 名称 | in the report's words
    report          | VARCHAR | 报告编号 | the report that is tested
    figure_id       | VARCHAR | 数字编号 | its figure
    other_report    | VARCHAR | 对照报告 | the report that it is tested against
    other_figure_id | VARCHAR | 对照数字 | its figure
    stated          | NUMBER  | 所述 | value of the tested figure
    expected        | NUMBER  | 应为 | value that it is tested against
    difference      | NUMBER  | 差额 | stated − expected
    allowed_low     | NUMBER  | 允许下限 | what rounding allows
    allowed_high    | NUMBER  | 允许上限 | what rounding allows
    message         | VARCHAR | 说明 | what was found
    """,
)

_ORGANISATIONS = table(
    "organizations",
    "单位对照",
    "one row a report: which organization and region it is, matched over years and names by `gouji check`",
    "report",
    """
    report          | VARCHAR | 报告编号 | report
    organization_id | VARCHAR | 单位编号 | the same for one organization in all years and under all its names
    organization    | VARCHAR | 单位名称 | as the report prints it
    core_name       | VARCHAR | 单位简称 | without the region's names: 财政局
    region_id       | VARCHAR | 地区编号 | region code of the latest year
    region_code     | VARCHAR | 行政区划代码 | as the report has it
    region_name     | VARCHAR | 行政区划名称 | as the report has it
    level           | VARCHAR | 级次 | province, prefecture, county, township or NULL
    fiscal_year     | INTEGER | 年度 | of the report
    """,
)

_RUNS = table(
    "runs",
    "运行记录",
    "one row a run of `gouji batch`",
    "started",
    """
    started     | VARCHAR | 开始时间 | ISO time, UTC
    seconds     | NUMBER  | 秒数 | wall clock
    version     | VARCHAR | 程序版本 | version of gouji
    patterns    | VARCHAR | 规则摘要 | digest of the pattern data
    outcome     | VARCHAR | 结果 | done or interrupted
    found       | BIGINT  | 文件数 | sources that the run looked at
    extracted   | BIGINT  | 新提取 | reports extracted
    linked      | BIGINT  | 重复内容 | sources whose content was there already
    unchanged   | BIGINT  | 未变 | sources that an earlier run has done
    failed      | BIGINT  | 失败 | sources that failed
    """,
)

# What a report is stored in, in the order in which it is written.
REPORT_TABLES: tuple[TableSpec, ...] = (
    _REPORTS,
    _FIGURES,
    _SUBJECT_CODES,
    _PERIODS,
    _DOCUMENT_NUMBERS,
    _CHECKS,
    _CHECK_OPERANDS,
    _SECTIONS,
    _TABLES,
    _WARNINGS,
    _NUMBERS_AS_TEXT,
    _REPORT_JSON,
)
TABLES: dict[str, TableSpec] = {
    table.name: table for table in (*REPORT_TABLES, _SOURCES, _FAILURES, _DATASET_CHECKS, _ORGANISATIONS, _RUNS)
}
