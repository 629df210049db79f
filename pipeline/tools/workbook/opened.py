"""Whether somebody has a workbook open: Excel and WPS put `~$` beside it, LibreOffice `.~lock.`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

_LONGEST_NAME = 40


def opened_by(workbook: Path) -> str | None:
    """Who has a workbook open, as the program's lock file says; empty where it names nobody.

    A program that crashed leaves its lock file behind: only a person can tell.

    Returns:
        None where there is no lock file.
    """
    file = lock_of(workbook)
    if file is None:
        return None
    name_in = _name_of_office if file.name.startswith("~$") else _name_of_libre
    with suppress(OSError, ValueError, IndexError):
        return "".join(filter(str.isprintable, name_in(file.read_bytes())))[:_LONGEST_NAME]
    return ""


def lock_of(workbook: Path) -> Path | None:
    """The lock file beside a workbook; None where there is none."""
    names = (f"~${workbook.name}", f".~lock.{workbook.name}#")
    return next(filter(Path.is_file, map(workbook.with_name, names)), None)


def _name_of_office(data: bytes) -> str:
    """The name comes twice: with its length in one byte, and after 55 bytes in UTF-16."""
    length = data[0]
    wide = data[55 : 55 + 2 * length].decode("utf-16-le", "ignore").strip("\0 ")
    return wide or data[1 : 1 + length].decode("gbk", "ignore").strip("\0 ")


def _name_of_libre(data: bytes) -> str:
    """Fields apart by commas: the name that the person gave, that of the account, the computer."""
    name, account = data.decode("utf-8", "ignore").split(",")[:2]
    return name.strip() or account.strip()
