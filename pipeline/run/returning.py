"""Signed paper comes back, and goes up into the portal: `receive`, `upload`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import scratch, store
from pipeline.dossier.encodings import readable
from pipeline.run.checking import check
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.make.built import Progress
    from pipeline.papers.outputs import Output
    from pipeline.papers.returned import Unmarked
    from pipeline.receive import Desk, Means, Received
    from pipeline.upload import Kit


def receive(out: Path, scans: Sequence[Path], settings: Settings, progress: Progress) -> Received:
    """Take scans back in: what each page is, what was signed and sealed on it, what is still missing.

    Args:
        out: The output folder of a dossier.
        scans: Files, folders, zips; none to say again what has come back, as for papers built anew.
        settings: What the run was told.
        progress: Told how far it is.

    Raises:
        WuxiaoError: The output folder or one of the paths cannot be used.
    """
    from pipeline.papers.outputs import find_output
    from pipeline.receive import gather

    scratch.claim()
    output = find_output(out)
    with store.locked(output.folder), tempfile.TemporaryDirectory() as unpacked:
        desk, means = _desk(output, out, settings, progress)
        return desk.take(gather(scans, Path(unpacked)), means, unmarked=_unmarked(settings))


def watch(
    out: Path,
    folder: Path,
    settings: Settings,
    progress: Progress,
    *,
    pause: Callable[[], None] | None = None,
) -> Iterator[Received]:
    """Take scans in as a scanner writes them into a folder, until Ctrl+C; what each round came to.

    Args:
        out: The output folder of a dossier.
        folder: Where the scanner writes; a share that is away for a while is waited for.
        settings: What the run was told.
        progress: Told how far it is.
        pause: Waits between two looks.

    Raises:
        WuxiaoError: The output folder cannot be used, or another run works on it for long.
    """
    from pipeline.receive import SECONDS_BETWEEN_LOOKS, Watcher

    scratch.claim()
    wait = pause or (lambda: time.sleep(SECONDS_BETWEEN_LOOKS))
    watcher = Watcher(folder)
    yield receive(out, [], settings, progress)
    while True:
        try:
            wait()
        except KeyboardInterrupt:
            return
        if files := watcher.look():
            yield receive_finished(out, files, settings, progress)


def receive_finished(
    out: Path, files: Sequence[Path], settings: Settings, progress: Progress
) -> Received:
    """Take in what a watched folder gave; a file that cannot be read is told, and the others are taken.

    Raises:
        WuxiaoError: The output folder cannot be used, or another run works on it.
    """
    from pipeline.papers.outputs import find_output
    from pipeline.receive import gather

    scratch.claim()
    output = find_output(out)
    with store.locked(output.folder), tempfile.TemporaryDirectory() as unpacked:
        desk, means = _desk(output, out, settings, progress)
        return desk.take(gather(files, Path(unpacked)), means, passes_over_broken=True)


def finished_files(folder: Path, pause: Callable[[float], bool]) -> Iterator[list[Path]]:
    """What a scanner has finished writing into a folder since the last look, look by look; often nothing.

    Args:
        folder: Where the scanner writes; a share that is away for a while is waited for.
        pause: Waits so many seconds between two looks; says whether to look no more.
    """
    from pipeline.receive import SECONDS_BETWEEN_LOOKS, Watcher

    watcher = Watcher(folder)
    while not pause(SECONDS_BETWEEN_LOOKS):
        yield watcher.look()


def decide(
    out: Path, place: str, settings: Settings, *, by: str, why: str, answer: str
) -> Received:
    """Record what a person who has looked at a place decides on it; or take that back.

    Args:
        out: The output folder of a dossier.
        place: Its id, as the report says it.
        settings: What the run was told.
        by: Who has looked.
        why: Why.
        answer: `accept`: it is good; `refuse`: it is not, and has to be signed, sealed or printed anew; `undo`: the
            earlier decision holds no more.

    Raises:
        UsageError: There is nothing to decide of that name.
        WuxiaoError: The output folder cannot be used.
    """
    from pipeline.papers.outputs import find_output
    from pipeline.receive import Decision

    output = find_output(out)
    when = datetime.now().astimezone().isoformat(timespec="minutes")
    with store.locked(output.folder):
        desk, _ = _desk(output, out, settings, lambda *_: None)
        return desk.decide(
            Decision(
                id=place,
                by=by,
                why=why,
                when=when,
                undone=answer == "undo",
                refused=answer == "refuse",
            )
        )


def upload(
    out: Path,
    settings: Settings,
    progress: Progress,
    *,
    folder: Path | None = None,
    done: bool = False,
) -> Kit:
    """Make the upload kit: for each complete nomination the portal's slots, the unit's own, 填报对照表.

    Values and certificates come from the dossier, which is loaded here anew: what is typed into the
    portal has to be what the dossier says today, and a paper that was signed before it changed must not
    be uploaded with it.  So `build` need not keep a second copy of personal data.

    Args:
        out: The output folder of the dossier.
        settings: What the run was told.
        progress: Told how far it is.
        folder: The dossier; None for the one that the output was made from.
        done: The kit was handed in; the day is remembered, for `status`.

    Raises:
        UsageError: It is said to be handed in, and is not complete.
        WuxiaoError: The output folder or the dossier cannot be used.
    """
    from pipeline.load import load
    from pipeline.make.kits import (
        dossier_of,
        make_kit_files,
        materials,
        publish_kit,
        remember_kit,
    )
    from pipeline.papers.outputs import find_output
    from pipeline.upload import assemble

    scratch.claim()
    output = find_output(out)
    with store.locked(output.folder):
        intake = load(dossier_of(output, folder), settings.find_activity)
        (found,) = check([intake.folder], settings).dossiers
        kit = assemble(
            materials(output, intake, found.findings, settings),
            partial(make_kit_files, settings, progress),
            settings.templates,
        )
        publish_kit(kit)
        remember_kit(output, kit, done=done)
    return kit


def _unmarked(settings: Settings) -> Unmarked | None:
    from pipeline.papers.returned import Unmarked

    return Unmarked(settings.unmarked) if settings.unmarked else None


def _desk(
    output: Output, address: Path, settings: Settings, progress: Progress
) -> tuple[Desk, Means]:
    from pipeline.engine.guarded import look_over
    from pipeline.receive import Desk, Means

    desk = Desk(output, readable(str(address)), settings.templates)
    return desk, Means(partial(look_over, jobs=settings.jobs), progress)
