"""The ways in which the print face is set (`pipeline/make/fitting.py`), followed by a Word file.

A style `WxStory--close` of a template says how `WxStory` looks where a paper is set `close`.  Files that are
filled in have the plain styles only, as they look in their way.
"""

from __future__ import annotations

from lxml import etree

from pipeline.tools.word.package import parse_xml, xml_bytes
from pipeline.tools.word.styles import W

VARIANT = "--"
"""Between the id of a style and the way that its variant is for."""

_LOOKS = tuple(f"{W}{name}" for name in ("pPr", "rPr", "tblPr"))


def set_styles(styles: bytes, way: str) -> bytes:
    """The styles of a file as they look in a way; without the variants.

    Args:
        styles: `styles.xml`.
        way: Classes, divided by blanks; of two that change the same style the later variant counts.
    """
    root = parse_xml(styles)
    every = {each.get(f"{W}styleId", ""): each for each in root.iter(f"{W}style")}
    variants = {name: style for name, style in every.items() if VARIANT in name}
    if not variants:
        return styles
    chosen = set(way.split())
    for name, variant in variants.items():
        base, _, wanted = name.partition(VARIANT)
        if wanted in chosen and base in every:
            _look_as(every[base], variant)
    for variant in variants.values():
        root.remove(variant)
    return xml_bytes(root)


def _look_as(style: etree._Element, variant: etree._Element) -> None:
    """Give a style the properties of its variant; they stand last in a style, in the variant's order."""
    for tag in _LOOKS:
        for each in style.findall(tag):
            style.remove(each)
    style.extend([each for each in variant if each.tag in _LOOKS])
