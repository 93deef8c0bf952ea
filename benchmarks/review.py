"""Size of the review page and time until it can be used, for a report of the corpus and for generated ones up to 50,000 figures.

Run: python benchmarks/review.py [REPORT …]    Needs Playwright (extra dev) and a Chromium.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from extractor import extract
from extractor.models import Amount, Generator, Header, Report, Source
from extractor.review import write_review

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FILLER = "按照预算管理的要求推进实施，资金拨付及时，使用规范，没有挤占和挪用，项目按期完成，群众较为满意。"
USABLE = """
new MutationObserver((changes, watcher) => {
  if (document.documentElement.dataset.ready) { window.usable = performance.now(); watcher.disconnect(); }
}).observe(document, {attributes: true, subtree: true, attributeFilter: ["data-ready"]});
"""
SCROLL = """async () => {
  const paper = document.getElementById("paper"); let worst = 0; let last = performance.now();
  for (let step = 0; step < 60; step += 1) {
    paper.scrollTop += step % 10 === 9 ? paper.scrollHeight / 8 : 700;
    await new Promise(requestAnimationFrame);
    worst = Math.max(worst, performance.now() - last); last = performance.now();
  }
  return worst;
}"""


def generated(figures: int, filler: int) -> Report:
    """A report of so many figures, `filler` sentences between two of them."""
    text: list[str] = []
    found: list[Amount] = []
    place = 0
    for number in range(figures):
        raw = f"{number + 1}.5万元"
        line = f"第{number + 1}个项目支出{raw}，{FILLER * filler}\n"
        start = place + line.index(raw)
        value = Decimal(raw[:-2]) * 10000
        found.append(Amount(id=f"a{number}", raw=raw, start=start, end=start + len(raw), value=value, unit="万元"))
        text.append(line)
        place += len(line)
    header = Header(title=f"{figures} figures")
    generator = Generator(version="0", patterns="")
    return Report(generator=generator, source=Source(), report=header, text="".join(text), figures=tuple(found))


def measure(browser: Any, name: str, report: Report, folder: Path) -> None:
    """Print one line of the table."""
    path = folder / "page.html"
    begun = time.perf_counter()
    write_review(report, path)
    built = time.perf_counter() - begun
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.add_init_script(USABLE)
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    usable, frame = page.evaluate("window.usable"), page.evaluate(SCROLL)
    page.close()
    sizes = f"{len(report.text.encode()) / 1e6:6.2f} MB text  {len(report.figures):6d} figures  {path.stat().st_size / 1e6:6.2f} MB page"
    print(
        f"{name[:40]:40}  {sizes}  built {built:5.2f} s  usable {usable / 1000:5.2f} s  slowest frame {frame:4.0f} ms"
    )


def main() -> None:
    given = [Path(name) for name in sys.argv[1:]] or sorted(CORPUS.glob("self_evaluation/report.*"))[:1]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for path in given:
            measure(browser, path.name, extract(path), Path(folder))
        for figures, filler in ((10_000, 1), (50_000, 0)):
            measure(browser, f"generated, {figures} figures", generated(figures, filler), Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
