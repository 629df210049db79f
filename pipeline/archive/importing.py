"""What another office exported, as deposits for this register; what is in conflict with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from pipeline import store
from pipeline.archive.bag import unpacked
from pipeline.archive.exporting import (
    FORMAT,
    REGISTER,
    Exported,
    ExportedDossier,
    ExportedFile,
    ExportedPaper,
)
from pipeline.archive.models import PAPER, WORDS, Deposit, DepositFile, Kept, PaperDeposit
from pipeline.errors import ArchiveError, InputError, UsageError

if TYPE_CHECKING:
    from pipeline.archive.register import Register

_SHOWN = 5


def deposits_of(
    source: Path, folder: Path, *, renumber: bool = False, password: str = ""
) -> tuple[Deposit, ...]:
    """The deposits in a zip that was exported.

    Args:
        source: The zip.
        folder: An empty folder to unpack into; the deposits' files lie there.
        renumber: Give papers the next numbers of this register, not those that they had.
        password: Its password; empty for none.

    Raises:
        InputError: It is no such zip, or not whole, or the password is not the right one.
    """
    root = unpacked(source, folder, password)
    try:
        said = msgspec.json.decode((root / "data" / REGISTER).read_bytes(), type=Exported)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _not_ours(source) from error
    if said.format != FORMAT:
        raise _not_ours(source)
    data = (root / "data").resolve()
    return tuple(_deposit(each, data, said.origin, renumber, source) for each in said.dossiers)


def _deposit(
    dossier: ExportedDossier, data: Path, origin: str, renumber: bool, source: Path
) -> Deposit:
    return Deposit(
        key=dossier.key,
        name=dossier.name,
        papers=tuple(_paper(each, data, renumber, source) for each in dossier.papers),
        files=tuple(_file(each, data, source) for each in dossier.files),
        origin=origin,
    )


def _paper(exported: ExportedPaper, data: Path, renumber: bool, source: Path) -> PaperDeposit:
    said = exported.description
    number = replace(said.number, item=0) if renumber else said.number
    values = {name: getattr(said, name) for name in said.__struct_fields__}
    values |= {"number": number, "box": exported.box, "shelf": exported.shelf}
    files = tuple(_file(each, data, source) for each in exported.files)
    return PaperDeposit(**values, files=files, words=exported.words)


def _file(exported: ExportedFile, data: Path, source: Path) -> DepositFile:
    path = (data / exported.path).resolve()
    if not path.is_relative_to(data) or not path.is_file():
        raise _not_ours(source)
    return DepositFile(
        role=exported.role, name=exported.name, source=path, standard=exported.standard
    )


def refuse_conflicts(register: Register, deposits: Sequence[Deposit]) -> None:
    """See to it that nothing in the register is another paper, or has other files, than what comes in.

    Raises:
        ArchiveError: Something is in conflict: told by number, and nothing is taken.
    """
    found = [said for deposit in deposits for said in _conflicts(register, deposit)]
    if found:
        more = f"；等{len(found)}件" if len(found) > _SHOWN else ""
        raise ArchiveError(
            "导入的文书和登记簿里的不一致",
            why="；".join(found[:_SHOWN]) + more,
            remedy="先和对方核对是哪一份；只是档号相同的，加上 --renumber 另编档号；这一次什么都没有导入",
        )


def _conflicts(register: Register, deposit: Deposit) -> Iterator[str]:
    for paper in deposit.papers:
        known = _named(register, paper.key)
        if known is None:
            number = paper.number
            other = _named(register, str(number)) if number.item else None
            if other is not None:
                yield f"{number}已经是《{other.paper.title}》"
        elif _digests_in(register, paper.key) != _digests(paper.files):
            yield f"{known.paper.number}《{known.paper.title}》的扫描件不同"


def _named(register: Register, name: str) -> Kept | None:
    try:
        return register.get(name)
    except UsageError:
        return None


def _digests_in(register: Register, key: str) -> dict[str, str]:
    stored = register.files(register.get(key))
    return {each.name: each.sha256 for each in stored if each.name not in {PAPER, WORDS}}


def _digests(files: Sequence[DepositFile]) -> dict[str, str]:
    return {
        each.name: store.sha256(each.source)
        if isinstance(each.source, bytes)
        else store.sha256_file(each.source)
        for each in files
    }


def _not_ours(source: Path) -> InputError:
    return InputError(
        "这个压缩包不能导入",
        where=source.name,
        why="不是登记簿导出的，或者是更新的程序导出的",
        remedy="请对方用 wuxiao archive export 重新导出，或更新本程序",
    )
