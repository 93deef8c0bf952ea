"""LibreOffice as a second engine for formats that few people still write: converted to .docx, then read as any .docx.

To .docx and never to PDF or text: only there does a tracked deletion stay marked as one.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from ..document import Document, Notice, ReadError
from .docx import read_docx

_SECONDS = 120


def through_office(data: bytes, *, suffix: str, name: str | None, office: str) -> Document:
    """The document as LibreOffice understands it.

    Raises ReadError where the program is not there, fails, or takes more than two minutes.
    """
    called = name or "the document"
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        source = Path(folder) / f"source{suffix}"
        source.write_bytes(data)
        profile = (Path(folder) / "profile").as_uri()  # its own, so that a LibreOffice that is open does not refuse
        command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "docx", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
            converted = (Path(folder) / "source.docx").read_bytes()
        except FileNotFoundError as error:
            raise ReadError(f"{called}: {office} was not found or could not convert it. Save the file as .docx.") from error
        except (subprocess.SubprocessError, OSError) as error:
            raise ReadError(f"{called}: {office} could not convert it ({error}). Save the file as .docx.") from error
    document = read_docx(converted, name=name)
    notice = Notice("converted", "Read through LibreOffice, which converted it to .docx.")
    return Document(
        document.text, document.tables, document.pages, name=name, media_type="application/msword", notices=(*document.notices, notice)
    )
