"""What an upload kit is made of, how its files are made, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from pipeline import store
from pipeline.dossier.encodings import readable
from pipeline.dossier.findings import Finding
from pipeline.dossier.intake import Intake
from pipeline.engine.guarded import Lost, look_over
from pipeline.errors import InputError, UsageError
from pipeline.make.built import Progress
from pipeline.make.plan import plan_build
from pipeline.make.standing import standing
from pipeline.make.transaction import Stage, finish, put_in_place
from pipeline.papers import naming
from pipeline.papers.outputs import Handed, Output, handed, remember_handed, remembered_dossier
from pipeline.receive import returns_of
from pipeline.settings import Settings
from pipeline.status import PaperState
from pipeline.upload import Kit, KitFile, Materials, is_path_of_kit
from pipeline.upload.making import LARGEST_BYTES, SECONDS, MadeFile, make_file

_UNFIT = frozenset({PaperState.OUTDATED, PaperState.HELD})


def dossier_of(output: Output, folder: Path | None) -> Path:
    """The dossier that an output folder was made from.

    Args:
        output: The output folder.
        folder: Where it is said to be; None where nobody said.

    Raises:
        InputError: Nobody knows where it is.
        UsageError: The one that was named is another.
    """
    found = folder or remembered_dossier(output.folder)
    if found is None:
        raise InputError(
            "不知道材料文件夹在哪里",
            where=readable(str(output.folder)),
            why="材料文件夹移动过，或者结果是从别的电脑拷来的",
            remedy="加上 --dossier 材料文件夹",
        )
    if naming.dossier_name(found) != output.manifest.dossier:
        raise UsageError(
            f"材料文件夹“{readable(found.name)}”与生成结果“{output.manifest.dossier}”不是同一份材料",
            remedy="核对 --dossier 后面的文件夹",
        )
    return found


def materials(
    output: Output, intake: Intake, findings: Sequence[Finding], settings: Settings
) -> Materials:
    """What the kit of an output folder is made of: what came back, and the dossier as it is today."""
    plan = plan_build(intake, findings, settings, output.folder)
    states = standing(plan)
    return Materials(
        output=output,
        dossier=intake.dossier,
        activity=plan.activity,
        files=intake.files,
        papers=tuple(states),
        documents=plan.documents,
        returns={each.path: each for each in returns_of(output)},
        stale=frozenset(
            naming.pdf_path(paper.stem) for paper, state in states.items() if state in _UNFIT
        ),
        findings=findings,
    )


def make_kit_files(
    settings: Settings, progress: Progress, files: Sequence[KitFile]
) -> list[tuple[bytes, str, str]]:
    """Make files of the kit over the cores, each in a guarded process."""
    most = None if settings.upload_mb is None else round(settings.upload_mb * 1_000_000)
    make = partial(make_file, largest_bytes=most)
    made: list[tuple[bytes, str, str]] = [(b"", "", "")] * len(files)
    answers = look_over(
        files, make, MadeFile, jobs=settings.jobs, seconds=SECONDS, largest_bytes=LARGEST_BYTES
    )
    for done, (place, each) in enumerate(answers, start=1):
        progress("制作附件", done, len(files))
        said = f"{files[place].name}：做不出来，有一份材料太大或已损坏"
        made[place] = (
            (b"", said, "") if isinstance(each, Lost) else (each.data, each.problem, each.note)
        )
    return made


def publish_kit(kit: Kit) -> None:
    """Put the files of a kit in their places, all at once, and take away what is no longer part of it.

    Raises:
        OutputError: The folder is a link or cannot be written, or a file cannot be replaced: the first
            of them, when all others are in their places.
    """
    store.refuse_link(kit.folder)
    stage = Stage(kit.folder)
    for path, data in kit.files.items():
        stage.add(path, data)
    placed = put_in_place(
        kit.folder, stage, before={}, current=kit.files, is_path_of_ours=is_path_of_kit
    )
    for error in placed.refused.values():
        raise error
    finish(kit.folder)


def remember_kit(output: Output, kit: Kit, *, done: bool) -> None:
    """Remember what is in the kit, and on which day it was handed in.

    Raises:
        UsageError: It is said to be handed in, and is not complete.
    """
    if done and not kit.is_complete:
        raise UsageError(
            "附件还没有齐，不能记为已经提交", remedy="补齐后再执行 wuxiao upload --done"
        )
    before = handed(output.folder)
    digest = store.sha256("".join(map(store.sha256, kit.files.values())).encode())
    submitted = before.submitted if before.digest == digest else ""
    today = datetime.now().astimezone().date().isoformat()
    remember_handed(
        output.folder,
        Handed(
            digest=digest, complete=kit.is_complete, submitted=submitted or (today if done else "")
        ),
    )
