"""Employers' kits: what each employer gets to fill in, as a folder and as a zip of it."""

from __future__ import annotations

import difflib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.encodings import readable
from pipeline.dossier.intake import Intake
from pipeline.dossier.milestones import Milestone
from pipeline.errors import InputError, UsageError
from pipeline.forms.file_names import ROLES
from pipeline.forms.guide import materials
from pipeline.forms.sheets import NEW_PROJECT
from pipeline.forms.values import at
from pipeline.forms.word_form import fits, write_word_form
from pipeline.forms.writer import pages_bytes
from pipeline.make.built import Progress
from pipeline.make.pages import filled_word
from pipeline.make.plan import plan_blank_forms
from pipeline.make.transaction import Placed, Stage, finish, put_in_place
from pipeline.papers import naming
from pipeline.papers.documents import Paper, Scope
from pipeline.papers.plan import by_employer, prefixes
from pipeline.render.shown import DateText, Record, Rows
from pipeline.render.views import Subject, context
from pipeline.render.word import render_word
from pipeline.settings import Settings
from pipeline.status import latest_days

GUIDE, BOOK = "填报说明.docx", "填报表.xlsx"
FORM = "{}（填写用）"
"""Name of the Word form, after the title of the paper that it becomes."""
FILES, HINT = "附件", "使用说明.txt"
BLANK = "空白"
"""Name of a kit for nobody in particular, before its number."""

_GUIDE_TEMPLATE, _GUIDE_WAY = "_kit", "close"
_LATER = {
    "evidence.frontline_certificate": "由提名单位印好后另行送盖，现在不用放",
    "employer.publicity.files": "本单位公示以后再交，现在不用放",
}
"""What is not due yet when an employer fills in its kit."""
_LARGEST_BYTES = 50_000_000
"""A larger file stays where it is: a kit is to be mailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What one employer gets.

    Attributes:
        name: Name of its folder and of its zip.
        employer: The employer; None of a kit for nobody in particular.
        nominations: The projects it is to fill in; of a new employer, one without an id.
        is_new: Whether the dossier knows no project of it yet.
    """

    name: str
    employer: str | None
    nominations: tuple[models.Nomination, ...]
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kits:
    """Kits that were made.

    Attributes:
        folder: Where they lie.
        kits: The kits.
        set_aside: New names of files in them that a hand had changed.
        left_out: Files that are too large to be sent along, as a clerk reads them.
        unnamed: Projects that are in no kit, as they name no employer: their ids.
    """

    folder: Path
    kits: tuple[Kit, ...]
    set_aside: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()


# ---------------------------------------------------------------- which


def plan_kits(dossier: models.Dossier, employers: Sequence[str], blank: int) -> tuple[Kit, ...]:
    """The kits that are asked for: of every employer in the dossier, if nothing is said.

    Args:
        dossier: What is known already.
        employers: Names of employers; one that the dossier does not know gets an empty kit with its name.
        blank: How many kits for nobody in particular.

    Raises:
        InputError: Nobody is named, and the dossier names nobody.
        UsageError: A name is nearly that of an employer in the dossier.
    """
    known = by_employer(dossier.nominations)
    named = {name: members for name, members in known.items() if _is_named(dossier, members)}
    wanted = list(dict.fromkeys(each.strip() for each in employers))
    if not wanted and not blank:
        if not named:
            raise InputError(
                "材料里还没有第一完成单位，不知道收集包发给谁",
                remedy="加上 --employer 单位名称（可多次使用），或者 --blank 份数",
            )
        wanted = list(named)
    for name in wanted:
        _refuse_near(name, named)
    taken: set[str] = set()
    found = [_kit(dossier, name, named.get(name, ()), taken) for name in wanted]
    found += [
        Kit(
            name=f"{BLANK}-{number}", employer=None, nominations=(models.Nomination(),), is_new=True
        )
        for number in range(1, blank + 1)
    ]
    return tuple(found)


def unnamed_in(dossier: models.Dossier) -> tuple[str, ...]:
    """The projects that name no employer: their ids, or their places in the list."""
    return tuple(
        each.id or f"第{number}项"
        for number, each in enumerate(dossier.nominations, start=1)
        if not (each.employer.name or "").strip()
    )


def _is_named(dossier: models.Dossier, members: Sequence[int]) -> bool:
    return bool((dossier.nominations[members[0]].employer.name or "").strip())


def _refuse_near(name: str, known: Mapping[str, Sequence[int]]) -> None:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    if not name or (name not in known and near):
        raise UsageError(
            f"材料里没有名为“{name}”的第一完成单位",
            why=f"有一家叫“{near[0]}”" if near else "名称是空的",
            remedy="写与材料里一样的名称；确是另一家的，先改成看得出不同的名称",
        )


def _kit(dossier: models.Dossier, employer: str, members: Sequence[int], taken: set[str]) -> Kit:
    nominations = tuple(dossier.nominations[index] for index in members)
    new = models.Nomination(employer=models.Employer(name=employer))
    return Kit(
        name=naming.unique(naming.join(employer), taken),
        employer=employer,
        nominations=nominations or (new,),
        is_new=not nominations,
    )


# ---------------------------------------------------------------- their files


@dataclass(frozen=True, slots=True)
class KitMaker:
    """Makes the files of kits."""

    intake: Intake
    activity: Activity
    form: bytes
    title: str
    settings: Settings

    def files(self, kit: Kit) -> tuple[dict[str, bytes], list[str]]:
        """The files of a kit below its folder, and what was left out of it."""
        stems = self._stems(kit)
        made = {GUIDE: self._guide(kit), BOOK: self._book(kit)}
        left_out: list[str] = []
        for stem, nomination in zip(stems, kit.nominations, strict=True):
            name = naming.join(*([] if kit.is_new else [stem]), FORM.format(self.title))
            made[f"{name}.docx"] = write_word_form(
                self.form, self.activity, nomination, kit.employer
            )
            for path, data in self._evidence(nomination, left_out):
                made[f"{FILES}/{stem}/{path}"] = data
        return made, left_out

    def _stems(self, kit: Kit) -> list[str]:
        """What the folders for the files of each project are called: they begin with its id."""
        return [NEW_PROJECT] if kit.is_new else prefixes(kit.nominations)

    def _guide(self, kit: Kit) -> bytes:
        subject = Subject(
            scope=Scope.EMPLOYER, dossier=self.intake.dossier, nominations=kit.nominations
        )
        values = context(subject, self.activity)
        until = latest_days(self.activity).latest.get(Milestone.COLLECT)
        rows = [
            Record({"folder": folder, "what": said}, given=True)
            for folder, role, said in self._materials()
            if role not in _LATER
        ]
        values |= {
            "way": _GUIDE_WAY,
            "materials": Rows(rows, Record({"folder": "", "what": ""}, given=False)),
            "until": DateText.of(until),
            "form": f"{FORM.format(self.title)}.docx",
            "book": BOOK,
        }
        return render_word(
            _GUIDE_TEMPLATE, values, templates=[self.settings.templates], title="填报说明"
        ).pack()

    def _materials(self) -> Iterator[tuple[str, str, str]]:
        """Folder, field, and what goes there, for each kind of file."""
        for role, (what, count) in materials(self.activity).items():
            much = _LATER.get(role, count)
            yield ROLES[role][0], role, f"{what}（{much}）" if much else what

    def _book(self, kit: Kit) -> bytes:
        nominations = kit.nominations
        if kit.is_new:
            nominations = tuple(replace(each, id=NEW_PROJECT) for each in nominations)
        return pages_bytes(
            self.activity, [_without_files(each) for each in nominations], kit.employer
        )

    def _evidence(
        self, nomination: models.Nomination, left_out: list[str]
    ) -> Iterator[tuple[str, bytes]]:
        """A folder for each kind of file, with a word on what goes there and the files that are there already."""
        for folder, role, said in self._materials():
            for number, name in enumerate(_listed(at(nomination, role)), start=1):
                source = self.intake.files.path_of(name)
                data = _read(source)
                if data is None:
                    left_out.append(readable(self.intake.files.said(name)))
                else:
                    yield f"{folder}/{folder}-{number}{source.suffix.lower()}", data
            yield f"{folder}/{HINT}", f"{said}。文件名不限。".encode("utf-8-sig")


def _listed(value: tuple[str, ...] | str | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else tuple(filter(None, (value,)))


def _without_files(nomination: models.Nomination) -> models.Nomination:
    """A project whose files are found by their folders: lists of them would name other places."""
    return replace(
        nomination,
        before=replace(nomination.before, photos=()),
        after=replace(nomination.after, photos=()),
        video=replace(nomination.video, file=None),
        evidence=models.Evidence(),
        employer=replace(
            nomination.employer, publicity=replace(nomination.employer.publicity, files=())
        ),
    )


def _read(path: Path) -> bytes | None:
    """A file that is there and can be mailed."""
    try:
        return path.read_bytes() if path.stat().st_size <= _LARGEST_BYTES else None
    except OSError:
        return None


def blank_form(
    intake: Intake, activity: Activity, settings: Settings, out: Path
) -> tuple[bytes, str]:
    """The blank form that employers fill in, and its title: of the papers for one project, the one with most blanks.

    Raises:
        InputError: The activity has no paper for one project.
        WuxiaoError: A template is not right.
    """
    plan = plan_blank_forms(activity.id, settings, out, folder=intake.folder)
    papers = [paper for paper in plan.papers if paper.scope is Scope.NOMINATION]
    made = [(filled_word(plan, paper, "").pack(), paper) for paper in papers]
    if not made:
        raise InputError("这个活动没有每个项目一份的文书，做不了填写用表", where=activity.id)

    def blanks(each: tuple[bytes, Paper]) -> int:
        return fits(each[0], activity)

    form, paper = max(made, key=blanks)
    return form, paper.title


# ---------------------------------------------------------------- put in place


def publish_kits(
    out: Path, maker: KitMaker, kits: Sequence[Kit], *, everyone: bool, progress: Progress
) -> Kits:
    """Make kits and put them in their places, all at once.

    Args:
        out: Output folder of the dossier.
        maker: Makes their files.
        kits: The kits.
        everyone: Whether they are all of the dossier's: others that we made earlier go then.
        progress: Told how far it is.

    Raises:
        OutputError: The folder cannot be written, or a file not be replaced: the first of them, when all
            others are in their places.
    """
    folder = out / naming.KIT_FOLDER
    store.refuse_link(folder)
    stage = Stage(folder)
    current: set[str] = set()
    left_out: list[str] = []
    for number, kit in enumerate(kits):
        progress("做收集包", number, len(kits))
        files, left = maker.files(kit)
        left_out += left
        whole = {f"{kit.name}/{path}": data for path, data in sorted(files.items())}
        whole[f"{kit.name}.zip"] = _zipped(whole)
        for path, data in whole.items():
            stage.add(path, data)
        current |= whole.keys()
    tops = {kit.name for kit in kits}

    def is_ours(path: str) -> bool:
        top = path.partition("/")[0].removesuffix(".zip")
        others = everyone and not top.startswith(f"{BLANK}-")
        return naming.is_plain_path(path) and (top in tops or others)

    placed: Placed = put_in_place(
        folder, stage, before={}, current=current, is_path_of_ours=is_ours
    )
    for error in placed.refused.values():
        raise error
    finish(folder)
    return Kits(
        folder=folder,
        kits=tuple(kits),
        set_aside=placed.set_aside,
        left_out=tuple(left_out),
        unnamed=unnamed_in(maker.intake.dossier) if everyone else (),
    )


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, data)
    return buffer.getvalue()
