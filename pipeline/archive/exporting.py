"""Papers of the register for another office: a zip that needs no program of ours, and can be imported by one.

It is a BagIt bag (`bag`): the scans under their numbers and titles, a page that finds them, the catalogue, and
`data/登记.json`, from which `importing` makes deposits again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from pipeline import __version__
from pipeline.archive.bag import BagWriter, new_bag
from pipeline.archive.catalogue import catalogue, say_head, say_state
from pipeline.archive.models import PAPER, WORDS, Description, FileRole, Kept, StoredFile
from pipeline.dossier.dates import say_day
from pipeline.errors import InputError
from pipeline.papers.naming import safe_name, unique
from pipeline.tools.jinja import make_environment
from pipeline.typefaces.css import families
from pipeline.typefaces.table import SCREEN_SANS, SCREEN_SERIF

if TYPE_CHECKING:
    from pipeline.archive.register import Register

FORMAT = 1
REGISTER, CATALOGUE, PAGE, README = "登记.json", "归档文件目录.xlsx", "index.html", "说明.txt"
_PAPERS, _OTHERS, _DOSSIERS = "文书", "附带文件", "材料"
_OF_REGISTER = frozenset({PAPER, WORDS})
"""Files of a paper that a register writes anew."""

Progress = Callable[[str, int, int], None]

_SAID = """这个压缩包里是归档的文书，不需要安装程序就能看：

1. 先把压缩包全部解压到一个文件夹。
2. 双击打开 index.html，可以按姓名、项目、单位、档号和页上的字查找。
3. 扫描件在 data 文件夹的“文书”里，都是PDF；目录在 data/归档文件目录.xlsx。

manifest-sha256.txt 写着每个文件的校验值（BagIt 1.0，RFC 8493），可以用任何一种校验程序核对。
装有本程序的单位，可以用 wuxiao archive import 把它导入自己的登记簿（用没有解压的压缩包）。
文书上有身份证号等个人信息，用完收好，不要转发。
"""


class ExportedFile(Struct, frozen=True, kw_only=True):
    """A stored file: `path` below `data/`; the rest as of `DepositFile`."""

    role: FileRole
    name: str
    path: str
    standard: str = ""


class ExportedPaper(Struct, frozen=True, kw_only=True):
    """A paper: what the register says of it, its stored files, its printed words."""

    description: Description
    box: str = ""
    shelf: str = ""
    files: tuple[ExportedFile, ...] = ()
    words: str = ""


class ExportedDossier(Struct, frozen=True, kw_only=True):
    """Papers of a dossier, and its files as a whole: as of `Deposit`."""

    key: str
    name: str
    papers: tuple[ExportedPaper, ...]
    files: tuple[ExportedFile, ...] = ()


class Exported(Struct, frozen=True, kw_only=True):
    """All that was exported; `origin` says from where: the register's name and the head of its chain."""

    dossiers: tuple[ExportedDossier, ...]
    origin: str = ""
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted.

    Attributes:
        target: The zip.
        name: What it is called: its folder, the title of its page.
        on: The day of it.
        templates: The shipped templates.
        password: Encrypts it; empty for none.
    """

    target: Path
    name: str
    on: date
    templates: Path
    password: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """What an export came to: the zip, how many papers, how many of them without scans."""

    target: Path
    papers: int
    without_scans: int


def export(register: Register, papers: Sequence[Kept], order: Order, progress: Progress) -> Export:
    """Write a zip of papers.

    Args:
        register: The register.
        papers: The papers.
        order: What is wanted.
        progress: Told how far it is.

    Raises:
        InputError: There are no papers to export.
        ArchiveError: A stored file is missing, or not what was stored.
        OutputError: The disk is full, or the file is open in another program.
    """
    if not papers:
        raise InputError("没有要导出的文书", remedy="用 wuxiao archive list 看登记簿里有什么")
    head, name = register.head, order.name
    with new_bag(order.target, safe_name(name), order.password) as bag:
        packer = _Packer(register, bag)
        rows = []
        for done, kept in enumerate(papers, start=1):
            rows.append(packer.take(kept))
            progress("导出", done, len(papers))
        origin = f"{name}，第{head.number}条记录，{head.sha256}"
        said = Exported(dossiers=tuple(packer.dossiers()), origin=origin)
        bag.add(REGISTER, msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n")
        bag.add(CATALOGUE, catalogue(papers, head, name=name))
        foot = say_head(head, len(papers))
        bag.add_tag(PAGE, _page(rows, order, foot))
        bag.add_tag(README, _SAID.encode())
        bag.finish(
            {
                "Source-Organization": name,
                "Bagging-Date": order.on.isoformat(),
                "External-Description": foot,
                "Bag-Software-Agent": f"wuxiao forms {__version__}",
            }
        )
    return Export(order.target, len(papers), sum(not row.href for row in rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of the page; `href` is empty where the scan is gone."""

    number: str
    title: str
    project: str
    employer: str
    unit: str
    dated: str
    pages: int
    box: str
    state: str
    href: str
    words: str


class _Packer:
    """Puts papers into a bag, and remembers them dossier by dossier."""

    def __init__(self, register: Register, bag: BagWriter) -> None:
        self._register, self._bag = register, bag
        self._taken: set[str] = set()
        self._papers: dict[str, list[tuple[Kept, ExportedPaper]]] = {}

    def take(self, kept: Kept) -> _Row:
        """Put a paper in; gives its row."""
        words = self._register.words(kept)
        files = tuple(self._files(kept))
        if files:
            exported = ExportedPaper(
                description=kept.paper, box=kept.box, shelf=kept.shelf, files=files, words=words
            )
            self._papers.setdefault(kept.paper.dossier_key, []).append((kept, exported))
        scan = next((each.path for each in files if each.role is FileRole.SCAN), "")
        paper = kept.paper
        return _Row(
            number=str(paper.number),
            title=paper.title,
            project=paper.project,
            employer=paper.employer,
            unit=paper.unit,
            dated=paper.dated.isoformat() if paper.dated else "",
            pages=paper.pages,
            box=kept.box,
            state=say_state(kept),
            href=scan and f"data/{scan}",
            words=words,
        )

    def _files(self, kept: Kept) -> Iterator[ExportedFile]:
        number = str(kept.paper.number)
        for stored in self._register.files(kept):
            if stored.name in _OF_REGISTER:
                continue
            suffix = Path(stored.name).suffix
            if stored.role is FileRole.SCAN:
                stem = safe_name(f"{number} {kept.paper.title}")
                path = f"{_PAPERS}/{unique(stem, self._taken)}{suffix}"
            else:
                path = f"{_OTHERS}/{safe_name(number)}/{safe_name(stored.name)}"
            yield self._put(stored, path)

    def _put(self, stored: StoredFile, path: str) -> ExportedFile:
        self._bag.add(path, self._register.read(stored))
        return ExportedFile(role=stored.role, name=stored.name, path=path, standard=stored.standard)

    def dossiers(self) -> Iterator[ExportedDossier]:
        """The dossiers of the papers, with their own files."""
        for key, papers in self._papers.items():
            first = papers[0][0]
            folder = f"{_DOSSIERS}/{unique(safe_name(first.paper.dossier), self._taken)}"
            yield ExportedDossier(
                key=key,
                name=first.paper.dossier,
                papers=tuple(exported for _, exported in papers),
                files=tuple(
                    self._put(stored, f"{folder}/{safe_name(stored.name)}")
                    for stored in self._register.dossier_files(first)
                ),
            )


def _page(rows: Sequence[_Row], order: Order, foot: str) -> bytes:
    on = order.on
    page = make_environment(order.templates).get_template("_reports/archive.html")
    return page.render(
        sans=families(SCREEN_SANS),
        serif=families(SCREEN_SERIF),
        title=order.name,
        said=f"{say_day(on)}导出",
        rows=rows,
        head=foot,
        words=[row.words for row in rows],
    ).encode()
