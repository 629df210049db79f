"""What a Word file would take from outside of itself: linked pictures, files, fields that read files.

None of it is read: a paper shows what its files hold, and nothing from elsewhere on the machine or the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PureWindowsPath
from urllib.parse import unquote

from lxml import etree

from pipeline.tools.word.package import TEXT_PART, parse_xml, xml_bytes
from pipeline.tools.word.styles import W

_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_HARMLESS = ("/hyperlink", "/attachedTemplate")
"""Ends of kinds of relationships that show nothing: what a click opens, the template of the author."""

_READS = re.compile(
    r"^\s*(?:INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|DDEAUTO|DDE|LINK|RD|DATABASE)\b\s*\"?([^\"]*)",
    re.IGNORECASE,
)
"""Fields that read files (ECMA-376 part 1, 17.16.5), and what they read."""


def outside_of(parts: dict[str, bytes]) -> tuple[str, ...]:
    """Names of what a Word file would take from outside, each once.

    Raises:
        lxml.etree.XMLSyntaxError: A part is no XML.
    """
    found = [name for path in parts for name in _linked(path, parts[path])]
    return tuple(dict.fromkeys(found))


def without_outside(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of a Word file without what leads outside; fields keep the text that they show.

    Raises:
        lxml.etree.XMLSyntaxError: A part is no XML.
    """
    return {path: _closed(path, part) for path, part in parts.items()}


def _linked(path: str, part: bytes) -> Iterator[str]:
    if _is_list(path, part):
        for each in _external(parse_xml(part)):
            yield _short(each.get("Target", ""))
    elif _has_fields(path, part):
        for read, _ in _reading(parse_xml(part)):
            yield _short(read)


def _closed(path: str, part: bytes) -> bytes:
    if _is_list(path, part):
        root = parse_xml(part)
        for each in list(root.iter(_RELATIONSHIP)):
            if _leads_outside(each) and not each.get("Type", "").endswith("/hyperlink"):
                root.remove(each)
        return xml_bytes(root)
    if not TEXT_PART.fullmatch(path) or not (_has_fields(path, part) or b":link=" in part):
        return part
    root = parse_xml(part)
    for _, nodes in _reading(root):
        for node in nodes:
            if node.tag == f"{W}fldSimple":
                node.set(f"{W}instr", "")
            else:
                node.text = ""
    for each in root.iter(etree.Element):
        each.attrib.pop(f"{_OFFICE}link", None)
    return xml_bytes(root)


def _is_list(path: str, part: bytes) -> bool:
    return path.endswith(".rels") and b"External" in part


def _has_fields(path: str, part: bytes) -> bool:
    return TEXT_PART.fullmatch(path) is not None and (b"instrText" in part or b"w:instr=" in part)


def _leads_outside(relationship: etree._Element) -> bool:
    return relationship.get("TargetMode") == "External"


def _external(root: etree._Element) -> Iterator[etree._Element]:
    for each in root.iter(_RELATIONSHIP):
        if _leads_outside(each) and not each.get("Type", "").endswith(_HARMLESS):
            yield each


def _reading(root: etree._Element) -> Iterator[tuple[str, list[etree._Element]]]:
    """What each field reads from outside, and the elements that say so."""
    for simple in root.iter(f"{W}fldSimple"):
        if found := _READS.match(simple.get(f"{W}instr", "")):
            yield found[1].strip(), [simple]
    open_fields: list[list[etree._Element]] = []
    for node in root.iter(f"{W}fldChar", f"{W}instrText"):
        kind = node.get(f"{W}fldCharType", "")
        if kind == "begin":
            open_fields.append([])
        elif node.tag == f"{W}instrText" and open_fields:
            open_fields[-1].append(node)
        elif kind in {"separate", "end"} and open_fields:
            nodes = open_fields[-1]
            if found := _READS.match("".join(each.text or "" for each in nodes)):
                yield found[1].strip(), list(nodes)
            nodes.clear()
            if kind == "end":
                open_fields.pop()


def _short(target: str) -> str:
    """The name of a file without the folders that it is in: they are nobody's business."""
    plain = unquote(target).removeprefix("file:///")
    return PureWindowsPath(plain.replace("/", "\\")).name or plain
