"""A table of labels and cells to fill in, as the official tables look."""

from __future__ import annotations

from lxml import etree

from pipeline.tools.word.elements import element, text

_LABEL_TWIPS, _VALUE_TWIPS = 2722, 6122
_ROW_TWIPS = 523
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def heading(words: str, style: str = "WxHeading") -> etree._Element:
    """A heading on a fresh page."""
    paragraph = _paragraph(style)
    paragraph[0].append(element("pageBreakBefore"))
    _add_words(paragraph, words)
    return paragraph


def note(words: str, style: str = "WxCaption") -> etree._Element:
    """A small line of our own."""
    paragraph = _paragraph(style)
    _add_words(paragraph, words)
    return paragraph


class LabelledTable:
    """Rows of a label and a cell, in the order in which they are added."""

    def __init__(self) -> None:
        width = _LABEL_TWIPS + _VALUE_TWIPS
        properties = element(
            "tblPr",
            element("tblStyle", val="WxTable"),
            element("tblW", w=str(width), type="dxa"),
            element("jc", val="center"),
            element("tblBorders", *(_edge(each) for each in _EDGES)),
            element("tblLayout", type="fixed"),
        )
        columns = (element("gridCol", w=str(each)) for each in (_LABEL_TWIPS, _VALUE_TWIPS))
        self.element = element("tbl", properties, element("tblGrid", *columns))

    def band(self, words: str) -> None:
        """Add a row that heads those below it."""
        cell = _cell(_LABEL_TWIPS + _VALUE_TWIPS, "WxBand", words, span=2)
        self.element.append(_row(cell, keep_next=True))

    def row(self, label: str) -> etree._Element:
        """Add a row; gives its cell to fill in."""
        cell = _cell(_VALUE_TWIPS, "WxCell", "")
        self.element.append(_row(_cell(_LABEL_TWIPS, "WxLabel", label), cell))
        return cell


def _edge(name: str) -> etree._Element:
    return element(name, val="single", sz="4", space="0", color="000000")


def _row(*cells: etree._Element, keep_next: bool = False) -> etree._Element:
    height = element("trHeight", val=str(_ROW_TWIPS), hRule="atLeast")
    if keep_next:
        for cell in cells:
            cell[-1][0].append(element("keepNext"))
    return element("tr", element("trPr", element("cantSplit"), height), *cells)


def _cell(width: int, style: str, words: str, *, span: int = 1) -> etree._Element:
    properties = element("tcPr", element("tcW", w=str(width), type="dxa"))
    if span > 1:
        properties.append(element("gridSpan", val=str(span)))
    properties.append(element("vAlign", val="center"))
    paragraph = _paragraph(style)
    _add_words(paragraph, words)
    return element("tc", properties, paragraph)


def _paragraph(style: str) -> etree._Element:
    return element("p", element("pPr", element("pStyle", val=style)))


def _add_words(paragraph: etree._Element, words: str) -> None:
    if words:
        paragraph.append(element("r", text(words)))
