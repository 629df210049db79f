"""Word files that a hand has changed, as sources of their papers (`build --from-word`).

The change is kept with the entry of the file (`FileEntry.edited`) and stays in force until the data
behind the paper change: then the paper is not made, and the clerk is asked which of the two is right.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline import store
from pipeline.errors import EditedError, InputError, UsageError
from pipeline.papers import naming
from pipeline.papers.documents import Paper
from pipeline.papers.manifest import FileEntry

_SET_ASIDE = re.compile(rf"(.+)\.{store.SET_ASIDE}[0-9]+")


def find_edited(
    names: Sequence[str], papers: Sequence[Paper], before: Mapping[str, FileEntry], out: Path
) -> Mapping[str, Path]:
    """The changed Word files that are asked for, by stem of the paper.

    Args:
        names: As the clerk names them: `提名函`, `提名函.docx`, `提名函.手工修改1`, or a path.
        papers: The papers that there are.
        before: What the last run made, by path.
        out: Output folder of the dossier.

    Raises:
        InputError: There is no such file, or nobody has changed it.
        UsageError: There is no paper of that name.
    """
    stems = {paper.stem for paper in papers}
    found = {}
    for name in names:
        said = Path(name.replace("\\", "/")).name.removesuffix(".docx")
        aside = _SET_ASIDE.fullmatch(said)
        stem = aside[1] if aside and said not in stems else said
        if stem not in stems:
            near = difflib.get_close_matches(stem, stems, n=1)
            raise UsageError(
                f"没有名为“{stem}”的文书",
                remedy=f"改为 --from-word {near[0]}" if near else "照 word 文件夹里的文件名写",
            )
        file = out / naming.word_path(said)
        if not file.is_file():
            raise InputError(
                "没有这个Word文件", where=naming.word_path(said), remedy="核对 --from-word 的名称"
            )
        entry = before.get(naming.word_path(stem))
        if entry and not entry.edited and store.sha256_file(file) == entry.sha256:
            raise InputError(
                "这个文件没有改过",
                where=naming.word_path(said),
                remedy="改好并保存后再做一次，或去掉 --from-word",
            )
        found[stem] = file
    return found


def which_one(paper: Paper) -> EditedError:
    """The question for a paper whose data have changed since a hand changed its Word file."""
    return EditedError(
        "这份文书用的是手工改过的Word文件，其后材料又有变化",
        where=naming.word_path(paper.stem),
        remedy=f"核对后，仍用改过的文件加 --from-word {paper.stem}；"
        f"按现在的材料重新生成加 --force --only {paper.document}（改过的文件会另存）",
    )
