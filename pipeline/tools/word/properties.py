"""Properties of a paragraph of a Word file, in the order that the schema wants (ECMA-376 part 1, 17.3.1.26)."""

from __future__ import annotations

from lxml import etree

from pipeline.tools.word.styles import W

_NAMES = """
    pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd
    tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi
    adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc
    textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
_ORDER = {f"{W}{name}": place for place, name in enumerate(_NAMES.split())}


def paragraph_property(paragraph: etree._Element, name: str) -> etree._Element:
    """A property of a paragraph itself, made where it has none: `spacing`, `jc`."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    found = properties.find(f"{W}{name}")
    if found is None:
        found = etree.Element(f"{W}{name}")
        later = (each for each in properties if _ORDER.get(str(each.tag), 0) > _ORDER[f"{W}{name}"])
        following = next(later, None)
        place = len(properties) if following is None else properties.index(following)
        properties.insert(place, found)
    return found
