"""What Jinja gets of a Word template: the source of each part, and which place each line of it stands for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docxtpl import DocxTemplate
from lxml import etree

from pipeline.errors import TemplateError
from pipeline.tools.word.final import FINAL_TEXT_COUNTS, has_changes, read_final
from pipeline.tools.word.package import TEXT_PART, damaged, parse_xml
from pipeline.tools.word.places import Places
from pipeline.tools.word.styles import Styles
from pipeline.tools.word.tags import Slip, Tag, crossing, gather_tags, lost_beside

_MOST = 5
"""Most slips that a message names."""

_OPENING = re.compile(
    r"(\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw)|\{([{%#])([-+]?)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Source:
    """The Jinja source of a part of a Word template.

    What stands inside a tag starts on a line of its own: a line number leads to a tag, and it to its place.

    Attributes:
        text: The source.
        tags: The tag of each line, counted from 2; on line 1 is none.
        crossing: Tags that may tear Word's content.
        losses: What goes with a tag that takes the whole row, cell or paragraph around it.
    """

    text: str
    tags: Sequence[Tag]
    crossing: Sequence[Slip] = ()
    losses: Sequence[Slip] = ()

    def place(self, line: int) -> str:
        """Where the tag of a line stands: `第2个表格第4行第1格`; "" where that is not known."""
        tag = self._tag(line)
        return tag.place if tag else ""

    def words(self, line: int) -> str:
        """The tag of a line and the words before it; "" where that is not known."""
        tag = self._tag(line)
        return tag.around if tag else ""

    def _tag(self, line: int) -> Tag | None:
        return self.tags[line - 2] if 2 <= line < len(self.tags) + 2 else None


@dataclass(frozen=True, slots=True)
class Archive:
    """A Word template, read.

    Attributes:
        parts: The parts of the `.docx`, checked.
        sources: The source of each part that may hold tags.
        styles: The styles.
    """

    parts: Mapping[str, bytes]
    sources: Mapping[str, Source]
    styles: Styles


def read_template(data: bytes, where: str) -> Archive:
    """Read a Word template; of tracked changes the final text counts.

    Raises:
        TemplateError: The file is damaged, is no `.docx`, holds macros, or there are slips in its tags.
    """
    try:
        parts = read_final(data, where)
        slips: list[Slip] = []
        sources = {}
        for name in parts:
            if TEXT_PART.fullmatch(name):
                sources[name], found = _read_part(name, parts[name])
                slips += found
        if slips:
            raise _refusal(slips, where, is_tracked=has_changes(data, where))
        return Archive(parts, sources, Styles(parts))
    except etree.XMLSyntaxError as error:
        raise damaged(where) from error


def refuse_losses(sources: Iterable[Source], where: str) -> None:
    """Refuse a template in which something would go with a tag beside it.

    Raises:
        TemplateError: Names the places, what would go, and what to do.
    """
    if losses := [slip for source in sources for slip in source.losses]:
        raise _refusal(losses, where, is_tracked=False)


def _refusal(slips: Sequence[Slip], where: str, *, is_tracked: bool) -> TemplateError:
    first, *others = slips[:_MOST]
    told = [f"{first.place}{first.what}"]
    told += [f"{each.place}{each.what}（请{each.remedy}）" for each in others]
    more = f"；另外还有{len(slips) - _MOST}处" if len(slips) > _MOST else ""
    return TemplateError(
        "；".join(told) + more,
        where=where,
        why=FINAL_TEXT_COUNTS if is_tracked else "",
        remedy=first.remedy if len(slips) == 1 else f"逐处改正，第一处：{first.remedy}",
    )


def _read_part(name: str, data: bytes) -> tuple[Source, list[Slip]]:
    root = parse_xml(data)
    tags, slips = gather_tags(root, Places(name, root))
    if slips:
        return Source("", ()), slips
    text = etree.tostring(root, encoding="unicode").replace("\n", " ")
    patched: str = DocxTemplate(None).patch_xml(text)
    source = Source(
        _OPENING.sub(lambda each: each[1] or f"{{{each[2]}{each[3]}\n", patched),
        tuple(_in_order(patched, tags)),
        tuple(crossing(tags)),
        tuple(slip for tag in tags for slip in lost_beside(tag)),
    )
    return source, []


def _in_order(patched: str, tags: Sequence[Tag]) -> Iterator[Tag]:
    """The tag of each opening brace of the source: docxtpl drops some tags, moves some, and adds its own."""
    nowhere = Tag()
    next_one = 0
    for opening in _OPENING.finditer(patched):
        if opening[1]:
            continue
        letters = _letters(patched[opening.start() : opening.start() + 400])
        same = (
            place
            for place in range(next_one, len(tags))
            if letters.startswith(_letters(tags[place].words))
        )
        place = next(same, None)
        if place is not None:
            next_one = place + 1
        yield tags[place] if place is not None else nowhere


def _letters(words: str) -> str:
    """What of a tag stays as it is on its way: letters and digits, without docxtpl's `tr`, `p`, `r`."""
    bare = re.sub(r"^\{([{%#])(?:tr|tc|p|r)\s", r"{\1 ", html.unescape(words))
    return re.sub(r"[\W_]+", "", bare)
