"""The official sentences of `wording.toml`, with the values of a document filled in.

A sentence names fields in braces: `是《{nomination.title}》项目的第一完成人`.  While a field is empty,
the words of `[blanks]` stand in its place, as in the official blank form.  Words in double square
brackets, `[[最高职称为：{lead.title}。]]`, stand in a filled paper only if a field in them has a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pipeline.errors import TemplateError

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

    __slots__ = ("_blanks", "_name", "_sentences", "_values")

    def __init__(
        self,
        name: str,
        sentences: Mapping[str, Any],
        blanks: _Blanks,
        values: Mapping[str, Any],
    ) -> None:
        self._name, self._sentences = name, sentences
        self._blanks, self._values = blanks, values

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
        sentence = _OPTION.sub(lambda option: self._option(name, option[1]), sentence)
        position = 0
        for match in _PLACEHOLDER.finditer(sentence):
            before, after = sentence[position : match.start()], sentence[match.end() :]
            path = match[1]
            value = self._value(name, path)
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

    def _option(self, name: str, words: str) -> str:
        """The words if one of their fields has a value, or if all is to be filled in by hand."""
        given = [self._value(name, path) for path in _PLACEHOLDER.findall(words)]
        return words if any(given) or self._values.get("blank") else ""

    def _value(self, name: str, path: str) -> str:
        try:
            first, *rest = path.split(".")
            return str(reduce(getattr, rest, self._values[first]))
        except (KeyError, AttributeError) as error:
            raise TemplateError(
                f"不认识的字段“{{{path}}}”",
                where=f"wording.toml [{self._name}] {name}",
                remedy="改为数据字典中的字段名",
            ) from error


def _fitted(value: str, before: str, after: str) -> str:
    """The value without what the sentence says right before (近年来，) and after (。) it."""
    if before and value.startswith(before):
        value = value.removeprefix(before)
    if after[:1] in {"。", "；"}:
        value = value.rstrip("。；")
    return value


NO_SECTIONS = frozenset({"blanks", "rooms"})
"""Tables of `wording.toml` that hold no sentences."""


def fill_wording(wording: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """`wording.<section>.<sentence>` for templates: each a `Sentence`, or a list of them."""
    blanks = _Blanks(wording["blanks"], wording.get("rooms", {}))
    sections = {
        name: Section(name, table, blanks, values)
        for name, table in wording.items()
        if name not in NO_SECTIONS
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
