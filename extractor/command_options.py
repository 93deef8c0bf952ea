"""Options and arguments that several commands share, with their help in the user's language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from .terminal import say

Lang = Annotated[
    Optional[str],
    typer.Option("--lang", help=say("zh or en; from the locale by default.", "zh 或 en，默认随系统语言。")),
]
AsJson = Annotated[bool, typer.Option("--json", help=say("Print JSON also on a terminal.", "在终端上也输出 JSON。"))]
Output = Annotated[
    Optional[Path], typer.Option("--output", "-o", help=say("Write there instead of standard output.", "写入该文件。"))
]
Office = Annotated[
    Optional[str],
    typer.Option(
        "--office", help=say("LibreOffice (soffice) for formats that need it.", "LibreOffice 程序，用于旧格式文件。")
    ),
]
File = Annotated[
    str, typer.Argument(metavar="FILE", help=say("A file, or - for standard input.", "文件，- 表示标准输入。"))
]
Dataset = Annotated[
    Path, typer.Argument(metavar="DATASET", help=say("The dataset, a .duckdb file.", "数据集（.duckdb 文件）。"))
]
Kinds = Annotated[
    Optional[list[str]],
    typer.Option("--kind", help=say("Only this kind; may be given more than once.", "只看这一类，可重复。")),
]
Severities = Annotated[
    Optional[list[str]], typer.Option("--severity", help=say("error, warning or info.", "error、warning 或 info。"))
]
