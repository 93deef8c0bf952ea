"""What several tests need."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real reports beside the repository; the project stands without them."""
    folder = ROOT.parent / "shared"
    if not (folder / "reports").is_dir():
        pytest.skip("../shared, real reports that are not part of the project, is absent")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The project's own reports with their gold."""
    return ROOT / "corpus"
