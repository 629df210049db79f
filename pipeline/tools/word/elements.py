"""Elements of WordprocessingML, made."""

from __future__ import annotations

from lxml import etree

from pipeline.tools.word.styles import W

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(name: str, /, *inside: etree._Element, **attributes: str) -> etree._Element:
    """An element with attributes of the same namespace and elements inside."""
    made = etree.Element(f"{W}{name}")
    for key, value in attributes.items():
        made.set(f"{W}{key}", value)
    made.extend(inside)
    return made


def text(words: str, name: str = "t") -> etree._Element:
    """An element that holds words, white space included."""
    made = element(name)
    made.text = words
    made.set(_SPACE, "preserve")
    return made


def local_name(found: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(found).localname
