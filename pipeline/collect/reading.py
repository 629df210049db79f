"""Read what came back: each form and workbook as nominations, each photo and certificate to its form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from pipeline import store
from pipeline.activity.model import Activity
from pipeline.arriving import said
from pipeline.collect.gathering import Item, Problem, Sort
from pipeline.collect.means import Means
from pipeline.collect.models import Material, Returned
from pipeline.collect.official import read_official
from pipeline.collect.values import Fields
from pipeline.dossier.answers import Answers, Unread
from pipeline.dossier.findings import Finding
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Nomination
from pipeline.dossier.words import squash
from pipeline.errors import WuxiaoError
from pipeline.filekinds import PRINTABLE, kind_of
from pipeline.forms.addressee import employer_in
from pipeline.forms.values import at
from pipeline.tools.opc import subject_of
from pipeline.tools.word.contents import read_contents, take_pictures

_FEWEST_ASKED = 5
"""A Word file that asks for fewer fields is no form."""
_SUFFIXES = {"jpeg": ".jpg"}
_WORKBOOK = "dossier.xlsx"


@dataclass(slots=True)
class Form:
    """A nomination that came back.

    Attributes:
        home: The folder its file lies in.
        is_dossier: Whether it is a workbook's, with the files of its folder.
        pictured: Fields whose files are pictures that stood in the form.
    """

    returned: Returned
    home: PurePosixPath
    is_dossier: bool = False
    pictured: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Reader:
    """Reads items one after the other; what is of no use is told and stops nothing.

    Attributes:
        activity: The dossier's.
        means: What others do.
        scratch: For what is taken out of files.
        forms, problems: What was found.
        taken: Files that went into a dossier with its workbook.
    """

    activity: Activity
    means: Means
    scratch: Path
    forms: list[Form] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: set[Path] = field(default_factory=set)

    def read(self, items: Sequence[Item]) -> tuple[list[Returned], list[Problem]]:
        """Everything that came back."""
        todo = self._as_word(items)
        for number, item in enumerate(todo):
            self.means.progress("读取交来的材料", number, len(todo))
            try:
                self._read(item, items)
            except WuxiaoError as error:
                self.problems.append(Problem(item.name, str(error)))
        self._drop_idle(items)
        self._give_out([each for each in items if each.sort is Sort.MATERIAL])
        return [each.returned for each in self.forms], self.problems

    def _as_word(self, items: Sequence[Item]) -> list[Item]:
        """Forms and workbooks, old Word files among them as new ones."""
        old = [each for each in items if each.sort is Sort.OLD_WORD]
        made: dict[Path, Path] = {}
        for item, result in zip(old, self.means.as_word([each.path for each in old]), strict=True):
            if isinstance(result, WuxiaoError):
                self.problems.append(Problem(item.name, str(result)))
            else:
                made[item.path] = result
        return [
            replace(each, path=made.get(each.path, each.path), sort=_NEW.get(each.sort, each.sort))
            for each in items
            if each.sort in {Sort.WORD, Sort.WORKBOOK, Sort.YAML} or each.path in made
        ]

    def _read(self, item: Item, items: Sequence[Item]) -> None:
        if item.sort is Sort.WORD:
            self._word(item)
        else:
            self._dossier(item, items)

    # ------------------------------------------------------------ Word forms

    def _word(self, item: Item) -> None:
        data = item.path.read_bytes()
        answers = read_official(read_contents(data, item.name), self.activity, item.name)
        if len(answers.asked) < _FEWEST_ASKED:
            why = said(
                "不像提名书，没有读取",
                item.name,
                "",
                "看看是不是发错了文件；是证明材料的，按“说明”命名后再交",
            )
            self.problems.append(Problem(item.name, why))
            return
        if not answers.values and not answers.pictures:
            self.problems.append(
                Problem(
                    item.name, said("是空表，什么也没有填", item.name, "", "看看是不是发错了文件")
                )
            )
            return
        intake = self.means.read(answers)
        files, unread = self._pictures(data, answers)
        (nomination,) = intake.dossier.nominations or (Nomination(),)
        told = [_unread_of(each) for each in intake.findings]
        returned = Returned(
            source=item.name, nomination=nomination, files=files, is_form=True,
            unread=(*answers.unread, *told, *unread), kit_for=employer_in(subject_of(item.path)),
        )  # fmt: skip
        self.forms.append(Form(returned, item.home, pictured=set(files)))

    def _pictures(
        self, data: bytes, answers: Answers
    ) -> tuple[dict[str, tuple[Material, ...]], list[Unread]]:
        """The pictures of a form as files; those that papers cannot show are told."""
        names = [each for some in answers.pictures.values() for each in some]
        taken = take_pictures(data, names, answers.source)
        files: dict[str, tuple[Material, ...]] = {}
        unread: list[Unread] = []
        for path, parts in answers.pictures.items():
            found = [self._picture(taken[part], part) for part in parts if part in taken]
            files[path] = tuple(filter(None, found))
            if lost := len(parts) - len(files[path]):
                label = Fields(self.activity).label(path)
                unread.append(
                    Unread(label, f"有{lost}张图片不是照片格式，没有读取；请单位另发照片原图")
                )
        return {path: each for path, each in files.items() if each}, unread

    def _picture(self, data: bytes, part: str) -> Material | None:
        digest = store.sha256(data)
        target = self.scratch / f"{digest}{PurePosixPath(part).suffix.lower()}"
        if not target.exists():
            store.write_whole(target, data)
        if kind_of(target).id not in PRINTABLE:
            return None
        return Material(PurePosixPath(part).name, target, digest)

    # ------------------------------------------------------------ workbooks and dossiers

    def _dossier(self, item: Item, items: Sequence[Item]) -> None:
        """A workbook with the files of its folder, as a dossier; without them where it cannot be one."""
        folder = self._folder_of(item, items)
        intake = self.means.load(folder)
        if intake.activity_id != self.activity.id:
            why = said("是另一个活动的材料，没有读取", item.name, "", "换成这次活动的表")
            self.problems.append(Problem(item.name, why))
            return
        by_id = {each.id: each for each in intake.dossier.nominations}
        for nomination in intake.dossier.nominations:
            told = [
                _unread_of(each)
                for each in intake.findings
                if by_id.get(each.nomination, nomination) is nomination
            ]
            files = dict(self._listed(intake, nomination))
            self.forms.append(
                Form(
                    Returned(
                        source=item.name,
                        nomination=nomination,
                        files=files,
                        unread=tuple(told),
                        kit_for=employer_in(subject_of(item.path)),
                    ),
                    item.home,
                    is_dossier=True,
                )
            )

    def _folder_of(self, item: Item, items: Sequence[Item]) -> Path:
        """A folder that holds a workbook and what lies below its folder, under their own names."""
        folder = self.scratch / f"dossier{len(list(self.scratch.glob('dossier*')))}"
        name = _WORKBOOK if item.sort is Sort.WORKBOOK else PurePosixPath(item.name).name
        store.copy_whole(item.path, folder / name)
        alone = [each for each in items if each.home == item.home and each.sort is item.sort]
        if len(alone) == 1:
            for each in items:
                if each.sort is Sort.MATERIAL and each.home.is_relative_to(item.home):
                    self.taken.add(each.path)
                    inside = each.home.relative_to(item.home) / PurePosixPath(each.name).name
                    store.copy_whole(each.path, folder / inside)
        return folder

    def _listed(
        self, intake: Intake, nomination: Nomination
    ) -> Iterator[tuple[str, tuple[Material, ...]]]:
        for path in Fields(self.activity).files():
            value = at(nomination, path)
            names = [value] if isinstance(value, str) else list(value or ())
            found = [self._material(intake, name) for name in names]
            if found:
                yield path, tuple(found)

    def _material(self, intake: Intake, name: str) -> Material:
        path = intake.files.path_of(name)
        return Material(name, path, store.sha256_file(path))

    def _drop_idle(self, items: Sequence[Item]) -> None:
        """A workbook of a kit in which nobody wrote says nothing beside the Word form that somebody filled in."""
        told = {each.home for each in self.forms if any(_who(each))}
        idle = [each for each in self.forms if not any(_who(each)) and each.home in told]
        self.forms = [each for each in self.forms if each not in idle]
        homes = {each.home for each in idle} - {each.home for each in self.forms if each.is_dossier}
        self.taken -= {item.path for item in items if any(map(item.home.is_relative_to, homes))}

    # ------------------------------------------------------------ files beside forms

    def _give_out(self, items: Iterable[Item]) -> None:
        """Give photos and certificates to the form that lies nearest."""
        for item in items:
            if item.path in self.taken:
                continue  # a dossier has what is its own, and tells of the rest
            owners = self._owners(item)
            if not item.role:
                why = said(
                    "不知道是什么材料，没有读取",
                    item.name,
                    "",
                    "改名为“实施前-1”“一线职工证明”等再交",
                )
                self.problems.append(Problem(item.name, why))
            elif len(owners) != 1:
                what = (
                    "不知道是哪个项目的，没有读取" if owners else "没有与它一起的提名书，没有读取"
                )
                why = said(what, item.name, "", "与该项目的提名书放进同一个文件夹再交")
                self.problems.append(Problem(item.name, why))
            else:
                self._give(owners[0], item)

    def _owners(self, item: Item) -> list[Form]:
        """The forms of the nearest folder around a file that holds any, else the only one that came with it."""
        for home in (item.home, *item.home.parents):
            here = [each for each in self.forms if each.home == home]
            if here:
                return _of_one(here) or _named_in(here, item.name)
        beside = [each for each in self.forms if each.home.parts[:1] == item.home.parts[:1]]
        return _of_one(beside) or _named_in(beside, item.name)

    def _give(self, form: Form, item: Item) -> None:
        known = form.returned.files.get(item.role, ())
        material = Material(PurePosixPath(item.name).name, item.path, store.sha256_file(item.path))
        unread = form.returned.unread
        if item.role in form.pictured:  # files are mostly the originals
            form.pictured.discard(item.role)
            why = f"表里的{len(known)}张图片没有采用，以文件夹里的文件为准"
            label = Fields(self.activity).label(item.role)
            unread, known = (*unread, Unread(label, why)), ()
        files = {**form.returned.files, item.role: (*known, material)}
        form.returned = replace(form.returned, files=files, unread=unread)


_NEW = {Sort.OLD_WORD: Sort.WORD}


def _of_one(forms: Sequence[Form]) -> list[Form]:
    """The first of forms that are all of one nomination; none where they are of several."""
    names = {_who(each) for each in forms}
    return list(forms[:1]) if len(names) == 1 else []


def _named_in(forms: Sequence[Form], name: str) -> list[Form]:
    """The forms whose lead or title a file's name holds; all where none does."""
    word = squash(name)
    found = [each for each in forms if any(part and part in word for part in _who(each))]
    return _of_one(found) or list(forms)


def _who(form: Form) -> tuple[str, str]:
    nomination = form.returned.nomination
    return squash(nomination.lead.name or ""), squash(nomination.title or "")


def _unread_of(finding: Finding) -> Unread:
    place = finding.source.cell if finding.source and not finding.source.sheet else finding.source
    return Unread(str(place or "材料"), f"{finding.message}；{finding.remedy}")
