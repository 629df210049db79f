"""What a build came to, and whether another one would come to anything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__, store
from pipeline.errors import ExitCode, InputError, UsageError
from pipeline.papers import naming
from pipeline.papers.manifest import Manifest, read_manifest
from pipeline.settings import Settings
from pipeline.typefaces import installed

if TYPE_CHECKING:
    from pipeline.check import Review

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build came to.

    Attributes:
        out: Output folder of the dossier.
        manifest: What is there now; None when errors in the data stopped the build.
        review: The findings; None when nothing had changed since the last run.
        fresh: Number of files made anew.
        set_aside: Names of files changed by hand that were kept apart.
    """

    out: Path
    manifest: Manifest | None = None
    review: Review | None = None
    fresh: int = 0
    set_aside: tuple[str, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """0; 4 for errors in the data; or what the first paper that failed says."""
        if self.manifest is None:
            return ExitCode.FINDINGS
        codes = [ExitCode(failure.exit_code) for failure in self.manifest.failures]
        return codes[0] if codes else ExitCode.OK


def output_folder(folder: Path, settings: Settings) -> Path:
    """Where the papers of a dossier go.

    Raises:
        UsageError: That would be the dossier folder itself.
    """
    out = settings.out / naming.dossier_name(folder)
    if out.resolve() == folder.resolve():
        raise UsageError(
            "输出文件夹就是材料文件夹",
            where=str(folder),
            why="生成的文件会与材料混在一起",
            remedy="用 -o 另指定一个输出文件夹",
        )
    return out


def input_digest(folders: Sequence[Path], settings: Settings) -> str:
    """Digest of everything an output depends on: data, templates, activities, program, options.

    Raises:
        InputError: A file cannot be read.
    """
    options = (__version__, settings.only, settings.draft, settings.letterhead, installed.stamp())
    trees = [each.resolve() for each in (*folders, settings.templates, *settings.activities)]
    try:
        content = store.tree_digest(trees, apart_from=_outputs(folders, trees, settings))
    except OSError as error:
        raise InputError(
            "文件读不出来",
            where=str(error.filename),
            why=error.strerror or "",
            remedy="检查权限，或关闭正在使用它的程序",
        ) from error
    return store.sha256(repr((options, content)).encode())


def _outputs(folders: Sequence[Path], trees: Sequence[Path], settings: Settings) -> list[Path]:
    """What output may lie among the input: that of the dossiers, or the whole output folder."""
    whole = settings.out.resolve()
    own = [whole / naming.dossier_name(folder) for folder in folders]
    return own if any(tree.is_relative_to(whole) for tree in trees) else [whole]


def still_current(folder: Path, settings: Settings, beside: Sequence[Path]) -> Built | None:
    """What the last run made, if a run with these settings would make nothing else.

    Looked at before anything is loaded, so that it is known at once.

    Raises:
        InputError: A file cannot be read.
        UsageError: The output folder would be the dossier folder.
    """
    out = output_folder(folder, settings)
    if settings.force or not (out / naming.MANIFEST).is_file():
        return None
    manifest = unchanged(out, input_digest([folder, *beside], settings))
    return Built(out=out, manifest=manifest) if manifest else None


def unchanged(out: Path, stamp: str) -> Manifest | None:
    """The last run's manifest, if it was made from the same input and all its files are there."""
    manifest = read_manifest(out / naming.MANIFEST)
    if manifest is None or manifest.input_digest != stamp or not (out / naming.REPORT).is_file():
        return None
    intact = all(
        (out / entry.path).is_file() and store.sha256_file(out / entry.path) == entry.sha256
        for entry in manifest.files
    )
    return manifest if intact else None
