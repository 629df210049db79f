"""Elements of a workbook's XML: added where the standard wants them, in their parent's namespace."""

from __future__ import annotations

from lxml import etree

_TAILS = (
    ("definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
     "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst"),
    ("dxfs", "tableStyles", "colors", "extLst"),
    ("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
     "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches",
     "ignoredErrors", "smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF",
     "picture", "oleObjects", "controls", "AlternateContent", "webPublishItems", "tableParts",
     "extLst"),
)  # fmt: skip
"""The last children of a workbook, a style sheet and a worksheet, in their order (ECMA-376 part 1,
18.2.27, 18.8.39, 18.3.1.99)."""


def space_of(element: etree._Element) -> str:
    """The namespace of an element; a strict workbook has another one than most."""
    return etree.QName(element).namespace or ""


def add(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    """A new child, the last one but for those that have to follow it."""
    made = etree.Element(f"{{{space_of(parent)}}}{name}", attributes)
    later = next((tail[tail.index(name) + 1 :] for tail in _TAILS if name in tail), ())
    for child in parent.iterchildren(tag=etree.Element) if later else ():
        if etree.QName(child).localname in later:
            child.addprevious(made)
            return made
    parent.append(made)
    return made


def find_or_add(parent: etree._Element, name: str) -> etree._Element:
    """The child of a name, a new one where there is none."""
    found = parent.find(f"{{*}}{name}")
    return add(parent, name) if found is None else found


def find(parent: etree._Element, name: str) -> etree._Element:
    """The child of a name.

    Raises:
        KeyError: There is none.
    """
    found = parent.find(f"{{*}}{name}")
    if found is None:
        raise KeyError(name)
    return found


def remove(element: etree._Element) -> None:
    """Take an element away, and its parent where nothing is left in it."""
    parent = next(element.iterancestors())
    parent.remove(element)
    if not len(parent) and (above := parent.getparent()) is not None:
        above.remove(parent)
