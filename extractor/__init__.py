"""gouji (勾稽): every figure of a Chinese government fiscal report, what it measures, and whether the figures add up.

>>> from extractor import extract_text
>>> report = extract_text("2024年度公用经费支出12.50万元，占本年支出的5%。")
>>> [(figure.raw, str(figure.value)) for figure in report.figures]
[('12.50万元', '125000.00'), ('5%', '0.05')]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .dataset import open_dataset
    from .document import ReadError
    from .flow import extract, extract_all, extract_text
    from .models import Report
    from .pipeline import load

__version__ = "0.1.0"
__all__ = ["ReadError", "Report", "__version__", "extract", "extract_all", "extract_text", "load", "open_dataset"]

_HOMES = {
    "ReadError": "document",
    "Report": "models",
    "extract": "flow",
    "extract_all": "flow",
    "extract_text": "flow",
    "load": "pipeline",
    "open_dataset": "dataset",
}


def __getattr__(name: str) -> Any:
    """The public names, imported on first use: `gouji --help` must not wait for spaCy."""
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module 'extractor' has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, for completion in a shell or notebook."""
    return sorted(__all__)
