"""The chain of events: a file for each, numbered, never changed; each names the digest of the one before.

Anybody can follow it with a text editor and `sha256sum`: `previous` of an event is the SHA-256 of the file
before it.  An event counts from the moment its file is there, and not before.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from pipeline import store
from pipeline.archive.events import EVENT_FORMAT, Event, Head
from pipeline.errors import ArchiveError
from pipeline.store import lasting

FOLDER = "events"
_DIGITS = 8


def event_path(register: Path, number: int) -> Path:
    """Where the event of a number is."""
    return register / FOLDER / f"{number:0{_DIGITS}}.json"


def encode(event: Event) -> bytes:
    """The file of an event."""
    return msgspec.json.format(msgspec.json.encode(event), indent=1) + b"\n"


def last_number(register: Path, known: int = 0) -> int:
    """The number of the last event that is there.

    Args:
        register: The register.
        known: A number up to which there are events, as the index says: the search starts there.
    """
    number = known
    if not event_path(register, known).is_file():
        numbers = [int(each.stem) for each in (register / FOLDER).glob("[0-9]*.json")]
        return max(numbers, default=0)
    while event_path(register, number + 1).is_file():
        number += 1
    return number


def read(register: Path, after: Head) -> Iterator[tuple[Event, str]]:
    """The events after one that is trusted, each with the SHA-256 of its file.

    Raises:
        ArchiveError: One is missing, was changed, or is of a later version of the program.
    """
    previous = after.sha256
    for number in range(after.number + 1, last_number(register, after.number) + 1):
        data = _bytes(register, number)
        event = decode(data, number)
        if (event.number, event.previous) != (number, previous):
            raise broken(number, "它接不上前一条：前一条或它自己被改动过")
        previous = store.sha256(data)
        yield event, previous


def one(register: Path, number: int) -> Event:
    """An event by its number.

    Raises:
        ArchiveError: It is missing or was changed so that it cannot be read.
    """
    return decode(_bytes(register, number), number)


def sha256_of(register: Path, number: int) -> str:
    """SHA-256 of the file of an event; empty for number 0.

    Raises:
        ArchiveError: It is missing.
    """
    return store.sha256(_bytes(register, number)) if number else ""


def put(register: Path, event: Event, unfinished: Path) -> str:
    """Put an event at the end of the chain; gives the SHA-256 of its file.

    Args:
        register: The register.
        event: The event.
        unfinished: Where its file is written before it is put in its place.

    Raises:
        ArchiveError: Another writer was there first: nothing was done.
        OutputError: The disk is full, or the folder cannot be written.
    """
    staged = unfinished / event_path(register, event.number).name
    digest = lasting.write(staged, encode(event))
    try:
        lasting.put(staged, event_path(register, event.number))
    except FileExistsError as error:
        raise ArchiveError(
            "另一个人同时登记了一件事",
            where=event_path(register, event.number).name,
            remedy="再做一次；经常这样的，请检查共享文件夹是否支持文件锁",
        ) from error
    return digest


def broken(number: int, why: str) -> ArchiveError:
    """The error for an event that cannot be trusted."""
    return ArchiveError(
        f"登记簿的第{number}条记录不对",
        where=f"{FOLDER}/{number:0{_DIGITS}}.json",
        why=why,
        remedy="执行 wuxiao archive verify 查明，用 wuxiao archive restore 从备份恢复",
    )


def _bytes(register: Path, number: int) -> bytes:
    try:
        return event_path(register, number).read_bytes()
    except OSError as error:
        raise broken(number, "文件丢失或不能读取") from error


def decode(data: bytes, number: int) -> Event:
    """An event from its file.

    Raises:
        ArchiveError: It cannot be read.
    """
    try:
        if msgspec.json.decode(data, type=_Shape).format > EVENT_FORMAT:
            raise ArchiveError(
                f"登记簿的第{number}条记录是更新的程序写的", remedy="升级本程序后再使用这个登记簿"
            )
        return msgspec.json.decode(data, type=Event)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise broken(number, "内容读不出来，被改动过") from error


class _Shape(msgspec.Struct, frozen=True):
    """Which version of the program wrote an event."""

    format: int = EVENT_FORMAT
