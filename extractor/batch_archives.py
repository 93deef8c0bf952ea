"""The files inside an archive: their names and contents."""
from __future__ import annotations
import hashlib, io, zipfile
from .batch_work import Member, Members
from .document import ReadError
def looks_like_archive(head: bytes, name: str) -> bool:
    return head.startswith(b"PK\x03\x04") and name.lower().endswith(".zip")
def members(data: bytes, path: str) -> Members:
    try: z = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error: raise ReadError("damaged zip") from error
    return Members(tuple(Member(i.filename, hashlib.sha256(z.read(i)).hexdigest(), i.file_size) for i in z.infolist() if not i.is_dir()))
def read_member(data: bytes, name: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(name)
