"""Make the pictures of this folder anew from the project's own corpus: python docs/img/make.py

Needs Playwright (extra dev) and a Chromium; a picture shows the page as it is today.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from extractor import extract
from extractor.review import write_review

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent.parent / "corpus"
PICTURES = (  # name, report of the corpus, language, theme, keys pressed
    ("review-zh.png", "self_evaluation", "zh", "light", "jj"),
    ("review-en.png", "self_evaluation", "en", "light", "jj"),
    ("overview-dark.png", "final_accounts", "zh", "dark", ""),
)


def picture(browser: Any, folder: Path, name: str, report: str, language: str, theme: str, keys: str) -> None:
    """One picture of one page, at a window of 1280 × 760."""
    page_file = folder / "page.html"
    found = sorted((CORPUS / report).glob("report.*"))
    write_review(extract(found[0]), page_file, language=language)
    page = browser.new_page(viewport={"width": 1280, "height": 760}, color_scheme=theme)
    page.goto(page_file.as_uri())
    page.wait_for_selector("html[data-ready]")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(1200)  # the page scrolls to the place and marks it
    page.screenshot(path=HERE / name)
    page.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for one in PICTURES:
            picture(browser, Path(folder), *one)
        browser.close()


if __name__ == "__main__":
    main()
