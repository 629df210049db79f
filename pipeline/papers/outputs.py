"""The output folder of a dossier, as later commands are given it; and where its dossier lies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline import store
from pipeline.dossier.encodings import readable
from pipeline.errors import InputError
from pipeline.papers import naming
from pipeline.papers.manifest import Manifest, read_manifest


@dataclass(frozen=True, slots=True)
class Output:
    """An output folder, and its manifest."""

    folder: Path
    manifest: Manifest


def find_output(path: Path) -> Output:
    """The output folder that a path means: the folder, its manifest, or the folder above if it holds one only.

    Raises:
        InputError: There is none, or it cannot be told which is meant.
    """
    here = path.parent if path.name == naming.MANIFEST else path
    if (here / naming.MANIFEST).is_file():
        return _read(here)
    if not here.is_dir():
        raise InputError(
            "没有这个文件夹",
            where=readable(str(path)),
            remedy="写明生成结果的文件夹，例如 output/材料",
        )
    inside = sorted(each.parent for each in here.glob(f"*/{naming.MANIFEST}"))
    if len(inside) == 1:
        return _read(inside[0])
    names = "、".join(readable(each.name) for each in inside)
    raise InputError(
        "这里不是一份材料的生成结果" if not inside else "这里有几份材料的生成结果",
        where=readable(str(path)),
        why=f"里面有：{names}" if inside else f"里面没有{naming.MANIFEST}",
        remedy="写明其中一份的文件夹" if inside else "先执行 wuxiao build，再写明它生成的文件夹，例如 output/材料",
    )  # fmt: skip


def _read(folder: Path) -> Output:
    manifest = read_manifest(folder / naming.MANIFEST)
    if manifest is None:
        raise InputError(
            "生成记录读不出来",
            where=readable(str(folder / naming.MANIFEST)),
            why="文件被改动过，或者是别的版本的程序写的",
            remedy="重新执行 wuxiao build",
        )
    return Output(folder, manifest)


class Handed(Struct, frozen=True, kw_only=True):
    """What is remembered of the upload kit.

    Attributes:
        digest: Digest of all its files.
        complete: Whether it lacked nothing.
        submitted: The day on which somebody said that it was handed in; empty before.
    """

    digest: str = ""
    complete: bool = False
    submitted: str = ""


def handed(out: Path) -> Handed:
    """What is remembered of the upload kit of an output folder."""
    try:
        return msgspec.json.decode(store.handed_path(out).read_bytes(), type=Handed)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Handed()


def remember_handed(out: Path, kit: Handed) -> None:
    """Remember it.

    Raises:
        OutputError: It cannot be written.
    """
    store.write_whole(store.handed_path(out), msgspec.json.encode(kit))


def remember_dossier(out: Path, folder: Path) -> None:
    """Remember from which dossier an output folder was made.

    Raises:
        OutputError: It cannot be written.
    """
    path, told = store.remembered_path(out, "dossier"), os.fsencode(folder.resolve())
    if not path.is_file() or path.read_bytes() != told:
        store.write_whole(path, told)


def remember_register(out: Path, register: Path) -> None:
    """Remember in which register the papers of an output folder are.

    Raises:
        OutputError: It cannot be written.
    """
    store.write_whole(store.remembered_path(out, "register"), os.fsencode(register.resolve()))


def remembered_register(out: Path) -> Path | None:
    """The register that papers of an output folder went into; None where that is not known or it is gone."""
    return _remembered_folder(out, "register")


def remember_former(out: Path, papers: Mapping[str, str]) -> None:
    """Remember papers that were made once and are of no use any more: names by the short ids in their codes.

    Raises:
        OutputError: It cannot be written.
    """
    store.write_whole(store.remembered_path(out, "former"), msgspec.json.encode(papers))


def former_papers(out: Path) -> Mapping[str, str]:
    """Papers that were made once and are of no use any more, as pages of them may come back all the same."""
    try:
        return msgspec.json.decode(
            store.remembered_path(out, "former").read_bytes(), type=dict[str, str]
        )
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def remembered_dossier(out: Path) -> Path | None:
    """The dossier that an output folder was made from; None where that is not known or it is gone."""
    return _remembered_folder(out, "dossier")


def _remembered_folder(out: Path, name: str) -> Path | None:
    """A folder that an output folder remembers; None where it does not, or the folder is gone."""
    try:
        folder = Path(os.fsdecode(store.remembered_path(out, name).read_bytes()))
    except OSError:
        return None
    return folder if folder.is_dir() else None
