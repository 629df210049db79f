"""A Word file looks as the print face is set: its styles in the variants that are made for the way."""

from __future__ import annotations

from lxml import etree

from pipeline.tools.word.styles import W, value
from pipeline.tools.word.ways import set_styles

STYLES = f"""<w:styles xmlns:w="{W[1:-1]}">
<w:style w:type="paragraph" w:styleId="A"><w:name w:val="a"/><w:pPr><w:jc w:val="left"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="b"/><w:pPr><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="A--close"><w:name w:val="a+"/><w:basedOn w:val="A"/>
<w:pPr><w:jc w:val="right"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="A--roomy"><w:name w:val="a++"/><w:pPr><w:jc w:val="center"/></w:pPr></w:style>
</w:styles>""".encode()


def looks(way: str) -> dict[str, tuple[str, str]]:
    """Name and alignment of each style, by id."""
    root = etree.fromstring(set_styles(STYLES, way))
    return {
        each.get(f"{W}styleId", ""): (value(each, "name"), value(each, "pPr", "jc"))
        for each in root.iter(f"{W}style")
    }


def test_without_a_way_styles_are_plain_and_variants_are_gone() -> None:
    assert looks("") == {"A": ("a", "left"), "B": ("b", "both")}


def test_in_its_way_a_style_looks_as_its_variant_and_keeps_its_name() -> None:
    assert looks("close third-apart") == {"A": ("a", "right"), "B": ("b", "both")}


def test_of_two_variants_the_later_counts() -> None:
    assert (
        looks("roomy close") == looks("close roomy") == {"A": ("a", "center"), "B": ("b", "both")}
    )


def test_properties_that_a_style_did_not_have_come_along() -> None:
    assert set_styles(STYLES, "close").count(b"<w:b/>") == 1


def test_styles_without_variants_stay_byte_for_byte() -> None:
    plain = set_styles(STYLES, "")
    assert set_styles(plain, "close") is plain
