"""What the clerk's page needs beside the commands: dossiers under a folder, pages, uploads, its secrets."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline import arriving, scratch, store
from pipeline.dossier.dates import say_day, say_day_of_year
from pipeline.dossier.encodings import readable
from pipeline.dossier.privacy import scrub
from pipeline.errors import InputError, OutputError, UsageError
from pipeline.papers import naming
from pipeline.run.telling import fit_for_page
from pipeline.settings import Settings, assets

if TYPE_CHECKING:
    from pipeline.tools.jinja import Environment

_DOSSIER_FILES = ("dossier.xlsx", "dossier.yaml", "dossier.yml")
_PAGES = "_web"
_PRIVATE = "serve"
_LOG = "page.log"

Upload = tuple[str, Iterable[bytes]]
"""A file that came in: its name as it was sent, its content piece by piece."""


def settle() -> None:
    """Take a temporary folder for what comes in: a run that starts later sweeps it if this one dies.

    Raises:
        OutputError: No temporary folder can be used.
    """
    scratch.claim()


def dossiers(root: Path) -> tuple[Path, ...]:
    """The dossier folders that a folder is or holds, by name; no link is followed.

    Raises:
        InputError: There is no such folder.
    """
    if not root.is_dir():
        raise InputError("没有这个文件夹", where=readable(str(root)), remedy="检查名称和位置")
    if _is_dossier(root):
        return (root,)
    found = (each for each in root.iterdir() if not each.is_symlink() and _is_dossier(each))
    return tuple(sorted(found, key=lambda each: each.name))


def holds_several(root: Path) -> bool:
    """Whether new dossiers can begin in a folder: it is none itself."""
    return not _is_dossier(root)


def kinds() -> tuple[tuple[str, str], ...]:
    """The kinds of units that a dossier can be for: what `begin` takes, and what a clerk calls it."""
    from pipeline.dossier.models import UnitKind

    return tuple((kind.value, kind.label) for kind in UnitKind)


def begin(root: Path, name: str, kind: str, settings: Settings) -> Path:
    """Start a dossier in the folder of dossiers.

    Args:
        root: That folder.
        name: What the dossier is called.
        kind: Which kind of unit, one of `kinds`.
        settings: Where activities are.

    Raises:
        InputError: The name is no name for a folder, or is taken.
        UsageError: There is no such kind, or the folder is a dossier itself.
        OutputError: Nothing can be written there.
    """
    from pipeline.run.preparing import new

    if not holds_several(root) or kind not in dict(kinds()):
        raise UsageError("这里不能新建材料", remedy="退回上一页，选一种单位类别")
    if not name or naming.safe_name(name) != name or name.startswith("."):
        raise InputError(
            "这个名称不能用作文件夹的名称",
            where=readable(name) or "（空的）",
            remedy="换一个短一点的，不要有 / \\ : * ? 一类的符号",
        )
    new(root / name, kind, None, settings)
    return root / name


def _is_dossier(folder: Path) -> bool:
    return folder.is_dir() and any((folder / name).is_file() for name in _DOSSIER_FILES)


def name_of(folder: Path) -> str:
    """What a dossier is called, fit to be shown."""
    return naming.dossier_name(folder)


def shown(path: Path) -> str:
    """A path as it may be shown."""
    return readable(str(path))


# ---------------------------------------------------------------- pages


def page(template: str, **values: Any) -> str:
    """A page for the browser.

    Args:
        template: Its template, below `templates/_web/`.
        values: What it shows.
    """
    return _environment().get_template(f"{_PAGES}/{template}").render(**values)


@cache
def page_files() -> dict[str, bytes]:
    """Style sheets and scripts of the pages, by name; style sheets know our typefaces."""
    from pipeline.typefaces.css import families
    from pipeline.typefaces.table import SCREEN_SANS, SCREEN_SERIF

    folder = assets() / "templates" / _PAGES
    faces = f":root {{ --sans: {families(SCREEN_SANS)}; --serif: {families(SCREEN_SERIF)}; }}\n"
    before = {".css": faces.encode(), ".js": b""}
    return {
        each.name: before[each.suffix] + each.read_bytes()
        for each in sorted(folder.iterdir())
        if each.suffix in before
    }


@cache
def _environment() -> Environment:
    from pipeline.check.terminal import say_publicity, say_when
    from pipeline.status.said import say_papers
    from pipeline.tools.jinja import make_environment

    return make_environment(
        assets() / "templates",
        scrub=scrub,
        told=fit_for_page,
        day=lambda day: say_day(day) if day else "",
        moment=_moment,
        say_when=say_when,
        say_papers=say_papers,
        say_publicity=say_publicity,
    )


def _moment(when: str) -> str:
    """A moment as it is kept, ISO 8601, as a clerk says it."""
    with suppress(ValueError):
        then = datetime.fromisoformat(when)
        return f"{say_day_of_year(then)} {then:%H:%M}"
    return ""


# ---------------------------------------------------------------- files of its own


def note(out: Path, when: str, who: str, what: str) -> None:
    """Write down in the output folder of a dossier who did what on the page; no personal data in full.

    Raises:
        OutputError: It cannot be written.
    """
    hidden = out / store.HIDDEN
    for folder in (out, hidden):
        store.refuse_link(folder)
    store.append(hidden / _LOG, f"{when}\t{scrub(who)}\t{scrub(what)}\n")


def private_file(settings: Settings, name: str) -> Path:
    """Where the page keeps a file of its own, beside the papers."""
    return settings.out / store.HIDDEN / _PRIVATE / name


def keep_private(file: Path, text: str) -> None:
    """Write a file that nobody but this user can read, whoever may read the papers.

    Raises:
        OutputError: It cannot be written, or its folder is a link.
    """
    store.refuse_link(file.parent)
    store.write_whole(file, text.encode(), private=True)


def drop_private(file: Path) -> None:
    """Delete such a file.

    Raises:
        OutputError: It is open in another program.
    """
    store.delete(file)


def keep_uploads(files: Sequence[Upload], *, most_bytes: int) -> Path:
    """Write files that came in into a new temporary folder; the run that follows takes them from there.

    Args:
        files: The files.
        most_bytes: How large all of them may be together.

    Raises:
        InputError: They are larger.
        OutputError: The disk is full.
    """
    scratch.claim()
    folder = Path(tempfile.mkdtemp(prefix="web-"))
    try:
        write_uploads(folder, files, most_bytes=most_bytes)
    except Exception:
        drop_uploads(folder)
        raise
    return folder


def write_uploads(
    folder: Path, files: Sequence[Upload], *, most_bytes: int, taken: Collection[str] = ()
) -> None:
    """Write files that came in below a folder; what systems and programs leave behind is passed over.

    Their names are made safe: none leads out of the folder, and none replaces another.

    Args:
        folder: The folder.
        files: The files.
        most_bytes: How large all of them may be together.
        taken: Names without suffix, in small letters, that none at the top may have.

    Raises:
        InputError: They are larger.
        OutputError: The disk is full.
    """
    places, left = _Places(folder, taken), most_bytes
    for sent, chunks in files:
        name = places.of(sent)
        if name is None:
            continue
        path = folder / name
        try:
            fits = store.write_stream(path, chunks, most_bytes=left)
        except OSError as error:
            raise OutputError(
                "收到的文件写不下来", where=name.name, remedy="检查磁盘空间"
            ) from error
        if not fits:
            raise InputError(
                "一次传上来的文件太大",
                where=name.name,
                why=f"一次最多{most_bytes // 1_000_000} MB",
                remedy="分几次传，或把分辨率降到300 dpi",
            )
        left -= path.stat().st_size


_MOST_LEVELS = 8


class _Places:
    """Places of files below a folder, as they were sent: within folders, each with a name of its own."""

    def __init__(self, folder: Path, taken: Collection[str]) -> None:
        there = {
            each.relative_to(folder).with_suffix("").as_posix().casefold()
            for each in folder.rglob("*")
            if each.is_file()
        }
        self._taken = there
        self._tops_of_others = set(taken)
        self._tops: dict[str, str] = {}

    def of(self, sent: str) -> PurePosixPath | None:
        """Where a file goes; None for one of no use."""
        parts = [each for each in sent.replace("\\", "/").split("/") if each not in {"", ".", ".."}]
        if any(map(arriving.is_left_behind, parts)):
            return None
        *folders, name = (naming.safe_name(each) for each in parts[-_MOST_LEVELS:] or [""])
        if folders:
            folders[0] = self._top(folders[0])
        path = PurePosixPath(*folders, name)
        taken = self._taken if folders else self._taken | self._tops_of_others
        stem = naming.unique(path.with_suffix("").as_posix(), taken)
        self._taken.add(stem.casefold())
        return PurePosixPath(f"{stem}{path.suffix}")

    def _top(self, name: str) -> str:
        """The name of a folder at the top: another one where one is called so that came before."""
        if name not in self._tops:
            self._tops[name] = naming.unique(name, set(self._tops_of_others))
        return self._tops[name]


def drop_uploads(folder: Path) -> None:
    """Delete what came in, when it has been taken in; what is still open goes with this run."""
    for each in sorted(folder.rglob("*"), reverse=True):
        if each.is_dir() and not each.is_symlink():
            store.delete_empty(each)
        else:
            store.delete(each)
    store.delete_empty(folder)
