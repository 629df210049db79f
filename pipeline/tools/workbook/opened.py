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
    office = workbook.with_name(f"~${workbook.name}")
    libre = workbook.with_name(f".~lock.{workbook.name}#")
    for file, name_in in ((office, _name_of_office), (libre, _name_of_libre)):
        if file.is_file():
            with suppress(OSError, ValueError, IndexError):
                return "".join(filter(str.isprintable, name_in(file.read_bytes())))[:_LONGEST_NAME]
            return ""
    return None


def _name_of_office(data: bytes) -> str:
    """The name comes twice: with its length in one byte, and after 55 bytes in UTF-16."""
    length = data[0]
    wide = data[55 : 55 + 2 * length].decode("utf-16-le", "ignore").strip("\0 ")
    return wide or data[1 : 1 + length].decode("gbk", "ignore").strip("\0 ")


def _name_of_libre(data: bytes) -> str:
    """Fields apart by commas: the name that the person gave, that of the account, the computer."""
    name, account = data.decode("utf-8", "ignore").split(",")[:2]
    return name.strip() or account.strip()
