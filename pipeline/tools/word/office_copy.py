"""The copy of a Word file that LibreOffice gets: final text, no links, and what LibreOffice (7.4) takes otherwise.

The office's own file stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from itertools import cycle, pairwise

from lxml import etree

from pipeline.dossier.characters import COUNTED, address_breaks, is_chinese
from pipeline.errors import TemplateError
from pipeline.tools.word.final import read_final
from pipeline.tools.word.fonts import font_of
from pipeline.tools.word.links import without_outside
from pipeline.tools.word.package import TEXT_PART, pack_parts, parse_xml, xml_bytes
from pipeline.tools.word.rows import raise_rows
from pipeline.tools.word.styles import Styles, W

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# LibreOffice takes `overflowPunct` for its opposite: closing marks hang into the margin where Word is
# told that they shall not.
_NO_HANGING, _HANGING = (b'<w:overflowPunct w:val="%d"/>' % value for value in (0, 1))

_PARAGRAPH, _RUN, _TEXT, _PROPERTIES = (f"{W}{name}" for name in ("p", "r", "t", "rPr"))
_APART = frozenset(f"{W}{name}" for name in ("tab", "br", "drawing", "pict", "sym", "ptab"))
_EAST_ASIAN = f"{W}eastAsia"
_OFF = frozenset(("0", "false", "off"))
_AUTO_SPACE = {"autoSpaceDE": str.isalpha, "autoSpaceDN": str.isdigit}
"""Switches for the space between Chinese and others, and those others."""

_ZERO_WIDTH_SPACE, _WORD_JOINER, _NOTHING = "\u200b", "\u2060", "\0"
_MONTH = "月"
_BREAKING = re.compile("(?<=[-/?])(?![-/?])")
"""Where LibreOffice breaks a word."""


Chooser = Callable[[str, str], str]
"""Tells of a character and the font it asks for which font it should ask for; "" for that very font."""


def office_copy(
    word: bytes, name: str, choose: Chooser | None = None, *, rows_as_in_word: bool = False
) -> bytes:
    """The Word file as LibreOffice understands it.

    Args:
        word: Any file that LibreOffice Writer opens; what is no sound `.docx` comes back as it is.
        name: Its name, for messages.
        choose: Which font a rare character should ask for; None leaves all as they are.
        rows_as_in_word: Whether this LibreOffice counts the heights of rows as Word does.
    """
    try:
        parts = without_outside(read_final(word, name))
        styles = Styles(parts)
        for path in parts:
            if path.startswith("word/") and path.endswith(".xml"):
                parts[path] = parts[path].replace(_NO_HANGING, _HANGING)
            if TEXT_PART.fullmatch(path):
                root = parse_xml(parts[path])
                _break_addresses(root)
                _close_gaps(root, styles)
                _set_rare_apart(root, styles, choose)
                if not rows_as_in_word:
                    raise_rows(root, styles)
                parts[path] = xml_bytes(root)
    except (TemplateError, etree.XMLSyntaxError):
        return word
    return pack_parts(parts)


def _break_addresses(root: etree._Element) -> None:
    """Let lines break in an address where they may in print, and nowhere else: kept whole, it tears a line open."""
    for node in root.iter(_TEXT):
        text = node.text or ""
        between: dict[int, str] = {}
        for start, end, breaks in address_breaks(text):
            joined = [each for each in range(start + 1, end) if _BREAKING.match(text, each)]
            between |= dict.fromkeys(joined, _WORD_JOINER)
            between |= dict.fromkeys(breaks, _ZERO_WIDTH_SPACE)
        node.text = "".join(between.get(place, "") + each for place, each in enumerate(text))


def _close_gaps(root: etree._Element, styles: Styles) -> None:
    """Leave no space between Chinese and digits or letters where Word is told to leave none.

    LibreOffice does not read `autoSpaceDE` and `autoSpaceDN`, and leaves a fifth of an em.  A space of
    no width stops that; the line may be broken at it as between any two characters, and the PDF's text
    does not have it.  Between a number and what it counts, and a month and its day, stands one that joins.
    """
    for paragraph in root.iter(_PARAGRAPH):
        kinds = [test for name, test in _AUTO_SPACE.items() if _is_off(paragraph, name, styles)]
        before = _NOTHING
        for node in paragraph.iter(_TEXT, *_APART) if kinds else ():
            text = node.text or "" if node.tag == _TEXT else ""
            if text:
                node.text = "".join(
                    _of_no_width(first, second) + second
                    if _is_gap(first, second, kinds)
                    else second
                    for first, second in pairwise(before + text)
                )
            before = text[-1:] or _NOTHING


def _of_no_width(first: str, second: str) -> str:
    """What stands between a Chinese character and another, so that LibreOffice leaves no space."""
    keeps = second in COUNTED if first.isdigit() else first == _MONTH and second.isdigit()
    return _WORD_JOINER if keeps else _ZERO_WIDTH_SPACE


def _is_gap(first: str, second: str, kinds: Sequence[Callable[[str], bool]]) -> bool:
    if is_chinese(first) == is_chinese(second):
        return False
    other = second if is_chinese(first) else first
    return any(test(other) for test in kinds)


def _is_off(paragraph: etree._Element, switch: str, styles: Styles) -> bool:
    """Whether a switch of a paragraph, which is on by default, is off."""
    found = (each.find(f"{W}pPr/{W}{switch}") for each in styles.behind_paragraph(paragraph))
    nearest = next((each for each in found if each is not None), None)
    return nearest is not None and nearest.get(f"{W}val") in _OFF


def _set_rare_apart(root: etree._Element, styles: Styles, choose: Chooser | None) -> None:
    """Give each rare character a run of its own, in a font that has it.

    LibreOffice looks for other fonts run by run.  Where several characters of a run lack a glyph it
    loses some, and may break the line in the middle of one beyond U+FFFF.  Neighbours alike would be
    one run again: so their Latin language alternates, which nothing Chinese shows.
    """
    languages = cycle(("en-US", "en-GB"))
    for holder, run in [(each, run) for each in root.iter() for run in each.iterchildren(_RUN)]:
        groups = _groups(run)
        if not any(map(_is_rare_text, groups)):
            continue
        properties = run.find(_PROPERTIES)
        paragraph = next(run.iterancestors(_PARAGRAPH), None)
        font = "" if paragraph is None else font_of(run, paragraph, styles)
        for children in groups:
            piece = etree.Element(_RUN)
            if properties is not None:
                piece.append(deepcopy(properties))
            piece.extend(children)
            if _is_rare_text(children):
                _set_language(piece, next(languages))
                if choose:
                    _set_font(piece, choose((children[0].text or "")[0], font))
            run.addprevious(piece)
        holder.remove(run)


def _groups(run: etree._Element) -> list[list[etree._Element]]:
    """What stands in a run, parted so that each rare character is alone."""
    groups: list[list[etree._Element]] = []
    for child in run.iterchildren(etree.Element):
        if child.tag == _PROPERTIES:
            continue
        for each in _texts(child) if child.tag == _TEXT else (child,):
            if groups and not _is_rare_text([each]) and not _is_rare_text(groups[-1]):
                groups[-1].append(each)
            else:
                groups.append([each])
    return groups


def _texts(text: etree._Element) -> Iterator[etree._Element]:
    """A text element, or those that stand for it: each rare character alone, with what it bears."""
    parts: list[str] = []
    for character in text.text or "":
        rare = _is_rare(character) or (parts and _is_rare(parts[-1][0]))
        if parts and (unicodedata.category(character) == "Mn" or not rare):
            parts[-1] += character
        else:
            parts.append(character)
    for part in parts:
        piece = etree.Element(text.tag, {_SPACE: "preserve"})
        piece.text = part
        yield piece


def _is_rare_text(children: Sequence[etree._Element]) -> bool:
    return children[0].tag == _TEXT and _is_rare((children[0].text or "")[:1])


@cache
def _is_rare(character: str) -> bool:
    """Whether a Chinese character is not in GB 2312, to which the smaller fonts keep."""
    if not is_chinese(character):
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _set_font(run: etree._Element, font: str) -> None:
    if not font:
        return
    properties = _properties(run)
    fonts = properties.find(f"{W}rFonts")
    if fonts is None:
        fonts = etree.Element(f"{W}rFonts")
        properties.insert(0 if properties.find(f"{W}rStyle") is None else 1, fonts)
    fonts.set(_EAST_ASIAN, font)
    fonts.attrib.pop(f"{_EAST_ASIAN}Theme", None)


def _set_language(run: etree._Element, latin: str) -> None:
    properties = _properties(run)
    language = properties.find(f"{W}lang")
    if language is None:
        language = etree.SubElement(properties, f"{W}lang")
    language.set(f"{W}val", latin)
    language.set(f"{W}eastAsia", "zh-CN")


def _properties(run: etree._Element) -> etree._Element:
    """The properties of a run, made where it has none."""
    properties = run.find(_PROPERTIES)
    if properties is None:
        properties = etree.Element(_PROPERTIES)
        run.insert(0, properties)
    return properties
