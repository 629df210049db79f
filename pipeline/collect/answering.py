"""What was filled in, gathered field by field while a form is read: options, lines, lists, what is twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.collect.ticks import BOXES, TICKS, chosen
from pipeline.collect.wordings import without_guidance
from pipeline.dossier.answers import Answer, Unread
from pipeline.dossier.schema import Field, Kind
from pipeline.dossier.text import is_nothing
from pipeline.dossier.words import squash

_MARKED = re.compile(f"[{TICKS}{BOXES}]")
_BREAK = re.compile(r"[ \t　]*\n[ \t　]*")
_LATIN = re.compile(r"[0-9A-Za-z]")
_LONG = frozenset({Kind.LONG_TEXT, Kind.TEXTS, Kind.FILES, Kind.CHOICES})
_OTHER_TEXT = {"team.kind": "team.other_text"}
"""Where it goes what stands behind the last option, 其他."""


@dataclass(slots=True)
class Gathered:
    """Answers of a form while it is read.

    Attributes:
        fields: The fields by path, without numbers.
        values: What was found.
        asked: Paths that were asked for.
        records: Items of lists.
        unread: What was not understood.
    """

    fields: Mapping[str, Field]
    values: dict[str, Answer] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    records: dict[str, list[dict[str, Answer]]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    _weak: dict[str, Answer] = field(default_factory=dict)

    def put(self, path: str, text: str, place: str, *, weak: bool = False) -> None:
        """Take what stands in a blank; of two blanks for one field both must say the same.

        Args:
            path: The field.
            text: What stands there.
            place: Where.
            weak: Whether it counts only where no other blank says anything.
        """
        self.asked.add(path)
        said = self.read(path, text, place)
        if not said:
            return
        if weak:
            self._weak.setdefault(path, Answer(said, place))
            return
        known = self.values.setdefault(path, Answer(said, place))
        if squash(known.text) != squash(said):
            self.refuse(path, place, f"与{known.place}填的不一样，没有读取")

    def add(self, path: str, key: str, text: str, place: str) -> None:
        """Take a blank of a list; one that is there already begins the next item."""
        self.asked.add(path)
        items = self.records.setdefault(path, [{}])
        if key in items[-1]:
            items.append({})
        said = self.read(f"{path}.{key}", text, place)
        items[-1][key] = Answer(said, place)

    def read(self, path: str, text: str, place: str) -> str:
        """What a blank says, in words that the loader reads; empty for nothing or what cannot be told."""
        text = without_guidance(text)
        about = self.fields.get(path)
        if about is None or not text or is_nothing(text):
            return text if about is None and text else self._word_for_none(about, text)
        options = _options(about)
        if options and (_MARKED.search(text) or _count(text, options) > 1):
            return self._of_options(path, text, place, options)
        return text if about.kind in _LONG else one_line(text)

    def _word_for_none(self, about: Field | None, text: str) -> str:
        return text if about is not None and about.kind in {Kind.YES_NO, Kind.CHOICE} else ""

    def _of_options(self, path: str, text: str, place: str, options: tuple[str, ...]) -> str:
        found = chosen(text, options)
        if not found.is_list:
            return one_line(text)
        several = len(found.labels) > 1 and self.fields[path].kind is not Kind.CHOICES
        if found.doubt or several:
            why = (
                found.doubt or f"选了{len(found.labels)}项（{'、'.join(found.labels)}），只能选一项"
            )
            self.refuse(path, place, why)
            return ""
        if found.rest and path in _OTHER_TEXT:
            self.put(_OTHER_TEXT[path], one_line(found.rest), place)
        return "\n".join(found.labels)

    def refuse(self, path: str, place: str, why: str) -> None:
        """Note something that cannot be read."""
        label = self.fields[path].label if path in self.fields else path
        self.unread.append(Unread(f"{label}（{place}）" if place else label, why))

    def answers(self) -> dict[str, Answer]:
        """All that was found, lists by number."""
        found = {**self._weak, **self.values}
        for path, items in self.records.items():
            said = [item for item in items if any(each.text.strip() for each in item.values())]
            for number, item in enumerate(said):
                found |= {
                    f"{path}[{number}].{key}": each for key, each in item.items() if each.text
                }
        return found


def one_line(text: str) -> str:
    """A text on one line: where Chinese is broken nothing was between, else a space."""

    def joined(found: re.Match[str]) -> str:
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        return " " if _LATIN.match(before) and _LATIN.match(after) else ""

    text = text.strip()
    return _BREAK.sub(joined, text)


def _options(about: Field) -> tuple[str, ...]:
    if about.kind is Kind.YES_NO:
        return ("有", "无") if about.asks_for_presence else ("是", "否")
    return tuple(each.label for each in about.options)


def _count(text: str, options: Iterable[str]) -> int:
    word = squash(text)
    return sum(squash(each) in word for each in options)
