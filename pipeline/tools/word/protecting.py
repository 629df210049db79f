"""What of a Word form is protected: all but its fields, and the tables that are left open."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from pipeline.tools.word.elements import element, local_name
from pipeline.tools.word.package import parse_xml, xml_bytes
from pipeline.tools.word.styles import W

# What may stand before `w:documentProtection` in the settings, by the schema.
_BEFORE_PROTECTION = frozenset({
    "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
    "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
    "printFractionalCharacterWidth", "printFormsData", "embedTrueTypeFonts", "embedSystemFonts",
    "saveSubsetFonts", "saveFormsData", "mirrorMargins", "alignBordersAndEdges",
    "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop", "hideSpellingErrors",
    "hideGrammaticalErrors", "activeWritingStyle", "proofState", "formsDesign", "attachedTemplate",
    "linkStyles", "stylePaneFormatFilter", "stylePaneSortMethod", "documentType", "mailMerge",
    "revisionView", "trackRevisions", "doNotTrackMoves", "doNotTrackFormatting",
})  # fmt: skip


def with_protection(settings: bytes) -> bytes:
    """Settings that let programs take what is typed into fields alone, without a password."""
    root = parse_xml(settings)
    for each in root.findall(f"{W}documentProtection"):
        root.remove(each)
    before = [each for each in root if local_name(each) in _BEFORE_PROTECTION]
    place = root.index(before[-1]) + 1 if before else 0
    root.insert(place, element("documentProtection", edit="forms", enforcement="1"))
    return xml_bytes(root)


def open_for_editing(table: etree._Element, body: etree._Element) -> None:
    """Give a table a section of its own, on the same page, that is not protected."""
    before = table.getprevious()
    if before is None or before.tag != f"{W}p" or _ends_section(before):
        table.addprevious(before := _small_paragraph())
    after = table.getnext()
    if after is None or not _can_end_section(after):
        table.addnext(after := _small_paragraph())
    _end_section(before, body, is_open=False)
    _end_section(after, body, is_open=True)


def join_sections(body: etree._Element) -> None:
    """Let the last section begin on the page on which the one before it ends."""
    last = body[-1]
    if last.tag == f"{W}sectPr" and last.find(f"{W}type") is None:
        _insert_kind(last)


def _end_section(paragraph: etree._Element, body: etree._Element, *, is_open: bool) -> None:
    """Let a section end with a paragraph."""
    shape = body.find(f"{W}sectPr")
    section = element("sectPr") if shape is None else deepcopy(shape)
    section.attrib.clear()
    for each in [*section.findall(f"{W}type"), *section.findall(f"{W}formProt")]:
        section.remove(each)
    _insert_kind(section)
    if is_open:
        protection = element("formProt", val="0")
        columns = section.find(f"{W}cols")
        place = len(section) if columns is None else section.index(columns) + 1
        section.insert(place, protection)
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        paragraph.insert(0, properties := element("pPr"))
    mark = properties.find(f"{W}rPr")
    place = len(properties) if mark is None else properties.index(mark) + 1
    properties.insert(place, section)


def _insert_kind(section: etree._Element) -> None:
    references = [each for each in section if local_name(each).endswith("Reference")]
    section.insert(len(references), element("type", val="continuous"))


def _ends_section(paragraph: etree._Element) -> bool:
    return paragraph.find(f"{W}pPr/{W}sectPr") is not None


def _can_end_section(block: etree._Element) -> bool:
    """Whether a block is a paragraph without words that ends no section yet."""
    is_empty = block.tag == f"{W}p" and not any(each.text for each in block.iter(f"{W}t"))
    return is_empty and not _ends_section(block)


def _small_paragraph() -> etree._Element:
    """An empty paragraph that takes next to no room."""
    spacing = element("spacing", before="0", after="0", line="20", lineRule="exact")
    return element("p", element("pPr", spacing, element("rPr", element("sz", val="2"))))
