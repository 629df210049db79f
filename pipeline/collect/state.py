"""What is known of a form while it is read: the part it is in, what is open, what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.activity.model import Activity
from pipeline.collect import labels
from pipeline.collect.answering import Gathered
from pipeline.collect.labels import Part, WorkbookLabels
from pipeline.collect.rows import Header
from pipeline.collect.wordings import Sentences, is_limit
from pipeline.dossier.answers import Unread
from pipeline.dossier.schema import Field
from pipeline.forms.employer_form import SUPPLEMENT_TITLE
from pipeline.forms.sheets import HONOUR_LISTS, Plan
from pipeline.forms.word_form import NOTE

_LONGEST_LABEL = 70
_SHOWN = 24
_BETWEEN_LEVELS = re.compile(r"\s*[/／>＞→\n]+\s*|\s*(?:--+|—+)\s*")
_LEVELS = re.compile(
    r"\s*一级[:：\s]*(.*?)\s*二级[:：\s]*(.*?)\s*(?:三级[:：\s]*(.*?)\s*)?$", re.DOTALL
)
_OURS = frozenset({NOTE, SUPPLEMENT_TITLE})
SKIPPED = frozenset({Part.PLEDGES, Part.EVIDENCE})
"""Parts in which nothing is filled in but names that stand elsewhere too."""


def fields_by_path(plan: Plan) -> dict[str, Field]:
    """The fields of a nomination by path, those of its lists without numbers."""
    found = {each.path: each.field for each in plan.projects.columns}
    found |= {f"contributors.{each.path}": each.field for each in plan.contributors.columns}
    for path in HONOUR_LISTS.values():
        found |= {f"{path}.{each.path}": each.field for each in plan.honours.columns}
    return found


def sentences_of(activity: Activity) -> Sentences:
    """The official sentences of an activity."""
    return Sentences(_texts(activity.wording))


def photos_of(path: str) -> str | None:
    """The field of the photos beside a story; None for other fields."""
    return path.replace(".text", ".photos") if path in {"before.text", "after.text"} else None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


# ------------------------------------------------------------------------------ the form


class FormState:
    """What has been found, and where in the form the reader is."""

    def __init__(self, plan: Plan, sentences: Sentences) -> None:
        self.gathered = Gathered(fields_by_path(plan))
        self.pictures: dict[str, list[str]] = {}
        self.sentences, self._workbook = sentences, WorkbookLabels(plan.projects.columns)
        self.part = Part.PROJECT
        self.photos: str | None = None
        self.header: Header | None = None
        self.open: tuple[str, list[str], str, bool] | None = None
        self.lost: list[tuple[str, str]] = []
        self.done: set[int] = set()

    def finish(self) -> None:
        """Take what is still open."""
        self.close()
        self._split_field()

    def strays(self) -> Iterator[Unread]:
        """What is no label and stands in no blank."""
        for place, text in self.lost:
            line = " ".join(text.split())
            shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
            yield Unread(place, f"“{shown}”不知道是哪一栏的内容，没有读取")

    def close(self) -> None:
        """What is open ends; its lines are one text."""
        if self.open is not None:
            path, lines, place, weak = self.open
            self.open = None
            self.put(path, "\n".join(lines), place, weak=weak)

    def label(self, text: str) -> tuple[Part, str] | None:
        """The field that a label means here, and the part that it stands in."""
        if not text or len(text) > _LONGEST_LABEL:
            return None
        own = labels.label_in(text, self.part)
        if own is not None:
            return self.part, own
        if self.part is Part.LEAD and labels.document_in(text):
            return Part.LEAD, "lead.id_number"
        found = labels.label_anywhere(text)
        if found is None and (path := self._workbook.find(text)) is not None:
            return self.part, f"={path}"
        return found

    def is_known(self, text: str) -> bool:
        """Whether words are a label or a heading anywhere in the form."""
        return bool(text) and (
            self.label(text) is not None
            or labels.band_in(text) is not None
            or any(labels.label_in(text, part) for part in Part)
        )

    def is_furniture(self, text: str) -> bool:
        """Whether words stand on every copy of the form, or of ours."""
        return text.strip() in _OURS or self.sentences.holds(text) or self._workbook.is_band(text)

    def note_document(self, label: str) -> None:
        """A number that is none of an ID card says by its label what document it is of."""
        kind = labels.document_in(label) if self.part is Part.LEAD else None
        known = {each.label for each in self.gathered.fields["lead.document"].options}
        if kind in known:
            self.gathered.put("lead.document", kind or "", "")
        elif kind is not None and labels.label_in(label, Part.LEAD) is None:
            self.gathered.put("lead.document", "其他", "")
            self.gathered.put("lead.other_text", kind, "")

    def put(self, path: str, text: str, place: str, *, weak: bool = False) -> None:
        """Take what stands in the blank of a label; `weak` where another blank counts first."""
        if path.startswith("="):  # a label of the workbook means the same everywhere
            self.gathered.put(path[1:], text, place)
        elif self.part in labels.RECORDS and path in {"year", "name", "issuer"}:
            self.gathered.add(self.part.value, path, text, place)
        elif path == "opinion.text":
            self.gathered.put(path, self._opinion(text), place)
        else:
            self.gathered.put(path, text, place, weak=weak)

    def _opinion(self, text: str) -> str:
        """An opinion without the official words around it."""
        lines = [re.sub(r"^\s*具体意见\s*[:：]\s*", "", line) for line in text.splitlines()]
        return "\n".join(
            each for each in lines if not self.sentences.is_one(each) and not is_limit(each)
        )

    def _split_field(self) -> None:
        """所属领域 in one blank is three fields."""
        said = self.gathered.values.pop("field", None)
        self.gathered.asked.discard("field")
        if said is not None:
            levels = _LEVELS.match(said.text)
            found = levels.groups() if levels else _BETWEEN_LEVELS.split(said.text.strip(), 2)
            for number, level in enumerate(found, start=1):
                self.gathered.put(f"field.level{number}", level or "", said.place)

    def take(self, pictures: Sequence[str], place: str) -> None:
        """Pictures go to the field that asked for them last."""
        if not pictures or (self.part in SKIPPED and self.photos is None):
            return
        if self.photos is None:
            self._strays_of_pictures(len(pictures), place)
            return
        self.pictures.setdefault(self.photos, []).extend(pictures)

    def _strays_of_pictures(self, count: int, place: str) -> None:
        why = (
            f"这里有{count}张图片，不知道是什么材料，没有读取；另存为文件，按“说明”命名后放进文件夹"
        )
        self.gathered.unread.append(Unread(place, why))
