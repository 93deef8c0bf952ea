"""LibreOffice as a second engine for formats that few people still write: converted to .docx, then read as any .docx.

To .docx and never to PDF or text: only there does a tracked deletion stay marked as one.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..document import Document, Notice, ReadError

if TYPE_CHECKING:
    from . import ReadOptions

_SECONDS = 120
_MEDIA_TYPES = {
    ".doc": "application/msword",
    ".rtf": "application/rtf",
    ".odt": "application/vnd.oasis.opendocument.text",
}
# What a document from elsewhere must not do: run macros, update links, fetch pictures.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"><value>0</value></prop></item>
</oor:items>
"""


def through_office(data: bytes, *, suffix: str, name: str | None, office: str) -> Document:
    """The document as LibreOffice understands it; it runs with a folder and a profile of its own, two minutes at most.

    Raises ReadError where the program is not there, fails, or does not finish.
    """
    from .docx import read_docx

    called = name or "the document"
    with tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"source{suffix}")
        source.write_bytes(data)
        settings = Path(folder, "profile", "user", "registrymodifications.xcu")
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        profile = Path(folder, "profile").as_uri()  # its own, so that a LibreOffice that is open does not refuse
        command = [
            office,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
        ]
        _run([*command, str(source)], office, called)
        made = source.with_suffix(".docx")
        if not made.is_file():
            raise ReadError(f"{called}: LibreOffice could not convert it. Open it in Word or WPS and save it as .docx.")
        document = read_docx(made.read_bytes(), name=name)
    notice = Notice("converted", "Read through LibreOffice, which converted it to .docx.")
    return replace(document, media_type=_MEDIA_TYPES[suffix], notices=(*document.notices, notice))


def read_odt(data: bytes, *, name: str | None, options: ReadOptions) -> Document:
    """An OpenDocument text, through LibreOffice. Raises ReadError where none is given."""
    if not options.office:
        called = name or "the document"
        raise ReadError(
            f"{called} is an OpenDocument text. Save it as .docx, or install LibreOffice and name it with --office."
        )
    return through_office(data, suffix=".odt", name=name, office=options.office)


def _run(command: list[str], office: str, called: str) -> None:
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except FileNotFoundError as error:
        raise ReadError(f"{office}: no such program. Name LibreOffice's soffice with --office.") from error
    except OSError as error:
        raise ReadError(
            f"{office} cannot be run: {error.strerror}. Name LibreOffice's soffice with --office."
        ) from error
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ReadError(
            f"{called}: LibreOffice did not finish within {_SECONDS} seconds. Save it as .docx yourself."
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the program with all that it started (soffice is a script that starts the real one)."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
