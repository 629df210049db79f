"""The styles of a Word file: what a paragraph or a run gets from them (ECMA-376 part 1, 17.7.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from pipeline.tools.word.package import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""Namespace of WordprocessingML, as lxml writes it."""

_PART = "word/styles.xml"


class Styles:
    """The styles of a Word file.

    Attributes:
        defaults: The document's defaults (`w:docDefaults`), if there are any.
    """

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        """Read the styles from the parts of a Word file.

        Raises:
            lxml.etree.XMLSyntaxError: They are no XML.
        """
        root = parse_xml(parts[_PART]) if _PART in parts else None
        each = [] if root is None else list(root.iter(f"{W}style"))
        self.defaults = None if root is None else root.find(f"{W}docDefaults")
        self._styles = {style.get(f"{W}styleId", ""): style for style in each}
        self._default = next(
            (
                style.get(f"{W}styleId", "")
                for style in each
                if style.get(f"{W}type") == "paragraph"
                and style.get(f"{W}default") in ("1", "true")
            ),
            "",
        )

    def of_paragraph(self, style_id: str) -> Iterator[etree._Element]:
        """The style of a paragraph and those it is based on; "" is the default style."""
        return self.chain(style_id or self._default)

    def chain(self, style_id: str) -> Iterator[etree._Element]:
        """A style and those it is based on, nearest first."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            style_id = value(style, "basedOn")


def value(holder: etree._Element, *names: str) -> str:
    """`w:val` of the element that the names lead to; "" where there is none."""
    found = holder.find("/".join(W + name for name in names))
    return "" if found is None else found.get(f"{W}val", "")
