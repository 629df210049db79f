"""Whether a whole run would come to what is there already: looked at before anything is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline import __version__, store
from pipeline.errors import InputError, reason
from pipeline.make.built import Built, output_folder
from pipeline.make.transaction import UNFINISHED
from pipeline.papers import naming
from pipeline.papers.manifest import FileEntry, Manifest, read_manifest
from pipeline.papers.returned import RECEIVED_FOLDER, RECEIVED_STATE
from pipeline.settings import Settings
from pipeline.store.stamps import tree_stamp
from pipeline.typefaces import css, installed


class Inputs:
    """What outputs are made from, each folder of it read once: dossiers that are checked together are many."""

    def __init__(self, folders: Sequence[Path], settings: Settings) -> None:
        """Nothing is read yet; the dossiers are `folders`."""
        self._folders, self._settings = folders, settings
        self._digests: dict[Path, str] = {}
        self._states: dict[Path, str] = {}

    def digest(self, folder: Path) -> str:
        """Digest of everything the output of a dossier depends on: data, templates, activities, program, options.

        Those beside it count, too: it is checked against them.

        Raises:
            InputError: A file cannot be read.
        """
        settings = self._settings
        came = _came_back(output_folder(folder, settings))
        options = (__version__, settings.only, settings.draft, settings.letterhead, came)
        fonts = (css.sheet(), installed.stamp())
        beside = [each for each in self._folders if each != folder]
        trees = [*(folder, *beside), settings.templates, *settings.activities]
        content = [self._content(tree.resolve()) for tree in trees]
        return store.sha256(repr((options, fonts, content)).encode())

    def is_overtaken(self, folder: Path) -> bool:
        """Whether somebody has changed a dossier since its digest was taken."""
        tree = folder.resolve()
        if tree_stamp(tree) == self._states[tree]:
            return False  # no file has to be read
        try:
            return self._read(tree) != self._digests.get(tree)
        except InputError:
            return True

    def _content(self, tree: Path) -> str:
        if tree not in self._digests:
            self._states[tree] = tree_stamp(tree)
            self._digests[tree] = self._read(tree)
        return self._digests[tree]

    def _read(self, tree: Path) -> str:
        try:
            return store.tree_digest([tree], apart_from=self._outputs(tree))
        except OSError as error:
            raise InputError(
                "文件读不出来",
                where=str(error.filename),
                why=reason(error),
                remedy="检查权限，或关闭正在使用它的程序",
            ) from error

    def _outputs(self, tree: Path) -> list[Path]:
        """What output may lie among the input: that of the dossiers, or the whole output folder."""
        whole = self._settings.out.resolve()
        own = [whole / naming.dossier_name(folder) for folder in self._folders]
        return own if tree.is_relative_to(whole) else [whole]


def still_current(folder: Path, settings: Settings, inputs: Inputs) -> Built | None:
    """What the last run made, if a run with these settings would make nothing else.

    Raises:
        InputError: A file cannot be read.
        UsageError: The output folder would be the dossier folder.
    """
    out = output_folder(folder, settings)
    if (
        settings.force
        or settings.from_word
        or (out / UNFINISHED).exists()
        or not (out / naming.MANIFEST).is_file()
    ):
        return None
    manifest = _intact(out, inputs.digest(folder))
    return Built(out=out, manifest=manifest, only=settings.only) if manifest else None


def _came_back(out: Path) -> str:
    """Another one when anything comes back: the signing sheet asks for what is owed."""
    try:
        return store.content_stamp(out / RECEIVED_FOLDER / RECEIVED_STATE)
    except OSError:
        return ""


def _intact(out: Path, stamp: str) -> Manifest | None:
    """The last run's manifest, if it was made from the same input and all its files are there."""
    manifest = read_manifest(out / naming.MANIFEST)
    if manifest is None or manifest.input_digest != stamp or not (out / naming.REPORT).is_file():
        return None
    intact = all(is_as_made(out, entry) for entry in manifest.files)
    return manifest if intact else None


def is_as_made(out: Path, entry: FileEntry) -> bool:
    """Whether the file of an entry is there, and nobody has changed it."""
    path = out / entry.path
    return path.is_file() and store.sha256_file(path) == entry.sha256
