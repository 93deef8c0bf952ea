"""Reports built by hand for the tests of the dataset, and a worker function that stands in for a reader that behaves badly."""

from __future__ import annotations

import os
import re
import signal
import time
from decimal import Decimal
from typing import Any

from extractor.dataset_rows import Packed, pack, source_key
from extractor.dataset_writer import Changes, Writer
from extractor.document import ReadError
from extractor.models import Amount, Figure, Generator, Header, Kind, Region, Report, Source

GENERATOR = Generator(version="1", patterns="test")  # not the real digest: pattern data may change while tests run
COUNTY = Region(code="532329", name="武定县", path=("云南省", "楚雄彝族自治州", "武定县"))


def extract(data: bytes, name: str) -> Report:
    """Every 12.3万元 of a text as an amount. A text that begins with a word of misbehaviour misbehaves."""
    text = data.decode("utf-8", "replace")
    word, *more = text.split()
    if word == "trace":  # how often is this content read?
        with open(more[0], "a", encoding="utf-8") as stream:
            stream.write("read\n")
        word = more[1]
    if word == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if word == "leave":
        os._exit(3)
    if word == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "hang":
        time.sleep(1000)
    if word == "eat":
        _ = bytearray(64 << 30)
    if word == "unreadable":
        raise ReadError(f"{name}: damaged. Fetch it again.")
    if word == "bug":
        raise KeyError("a bug in us")
    if word == "slow":
        time.sleep(0.3)
    hits = list(re.finditer(r"([\d.]+)万元", text))
    figures = tuple(
        amount(f"a{number}", Decimal(hit[1]) * 10000, raw=hit[0], start=hit.start(), end=hit.end())
        for number, hit in enumerate(hits, 1)
    )
    return report(figures, text=text, name=name, title=text[:10])


def amount(id: str, value: Decimal | str | int | None, **fields: Any) -> Amount:
    """An amount of yuan."""
    raw = fields.pop("raw", "x")
    number = None if value is None else Decimal(value)
    return Amount(id=id, value=number, raw=raw, start=fields.pop("start", 0), end=fields.pop("end", len(raw)), **fields)


def report(
    figures: tuple[Figure, ...] = (),
    *,
    text: str = "",
    name: str = "a.txt",
    title: str | None = None,
    organization: str | None = None,
    region: Region | None = None,
    year: int | None = None,
    kind: Kind = "department_final_accounts",
    **parts: Any,
) -> Report:
    """A report with these figures."""
    return Report(
        generator=GENERATOR,
        source=Source(name=name),
        report=Header(title=title, organization=organization, region=region, fiscal_year=year, kind=kind),
        text=text,
        figures=figures,
        **parts,
    )


def store(path: Any, *reports: Report) -> list[Packed]:
    """Write reports into a dataset as a batch does; each has a content of its own."""
    packed = [pack(each, f"{number:064x}"[::-1]) for number, each in enumerate(reports, 1)]
    changes = Changes(reports=packed)
    for each in packed:
        key = source_key(each.sha256.encode())
        changes.sources[key] = {
            "source": key,
            "path": f"/in/{each.sha256[:4]}",
            "sha256": each.sha256,
            "status": "report",
            "report": each.report,
        }
    with Writer(path) as writer:
        writer.commit(changes)
        writer.refresh_views()
    return packed
