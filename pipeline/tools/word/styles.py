"""The styles of a Word file: what a paragraph or a run gets from them (ECMA-376 part 1, 17.7.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from pipeline.tools.word.package import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""Namespace of WordprocessingML, as lxml writes it."""

STYLES_PART = "word/styles.xml"


class Styles:
    """The styles of a Word file."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        """Read the styles from the parts of a Word file.

        Raises:
            lxml.etree.XMLSyntaxError: They are no XML.
        """
        root = (
            parse_xml(parts[STYLES_PART]) if STYLES_PART in parts else etree.Element(f"{W}styles")
        )
        each = list(root.iter(f"{W}style"))
        self._styles = {style.get(f"{W}styleId", ""): style for style in each}
        self._defaults = root.find(f"{W}docDefaults")
        self._default = next(
            (
                style.get(f"{W}styleId", "")
                for style in each
                if style.get(f"{W}type") == "paragraph"
                and style.get(f"{W}default") in ("1", "true")
            ),
            "",
        )

    def behind_paragraph(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """What gives a paragraph its properties (`w:pPr`), nearest first: itself, styles, defaults."""
        yield paragraph
        yield from self._chain(value(paragraph, "pPr", "pStyle") or self._default)
        yield from self._of_document("pPrDefault")

    def behind_run(
        self, run: etree._Element, paragraph: etree._Element
    ) -> Iterator[etree._Element]:
        """What gives a run of a paragraph its properties (`w:rPr`), nearest first."""
        yield run
        yield from self._chain(value(run, "rPr", "rStyle"))
        yield from self._chain(value(paragraph, "pPr", "pStyle") or self._default)
        yield from self._of_document("rPrDefault")

    def behind_table(self, table: etree._Element) -> Iterator[etree._Element]:
        """What gives a table its properties (`w:tblPr`), nearest first: itself, styles."""
        yield table
        yield from self._chain(value(table, "tblPr", "tblStyle"))

    def _chain(self, style_id: str) -> Iterator[etree._Element]:
        """A style and those it is based on."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            style_id = value(style, "basedOn")

    def _of_document(self, name: str) -> list[etree._Element]:
        return [] if self._defaults is None else self._defaults.findall(f"{W}{name}")


def value(holder: etree._Element, *names: str) -> str:
    """`w:val` of the element that the names lead to; "" where there is none."""
    found = holder.find("/".join(W + name for name in names))
    return "" if found is None else found.get(f"{W}val", "")
