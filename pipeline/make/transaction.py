"""The output folder changes all at once: whatever stops a run, the next one leaves no trace of it.

1. Staged: the files of this run are written whole, apart from the folder's papers.  A run that stops
   here has changed nothing.
2. Noted: path and checksum of each file go into the journal before the file goes to its place.  The
   journal only grows, so that it knows our files of every run, also of those that were stopped.
3. Placed: each staged file takes its place in one step, then what is ours and no longer part of the
   output goes.  A run that stops here leaves papers of two runs, and a mark that says so; the journal
   tells the next one which of them are ours.
4. Finished: when report and manifest are there, too, the mark goes.

A file that the journal does not know was made or changed by a hand: it is renamed, never replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import store
from pipeline.errors import OutputError
from pipeline.make.built import Batch, Made
from pipeline.papers import coming, naming
from pipeline.papers.manifest import FileEntry, FileKind

JOURNAL = f"{store.HIDDEN}/journal"
STAGED = f"{store.HIDDEN}/staged"
UNFINISHED = f"{store.HIDDEN}/unfinished"
"""The mark: the manifest, though all its files are there, does not tell of all of ours."""

Known = Mapping[str, Collection[str]]
"""SHA-256 of all that was ever ours, by path below the output folder."""


class Stage:
    """Where the files of a run wait for their places."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._waiting: dict[str, tuple[Path, str]] = {}
        coming.forget(out)
        for left_behind in (out / STAGED).glob("*"):
            store.delete(left_behind)

    def add(self, path: str, data: bytes) -> None:
        """Write a file aside; it is to go to `path` below the output folder.

        Raises:
            OutputError: The disk is full, or the folder cannot be written.
        """
        aside = self._out / STAGED / f"{len(self._waiting):05}"
        store.write_whole(aside, data, lasting=True)
        self._waiting[path] = aside, store.sha256(data)

    def take(self, batch: Batch) -> tuple[Made, ...]:
        """Write what a task made aside; what is left is what is to be known of its papers.

        Drawn pages and thumbnails are for later runs: known by digest, they go to their places.  PDFs
        can be looked at while they wait (`papers.coming`).

        Raises:
            OutputError: The disk is full, or the folder cannot be written.
        """
        for digest, drawn in batch.drawn.items():
            store.write_whole(store.drawn_path(self._out, digest), drawn)
        for made in batch.made:
            for path, data in made.files.items():
                self.add(path, data)
            if made.pdf and made.pdf.path in made.files:
                aside = self.find(made.pdf.path).relative_to(self._out).as_posix()
                coming.note(self._out, made.pdf, aside)
            if made.pdf and made.thumbnail:
                store.write_whole(store.thumbnail_path(self._out, made.pdf.sha256), made.thumbnail)
        if batch.packed and batch.packed.data is not None:
            self.add(batch.packed.entry.path, batch.packed.data)
        return tuple(replace(made, files={}, thumbnail=b"") for made in batch.made)

    def find(self, path: str) -> Path:
        """Where a file is now: aside, or in its place since an earlier run."""
        return self._waiting[path][0] if path in self._waiting else self._out / path

    def waiting(self) -> Iterator[tuple[str, Path, str]]:
        """Path, staged file and SHA-256 of each file, in the order of their paths."""
        for path, (aside, digest) in sorted(self._waiting.items()):
            yield path, aside, digest


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of putting files in their places.

    Attributes:
        set_aside: New names of files that a hand had changed.
        refused: What could not be replaced or deleted, by path: open in another program, mostly.
    """

    set_aside: tuple[str, ...]
    refused: Mapping[str, OutputError]


def put_in_place(
    out: Path,
    stage: Stage,
    *,
    before: Mapping[str, FileEntry],
    current: Collection[str],
    is_path_of_ours: Callable[[str], bool] = naming.is_path_of_ours,
) -> Placed:
    """Put staged files in their places, and take away what is ours and not `current`.

    Args:
        out: The output folder, or a folder in it that is made as a whole like it.
        stage: The files of this run that are new.
        before: What the last complete run made, by path.
        current: Paths of all that is to be there afterwards.
        is_path_of_ours: Whether a path that the journal names is of the shape of what is made here.

    Raises:
        OutputError: The journal cannot be written, or a folder is a link; then nothing was changed.
    """
    known = _known(out, before, is_path_of_ours)
    _refuse_links(out, {*known, *current})
    _note(out, stage, known)
    store.write_whole(out / UNFINISHED, b"", lasting=True)
    hands = {path for path, entry in before.items() if entry.edited and entry.kind is FileKind.WORD}
    set_aside: list[str] = []
    refused: dict[str, OutputError] = {}
    for path, aside, digest in stage.waiting():
        target = out / path
        try:
            ours = {digest} if path in hands else {*known.get(path, ()), digest}
            if target.is_file() and not _is_ours(target, ours):
                set_aside.append(store.set_aside(target).name)
            store.move(aside, target)
        except OutputError as error:
            refused[path] = error
    for path in sorted(known.keys() - current):
        try:
            if path not in hands and _is_ours(out / path, known[path]):
                store.delete(out / path)
                store.delete_empty((out / path).parent)
        except OutputError as error:
            refused[path] = error
    return Placed(tuple(set_aside), refused)


def finish(out: Path) -> None:
    """Nothing is left to do.

    Raises:
        OutputError: The mark cannot be deleted.
    """
    coming.forget(out)
    store.delete(out / UNFINISHED)


def _refuse_links(out: Path, paths: Collection[str]) -> None:
    """Files are replaced and deleted in the output folder, not where a link in it leads."""
    for folder in sorted({parent for path in paths for parent in (out / path).parents}):
        if folder.is_relative_to(out) and folder != out:
            store.refuse_link(folder)


def _is_ours(target: Path, digests: Collection[str]) -> bool:
    return target.is_file() and store.sha256_file(target) in digests


def _known(
    out: Path, before: Mapping[str, FileEntry], is_path_of_ours: Callable[[str], bool]
) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for path, digest in _journal(out):
        if not is_path_of_ours(path):
            continue
        known.setdefault(path, set()).add(digest)
    for path, entry in before.items():
        known.setdefault(path, set()).add(entry.sha256)
    return known


def _note(out: Path, stage: Stage, known: Known) -> None:
    new = [
        f"{digest} {path}\n"
        for path, _, digest in stage.waiting()
        if digest not in known.get(path, ())
    ]
    if new:
        # A line that a power cut left unfinished ends here.
        store.append(out / JOURNAL, "\n" + "".join(new))


def _journal(out: Path) -> Iterator[tuple[str, str]]:
    """Path and SHA-256 of each file that was noted; lines that are not right are passed over."""
    try:
        text = (out / JOURNAL).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.split("\n"):
        digest, _, path = line.partition(" ")
        yield path, digest
