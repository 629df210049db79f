"""Pictures in the cells of a workbook, which stand for files: taken out into the folder of this run.

They lie there by their content, so that none is ever stale, and nothing is written beside the clerk's
files.  Where a nomination has files as well, these count: they are mostly the originals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from pipeline import scratch, store
from pipeline.dossier.pictures import CellPicture, picture_name
from pipeline.forms.file_names import ROLES, UNIT_FOLDERS
from pipeline.load.faults import READABLE, Notes, UnreadableError
from pipeline.load.raw import Branch, Embedded, Items, Node, Scalar
from pipeline.tools.workbook import take_parts

HOME = "放进“附件”下以项目编号命名的文件夹"


def take_pictures(tree: Branch, book: Path, notes: Notes) -> Mapping[str, CellPicture]:
    """Put the pictures of a tree into files, and their names into the tree.

    Args:
        tree: The whole dossier.
        book: The workbook it was read from.
        notes: Told what cannot be taken, and what is shown otherwise than it is.

    Returns:
        The pictures, by the names that the dossier now has for them.

    Raises:
        InputError: The workbook has changed since it was read.
        OutputError: The temporary folder is full.
    """
    found = [(path, listed, pictures_in(listed)) for path, listed in _lists(tree, "")]
    parts = dict.fromkeys(each.picture.part for *_, some in found for each in some)
    files = dict(_files(book, filter(None, parts))) if any(parts) else {}
    taken: dict[str, CellPicture] = {}
    for path, listed, some in found:
        listed.items = []
        for each in some:
            file = files.get(each.picture.part)
            if file is None:
                notes.error(path, _unusable(each, path), each.source)
                continue
            _mention_altered(each, notes)
            name = picture_name(file.stem, file.suffix)
            taken.setdefault(name, CellPicture(cell=str(each.source), path=file))
            listed.items.append(Scalar(value=name, source=each.source))
    return taken


def pictures_in(node: Node | None) -> list[Embedded]:
    """The pictures of a list, which holds nothing else; none of any other node."""
    items = node.items if isinstance(node, Items) else []
    return [each for each in items if isinstance(each, Embedded)]


def _lists(node: Node, path: str) -> Iterator[tuple[str, Items]]:
    """The lists of pictures at and below a node, with their paths."""
    if isinstance(node, Branch):
        for key, below in node.items.items():
            yield from _lists(below, f"{path}.{key}".lstrip("."))
    elif isinstance(node, Items):
        if pictures_in(node):
            yield path, node
        for index, each in enumerate(node.items):
            yield from _lists(each, f"{path}[{index}]")


def _files(book: Path, parts: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """Parts of a workbook as files, named by their content; none for a damaged one."""
    home = scratch.folder_for("pictures")
    for part, data in take_parts(book, parts):
        if data:
            file = home / f"{store.sha256(data)}{PurePosixPath(part).suffix.lower()}"
            if not file.exists():
                store.write_whole(file, data)
            yield part, file


def _unusable(each: Embedded, path: str) -> UnreadableError:
    flaw = "已损坏" if each.picture.part else each.picture.flaw
    return UnreadableError(f"这一格里的图片{flaw}，不能采用", as_file(path), rule=READABLE)


def _mention_altered(each: Embedded, notes: Notes) -> None:
    if each.picture.flaw:
        what = f"这一格里的图片在表格里{each.picture.flaw}，采用的是原来的整张"
        remedy = "要改过的样子的，把改好的图片另存为文件，再插入这一格"
        notes.warning(UnreadableError(what, remedy), each.source)


def as_file(path: str) -> str:
    """What to do with a picture that has to be a file, where the field at a path takes one."""
    role = path.partition("].")[2]
    name = ROLES[role][0] if role in ROLES else ""
    named = f"，取名“{name}-1”（几张的依次编号）" if name else ""
    home = HOME if role else f"放进“{UNIT_FOLDERS[0]}”文件夹"
    return f"把图片另存为文件{named}，{home}，再清空这一格"
