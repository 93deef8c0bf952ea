"""The whole way from a file to its report, in one place: read → mentions → facts → tables → report → checks."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from . import __version__, patterns
from .document import Document
from .models import Generator, Report, Source

if TYPE_CHECKING:
    from .readers import Failure, ReadOptions

Language = Literal["zh", "en"]


def extract(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    checks: bool = True,
    language: Language = "zh",
    options: ReadOptions | None = None,
) -> Report:
    """The report in a file (a path, or its bytes): every figure, what it measures, and whether the figures add up.

    Raises ReadError where the file cannot be read; its message says what to do. For an archive use `extract_all`.
    """
    from .readers import ReadOptions, read

    return extract_document(read(source, name=name, options=options or ReadOptions()), checks=checks, language=language)


def extract_all(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    checks: bool = True,
    language: Language = "zh",
    options: ReadOptions | None = None,
) -> Iterator[Report | Failure]:
    """The reports in a file: one for most files, one for each member of an archive. A member that cannot be read is a Failure."""
    from .readers import Failure, ReadOptions, read_all

    for read in read_all(source, name=name, options=options or ReadOptions()):
        yield read if isinstance(read, Failure) else extract_document(read, checks=checks, language=language)


def extract_text(
    text: str,
    *,
    name: str | None = None,
    checks: bool = True,
    language: Language = "zh",
    fiscal_year: int | None = None,
) -> Report:
    """The report in a string, read as a text file is; `fiscal_year` where the caller knows it better than the text says."""
    from .readers.text_tables import text_tables

    data = text.encode("utf-8", "surrogatepass")
    document = Document(
        text, text_tables(text), name=name, sha256=sha256(data).hexdigest(), size=len(data), encoding="utf-8"
    )
    return extract_document(document, checks=checks, language=language, fiscal_year=fiscal_year)


def extract_document(
    document: Document, *, checks: bool = True, language: Language = "zh", fiscal_year: int | None = None
) -> Report:
    """The report in a Document that some reader has laid out."""
    from .assemble import assemble
    from .reading import read_document

    reading = read_document(document, fiscal_year=fiscal_year)
    report = assemble(document, reading, generator=generator(), source=source_of(document))
    if not checks:
        return report
    from .reconcile import reconcile

    return reconcile(report, language=language)


def extract_with_evidence(document: Document) -> tuple[Report, dict[str, dict[str, str]]]:
    """The report in a Document and, by figure id and field, the pattern or the words that decided."""
    from .assemble import assemble, figure_ids
    from .reading import read_document

    reading = read_document(document)
    report = assemble(document, reading, generator=generator(), source=source_of(document))
    evidence = {
        name: figure.facts.evidence for name, figure in zip(figure_ids(reading.figures), reading.figures, strict=True)
    }
    return report, evidence


def generator() -> Generator:
    """What made the JSON: program version and digest of the pattern data."""
    return Generator(version=__version__, patterns=patterns.digest())


def source_of(document: Document) -> Source:
    """The file as the JSON names it."""
    return Source(
        name=document.name,
        sha256=document.sha256,
        bytes=document.size,
        media_type=document.media_type,
        encoding=document.encoding,
        pages=len(document.pages) or None,
    )
