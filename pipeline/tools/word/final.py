"""The final text of a Word file: tracked changes accepted, comments left out (ECMA-376 part 1, 17.13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.tools.word.package import TEXT_PART, parse_xml, read_parts, xml_bytes
from pipeline.tools.word.styles import Styles, W

FINAL_TEXT_COUNTS = "文件里有修订，按全部接受后的文字，批注不印"
"""What a clerk is told of a file with tracked changes."""

_CHANGES = re.compile(
    rb"<w:(?:ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge|numberingChange|\w+PrChange|"
    rb"tblGridChange|tblPrExChange)[ />]"
)
_COMMENTS = re.compile(rb"<w:comment(?:RangeStart|RangeEnd|Reference)[ />]")

_INSERTED = tuple(f"{W}{name}" for name in ("ins", "moveTo"))
_DELETED = tuple(f"{W}{name}" for name in ("del", "moveFrom"))
_ONLY_MARKS = """
    rPrChange pPrChange sectPrChange tblPrChange tblGridChange trPrChange tcPrChange tblPrExChange
    numberingChange cellIns cellMerge moveFromRangeStart moveFromRangeEnd moveToRangeStart
    moveToRangeEnd customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart
    customXmlDelRangeEnd customXmlMoveFromRangeStart customXmlMoveFromRangeEnd
    customXmlMoveToRangeStart customXmlMoveToRangeEnd commentRangeStart commentRangeEnd
    commentReference annotationRef delText delInstrText
"""
_MARKS = frozenset(W + name for name in _ONLY_MARKS.split())
"""What only tells of changes or comments, and holds no text that stays."""

_COMMENT_PART = re.compile(r"word/(?:comments\w*|people)\.xml")
_LISTS = ("[Content_Types].xml", "word/_rels/document.xml.rels")
_PARAGRAPH, _PROPERTIES = f"{W}p", f"{W}pPr"


def read_final(data: bytes, where: str) -> dict[str, bytes]:
    """The parts of a `.docx` with their final text; others than `read_parts` only where it has changes.

    Raises:
        TemplateError: It is no `.docx`, is damaged, is huge, or holds macros.
        lxml.etree.XMLSyntaxError: A part with changes is no XML.
    """
    parts = read_parts(data, where)
    for name, part in parts.items():
        if TEXT_PART.fullmatch(name) and (_CHANGES.search(part) or _COMMENTS.search(part)):
            root = parse_xml(part)
            _accept(root)
            parts[name] = xml_bytes(root)
    return _without_comments(parts)


def final_texts(data: bytes, where: str) -> Iterator[tuple[str, etree._Element, Styles]]:
    """The parts of a Word file that hold text, by path, as `read_final` has them, with the file's styles.

    Raises:
        TemplateError: It cannot be read.
    """
    parts = read_final(data, where)
    styles = Styles(parts)
    for path, part in parts.items():
        if TEXT_PART.fullmatch(path):
            yield path, parse_xml(part), styles


def has_changes(data: bytes, where: str) -> bool:
    """Whether a `.docx` holds tracked changes.

    Raises:
        TemplateError: It is no `.docx`, is damaged, is huge, or holds macros.
    """
    return any(
        TEXT_PART.fullmatch(name) and _CHANGES.search(part) is not None
        for name, part in read_parts(data, where).items()
    )


def _accept(root: etree._Element) -> None:
    """Accept every change: rows and cells, then runs, then the ends of paragraphs."""
    _drop_rows_and_cells(root)
    joined = [each for each in root.iter(_PARAGRAPH) if _end_is_deleted(each)]
    for element in list(root.iter(*_DELETED, *_MARKS)):
        _remove(element)
    for element in list(root.iter(*_INSERTED)):
        _unwrap(element)
    for paragraph in joined:
        _join_with_next(paragraph)
    _close_empty(root)


def _drop_rows_and_cells(root: etree._Element) -> None:
    for holder, name, marks in (("tr", "trPr", ("del", "moveFrom")), ("tc", "tcPr", ("cellDel",))):
        for element in list(root.iter(f"{W}{holder}")):
            if any(element.find(f"{W}{name}/{W}{mark}") is not None for mark in marks):
                _remove(element)


def _end_is_deleted(paragraph: etree._Element) -> bool:
    marks = paragraph.find(f"{_PROPERTIES}/{W}rPr")
    return marks is not None and any(marks.find(each) is not None for each in _DELETED)


def _remove(element: etree._Element) -> None:
    next(element.iterancestors()).remove(element)


def _unwrap(element: etree._Element) -> None:
    for child in list(element):
        element.addprevious(child)
    _remove(element)


def _join_with_next(paragraph: etree._Element) -> None:
    """Let the text go on in the next paragraph, whose format it takes; an empty one just goes."""
    following = paragraph.getnext()
    content = [each for each in paragraph if each.tag != _PROPERTIES]
    if following is not None and following.tag == _PARAGRAPH:
        properties = following.find(_PROPERTIES)
        place = 0 if properties is None else following.index(properties) + 1
        following[place:place] = content
        _remove(paragraph)
    elif not content:
        _remove(paragraph)


def _close_empty(root: etree._Element) -> None:
    """A table without rows goes, a row without cells too, and a cell ends with a paragraph."""
    for holder, child in (("tr", "tc"), ("tbl", "tr")):
        for element in list(root.iter(f"{W}{holder}")):
            if next(element.iter(f"{W}{child}"), None) is None:
                _remove(element)
    for cell in root.iter(f"{W}tc"):
        if len(cell) == 0 or cell[-1].tag != _PARAGRAPH:
            etree.SubElement(cell, _PARAGRAPH)


def _without_comments(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts without those that hold comments, and without what leads to these."""
    gone = {name for name in parts if _COMMENT_PART.fullmatch(name)}
    if not gone:
        return parts
    kept = {name: part for name, part in parts.items() if name not in gone}
    for name in kept.keys() & _LISTS:
        root = parse_xml(kept[name])
        for entry in list(root):
            target = entry.get("PartName") or entry.get("Target") or ""
            if "word/" + target.removeprefix("/").removeprefix("word/") in gone:
                root.remove(entry)
        kept[name] = xml_bytes(root)
    return kept
