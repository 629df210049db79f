"""Named fields of a Word form: legacy form fields, each with a bookmark around it.

`pipeline.forms.employer_form` says why these, and what becomes of them in other programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count

from lxml import etree

from pipeline.tools.word.elements import element, text
from pipeline.tools.word.markup import clean
from pipeline.tools.word.styles import W

EMPTY = "\u2002" * 5
"""What a text field without text shows, as Word writes it: it can be seen and clicked."""

_BESIDE = "\u00a0"
"""Stands on either side of a field, in its bookmark; no line ends there, as it would at a plain space."""
_LONGEST_HINT = 138  # Word takes no longer words for its status line
_LONGEST_ENTRY = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What every field has.

    Attributes:
        name: Its name, at most 20 characters.
        bookmark: The bookmark around it and a space on either side.
        hint: What is asked, shown in the status line.
    """

    name: str
    bookmark: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Named):
    """A text.

    Word could refuse what is no date, but would complete a month to its first day, so dates are texts too.
    """

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDown(Named):
    """One of `entries`, of which the first stands for none; `chosen` counts from 0."""

    entries: tuple[str, ...]
    chosen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Named):
    """A box that is ticked or not."""

    ticked: bool = False


Piece = str | TextField | DropDown | Tick
"""What a paragraph of a form is made of: printed words, and fields."""


class FieldWriter:
    """Writes fields into the paragraphs of one file; bookmarks are numbered through."""

    def __init__(self, root: etree._Element) -> None:
        taken = (each.get(f"{W}id", "") for each in root.iter(f"{W}bookmarkStart"))
        self._numbers = count(max((int(each) for each in taken if each.isdecimal()), default=0) + 1)

    def put(self, paragraph: etree._Element, pieces: Iterable[Piece]) -> None:
        """Make a paragraph hold these pieces and nothing else; it looks as its first run did."""
        first = paragraph.find(f"{W}r")
        shape = None if first is None else first.find(f"{W}rPr")
        look = None if shape is None else deepcopy(shape)
        for each in [each for each in paragraph if each.tag != f"{W}pPr"]:
            paragraph.remove(each)
        for piece in pieces:
            if isinstance(piece, str):
                paragraph.append(_run(look, *_words(piece)))
            else:
                paragraph.extend(self._field(piece, look))

    def _field(
        self, field: TextField | DropDown | Tick, look: etree._Element | None
    ) -> Iterator[etree._Element]:
        around, own = str(next(self._numbers)), str(next(self._numbers))
        yield element("bookmarkStart", id=around, name=field.bookmark)
        yield _run(look, *_words(_BESIDE))
        yield element("bookmarkStart", id=own, name=field.name)
        yield _run(look, _begin(field))
        yield _run(look, _instruction(field))
        if isinstance(field, TextField):
            yield _run(look, element("fldChar", fldCharType="separate"))
            yield _run(look, *_words(field.text or EMPTY))
        yield _run(look, element("fldChar", fldCharType="end"))
        yield element("bookmarkEnd", id=own)
        yield _run(look, *_words(_BESIDE))
        yield element("bookmarkEnd", id=around)


def _run(look: etree._Element | None, *inside: etree._Element) -> etree._Element:
    properties = [] if look is None else [deepcopy(look)]
    return element("r", *properties, *inside)


def _words(said: str) -> Iterator[etree._Element]:
    for number, line in enumerate(clean(said).split("\n")):
        if number:
            yield element("br")
        yield text(line.replace("\t", " "))


def _instruction(field: Named) -> etree._Element:
    code = {TextField: "FORMTEXT", DropDown: "FORMDROPDOWN", Tick: "FORMCHECKBOX"}[type(field)]
    return text(f" {code} ", "instrText")


def _begin(field: TextField | DropDown | Tick) -> etree._Element:
    hint = clean(field.hint).replace("\n", " ")[:_LONGEST_HINT]
    said = [element(name, type="text", val=hint) for name in ("helpText", "statusText") if hint]
    data = element(
        "ffData",
        element("name", val=field.name),
        element("enabled"),
        element("calcOnExit", val="0"),
        *said,
        _content(field),
    )
    return element("fldChar", data, fldCharType="begin")


def _content(field: TextField | DropDown | Tick) -> etree._Element:
    if isinstance(field, TextField):
        return element("textInput")
    if isinstance(field, Tick):
        ticked = [element("checked")] if field.ticked else []
        return element("checkBox", element("sizeAuto"), element("default", val="0"), *ticked)
    entries: Sequence[str] = [each[:_LONGEST_ENTRY] for each in field.entries]
    return element(
        "ddList",
        element("result", val=str(field.chosen)),
        *(element("listEntry", val=each) for each in entries),
    )
