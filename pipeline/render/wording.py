"""The official sentences of `wording.toml`, with the values of a document filled in.

A sentence names fields in braces: `是《{nomination.title}》项目的第一完成人`.  While a field is empty,
the words of `[blanks]` stand in its place, as in the official blank form.  Words in double square
brackets, `[[最高职称为：{lead.title}。]]`, stand in a filled paper only if a field in them has a value.

`{activity.…}` and `{limits.…}` are figures of the activity (`figures`), part of the fixed words.  Words in
double square brackets with a figure stand on no paper of an activity that does not set it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pipeline.errors import TemplateError
from pipeline.render.figures import ROOTS

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_.]*)\}")
_OPTION = re.compile(r"\[\[(.*?)\]\]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence.

    Attributes:
        text: The words.
        kind: `fixed` official words, `value` filled in, or `blank` to be filled in by hand.
        room_em: Width of a blank's line to write on, in characters; 0 where words stand there.
    """

    text: str
    kind: str
    room_em: float = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """An official sentence, filled; each face shows `parts` in its own markup."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "".join(part.text for part in self.parts)

    def __bool__(self) -> bool:
        return bool(str(self))


def blank_of(text: str, room_em: float) -> Part:
    """A blank: a line to write on where `text` is underscores, words that say what to write if not."""
    return Part(text, "blank", 0 if text.strip("_") else room_em)


@dataclass(frozen=True, slots=True)
class _Blanks:
    """What stands for empty fields: the words, and the room for a hand."""

    words: Mapping[str, str]
    rooms_em: Mapping[str, float]

    def of(self, path: str) -> Part:
        words = self.words.get(path, self.words["default"])
        return blank_of(words, self.rooms_em.get(path, self.rooms_em.get("default", ROOM_EM)))


ROOM_EM = 8.0
"""Width of a blank of which nothing is said, in characters."""


class Section:
    """One table of `wording.toml`; sentences are filled when a template asks for them."""

    __slots__ = ("_blanks", "_name", "_sentences", "_words")

    def __init__(
        self, name: str, sentences: Mapping[str, Any], blanks: _Blanks, words: _Words
    ) -> None:
        self._name, self._sentences = name, sentences
        self._blanks, self._words = blanks, words

    def __getattr__(self, name: str) -> Any:
        try:
            content = self._sentences[name]
        except KeyError:
            raise AttributeError(name) from None
        if isinstance(content, str):
            return self._fill(name, content)
        return [filled for each in content if (filled := self._fill(name, each))]

    def __iter__(self) -> Any:
        return iter(self._sentences)

    def _fill(self, name: str, sentence: str) -> Sentence:
        parts: list[Part] = []
        where = f"wording.toml [{self._name}] {name}"
        sentence = self._words.with_figures(sentence, where)
        position = 0
        for match in _PLACEHOLDER.finditer(sentence):
            before, after = sentence[position : match.start()], sentence[match.end() :]
            path = match[1]
            value = self._words.value(path, where)
            if before:
                parts.append(Part(before, "fixed"))
            if value:
                parts.append(Part(_fitted(value, before, after), "value"))
            else:
                parts.append(self._blanks.of(path))
            position = match.end()
        if sentence[position:]:
            parts.append(Part(sentence[position:], "fixed"))
        return Sentence(tuple(parts))


@dataclass(frozen=True, slots=True)
class _Words:
    """What placeholders stand for; `where` names the sentence, for messages."""

    values: Mapping[str, Any]

    def with_figures(self, sentence: str, where: str) -> str:
        """A sentence with the activity's figures, and without the optional words that do not stand."""
        sentence = _OPTION.sub(lambda option: self._option(option[1], where), sentence)
        return _PLACEHOLDER.sub(lambda match: self._figure(match, where), sentence)

    def value(self, path: str, where: str) -> str:
        try:
            first, *rest = path.split(".")
            return str(reduce(getattr, rest, self.values[first]))
        except (KeyError, AttributeError) as error:
            raise TemplateError(
                f"不认识的字段“{{{path}}}”", where=where, remedy="改为数据字典中的字段名"
            ) from error

    def _figure(self, match: re.Match[str], where: str) -> str:
        path = match[1]
        if not _is_figure(path):
            return match[0]
        if figure := self.value(path, where):
            return figure
        raise TemplateError(
            f"本次活动没有规定“{{{path}}}”",
            where=where,
            remedy="在 activity.toml 中填写这一项，或把有关的字句放进 [[ ]]",
        )

    def _option(self, words: str, where: str) -> str:
        """The words if their figures are set, and one of their fields is given or to be written by hand."""
        paths = _PLACEHOLDER.findall(words)
        figures = [self.value(path, where) for path in paths if _is_figure(path)]
        given = [self.value(path, where) for path in paths if not _is_figure(path)]
        stands = all(figures) and (any(given) or not given or self.values.get("blank"))
        return words if stands else ""


def _is_figure(path: str) -> bool:
    return path.partition(".")[0] in ROOTS


def _fitted(value: str, before: str, after: str) -> str:
    """The value without what the sentence says right before (近年来，) and after (。) it."""
    if before and value.startswith(before):
        value = value.removeprefix(before)
    if after[:1] in {"。", "；"}:
        value = value.rstrip("。；")
    return value


_NO_SECTIONS = frozenset({"blanks", "rooms"})
"""Tables of `wording.toml` that hold no sentences."""


def fill_wording(wording: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """`wording.<section>.<sentence>` for templates: each a `Sentence`, or a list of them."""
    words = _Words(values)
    said = {
        path: words.with_figures(text, f"wording.toml [blanks] {path}")
        for path, text in wording["blanks"].items()
    }
    blanks = _Blanks(said, wording.get("rooms", {}))
    sections = {
        name: Section(name, table, blanks, words)
        for name, table in wording.items()
        if name not in _NO_SECTIONS
    }
    return _Wording(sections)


class _Wording:
    __slots__ = ("_sections",)

    def __init__(self, sections: Mapping[str, Section]) -> None:
        self._sections = sections

    def __getattr__(self, name: str) -> Section:
        try:
            return self._sections[name]
        except KeyError:
            raise AttributeError(name) from None

    def __iter__(self) -> Any:
        return iter(self._sections)
