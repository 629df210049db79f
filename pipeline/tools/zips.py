"""Zips under a password: AES-256, as WinZip, 7-Zip and the archivers of WPS and UOS have it."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO, cast

import pyzipper

ENCRYPTED = 1 << 0
"""The flag of an entry that only a password opens."""

BROKEN = (
    zipfile.BadZipFile,
    pyzipper.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
)
"""What reading a damaged zip ends in."""


def new_zip(stream: IO[bytes], password: str = "") -> zipfile.ZipFile:
    """A zip that is written to a stream; each entry encrypted, where there is a password."""
    if not password:
        return zipfile.ZipFile(stream, "w", allowZip64=True)
    made = pyzipper.AESZipFile(stream, "w", encryption=pyzipper.WZ_AES)
    made.setpassword(password.encode())
    return cast("zipfile.ZipFile", made)


def new_entry(zipped: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """An entry for such a zip, of no particular time."""
    kind = getattr(zipped, "zipinfo_cls", zipfile.ZipInfo)
    return cast("zipfile.ZipInfo", kind(name, (1980, 1, 1, 0, 0, 0)))


def open_zip(source: Path, password: str = "") -> zipfile.ZipFile:
    """A zip, to be read.

    Raises:
        Exception: It cannot be: one of `BROKEN`, or OSError.
    """
    if not password:
        return zipfile.ZipFile(source)
    opened = pyzipper.AESZipFile(source)
    opened.setpassword(password.encode())
    return cast("zipfile.ZipFile", opened)
