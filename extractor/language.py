"""The user's language: Chinese where the locale says so, else English."""

from __future__ import annotations

import locale
import os
from typing import Literal

Language = Literal["zh", "en"]


def user_language() -> Language:
    """`zh` or `en` from LC_ALL, LC_MESSAGES, LANG, or the system's own setting where none is set (Windows)."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    try:
        return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
    except ValueError:
        return "en"
